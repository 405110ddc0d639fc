"""Faces drawn with light and shade, enough for a detector to take them for people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Picture = NDArray[np.uint8]


def draw_face(size: tuple[int, int], centre: tuple[float, float], height: float) -> Picture:
    """Return an RGB picture of *size* with a face, *height* pixels tall, round *centre*."""
    image = Image.new("RGB", size, "#7d8f86")
    draw = ImageDraw.Draw(image)
    unit, (x0, y0) = height / 100, centre

    def oval(x: float, y: float, w: float, h: float, fill: str) -> None:
        draw.ellipse(
            [x0 + (x - w) * unit, y0 + (y - h) * unit, x0 + (x + w) * unit, y0 + (y + h) * unit], fill=fill
        )

    oval(0, -14, 42, 46, "#2a1c14")  # hair
    draw.rectangle([x0 - 14 * unit, y0 + 30 * unit, x0 + 14 * unit, y0 + 64 * unit], fill="#b07a58")  # neck
    oval(0, 84, 60, 30, "#3b4a6b")  # shoulders
    oval(0, 0, 35, 48, "#cf9a76")
    oval(-14, 14, 13, 12, "#d8a482")  # cheeks
    oval(14, 14, 13, 12, "#c48d69")
    for side in (-1, 1):
        oval(15 * side, -8, 8.5, 4.6, "#f2ece6")
        oval(15 * side, -8, 3.6, 4.2, "#2c1b12")
        draw.line(
            [x0 + 6 * side * unit, y0 - 17 * unit, x0 + 24 * side * unit, y0 - 17 * unit],
            fill="#2a1c14", width=max(1, int(3 * unit)),
        )  # fmt: skip
    oval(0, 8, 4, 12, "#bd8662")  # nose
    oval(-4, 17, 2.2, 1.6, "#7a4a35")
    oval(4, 17, 2.2, 1.6, "#7a4a35")
    oval(0, 30, 14, 4.4, "#9a4a44")  # mouth
    oval(0, 29, 12, 1.0, "#5e2520")
    soft = image.filter(ImageFilter.GaussianBlur(unit * 0.9))
    return np.asarray(soft)
