"""Mosaics: pixels replaced by averages, so that nothing of a face is left to restore.

A Gaussian blur can be inverted and a fine mosaic can be matched, many frames together more so. Here
the whole head becomes at most six cells across, and the face within it one flat colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from pvstudio.media.boxes import Box

#: Cells across a hidden head, and down.
CELLS = 6

#: The flat ellipse fills this share of the hidden box: more than the face, which is 1 / 1.4 of it.
FLAT = 0.85

Plane = NDArray[np.uint8]

#: One frame as yuv420p: luma, and twice colour at half the width and height.
Planes = Sequence[Plane]


def frame_bytes(size: tuple[int, int]) -> int:
    """Return the bytes of one yuv420p frame of *size* (width, height; both even)."""
    return size[0] * size[1] * 3 // 2


def planes_of(raw: bytearray, size: tuple[int, int]) -> Planes:
    """Return the three planes of a frame, as windows into *raw*."""
    width, height = size
    pixels, luma, colour = np.frombuffer(raw, np.uint8), width * height, width * height // 4
    half = (height // 2, width // 2)
    first, second = pixels[luma : luma + colour], pixels[luma + colour :]
    return pixels[:luma].reshape(height, width), first.reshape(half), second.reshape(half)


def hide(planes: Planes, boxes: Iterable[Box]) -> None:
    """Replace what lies in *boxes*, in place, for good."""
    regions = [region for box in boxes for region in _regions(planes, box)]
    flats = [(region, round(float(region.mean()))) for region in regions]
    for region in regions:
        _mosaic(region)
    for region, mean in flats:  # after all mosaics, so that no cell lies on a face of its neighbour
        region[_ellipse(*region.shape)] = mean


def _regions(planes: Planes, box: Box) -> list[Plane]:
    """Return the part of each plane that lies in *box*; none, if it lies outside the picture."""
    height, width = planes[1].shape
    top, bottom = _edges(box.top, box.bottom, height)
    left, right = _edges(box.left, box.right, width)
    if top >= bottom or left >= right:
        return []
    luma = planes[0][top * 2 : bottom * 2, left * 2 : right * 2]
    return [luma, *(plane[top:bottom, left:right] for plane in planes[1:])]


def _edges(low: float, high: float, size: int) -> tuple[int, int]:
    """Return whole pixels of a colour plane that hold all from *low* to *high*."""
    return max(0, int(np.floor(low * size))), min(size, int(np.ceil(high * size)))


def _mosaic(region: Plane) -> None:
    rows, columns = _cuts(region.shape[0]), _cuts(region.shape[1])
    sums = np.add.reduceat(np.add.reduceat(region.astype(np.int64), rows[:-1], axis=0), columns[:-1], axis=1)
    counts = np.outer(np.diff(rows), np.diff(columns))
    cells = (sums // counts).astype(np.uint8)
    region[:] = cells.repeat(np.diff(rows), axis=0).repeat(np.diff(columns), axis=1)


def _cuts(size: int) -> NDArray[np.int64]:
    """Return the borders of at most :data:`CELLS` cells that differ by a pixel at most."""
    return np.unique(np.linspace(0, size, CELLS + 1).astype(np.int64))


def _ellipse(height: int, width: int) -> NDArray[np.bool_]:
    y, x = np.ogrid[:height, :width]
    down = (y + 0.5 - height / 2) / (height / 2 * FLAT)
    across = (x + 0.5 - width / 2) / (width / 2 * FLAT)
    inside: NDArray[np.bool_] = down**2 + across**2 <= 1
    return inside
