"""A bus station at dusk: a bench, a man who waits without leaving, a bus that comes by."""

from __future__ import annotations

import numpy as np

from making import scenery
from making.canvas import Canvas, Fade, down, glow, mix, smooth
from making.place import Place
from making.scenery import Frame, Loudness

_ROAD = 700


def scene(width: int, height: int, voice: Loudness) -> Frame:
    """Return the frames: lamps, a passing bus, a head that nods while it tells."""
    street, front = Canvas(width, height), Canvas(width, height)
    _street(street)
    _shelter(front)
    grain = scenery.grain(street, 6)

    def frame(t: float) -> np.ndarray:
        canvas = street.copy()
        _bus(canvas, 1750 - 330 * (t - 3.4))
        canvas.lay(front)
        _pigeon(canvas, t)
        _man(canvas, t, voice(t))
        return scenery.finish(canvas, grain, shade=0.3)

    return frame


def _street(canvas: Canvas) -> None:
    scenery.sky(canvas, "#39406a", "#7d5f86", "#d98a7a", "#f7c08a", horizon=560)
    canvas.oval((930, 150), (26, 26), "#fff4d8", soft=1.5)
    scenery.light(canvas, (930, 150), 90, "#fff0d0", 0.35)
    rng = np.random.default_rng(6)
    for i in range(10):
        x, h = -50 + i * 130, rng.uniform(90, 210)
        wall = mix("#6b5470", "#9c6c6c", float(rng.uniform(0, 1)))
        scenery.house(canvas, (x, 600), (112, h), wall, "#4d3650", windows=2, lit="#ffd58a" if i % 2 else "")
    for i, x in enumerate((60, 330, 900, 1130)):
        scenery.tree(canvas, (x, 616), 70, "#4a5f5c", seed=i)
    canvas.box(-10, 600, 1210, 650, down(600, 650, "#8d7078", "#6b5764"))
    canvas.box(-10, 650, 1210, _ROAD + 40, down(650, 740, "#4a4356", "#3a3548"))
    for i in range(8):
        canvas.box(i * 170 - 30, 690, i * 170 + 60, 696, "#e9d6b0", alpha=0.6)


def _bus(canvas: Canvas, x: float) -> None:
    """Draw a bus whose front is at *x*, if it can be seen."""
    if not -700 < x < 1350:
        return
    bus = Place(canvas, (x, 640))
    body = Fade((0, -200), (0, 60), ("#f4e3c0", "#e2a24c", "#b5623f"))
    bus.shape([(20, 80), (640, 80), (640, 66), (20, 66)], "#15101c", alpha=0.5, soft=8)
    bus.shape(
        smooth([(0, 40), (6, -120), (40, -178), (320, -186), (610, -180), (632, -120), (634, 50), (320, 60)]),
        body,
    )
    bus.shape([(4, -6), (633, -6), (633, 18), (2, 18)], "#7a3f46", alpha=0.8)
    for i in range(5):
        left = 46 + i * 116
        bus.shape(
            [(left, -150), (left + 96, -150), (left + 96, -48), (left, -48)],
            Fade((left, -150), (left + 96, -48), ("#fff0bf", "#ffd58a", "#e9a85c")),
        )
        if i in (1, 3):
            bus.oval((left + 50, -84), (20, 24), "#6d4a4a")
            bus.blob([(left + 18, -48), (left + 30, -62), (left + 70, -62), (left + 82, -48)], "#4d3a50")
    for wheel in (130, 500):
        bus.oval((wheel, 56), (44, 44), "#1d1922")
        bus.oval((wheel, 56), (20, 20), "#9c95a0")
    scenery.light(canvas, (x - 6, 650), 130, "#fff0b8", 0.6)


def _shelter(canvas: Canvas) -> None:
    canvas.box(-10, _ROAD + 10, 1210, 910, down(_ROAD, 900, "#a98a86", "#7d6570", "#54465a"))
    for i in range(9):
        canvas.line([(i * 150 - 20, 712), (i * 190 - 180, 905)], 2.5, "#4d3f50", alpha=0.4)
    canvas.box(-10, 700, 1210, 716, "#d9c0ae")
    steel = Fade((0, 0), (1200, 0), ("#8fa0a6", "#51616c"))
    for x in (160, 1040):
        canvas.box(x - 8, 250, x + 8, 800, steel)
    canvas.box(176, 300, 1024, 690, "#bfe0e6", alpha=0.1)
    for x in (300, 620, 880):
        canvas.shape([(x, 300), (x + 70, 300), (x - 60, 690), (x - 130, 690)], "#ffffff", alpha=0.08)
    canvas.shape([(90, 246), (1110, 246), (1080, 204), (120, 204)], down(204, 246, "#3f7d7a", "#26505a"))
    canvas.box(90, 246, 1110, 258, "#1c3540")
    scenery.light(canvas, (600, 300), 300, "#ffdf9e", 0.3)
    canvas.box(520, 258, 680, 268, "#fff3c8")
    sign = Place(canvas, (1110, 330))
    sign.shape([(-6, 0), (6, 0), (6, 470), (-6, 470)], "#51616c")
    sign.oval((0, 0), (58, 58), glow((-16, -18), 80, "#f6d98a", "#e2a24c", "#b5623f"))
    sign.shape(smooth([(-32, -18), (-28, -28), (28, -28), (32, -18), (32, 16), (-32, 16)]), "#3a2440")
    for left in (-26, -6, 14):
        sign.shape([(left, -19), (left + 14, -19), (left + 14, -3), (left, -3)], "#ffe7ae")
    for wheel in (-17, 17):
        sign.oval((wheel, 17), (7, 7), "#3a2440")
    wood = down(640, 790, "#c98f5c", "#8a5638")
    for y, h in ((600, 26), (640, 26), (716, 30), (752, 22)):
        canvas.box(250, y, 950, y + h, wood)
        canvas.box(250, y + h, 950, y + h + 5, "#3a2430", alpha=0.5)
    for x in (300, 880):
        canvas.box(x, 600, x + 20, 850, "#4a4350")
    canvas.oval((600, 858), (390, 18), "#2a1f30", alpha=0.35, soft=9)
    _bag(Place(canvas, (800, 700)))


def _bag(place: Place) -> None:
    """Draw a travelling bag and a paper bag with a roll, left on the bench."""
    place.blob(
        [(-70, -84), (-84, 0), (-70, 26), (70, 26), (84, 0), (70, -84), (0, -92)],
        Fade((-80, -80), (80, 30), ("#6f9a98", "#3f6f78", "#234650")),
    )
    place.line([(-34, -86), (-22, -128), (22, -128), (34, -86)], 9, "#2a3f48")
    place.line([(-76, -38), (0, -30), (76, -38)], 7, "#e2c08a", alpha=0.9)
    place.blob(
        [(-172, -50), (-178, 24), (-112, 24), (-112, -52), (-142, -42)],
        Fade((-178, 0), (-110, 0), ("#f0dcb8", "#cda87c")),
    )
    place.blob(
        [(-166, -52), (-150, -80), (-128, -82), (-118, -54), (-142, -44)],
        glow((-148, -74), 50, "#f3c98a", "#c07f42", "#8a4f2a"),
    )


def _man(canvas: Canvas, t: float, loud: float) -> None:
    """Draw Milan from behind: a coat, a cap, a nod."""
    x, y = 430 + 3 * np.sin(0.8 * t), 560 + 3 * np.sin(1.4 * t) - 2 * loud
    coat = Fade((x - 130, 560), (x + 140, 800), (mix("#4a5a4c", "#ffe0b0", 0.3), "#4a5a4c", "#26302e"))
    canvas.shape(
        smooth(
            [
                (x - 52, y + 6),
                (x - 118, y + 44),
                (x - 140, y + 220),
                (x + 140, y + 220),
                (x + 118, y + 44),
                (x + 52, y + 6),
            ]
        ),
        coat,
    )
    canvas.shape(
        smooth([(x - 60, y + 20), (x, y + 44), (x + 60, y + 20), (x + 44, y - 12), (x - 44, y - 12)]),
        "#8d4a44",
    )
    head = Place(canvas, (x, y - 62), 1.0, float(3 * np.sin(0.9 * t) + 5 * loud * np.sin(5 * t)))
    head.oval((0, 0), (56, 64), Fade((-56, 0), (60, 0), ("#e0b08c", "#b98468", "#7d524a")))
    head.blob([(-56, -6), (-52, 34), (0, 52), (52, 34), (56, -6), (0, 12)], "#b9b2ac")
    for side in (-1, 1):
        head.oval((58 * side, 6), (11, 19), "#b98468")
    cap = Fade((-70, -60), (70, 0), ("#8a93a0", "#5a6272", "#343a48"))
    head.blob([(-64, -8), (-62, -46), (-30, -76), (30, -76), (62, -46), (64, -8), (0, 6)], cap)
    head.oval((0, -76), (7, 5), "#343a48")


def _pigeon(canvas: Canvas, t: float) -> None:
    walk = 610 + 70 * np.sin(0.35 * t)
    peck = max(0.0, np.sin(2.6 * t)) ** 6
    bird = Place(canvas, (float(walk), 846), 0.8)
    bird.oval((4, 18), (44, 6), "#2a1f30", alpha=0.35, soft=3)
    bird.blob(
        [(-52, -8), (-20, -26), (20, -22), (34, -4), (10, 12), (-20, 8)],
        Fade((-50, -20), (34, 10), ("#8d97a8", "#5f6a80")),
    )
    bird.line([(22, -14), (36, -34 + 34 * peck), (40, -40 + 46 * peck)], 15, "#6d7890", taper=0.8)
    bird.shape([(46, -44 + 46 * peck), (60, -39 + 50 * peck), (46, -36 + 46 * peck)], "#e2a24c")
    for leg in (-6, 8):
        bird.line([(leg, 8), (leg + 2, 20)], 3, "#c8643f")
