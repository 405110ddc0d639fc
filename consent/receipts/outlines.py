"""The outlines of a drawing: the part of SVG that our own drawings use, as lines between points.

Drawings are files of this package, never somebody's upload: anything that is not known here is an
error of ours, and a test reads every drawing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

Point = tuple[float, float]

#: Lines in which one curve is drawn.
_STEPS = 48
_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_INHERITED = ("fill", "stroke", "stroke-width")
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}


@dataclass(frozen=True, slots=True)
class Outline:
    """One figure, in the drawing's own units."""

    points: tuple[Point, ...]
    closed: bool
    filled: bool
    stroked: bool
    width: float  # of its line
    dashes: tuple[float, ...] = ()


def outlines(svg: str) -> Iterator[Outline]:
    """Yield the figures of a drawing in the order in which they are drawn."""
    yield from _of(ET.fromstring(svg), {})  # noqa: S314  (our own file)


def _of(element: ET.Element, around: Mapping[str, str]) -> Iterator[Outline]:
    style = {**around, **element.attrib}
    name = element.tag.rpartition("}")[2]
    if name in {"svg", "g"}:
        for inner in element:
            yield from _of(inner, {key: style[key] for key in _INHERITED if key in style})
        return
    dashes = tuple(map(float, style.get("stroke-dasharray", "").split()))
    filled, stroked = style.get("fill", "none") != "none", style.get("stroke", "none") != "none"
    for points, closed in _SHAPES[name](element.attrib):
        yield Outline(points, closed, filled, stroked, float(style.get("stroke-width", 1)), dashes)


def _ellipse(told: Mapping[str, str]) -> Iterator[tuple[tuple[Point, ...], bool]]:
    x, y = float(told["cx"]), float(told["cy"])
    rx = float(told.get("rx") or told["r"])
    ry = float(told.get("ry") or told["r"])
    angles = [2 * math.pi * step / (3 * _STEPS) for step in range(3 * _STEPS)]
    yield tuple((x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles), True


def _rect(told: Mapping[str, str]) -> Iterator[tuple[tuple[Point, ...], bool]]:
    x, y, width, height = (float(told[key]) for key in ("x", "y", "width", "height"))
    r = float(told.get("rx", 0))
    turn = f"a{r} {r} 0 0 1" if r else "l"
    corners = [f"{turn} {r} {r}", f"{turn} {-r} {r}", f"{turn} {-r} {-r}", f"{turn} {r} {-r}"]
    sides = [f"h{width - 2 * r}", f"v{height - 2 * r}", f"h{2 * r - width}", f"v{2 * r - height}"]
    around = "".join(side + corner for side, corner in zip(sides, corners, strict=True))
    yield from _path({"d": f"M{x + r} {y}{around}z"})


def _path(told: Mapping[str, str]) -> Iterator[tuple[tuple[Point, ...], bool]]:
    pen = _Pen()
    for command, numbers in _commands(told["d"]):
        if command in "Mm" and pen.points:
            yield tuple(pen.points), False
            pen.points = []
        pen.follow(command, numbers)
        if command in "Zz":
            yield tuple(pen.points), True
            pen.points = []
    if pen.points:
        yield tuple(pen.points), False


_SHAPES = {"circle": _ellipse, "ellipse": _ellipse, "rect": _rect, "path": _path}


def _commands(d: str) -> Iterator[tuple[str, list[float]]]:
    tokens, command = _TOKEN.findall(d), ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        count = _NUMBERS[command.upper()]
        yield command, [float(token) for token in tokens[:count]]
        del tokens[:count]
        command = {"M": "L", "m": "l"}.get(command, command)  # further pairs are lines


@dataclass(slots=True)
class _Pen:
    """Where the pen is while it follows a path."""

    at: Point = (0.0, 0.0)
    began: Point = (0.0, 0.0)
    handle: Point | None = None  # the last curve's second one, for a smooth curve after it
    points: list[Point] = field(default_factory=list)

    def follow(self, command: str, numbers: list[float]) -> None:
        """Do one command: a small letter is relative to where the pen is."""
        origin = self.at if command.islower() else (0.0, 0.0)
        handle, self.handle = self.handle, None
        match command.upper():
            case "Z":
                self.at = self.began
            case "M":
                self.at = self.began = _moved(numbers, origin)
                self.points = [self.at]
            case "L":
                self._line(_moved(numbers, origin))
            case "H":
                self._line((numbers[0] + origin[0], self.at[1]))
            case "V":
                self._line((self.at[0], numbers[0] + origin[1]))
            case "A":
                self._arc(numbers, _moved(numbers[5:], origin))
            case "C":
                self._curve(*(_moved(numbers[place : place + 2], origin) for place in (0, 2, 4)))
            case "S":
                first = (2 * self.at[0] - handle[0], 2 * self.at[1] - handle[1]) if handle else self.at
                self._curve(first, _moved(numbers, origin), _moved(numbers[2:], origin))

    def _line(self, to: Point) -> None:
        if not self.points:  # a figure that goes on after it was closed
            self.points = [self.at]
        self.points.append(to)
        self.at = to

    def _curve(self, first: Point, second: Point, end: Point) -> None:
        start = self.at
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            hands = (start, first, second, end)
            self._line(_weighed(hands, weights))
        self.handle = second

    def _arc(self, numbers: list[float], end: Point) -> None:
        """Follow an elliptic arc that is not turned (SVG 2, B.2.4)."""
        rx, ry, _turned, large, sweep = numbers[:5]
        (x1, y1), (x2, y2) = self.at, end
        dx, dy = (x1 - x2) / 2 / rx, (y1 - y2) / 2 / ry
        grow = max(1.0, math.hypot(dx, dy))  # too small to reach: made as large as needed
        rx, ry, dx, dy = rx * grow, ry * grow, dx / grow, dy / grow
        squared = dx * dx + dy * dy
        far = math.sqrt(max(0.0, 1 / squared - 1)) * (1 if large != sweep else -1)
        cx, cy = far * dy, -far * dx
        begin, until = math.atan2(dy - cy, dx - cx), math.atan2(-dy - cy, -dx - cx)
        if sweep and until < begin:
            until += 2 * math.pi
        if not sweep and until > begin:
            until -= 2 * math.pi
        middle = (cx * rx + (x1 + x2) / 2, cy * ry + (y1 + y2) / 2)
        for step in range(1, _STEPS + 1):
            angle = begin + (until - begin) * step / _STEPS
            self._line((middle[0] + rx * math.cos(angle), middle[1] + ry * math.sin(angle)))
        self.at = end


def _moved(numbers: list[float], origin: Point) -> Point:
    return numbers[0] + origin[0], numbers[1] + origin[1]


def _weighed(points: tuple[Point, ...], weights: tuple[float, ...]) -> Point:
    pairs = list(zip(points, weights, strict=True))
    return sum(p[0] * w for p, w in pairs), sum(p[1] * w for p, w in pairs)
