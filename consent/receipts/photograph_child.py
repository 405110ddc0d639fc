"""The sandboxed look at a photograph of a receipt: ``photograph_child.py PATH MAX_PIXELS``, JSON out.

Run by :mod:`consent.receipts.photographs` alone, as a program of its own; it imports nothing of
ours. It prints the texts of the QR codes that it finds, or ``{"refused": code}``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps

SIDE = 2200  # px: photographs are made as small as this, at least; more shows noise rather than squares
LARGEST = 3200  # px: no form of it is larger
MOST_CODES = 8
_RECEIPT = re.compile(r"[A-Z2-7]{150,}")  # what a receipt looks like; whether it is one is told elsewhere
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
MOST_LETTERS = 4296  # what the largest QR code holds


class Refused(Exception):
    """The file cannot be used; *code* is a key of the sentences in ``photographs``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def opened(path: str, max_pixels: int) -> Image.Image:
    """Return the photograph in grey, or say why it cannot be."""
    Image.MAX_IMAGE_PIXELS = None  # we count ourselves, and refuse earlier
    try:
        picture = Image.open(path, formats=["JPEG", "PNG", "WEBP"])
        if picture.width * picture.height > max_pixels:
            raise Refused("too-large")
        picture.draft("L", (SIDE, SIDE))  # a JPEG is decoded as small as that at once
        grey = picture.convert("L")
    except MemoryError:
        raise Refused("too-large") from None
    except (OSError, ValueError, SyntaxError, EOFError):  # what Pillow raises for broken files
        raise Refused("unreadable") from None
    grey.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return grey


def tries(grey: Image.Image) -> Iterator[Image.Image]:
    """Yield the picture in the forms in which a code may be found, the likeliest first.

    Of 60 hard photographs the first form shows 35, the second 10 more, the third and fourth 4 more.
    """
    yield grey
    even = evened(grey)
    twice = min(2.0, LARGEST / max(even.size))
    large = even.resize((round(even.width * twice), round(even.height * twice)), Image.Resampling.BICUBIC)
    yield sharpened(large.filter(ImageFilter.GaussianBlur(2)), 6)
    yield sharpened(even.filter(ImageFilter.GaussianBlur(1)), 3)
    yield sharpened(large, 5)
    yield ImageOps.contain(even, (even.width // 2, even.height // 2), Image.Resampling.BOX)


def sharpened(picture: Image.Image, radius: float) -> Image.Image:
    """Take a blur of about *radius* px back."""
    return picture.filter(ImageFilter.UnsharpMask(radius=radius, percent=300, threshold=0))


def evened(grey: Image.Image) -> Image.Image:
    """Take uneven light away: how much brighter each point is than what is around it."""
    around = grey.filter(ImageFilter.BoxBlur(max(grey.size) // 16))
    return ImageOps.autocontrast(ImageChops.subtract(grey, around, scale=0.5, offset=128), cutoff=1)


def codes(grey: Image.Image) -> list[str]:
    """Return the texts of the QR codes; a poster on the wall does not end the search for a receipt."""
    found: dict[str, None] = {}
    for picture in tries(grey):
        for one in zxingcpp.read_barcodes(picture, formats=_QR):
            if one.valid and len(one.text) <= MOST_LETTERS and len(found) < MOST_CODES:
                found.setdefault(one.text)
        if any(_RECEIPT.fullmatch(text) for text in found):
            break
    return list(found)


if __name__ == "__main__":
    answer: dict[str, Any]
    try:
        answer = {"codes": codes(opened(sys.argv[1], int(sys.argv[2])))}
    except Refused as refusal:
        answer = {"refused": refusal.code}
    except MemoryError:
        answer = {"refused": "too-large"}
    json.dump(answer, sys.stdout)
