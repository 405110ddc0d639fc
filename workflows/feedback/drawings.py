"""The pictures that are touched in place of words: faces, circles, thermometers; and the marks people choose.

Lines in the colour of the text on nothing, so that they print in black and turn light in the dark. No thumbs:
an insult to some who come. No flags, nothing holy.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from workflows.feedback.questions import Kind

_FRAME = (
    '<svg viewBox="0 0 {width} 100" class="drawing" aria-hidden="true" focusable="false" fill="none"'
    ' stroke="currentColor" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">{inside}</svg>'
)


def drawing(kind: Kind, step: int) -> str:
    """Return the picture of a *step* (from 1) as SVG, or "" for words."""
    return _DRAWN[kind](step) if kind in _DRAWN else ""


@cache
def marks() -> Mapping[str, str]:
    """Return the pictures of which people choose two, by name."""
    told = tomllib.loads(Path(__file__).with_name("marks.toml").read_text("utf-8"))
    return {name: _svg(inside) for name, inside in told.items()}


def moment(*, after: bool) -> str:
    """Return the picture of before or after: sand that is above, or has run. No picture of an answer."""
    sand = "M30 88Q50 52 70 88Z" if after else "M34 26H66L50 46Z"
    glass = _line("M22 10H78M22 90H78M28 10V22L50 50 28 78V90M72 10V22L50 50 72 78V90")
    return _svg(glass + f'<path d="{sand}" fill="currentColor" stroke="none"/>')


def _svg(inside: str, width: int = 100) -> str:
    return _FRAME.format(inside=inside, width=width)


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="currentColor" stroke="none"/>'


def _line(path: str) -> str:
    return f'<path d="{path}"/>'


def _face(step: int) -> str:
    """From a mouth that hangs to one that laughs."""
    bend = (step - 3) * 11
    ends = 66 - bend * 0.35
    mouth = f"M28 {ends:g}Q50 {ends + bend * 1.6:g} 72 {ends:g}" + ("Z" if step == 5 else "")
    brows = _line("M25 36L38 30M75 36L62 30") if step == 1 else ""
    return _svg('<circle cx="50" cy="50" r="45"/>' + _dot(35, 43, 5) + _dot(65, 43, 5) + brows + _line(mouth))


def _thermometer(step: int) -> str:
    """A glass that fills."""
    top = 72 - (step - 1) * 13.5
    column = f'<path d="M50 82V{top:g}" stroke-width="9"/>' if step > 1 else ""
    return _svg(
        _line("M40 66V17a10 10 0 0 1 20 0V66a18 18 0 1 1-20 0Z")
        + _dot(50, 81, 11)
        + column
        + _line("M70 22h9M70 40h9M70 58h9")
    )


def _circles(step: int) -> str:
    """One person's circle and that of many, from apart to nearly one; as Aron & al. drew them, 7 steps."""
    apart = 92 - (step - 1) * 13
    left, right = 100 - apart / 2, 100 + apart / 2
    one = _bust(left - 20, 50, 9)
    many = "".join(_bust(right + x, y, 5.5) for x, y in ((12, 34), (29, 50), (12, 66)))
    return _svg(
        f'<circle cx="{left:g}" cy="50" r="44"/>'
        f'<circle cx="{right:g}" cy="50" r="44" stroke-dasharray="9 8"/>' + one + many,
        200,
    )


_HOUSE = "M{x} 86V54L{m} 34 {r} 54V86Z"


def _house(x: int) -> str:
    return _line(_HOUSE.format(x=x, m=x + 18, r=x + 36))


def _person(x: int) -> str:
    return _dot(x, 62, 4.5) + _line(f"M{x} 70V86")


def _bust(x: float, y: float, radius: float) -> str:
    """Somebody without a face: a mouth would say how it is to be near, or far."""
    wide, neck = radius * 1.5, y + radius * 0.45
    shoulders = f"M{x - wide:g} {neck + wide:g}a{wide:g} {wide:g} 0 0 1 {2 * wide:g} 0Z"
    return _dot(x, y - radius * 0.75, radius) + f'<path d="{shoulders}" fill="currentColor" stroke="none"/>'


def _place(step: int) -> str:
    """Two people: in one town, in one street, next door, under one roof."""
    if step == 4:
        return _svg(_line("M62 88V52L100 18 138 52V88Z") + _person(88) + _person(112), 200)
    first, second = ((6, 158), (38, 126), (64, 100))[step - 1]
    between = (_line("M56 86V62h16v24M84 86V44h20v42M116 86V58h18v28"), _line("M87 86h26"), "")[step - 1]
    homes = "".join(_house(x) + _person(x + 18) for x in (first, second))
    return _svg(homes + between, 200)


def _waves(step: int) -> str:
    """From still water to a storm."""
    high = (step - 1) * 9
    if not high:
        return _svg(_line("M8 50H92"))
    return _svg(_line(f"M8 50l10.5 {-high}l21 {2 * high}l21 {-2 * high}l21 {2 * high}l10.5 {-high}"))


def _dots(step: int) -> str:
    """None, to all four."""
    places = ((28, 28), (72, 28), (28, 72), (72, 72))
    return _svg(
        "".join(
            _dot(x, y, 12) if number < step else f'<circle cx="{x}" cy="{y}" r="11" stroke-width="2.5"/>'
            for number, (x, y) in enumerate(places, 1)
        )
    )


_DRAWN = {
    Kind.FACES: _face,
    Kind.THERMOMETERS: _thermometer,
    Kind.CIRCLES: _circles,
    Kind.PLACES: _place,
    Kind.WAVES: _waves,
    Kind.DOTS: _dots,
}
