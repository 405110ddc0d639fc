"""Drawn hands: at rest, pinching, kneading. (0, 0) is the wrist; fingers point up (negative y)."""

from __future__ import annotations

from making.canvas import Fade, Point, down, mix
from making.place import Place


def arm(place: Place, skin: str, sleeve: str, *, length: float = 460) -> None:
    """Draw a forearm that comes from below, with a sleeve."""
    dark, light = mix(skin, "#4a1d1c", 0.4), mix(skin, "#fff0d8", 0.3)
    fill = Fade((-44, 0), (48, 0), (light, skin, dark))
    place.blob([(-36, -6), (-44, 90), (-58, length), (58, length), (46, 90), (36, -6), (0, -14)], fill)
    cuff = Fade((-80, 0), (80, 0), (mix(sleeve, "#fff0d8", 0.25), sleeve, mix(sleeve, "#1c1426", 0.45)))
    place.blob([(-62, 150), (-74, length + 120), (78, length + 120), (64, 150), (0, 138)], cuff)
    place.line([(-58, 160), (0, 150), (60, 160)], 12, mix(sleeve, "#fff0d8", 0.35), alpha=0.8)


def pinching(place: Place, skin: str) -> Point:
    """Draw a hand that holds something small between thumb and first finger; return where that is."""
    dark, light = mix(skin, "#4a1d1c", 0.38), mix(skin, "#fff0d8", 0.3)
    shade = Fade((-50, 0), (56, 0), (light, skin, dark))
    tip = (-34.0, -142.0)
    for points in (
        [(34, -70), (40, -112), (18, -136), (-2, -126)],
        [(22, -78), (26, -124), (2, -146), (-16, -134)],
    ):
        place.line(points, 27, dark, taper=0.7)
        place.line([(x - 2, y - 2) for x, y in points], 24, skin, taper=0.7)
    place.blob([(-36, 6), (-46, -44), (-34, -84), (0, -100), (36, -88), (46, -44), (38, 6)], shade)
    finger = [(0, -84), (2, -126), (-16, -152), tip]
    place.line(finger, 29, dark, taper=0.62)
    place.line([(x - 2, y - 2) for x, y in finger], 26, mix(skin, light, 0.4), taper=0.62)
    thumb = [(-38, -36), (-62, -78), (-54, -116), tip]
    place.line(thumb, 31, dark, taper=0.6)
    place.line([(x - 2, y - 2) for x, y in thumb], 28, mix(skin, light, 0.6), taper=0.6)
    place.oval((-39, -134), (6, 9), mix(light, "#ffd8cc", 0.5), turn=40, alpha=0.8, soft=1)
    return place.point(*tip)


def flat(place: Place, skin: str, *, side: int, press: float, ring: bool = False) -> None:
    """Draw a hand that lies on something, seen from above; *side* is -1 for the left hand, *press* 0 to 1."""
    dark, light = mix(skin, "#4a1d1c", 0.4), mix(skin, "#fff0d8", 0.32)
    spread = 1 + 0.1 * press
    place.oval((8, -60), (92, 118), "#3a2018", alpha=0.22 + 0.12 * press, soft=14)
    fingers = [(-42, -84, 80, -9), (-15, -98, 98, -3), (14, -98, 92, 3), (40, -84, 70, 9)]
    for number, (x, y, length, lean) in enumerate(fingers):
        bend = 16 * press
        points = [
            (side * x, y + 12),
            (side * (x + lean * 0.5) * spread, y - length * 0.5),
            (side * (x + lean) * spread, y - length + bend),
        ]
        place.line(points, 30, dark, taper=0.76)
        place.line([(u - 1.5, v - 2) for u, v in points], 27, mix(skin, light, 0.35), taper=0.74)
        u, v = points[-1]
        place.oval((u, v + 1), (7, 9), mix(light, "#ffd9cc", 0.55), alpha=0.85, soft=0.8)
        place.line(
            [(side * x - 7, y - length * 0.45), (side * x + 8, y - length * 0.46)], 2, dark, alpha=0.5, soft=1
        )
        if ring and number == 2:
            place.line(
                [(side * x - 14, y - 26), (side * x + 15, y - 25)],
                8,
                down(y - 32, y - 18, "#f6e3a0", "#c79a3a"),
            )
            place.oval((side * x, y - 27), (6.5, 6.5), "#5fb0a8")
    thumb = [(side * -38, -30), (side * -78, -66), (side * -88, -108)]
    place.line(thumb, 36, dark, taper=0.7)
    place.line([(u - 1, v - 2) for u, v in thumb], 33, skin, taper=0.68)
    palm = [(-40, 8), (-56, -48), (-52, -96), (-18, -112), (18, -112), (52, -96), (56, -48), (40, 8)]
    place.blob(palm, Fade((-60, -90), (60, 20), (light, skin, mix(skin, dark, 0.6))))
    for x in (-36, -12, 13, 36):
        place.oval((side * x, -94), (10, 8), light, alpha=0.4, soft=4)
