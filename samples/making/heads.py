"""What of a drawn person does not move by itself: head, hair or scarf, shoulders.

A face is about 220 units high in its own coordinates, with (0, 0) between the eyes' bottom and
the nose. Light comes from the upper left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from making.canvas import Fade, Point, down, glow, mix, smooth
from making.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a person looks."""

    skin: str
    hair: str
    clothes: str
    scarf: str = ""  # colour of a headscarf; "" shows hair
    beard: float = 0.0  # 0 to 1
    lips: str = "#a8584e"
    iris: str = "#4a2f1d"
    jaw: float = 1.0  # width of the lower face


def still(place: Place, look: Look) -> None:
    """Draw all of a head that does not move by itself; :func:`alive` adds the rest."""
    if look.scarf:
        _scarf_behind(place, look)
    else:
        _hair_behind(place, look)
    _neck(place, look)
    if not look.scarf:
        _ears(place, look)
    _skin(place, look)
    _nose(place, look)
    if look.beard:
        _beard(place, look)
    if look.scarf:
        _scarf(place, look)
    else:
        _hair(place, look)


def shoulders(place: Place, look: Look) -> None:
    """Draw the upper body, to lie behind the head."""
    cloth, dark, light = look.clothes, mix(look.clothes, "#1c1426", 0.45), mix(look.clothes, "#fff2dc", 0.22)
    body = [(-40, 118), (-92, 142), (-168, 172), (-206, 250), (-226, 420), (-230, 620), (230, 620),
            (226, 420), (206, 250), (168, 172), (92, 142), (40, 118)]  # fmt: skip
    place.blob(body, Fade((-220, 150), (230, 420), (light, cloth, dark)))
    place.line([(-150, 260), (-168, 380), (-160, 520)], 14, dark, alpha=0.35, soft=6)
    place.line([(150, 250), (172, 380), (160, 520)], 18, dark, alpha=0.45, soft=7)
    place.line([(-60, 140), (0, 186), (60, 140)], 13, mix(cloth, "#fff2dc", 0.35), alpha=0.9)


def _neck(place: Place, look: Look) -> None:
    shade = mix(look.skin, "#4a1f22", 0.42)
    neck = [(-44, 60), (-44, 118), (-62, 146), (0, 184), (62, 146), (44, 118), (44, 60)]
    place.blob(neck, down(80, 170, shade, mix(look.skin, "#6b3230", 0.2)))
    place.oval((6, 112), (46, 22), mix(look.skin, "#2b0f18", 0.6), alpha=0.45, soft=9)


def _ears(place: Place, look: Look) -> None:
    for side in (-1, 1):
        place.oval((side * 80, 4), (13, 24), mix(look.skin, "#5a2422", 0.18), turn=side * 8)
        place.oval((side * 80, 6), (6, 14), mix(look.skin, "#4a1a1c", 0.45), turn=side * 8, soft=2)


def _outline(jaw: float) -> list[Point]:
    right = [(30, -106), (60, -88), (78, -46), (79, 2), (72 * jaw, 48), (50 * jaw, 90), (22 * jaw, 111)]
    return [(0, -110), *right, (0, 115), *[(-x, y) for x, y in reversed(right)]]


def _skin(place: Place, look: Look) -> None:
    skin, warm = look.skin, mix(look.skin, "#d0573f", 0.35)
    light, dark = mix(look.skin, "#fff1d6", 0.4), mix(look.skin, "#54221f", 0.42)
    place.blob(_outline(look.jaw), glow((-22, -34), 168, light, skin, mix(skin, dark, 0.55), dark))
    place.blob([(40, -70), (72, -30), (70, 30), (44, 88), (36, 60), (50, 10)], dark, alpha=0.28, soft=11)
    place.oval((-42, 36), (22, 15), warm, alpha=0.4, soft=10)
    place.oval((43, 38), (20, 15), warm, alpha=0.34, soft=10)
    place.oval((-10, -66), (34, 18), light, alpha=0.5, soft=14)
    place.oval((-4, 97), (20, 9), light, alpha=0.35, soft=6)
    for side in (-1, 1):  # eye sockets
        place.oval((side * 33, -12), (25, 15), dark, alpha=0.34, soft=7)


def _nose(place: Place, look: Look) -> None:
    dark, light = mix(look.skin, "#54201d", 0.5), mix(look.skin, "#fff3dc", 0.55)
    place.blob([(4, -18), (16, 22), (24, 42), (10, 46), (4, 20)], dark, alpha=0.42, soft=5)
    place.blob([(-7, -14), (-10, 20), (-19, 40), (-12, 44), (-3, 16)], dark, alpha=0.16, soft=4)
    place.line([(-2, -14), (-3, 12), (-4, 30)], 6, light, alpha=0.5, soft=3)
    place.oval((-3, 34), (8, 6.5), light, alpha=0.6, soft=3.5)
    place.line([(-18, 40), (-19, 45), (-11, 47)], 3, dark, alpha=0.7, soft=1.2)
    place.line([(20, 40), (21, 45), (12, 47)], 3.4, dark, alpha=0.85, soft=1.2)
    for side in (-1, 1):
        place.oval((side * 8, 47), (4.8, 2.5), mix(look.skin, "#1f080a", 0.78), turn=side * -12, soft=0.7)
    place.oval((2, 55), (17, 6), dark, alpha=0.4, soft=4)


def _beard(place: Place, look: Look) -> None:
    shade = mix(look.hair, look.skin, 0.25)
    right = [(78, 12), (71, 52), (50, 92), (22, 113)]
    inner = [(14, 98), (34, 90), (39, 72), (30, 58), (44, 52), (66, 20)]
    mirrored = [(-x, y) for x, y in reversed(inner)], [(-x, y) for x, y in right]
    outline = [*right, (0, 117), *reversed(mirrored[1]), *mirrored[0], (0, 94), *inner]
    place.blob(outline, shade, alpha=0.8 * look.beard, soft=3)
    place.blob(
        [(-28, 66), (-10, 58), (0, 60), (10, 58), (28, 66), (8, 63), (-8, 63)],
        shade,
        alpha=0.75 * look.beard,
        soft=1.5,
    )


def _hair_behind(place: Place, look: Look) -> None:
    place.oval((0, -44), (88, 82), mix(look.hair, "#000000", 0.25))


def _hair(place: Place, look: Look) -> None:
    """Draw short curly hair: many soft curls along a cap."""
    cap = [(-82, -18), (-86, -60), (-66, -108), (-20, -134), (26, -133), (70, -106), (87, -58), (82, -18),
           (72, -52), (48, -82), (0, -90), (-48, -82), (-72, -52)]  # fmt: skip
    place.blob(cap, down(-134, -30, mix(look.hair, "#c98a5a", 0.22), look.hair))
    rng = np.random.default_rng(5)
    for _ in range(190):
        a, r = rng.uniform(np.pi * 1.03, np.pi * 1.97), rng.uniform(0.93, 1.13)
        at = (80 * r * np.cos(a), -42 + 80 * r * np.sin(a))
        tint = mix(look.hair, "#c08a5e", float(rng.uniform(0.05, 0.3)) if at[0] < 10 else 0.06)
        place.oval(at, (5.5, 4.5), tint, alpha=0.5, soft=0.6)


def _scarf_behind(place: Place, look: Look) -> None:
    dark = mix(look.scarf, "#1c1030", 0.5)
    place.blob(
        [
            (-104, -20),
            (-92, -110),
            (0, -152),
            (92, -110),
            (106, -20),
            (112, 90),
            (150, 190),
            (-150, 190),
            (-112, 90),
        ],
        dark,
    )


def _scarf(place: Place, look: Look) -> None:
    """Draw a headscarf that frames the face and falls over one shoulder."""
    cloth, dark, light = look.scarf, mix(look.scarf, "#1c1030", 0.42), mix(look.scarf, "#fff4e0", 0.4)
    outer = [(-62, -134), (-98, -80), (-107, 0), (-98, 84), (-62, 140)]
    inner = [(-46, 112), (-68, 70), (-77, 10), (-72, -50), (-48, -88)]
    ring = [(0, -152), *[(-x, y) for x, y in outer], (0, 178), *reversed(outer), (0, -152)]
    hole = [(0, -101), *reversed(inner), (0, 128), *[(-x, y) for x, y in inner], (0, -101)]
    place.shape(
        [*smooth(ring, closed=False), *smooth(hole, closed=False)],
        Fade((-90, -110), (100, 110), (light, cloth, mix(cloth, dark, 0.5), dark)),
    )
    drape = [
        (-66, 120),
        (0, 150),
        (70, 112),
        (122, 150),
        (168, 214),
        (120, 330),
        (52, 300),
        (-20, 214),
        (-96, 196),
        (-140, 186),
    ]
    place.blob(drape, Fade((-90, 120), (120, 320), (light, cloth, dark)))
    for fold in (
        [(-58, 132), (10, 178), (86, 286)],
        [(66, 126), (100, 190), (112, 290)],
        [(-92, 150), (-20, 196), (40, 270)],
    ):
        place.line(fold, 7, dark, alpha=0.4, soft=4)
    place.line([(-40, -122), (-80, -70), (-90, 10), (-80, 80)], 6, light, alpha=0.45, soft=4)
    place.line([(-47, -90), (-73, -48), (-79, 10), (-67, 74), (-34, 119)], 5, dark, alpha=0.45, soft=3)
