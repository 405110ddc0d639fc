"""A kitchen table: bread, two glasses of tea, a hand that brings mint and cardamom."""

from __future__ import annotations

import numpy as np

from making import hands, scenery
from making.canvas import Canvas, Fade, down, ellipse, glow, mix
from making.place import Place
from making.scenery import Frame, Loudness

_TABLE = 600


def scene(width: int, height: int, voice: Loudness) -> Frame:
    """Return the frames: steam curls, a hand brings mint to one glass, cardamom to the other."""
    room = Canvas(width, height)
    _wall(room)
    _table(room)
    _bread(room)
    _pot(room)
    for x, tea in ((860, "#b8612a"), (1085, "#96421f")):
        _glass(Place(room, (x, 690)), tea)
    _sugar(room)
    grain = scenery.grain(room, 2)

    def frame(t: float) -> np.ndarray:
        canvas = room.copy()
        scenery.steam(canvas, (860, 560), t, seed=1)
        scenery.steam(canvas, (1085, 560), t + 5, seed=2)
        scenery.steam(canvas, (460, 452), t + 2, seed=3, tall=150, alpha=0.1)
        _in_the_glasses(canvas, t)
        _hand(canvas, t, voice(t))
        return scenery.finish(canvas, grain)

    return frame


def _wall(canvas: Canvas) -> None:
    canvas.wash(Fade((0, 0), (1600, 700), ("#f3d9ad", "#dba878", "#a8695a")))
    canvas.box(90, 70, 470, 470, "#8d5a45")  # window
    canvas.box(106, 86, 454, 454, down(86, 454, "#bfe0e0", "#fbeccb"))
    for x, y, r in ((170, 430, 90), (300, 450, 120), (420, 440, 80)):
        canvas.oval((x, y), (r, r * 0.5), "#9fbf8f", alpha=0.9, soft=6)
    canvas.box(106, 454, 454, 480, "#8d5a45")
    canvas.box(272, 86, 288, 454, "#8d5a45")
    canvas.box(106, 258, 454, 270, "#8d5a45")
    canvas.shape([(70, 470), (490, 470), (505, 500), (55, 500)], down(470, 500, "#b9805f", "#8a5743"))
    for x in (84, 476):  # curtains
        fold = [(x - 44, 52), (x + 44, 52), (x + 30, 300), (x + 48, 500), (x - 48, 500), (x - 30, 300)]
        canvas.shape(fold, Fade((x - 44, 0), (x + 44, 0), ("#fff3dd", "#ecd2ac", "#fff3dd")), alpha=0.92)
    canvas.shape(
        [(120, 90), (440, 90), (1250, 900), (640, 900)], "#fff0c4", alpha=0.16, soft=14
    )  # a beam of light
    canvas.box(930, 190, 1470, 208, "#7d4a3a")  # shelf
    canvas.box(930, 208, 1470, 226, "#3a1d1c", alpha=0.22, soft=8)
    for i, (x, w, h, tint) in enumerate(
        (
            (960, 62, 92, "#3f7d7a"),
            (1046, 50, 70, "#e9c46a"),
            (1120, 74, 108, "#c8643f"),
            (1222, 54, 80, "#f1e0c0"),
            (1300, 66, 96, "#5b3a52"),
        )
    ):
        canvas.box(
            x,
            190 - h,
            x + w,
            190,
            Fade((x, 0), (x + w, 0), (mix(tint, "#fff2dc", 0.35), tint, mix(tint, "#20142a", 0.35))),
        )
        canvas.box(x - 3, 182 - h, x + w + 3, 196 - h, mix(tint, "#3a2020", 0.45))
        canvas.box(x + 10, 190 - h * 0.62, x + w - 10, 190 - h * 0.26, "#fff4e2", alpha=0.75)
        if i == 4:
            for k in range(5):
                canvas.line([(1333, 96), (1333 + (k - 2) * 24, 50 - 8 * (k % 2))], 7, "#5d8a55", taper=0.3)


def _table(canvas: Canvas) -> None:
    canvas.shape(
        [(-20, _TABLE), (1620, _TABLE), (1620, 920), (-20, 920)], down(_TABLE, 900, "#f7ecd9", "#d9b993")
    )
    rng = np.random.default_rng(1)
    for i in range(11):  # a woven cloth
        x = -150 + i * 178
        canvas.shape(
            [(x, _TABLE), (x + 58, _TABLE), (x + 58 + (x - 780) * 0.22, 920), (x + (x - 800) * 0.22, 920)],
            "#c8643f",
            alpha=0.16,
        )
    for y in (640, 712, 812):
        canvas.box(-20, y, 1620, y + 10 + (y - 600) * 0.09, "#3f7d7a", alpha=0.18)
    for _ in range(60):  # crumbs
        canvas.oval((rng.normal(430, 150), rng.uniform(740, 850)), (3.5, 2.2), "#a8703f", alpha=0.7)


def _bread(canvas: Canvas) -> None:
    canvas.oval((420, 806), (320, 58), "#4a2418", alpha=0.3, soft=14)
    canvas.oval((410, 790), (310, 62), Fade((120, 0), (700, 0), ("#c08a58", "#9a653f", "#71432e")))
    canvas.oval((410, 780), (304, 58), Fade((120, 740), (700, 820), ("#d9a872", "#b07a4c")))
    for dx, dy, r in ((-70, -34, 178), (120, -12, 126)):
        x, y = 410 + dx, 776 + dy
        canvas.oval(
            (x, y),
            (r, r * 0.46),
            glow((x - r * 0.3, y - r * 0.3), r * 1.4, "#f6d59b", "#dd9f58", "#a45f2c", "#6f3a1f"),
        )
        for k in range(-3, 4):
            canvas.line(
                [
                    (x + k * r * 0.23 - 14, y - r * 0.3 + abs(k) * 6),
                    (x + k * r * 0.23 + 12, y + r * 0.16 - abs(k) * 5),
                ],
                6,
                "#8a4d24",
                alpha=0.45,
                soft=2,
            )
        rng = np.random.default_rng(int(r))
        for _ in range(46):
            canvas.oval(
                (x + rng.normal(0, r * 0.4), y + rng.normal(-r * 0.08, r * 0.13)),
                (3.4, 2.2),
                "#fff3d6",
                alpha=0.85,
            )


def _pot(canvas: Canvas) -> None:
    """Draw a copper pot."""
    canvas.oval((500, 642), (150, 24), "#3a1d18", alpha=0.3, soft=10)
    copper = Fade((-190, 0), (220, 0), ("#ffd9a0", "#e0935a", "#b9633a", "#7d3a28"))
    pot = Place(canvas, (480, 560))
    pot.line([(108, -50), (176, -110), (214, -66)], 20, copper, taper=0.5)
    pot.line([(-104, -58), (-176, -40), (-150, 46), (-96, 44)], 19, copper)
    pot.blob(
        [(-60, -106), (-112, -40), (-122, 34), (-78, 80), (78, 80), (122, 34), (112, -40), (60, -106)], copper
    )
    pot.oval((0, -104), (64, 16), Fade((-60, 0), (60, 0), ("#ffe3b4", "#c0703c")))
    pot.oval((0, -116), (40, 14), copper)
    pot.oval((0, -134), (12, 12), glow((-4, -138), 16, "#fff0c8", "#a7532f"))
    pot.line([(-66, -52), (-78, 10), (-62, 56)], 15, "#fff3d8", alpha=0.55, soft=6)


def _glass(place: Place, tea: str) -> None:
    """Draw a waisted tea glass on its saucer; (0, 0) is the foot."""
    place.oval((8, 8), (118, 26), "#3a1d18", alpha=0.28, soft=9)
    place.oval((0, 2), (112, 24), Fade((-110, 0), (110, 0), ("#fffaf0", "#e8d5bd", "#b79b86")))
    place.oval((0, -2), (84, 15), Fade((-80, 0), (80, 0), ("#e4cfb4", "#fff6e8")))
    body = [
        (-56, -142),
        (-44, -84),
        (-38, -52),
        (-50, -16),
        (-36, -2),
        (36, -2),
        (50, -16),
        (38, -52),
        (44, -84),
        (56, -142),
    ]
    place.blob(body, "#fff8ee", alpha=0.35)
    liquid = [
        (-50, -116),
        (-43, -84),
        (-36, -52),
        (-46, -18),
        (-32, -6),
        (32, -6),
        (46, -18),
        (36, -52),
        (43, -84),
        (50, -116),
    ]
    place.blob(
        liquid,
        Fade((-50, -110), (50, 0), (mix(tea, "#ffd58a", 0.55), tea, mix(tea, "#2a0a08", 0.45))),
        alpha=0.95,
    )
    place.oval(
        (0, -116), (49, 11), Fade((-50, 0), (50, 0), (mix(tea, "#ffdf9c", 0.6), mix(tea, "#4a160c", 0.2)))
    )
    place.shape(ellipse((0, -140), (56, 12)), "#ffffff", alpha=0.28)
    place.line([(-40, -128), (-32, -78), (-28, -50), (-36, -20)], 7, "#ffffff", alpha=0.6, soft=1.5)
    place.line([(44, -126), (36, -80)], 4, "#ffffff", alpha=0.4, soft=1)


def _sugar(canvas: Canvas) -> None:
    bowl = Place(canvas, (1370, 720))
    bowl.oval((6, 58), (110, 20), "#3a1d18", alpha=0.28, soft=9)
    for x, y in ((-40, -18), (0, -30), (40, -16), (-16, -4), (26, 2)):
        bowl.shape(
            [(x - 22, y - 14), (x + 16, y - 22), (x + 26, y + 10), (x - 12, y + 18)],
            down(y - 22, y + 18, "#ffffff", "#e6dccf"),
        )
    bowl.blob(
        [(-96, 0), (-78, 46), (-30, 62), (30, 62), (78, 46), (96, 0), (0, 16)],
        Fade((-90, 0), (90, 0), ("#6fb0a8", "#3f7d7a", "#214a50")),
    )
    bowl.line([(-70, 20), (0, 34), (70, 20)], 7, "#f3d9ad", alpha=0.8)


def _mint(place: Place) -> None:
    leaf = [(0, -24), (15, -8), (12, 14), (0, 26), (-12, 14), (-15, -8)]
    place.blob(leaf, Fade((-14, 0), (14, 0), ("#9fd08a", "#4f9a55")))
    place.line([(0, -20), (0, 24)], 2, "#e3f2c8", alpha=0.8)


def _cardamom(place: Place) -> None:
    for x, turn in ((-8, -24), (9, 30)):
        place.oval((x, 0), (8, 15), Fade((-16, 0), (16, 0), ("#dfe3a6", "#8f9a58")), turn=turn)
        place.line([(x, -10), (x, 10)], 1.6, "#6d7640", alpha=0.7)


#: When the hand begins to come, the glass that it comes to, and what it lets fall.
_VISITS = ((2.2, 848.0, _mint), (8.6, 1073.0, _cardamom))
_TAKES_S = 4.0  # until it lets go


def _hand(canvas: Canvas, t: float, loud: float) -> None:
    for start, glass, thing in _VISITS:
        come = np.clip((t - start) / 2.2, 0, 1) - np.clip((t - start - _TAKES_S - 0.8) / 2.0, 0, 1)
        near = float(come * come * (3 - 2 * come))
        if near <= 0.01:
            continue
        away = 1 - near
        at = (glass + 82 + 500 * away + 5 * float(np.sin(1.7 * t)), 560 + 470 * away - 3 * loud)
        place = Place(canvas, at, 1.0, -38 + 20 * away)
        hands.arm(place, "#c98d66", "#6b3f5e")
        x, y = hands.pinching(place, "#c98d66")
        if t < start + _TAKES_S:
            thing(Place(canvas, (x - 4, y + 14), 1.2, 24))


def _in_the_glasses(canvas: Canvas, t: float) -> None:
    """Draw what has been let go: falling, then afloat."""
    for start, glass, thing in _VISITS:
        fallen = min((t - start - _TAKES_S) / 0.5, 1.0)
        if fallen >= 0:
            y = 480 + 92 * fallen**2 + (1.5 * float(np.sin(2 * t)) if fallen >= 1 else 0)
            at = (glass + 6 * float(np.sin(3 * fallen)), y)
            thing(Place(canvas, at, 1.15 - 0.55 * fallen, 24 + 60 * fallen))
