"""A thing's own coordinates: draw it round its own middle, put it anywhere, at any size and turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from making.canvas import Canvas, Fade, Fill, Point, ellipse, ribbon, smooth


@dataclass(frozen=True, slots=True)
class Place:
    """Draws on *canvas* in coordinates moved to *at*, enlarged by *size*, turned by *turn* degrees."""

    canvas: Canvas
    at: Point
    size: float = 1.0
    turn: float = 0.0

    def point(self, x: float, y: float) -> Point:
        """Return where a point of the thing lies on the canvas."""
        a = np.radians(self.turn)
        u, v = x * self.size, y * self.size
        return float(self.at[0] + u * np.cos(a) - v * np.sin(a)), float(
            self.at[1] + u * np.sin(a) + v * np.cos(a)
        )

    def inside(self, at: Point, size: float = 1.0, turn: float = 0.0) -> Place:
        """Return the place of a part of this thing."""
        return Place(self.canvas, self.point(*at), self.size * size, self.turn + turn)

    def shape(self, points: Sequence[Point], fill: Fill, *, alpha: float = 1.0, soft: float = 0.0) -> None:
        """Fill the polygon *points*."""
        outline = [self.point(*p) for p in points]
        self.canvas.shape(outline, self._fill(fill), alpha=alpha, soft=soft * self.size)

    def blob(self, points: Sequence[Point], fill: Fill, *, alpha: float = 1.0, soft: float = 0.0) -> None:
        """Fill the smooth outline through *points*."""
        self.shape(smooth(points), fill, alpha=alpha, soft=soft)

    def oval(self, middle: Point, radii: Point, fill: Fill, *, turn: float = 0.0, alpha: float = 1.0,
             soft: float = 0.0) -> None:  # fmt: skip
        """Fill an ellipse."""
        self.shape(ellipse(middle, radii, turn=turn), fill, alpha=alpha, soft=soft)

    def line(self, points: Sequence[Point], width: float, fill: Fill, *, alpha: float = 1.0,
             soft: float = 0.0, taper: float = 1.0) -> None:  # fmt: skip
        """Draw a smooth stroke through *points*."""
        self.shape(ribbon(smooth(points, closed=False), width, taper), fill, alpha=alpha, soft=soft)

    def _fill(self, fill: Fill) -> Fill:
        if isinstance(fill, str):
            return fill
        return Fade(self.point(*fill.start), self.point(*fill.end), fill.colours, fill.radial)
