"""Drawing: smooth shapes with gradients and soft edges, on floating-point pictures.

Coordinates are *units*: a canvas is 900 units high, whatever its size in pixels, so that a scene
looks the same at 480 and at 1080 lines. Colours are ``"#rrggbb"``; blending is in sRGB, as in
every drawing program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

HEIGHT = 900  # units
_FINE = 3  # shapes are drawn this much larger, then averaged: smooth edges

Pixels = NDArray[np.float32]
Numbers = NDArray[np.float64]
Point = tuple[float, float]


@cache
def colour(text: str) -> tuple[float, float, float]:
    """Return ``"#rrggbb"`` as three numbers from 0 to 255."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """Return the colour that lies *share* of the way from *first* to *second*."""
    pairs = zip(colour(first), colour(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Fade:
    """A gradient from *start* to *end* through evenly spaced colours; *radial* goes from *start* outwards."""

    start: Point
    end: Point
    colours: tuple[str, ...]
    radial: bool = False


Fill = str | Fade


def down(top: float, bottom: float, *colours: str) -> Fade:
    """Return a gradient from the height *top* down to *bottom*."""
    return Fade((0, top), (0, bottom), colours)


def glow(middle: Point, radius: float, *colours: str) -> Fade:
    """Return a gradient from *middle* outwards to *radius*."""
    return Fade(middle, (middle[0] + radius, middle[1]), colours, radial=True)


@dataclass(slots=True)
class Canvas:
    """A picture of *width* × *height* pixels: premultiplied colour and cover, drawn upon in units."""

    width: int
    height: int
    rgb: Pixels = field(default_factory=lambda: np.zeros((0, 0, 3), np.float32))
    cover: Pixels = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    drawn: tuple[int, int, int, int] | None = None  # the box of what is drawn, once it was laid somewhere

    def __post_init__(self) -> None:
        """Begin with nothing drawn."""
        if not self.rgb.size:
            self.rgb = np.zeros((self.height, self.width, 3), np.float32)
            self.cover = np.zeros((self.height, self.width), np.float32)

    @property
    def scale(self) -> float:
        """Pixels a unit."""
        return self.height / HEIGHT

    @property
    def wide(self) -> float:
        """Width in units."""
        return self.width / self.scale

    def copy(self) -> Canvas:
        """Return a canvas of its own with the same picture."""
        return Canvas(self.width, self.height, self.rgb.copy(), self.cover.copy())

    def shape(self, points: Sequence[Point], fill: Fill, *, alpha: float = 1.0, soft: float = 0.0) -> None:
        """Fill the polygon *points*; *soft* blurs its edge by as many units."""
        around = 3 * soft * self.scale + 2
        at = np.asarray(points, float) * self.scale
        left, top = np.floor(at.min(0) - around).astype(int)
        right, bottom = np.ceil(at.max(0) + around).astype(int)
        # A soft shape may begin outside the picture: its mask reaches as far as its blur.
        pad = int(around)
        left, top = max(left, -pad), max(top, -pad)
        right, bottom = min(right, self.width + pad), min(bottom, self.height + pad)
        if right <= left or bottom <= top:
            return
        mask = _mask(at - (left, top), int(right - left), int(bottom - top), soft * self.scale)
        self._blend(mask * alpha, fill, int(left), int(top))

    def oval(self, middle: Point, radii: Point, fill: Fill, *, turn: float = 0.0, alpha: float = 1.0,
             soft: float = 0.0) -> None:  # fmt: skip
        """Fill an ellipse, turned clockwise by *turn* degrees."""
        self.shape(ellipse(middle, radii, turn=turn), fill, alpha=alpha, soft=soft)

    def line(self, points: Sequence[Point], width: float, fill: Fill, *, alpha: float = 1.0,
             soft: float = 0.0, taper: float = 1.0) -> None:  # fmt: skip
        """Draw a smooth stroke through *points* that ends *taper* times as wide as it began."""
        self.shape(ribbon(smooth(points, closed=False), width, taper), fill, alpha=alpha, soft=soft)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Fill, *, alpha: float = 1.0,
            soft: float = 0.0) -> None:  # fmt: skip
        """Fill an upright rectangle."""
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], fill, alpha=alpha, soft=soft)

    def wash(self, fill: Fill, *, alpha: float = 1.0) -> None:
        """Fill everything."""
        self._blend(np.full((self.height, self.width), alpha, np.float32), fill, 0, 0)

    def lay(self, layer: Canvas, *, by: Point = (0, 0), turn: float = 0.0, about: Point = (0, 0),
            zoom: float = 1.0, alpha: float = 1.0) -> None:  # fmt: skip
        """Put *layer* on top, moved *by* units, turned (degrees) and zoomed *about* a point."""
        k = self.scale
        matrix = np.asarray(cv2.getRotationMatrix2D((about[0] * k, about[1] * k), -turn, zoom), float)
        matrix[0, 2] += by[0] * k
        matrix[1, 2] += by[1] * k
        x0, y0, x1, y1 = self._reached(layer, matrix)
        if x1 <= x0 or y1 <= y0:
            return
        matrix[0, 2] -= x0
        matrix[1, 2] -= y0
        size, how = (x1 - x0, y1 - y0), cv2.INTER_LINEAR
        rgb = cv2.warpAffine(layer.rgb, matrix, size, flags=how)
        mask = cv2.warpAffine(layer.cover, matrix, size, flags=how) * np.float32(alpha)
        part, cover = self.rgb[y0:y1, x0:x1], self.cover[y0:y1, x0:x1]
        part *= (1 - mask)[..., None]
        part += rgb * np.float32(alpha)
        cover += (1 - cover) * mask

    def _reached(self, layer: Canvas, matrix: Numbers) -> tuple[int, int, int, int]:
        """Return the box of pixels that what is drawn on *layer* reaches when it is laid by *matrix*."""
        if layer.drawn is None:
            rows, columns = np.flatnonzero(layer.cover.any(1)), np.flatnonzero(layer.cover.any(0))
            layer.drawn = (columns[0], rows[0], columns[-1], rows[-1]) if len(rows) else (0, 0, -1, -1)
        left, top, right, bottom = layer.drawn
        corners = np.array([(x, y, 1) for x in (left, right) for y in (top, bottom)]) @ matrix.T
        low, high = np.floor(corners.min(0)).astype(int) - 1, np.ceil(corners.max(0)).astype(int) + 2
        return max(0, low[0]), max(0, low[1]), min(self.width, high[0]), min(self.height, high[1])

    def picture(self) -> NDArray[np.uint8]:
        """Return the picture as 8-bit RGB."""
        return np.asarray(np.clip(self.rgb + 0.5, 0, 255), np.uint8)

    def _blend(self, mask: Pixels, fill: Fill, left: int, top: int) -> None:
        """Blend *fill* through *mask*, whose corner lies at pixel (left, top)."""
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + mask.shape[1], self.width), min(top + mask.shape[0], self.height)
        if x1 <= x0 or y1 <= y0:
            return
        mask = mask[y0 - top : y1 - top, x0 - left : x1 - left]
        paint = self._paint(fill, x0, y0, x1, y1)
        part, cover = self.rgb[y0:y1, x0:x1], self.cover[y0:y1, x0:x1]
        part += (paint - part) * mask[..., None]
        cover += (1 - cover) * mask

    def _paint(self, fill: Fill, x0: int, y0: int, x1: int, y1: int) -> Pixels:
        if isinstance(fill, str):
            return np.asarray(colour(fill), np.float32)
        x = (np.arange(x0, x1, dtype=np.float32) / self.scale)[None, :] - fill.start[0]
        y = (np.arange(y0, y1, dtype=np.float32) / self.scale)[:, None] - fill.start[1]
        dx, dy = fill.end[0] - fill.start[0], fill.end[1] - fill.start[1]
        if not fill.radial and not dx:
            x = np.zeros((1, 1), np.float32)  # one column is enough: it is spread over the width
        length = max(np.hypot(dx, dy), 1e-6)
        along = np.hypot(x, y) / length if fill.radial else (x * dx + y * dy) / length**2
        steps = np.clip(along * 255, 0, 255).astype(np.uint8)
        return np.asarray(_table(fill.colours)[steps])


@cache
def _table(colours: tuple[str, ...]) -> Pixels:
    """Return 256 steps through *colours*."""
    stops, steps = np.linspace(0, 1, len(colours)), np.linspace(0, 1, 256)
    bands = np.asarray([colour(c) for c in colours], np.float32).T
    return np.stack([np.interp(steps, stops, band) for band in bands], -1).astype(np.float32)


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> list[Point]:
    """Return a smooth curve through *points* (Catmull-Rom)."""
    p = np.asarray(points, float)
    p = np.vstack([p[-1:], p, p[:2]]) if closed else np.vstack([p[:1], p, p[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    runs = [_bend(p[i], p[i + 1], p[i + 2], p[i + 3], t) for i in range(len(p) - 3)]
    curve = np.vstack(runs if closed else [*runs, p[-1:]])
    return [(float(x), float(y)) for x, y in curve]


def ellipse(middle: Point, radii: Point, *, turn: float = 0.0, steps: int = 72) -> list[Point]:
    """Return the outline of an ellipse."""
    t, a = np.linspace(0, 2 * np.pi, steps, endpoint=False), np.radians(turn)
    x, y = radii[0] * np.cos(t), radii[1] * np.sin(t)
    xs, ys = middle[0] + x * np.cos(a) - y * np.sin(a), middle[1] + x * np.sin(a) + y * np.cos(a)
    return [(float(u), float(v)) for u, v in zip(xs, ys, strict=True)]


def ribbon(points: Sequence[Point], width: float, taper: float = 1.0) -> list[Point]:
    """Return the outline of a stroke with round ends along *points*."""
    p = np.asarray(points, float)
    along = np.gradient(p, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], 1)
    half = np.linspace(1, taper, len(p))[:, None] * width / 2
    t = np.linspace(-np.pi / 2, np.pi / 2, 9)[1:-1, None]
    end = p[-1] + half[-1] * (np.cos(t) * along[-1] - np.sin(t) * across[-1])
    start = p[0] - half[0] * (np.cos(t) * along[0] - np.sin(t) * across[0])
    outline = np.vstack([p + across * half, end, (p - across * half)[::-1], start])
    return [(float(x), float(y)) for x, y in outline]


def ridge(
    wide: float, level: float, rise: float, *, seed: int, waves: float = 3.0, step: float = 12
) -> list[Point]:
    """Return the outline of hills: a wandering height, closed below the picture."""
    rng = np.random.default_rng(seed)
    x = np.arange(-200, wide + 200 + step, step)
    y = np.full_like(x, level)
    for octave in range(5):
        length = 1600 / waves / 1.9**octave
        y += rise * 0.52**octave * np.sin(2 * np.pi * x / length + rng.uniform(0, 2 * np.pi))
    line = [(float(u), float(v)) for u, v in zip(x, y, strict=True)]
    return [*line, (wide + 200, HEIGHT + 100), (-200, HEIGHT + 100)]


def _bend(a: Numbers, b: Numbers, c: Numbers, d: Numbers, t: Numbers) -> Numbers:
    curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    return np.asarray(curve / 2)


def _mask(points: Numbers, width: int, height: int, soft: float) -> Pixels:
    """Return how much of each pixel lies inside the polygon, 0 to 1; *soft* is a blur in pixels."""
    coarse = max(1, int(soft / 4))  # a wide blur has no detail: a small mask, enlarged, looks the same
    if coarse > 1:
        small = _mask(points / coarse, -(-width // coarse), -(-height // coarse), soft / coarse)
        large = cv2.resize(small, None, fx=coarse, fy=coarse, interpolation=cv2.INTER_LINEAR)
        return np.ascontiguousarray(large[:height, :width])
    image = Image.new("L", (width * _FINE, height * _FINE))
    ImageDraw.Draw(image).polygon([tuple(p) for p in points * _FINE], fill=255)
    mask = (np.asarray(image.reduce(_FINE)) / 255).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32) if soft > 0.2 else mask


def paper(width: int, height: int, strength: float, seed: int) -> Pixels:
    """Return a still grain like paper, to add to a picture: it costs an encoder nothing."""
    rng = np.random.default_rng(seed)
    fine = rng.normal(0, 1, (height, width)).astype(np.float32)
    soft = cv2.GaussianBlur(rng.normal(0, 1, (height, width)).astype(np.float32), (0, 0), 3)
    grain = 0.6 * cv2.GaussianBlur(fine, (0, 0), 0.8) + 0.8 * soft / soft.std()
    return np.asarray(grain * strength, np.float32)[..., None]
