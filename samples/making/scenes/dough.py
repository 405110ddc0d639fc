"""Hands at work, seen from above and without a sound: dough for the evening's bread."""

from __future__ import annotations

import numpy as np

from making import hands, scenery
from making.canvas import Canvas, Fade, down, glow, mix, smooth
from making.place import Place
from making.scenery import Frame, Loudness

_SKIN = "#e0ae8a"


def scene(width: int, height: int, _voice: Loudness) -> Frame:
    """Return the frames: the hands lean into the dough and let go, again and again."""
    table = Canvas(width, height)
    _wood(table)
    _things(table)
    grain = scenery.grain(table, 7)

    def frame(t: float) -> np.ndarray:
        canvas = table.copy()
        beat = 0.5 - 0.5 * np.cos(2 * np.pi * t / 1.5)  # one lean each second and a half
        turn = 22 * np.floor(t / 1.5) + 22 * max(0.0, (t / 1.5) % 1 - 0.8) * 5
        _dough(Place(canvas, (600, 402)), float(beat), float(turn))
        for side, ring in ((-1, False), (1, True)):
            at = (600 + side * (112 + 16 * beat), 560 - 62 * beat + 4 * np.sin(1.1 * t + side))
            place = Place(canvas, (float(at[0]), float(at[1])), 1.06, float(-side * (17 - 5 * beat)))
            hands.arm(place, _SKIN, "#5f7f93", length=520)
            hands.flat(place, _SKIN, side=side, press=float(beat), ring=ring)
        return scenery.finish(canvas, grain, shade=0.26)

    return frame


def _wood(canvas: Canvas) -> None:
    canvas.wash(Fade((0, 0), (1200, 900), ("#c4905f", "#a87048", "#80503a")))
    rng = np.random.default_rng(3)
    for i in range(7):
        y = i * 140 - 40
        canvas.box(-10, y, 1210, y + 138, mix("#b98455", "#8d5a3c", float(rng.uniform(0, 1))), alpha=0.4)
        canvas.box(-10, y + 136, 1210, y + 140, "#4a2a20", alpha=0.55)
        for _ in range(9):
            x, h = rng.uniform(-100, 1100), y + rng.uniform(14, 124)
            canvas.line(
                [(x, h), (x + 130, h + rng.uniform(-7, 7)), (x + 280, h)],
                2.4,
                "#5f3826",
                alpha=0.3,
                taper=0.4,
            )
    canvas.oval((600, 410), (440, 330), "#fff6e6", alpha=0.5, soft=50)  # flour
    for _ in range(420):
        a, r = rng.uniform(0, 6.28), abs(rng.normal(0, 1)) * 240 + 130
        canvas.oval(
            (600 + 1.2 * r * np.cos(a), 410 + 0.85 * r * np.sin(a)),
            (rng.uniform(1, 4), rng.uniform(1, 3)),
            "#fffaf0",
            alpha=0.7,
        )


def _things(canvas: Canvas) -> None:
    canvas.oval((196, 210), (170, 164), "#3a1d18", alpha=0.35, soft=14)  # a bowl of flour
    bowl = Place(canvas, (186, 196))
    bowl.oval((0, 0), (164, 160), Fade((-140, -140), (140, 140), ("#7fb5b0", "#3f7d7a", "#21484e")))
    bowl.oval((0, 0), (142, 138), Fade((-120, -120), (120, 120), ("#1f464c", "#3a6f70")))
    bowl.oval((4, 6), (126, 122), glow((-30, -34), 190, "#fffdf6", "#efe2cc", "#cdb89c"))
    for x, y, r in ((-30, -20, 44), (36, 24, 52), (14, -54, 30)):
        bowl.oval((x, y), (r, r * 0.8), "#fffdf8", alpha=0.6, soft=8)
    pin = Place(canvas, (1000, 160), 1.0, 28)
    pin.shape([(-190, 18), (190, 18), (190, 44), (-190, 44)], "#3a1d18", alpha=0.35, soft=8)
    pin.shape(
        smooth([(-150, -30), (-156, 0), (-150, 30), (150, 30), (156, 0), (150, -30)]),
        down(-30, 30, "#f0cf9c", "#c08a58", "#8a5638"),
    )
    for side in (-1, 1):
        pin.blob(
            [(side * 152, -12), (side * 212, -16), (side * 226, 0), (side * 212, 16), (side * 152, 12)],
            down(-16, 16, "#d98a5c", "#8a4632"),
        )
    glass = Place(canvas, (1060, 480))
    glass.oval((10, 14), (72, 70), "#3a1d18", alpha=0.3, soft=10)
    glass.oval((0, 0), (68, 68), "#e8f4f2", alpha=0.85)
    glass.oval((0, 0), (56, 56), glow((-14, -16), 80, "#e4f6f6", "#9fcfd2", "#6fa9b4"))
    glass.line([(-40, -30), (-12, -48), (20, -48)], 7, "#ffffff", alpha=0.8, soft=2)
    for x, y in ((120, 560), (160, 610), (92, 640)):  # rosemary
        canvas.line([(x, y), (x + 70, y - 34), (x + 150, y - 40)], 4, "#55704a")
        for k in range(11):
            u, v = x + 14 * k, y - 34 * np.sin(min(1, k / 6) * 1.5)
            canvas.line([(u, v), (u + 14, v - 17)], 5, "#7f9c5e", taper=0.4)
            canvas.line([(u, v), (u + 16, v + 11)], 5, "#5f8246", taper=0.4)


def _dough(place: Place, beat: float, turn: float) -> None:
    wide, high = 262 + 26 * beat, 208 - 16 * beat
    place.oval((16, 24), (wide + 6, high + 4), "#4a2a20", alpha=0.4, soft=16)
    lump = []
    for a in np.linspace(0, 2 * np.pi, 26, endpoint=False):
        r = 1 + 0.035 * np.sin(3 * a + np.radians(turn)) + 0.025 * np.sin(5 * a - np.radians(2 * turn))
        lump.append((float(wide * r * np.cos(a)), float(high * r * np.sin(a))))
    place.shape(smooth(lump), glow((-70, -80), 400, "#fff8e8", "#f6e3c0", "#dcb98c", "#b98a5e"))
    folds = Place(place.canvas, place.at, place.size, turn)
    for points in (
        [(-130, -50), (-30, -96), (90, -66)],
        [(-60, 40), (30, 4), (120, 46)],
        [(-150, 50), (-100, 96), (-20, 112)],
    ):
        folds.line(points, 13, "#c89a68", alpha=0.42, soft=6)
        folds.line([(x - 4, y - 9) for x, y in points], 8, "#fffaf0", alpha=0.6, soft=4)
    for side in (-1, 1):  # hollows under the hands
        place.oval((side * 104, 24 - 26 * beat), (76, 62), "#b98a5e", alpha=0.34 * beat, soft=14)
