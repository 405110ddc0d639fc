"""The printed receipt: an A6 card (105 × 148 mm, 300 dpi) on white, read by pictures or by words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import segno
from PIL import Image

from consent.receipts.laying import DPI, HEIGHT, WIDTH, Layout
from consent.receipts.payload import Receipt
from consent.receipts.saying import saying

#: Sizes to try until everything fits, and whether conditions are written out beside their drawings.
_TRIES = ((1.0, True), (0.86, True), (0.72, True), (0.6, True), (0.5, True), (0.6, False))


def qr_code(receipt: Receipt) -> segno.QRCode:
    """Return the code of *receipt*: error correction M, or better where that needs no more squares."""
    return segno.make_qr(receipt.text(), error="m")


def card(receipt: Receipt, bench: Path) -> Image.Image:
    """Draw the card of *receipt* (RGB); letters are drawn in the folder *bench*, which is left as it was."""
    said, code = saying(receipt.statement), _squares(qr_code(receipt))
    for scale, words in _TRIES:
        ground = Image.new("RGB", (WIDTH, HEIGHT), "white")
        if Layout(ground, said, scale, words=words).draw(code, bench):
            break
    return ground


def png(picture: Image.Image) -> bytes:
    """Return a card as PNG: 300 dpi, and nothing else beside the picture."""
    out = BytesIO()
    picture.quantize(64).save(out, format="PNG", dpi=(DPI, DPI), optimize=True)
    return out.getvalue()


def pdf(picture: Image.Image) -> bytes:
    """Return a card as a PDF of one A6 page, without a title or a time."""
    out = BytesIO()
    unsaid = {"title": None, "creationDate": None, "modDate": None, "producer": None}
    picture.save(out, format="PDF", resolution=DPI, quality=95, **unsaid)
    return out.getvalue()


def _squares(code: segno.QRCode) -> Image.Image:
    """Return the code with one pixel a square and no white around it."""
    rows = [list(row) for row in code.matrix_iter(border=0)]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    return picture
