"""Boxes: where a head is in a picture, in shares of its width and height."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """From (*left*, *top*) to (*right*, *bottom*); 0 is the picture's left or upper edge, 1 the other."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Share of the picture."""
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def overlap(self, other: Box) -> float:
        """Return intersection over union, 0 to 1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        shared = max(0.0, width) * max(0.0, height)
        return shared / (self.area + other.area - shared) if shared else 0.0

    def distance(self, other: Box) -> float:
        """Return how far the centres are apart, in sizes of the larger box (1: side by side)."""
        across = max(self.right - self.left, other.right - other.left)
        down = max(self.bottom - self.top, other.bottom - other.top)
        x = (self.left + self.right - other.left - other.right) / 2
        y = (self.top + self.bottom - other.top - other.bottom) / 2
        return hypot(x / across, y / down)

    def between(self, other: Box, share: float) -> Box:
        """Return the box *share* of the way to *other*."""
        return Box(
            left=self.left + (other.left - self.left) * share,
            top=self.top + (other.top - self.top) * share,
            right=self.right + (other.right - self.right) * share,
            bottom=self.bottom + (other.bottom - self.bottom) * share,
        )

    def hull(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )

    def grown(self, factor: float) -> Box:
        """Return the box *factor* times as wide and high, round the same centre; it may leave the picture."""
        x = (self.right - self.left) * (factor - 1) / 2
        y = (self.bottom - self.top) * (factor - 1) / 2
        return Box(left=self.left - x, top=self.top - y, right=self.right + x, bottom=self.bottom + y)
