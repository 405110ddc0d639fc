"""The drawings of the notices as pictures of ink, so that a card shows what was seen when answering."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw

from consent.notices import drawing
from consent.receipts.outlines import Outline, Point, outlines

#: Units of a drawing's side.
SIDE = 96

#: How many times finer than its pixels a drawing is made.
_FINER = 4

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" fill="none" stroke="currentColor" '
_HEAD += 'stroke-width="{}" stroke-linecap="round" stroke-linejoin="round">'

#: Drawings of receipts alone. A tick in a circle and a cross in a square: no culture takes them for an
#: insult, and shape tells them apart where there is no colour. An answer that nobody gave is dashed.
_OWN = {
    "yes": _HEAD.format(8) + '<circle cx="48" cy="48" r="42"/><path d="M28 50l14 14l27 -30"/></svg>',
    "no": _HEAD.format(8)
    + '<rect x="8" y="8" width="80" height="80" rx="8"/><path d="M32 32l32 32M64 32l-32 32"/></svg>',
    "silence-is-no": _HEAD.format(6)
    + '<rect x="8" y="8" width="80" height="80" rx="8" stroke-dasharray="9 11"/>'
    '<path d="M34 34l28 28M62 34l-28 28"/></svg>',
    "no-subtitles": _HEAD.format(4)
    + '<rect x="6" y="20" width="84" height="58" rx="6"/><path d="M20 64h30M60 64h14M22 90L74 8"/></svg>',
}


def svg(name: str) -> str:
    """Return the drawing called *name* as SVG whose ink is ``currentColor``."""
    return _OWN.get(name) or drawing(name).read_text("utf-8")


@lru_cache(maxsize=128)
def ink(name: str, side: int) -> Image.Image:
    """Return the drawing called *name* as a mask (mode L, 255 is ink) of *side* × *side* pixels."""
    return draw(svg(name), side)


def draw(source: str, side: int) -> Image.Image:
    """Draw an SVG as a mask of *side* × *side* pixels."""
    scale = side * _FINER / SIDE
    mask = Image.new("L", (side * _FINER, side * _FINER))
    pen = ImageDraw.Draw(mask)
    for outline in outlines(source):
        points = [(x * scale - 0.5, y * scale - 0.5) for x, y in outline.points]  # Pillow names middles
        if outline.filled:
            pen.polygon(points, fill=255)
        if outline.stroked:
            for part in _parts(outline, points, scale):
                _stroke(pen, part, outline.width * scale)
    return mask.reduce(_FINER)


def _parts(outline: Outline, points: Sequence[Point], scale: float) -> Iterator[list[Point]]:
    whole = [*points, points[0]] if outline.closed else list(points)
    return _dashed(whole, [dash * scale for dash in outline.dashes]) if outline.dashes else iter([whole])


def _stroke(pen: ImageDraw.ImageDraw, points: Sequence[Point], width: float) -> None:
    """Draw a line with round ends and round corners."""
    r = width / 2
    pen.line(points, fill=255, width=round(width))
    for x, y in points:
        pen.ellipse((x - r, y - r, x + r, y + r), fill=255)


def _dashed(points: Sequence[Point], dashes: Sequence[float]) -> Iterator[list[Point]]:
    """Yield the dashes along a line; *dashes* are lengths of ink and of nothing, in turn."""
    turn, left, part = 0, dashes[0], [points[0]]
    for start, end in pairwise(points):
        at, length = 0.0, math.dist(start, end)
        while length - at > left:
            at += left
            here = (
                start[0] + (end[0] - start[0]) * at / length,
                start[1] + (end[1] - start[1]) * at / length,
            )
            if turn % 2 == 0:
                yield [*part, here]
            turn, part = turn + 1, [here]
            left = dashes[turn % len(dashes)]
        left -= length - at
        part.append(end)
    if turn % 2 == 0:
        yield part
