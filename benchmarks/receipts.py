"""Receipts: how often a photographed card is read, by what, and how long that takes.

    python benchmarks/receipts.py [--seeds 100] [--card card.png]

Peers: zxing-cpp as it comes, OpenCV's QRCodeDetector (it is here through another dependency), and
the product, which looks at the photograph in several forms, in the sandbox. The photographs are
drawn (tests/photographs.py): moderate, and hard (turned by any angle, 25 % aslant, blurred, noisy).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from photographs import HARD, MODERATE, photograph

from consent.receipts.photographs import PhotographUnreadable, read_photograph


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--card", type=Path, required=True, help="a card: pvstudio receipt make …")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    card = Image.open(asked.card)
    expected = read_photograph(asked.card).text()
    ways: dict[str, Callable[[Path], str]] = {"zxing-cpp": plain, "OpenCV": opencv, "product": product}
    with tempfile.TemporaryDirectory() as folder:
        for name, how in (("moderate", MODERATE), ("hard", HARD)):
            read, seconds = dict.fromkeys(ways, 0), dict.fromkeys(ways, 0.0)
            for seed in range(asked.seeds):
                path = Path(folder) / "photograph.jpg"
                path.write_bytes(photograph(card, seed, how))
                for way, look in ways.items():
                    began = time.perf_counter()
                    read[way] += look(path) == expected
                    seconds[way] += time.perf_counter() - began
            for way in ways:
                each = seconds[way] / asked.seeds
                print(f"{name:9} {way:10} {100 * read[way] / asked.seeds:5.1f} % {each * 1000:6.0f} ms")


def plain(path: Path) -> str:
    """Read by zxing-cpp as it comes."""
    found = zxingcpp.read_barcodes(np.asarray(Image.open(path)), formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else ""


def opencv(path: Path) -> str:
    """Read by OpenCV's own detector."""
    with suppress(cv2.error):
        return str(cv2.QRCodeDetector().detectAndDecode(np.asarray(Image.open(path)))[0])
    return ""


def product(path: Path) -> str:
    """Read as the studio does."""
    with suppress(PhotographUnreadable):
        return read_photograph(path).text()
    return ""


if __name__ == "__main__":
    main()
