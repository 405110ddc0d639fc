"""The workshop room: Daniel beside the camera that he has come to know."""

from __future__ import annotations

import numpy as np

from making import scenery
from making.canvas import Canvas, Fade, down, glow, mix
from making.faces import Speaker
from making.heads import Look
from making.place import Place
from making.scenery import Frame, Loudness

_DANIEL = Look(
    skin="#8a573d", hair="#1d1413", clothes="#c9772f", lips="#8d4a42", beard=0.5, iris="#2d1a10", jaw=1.02
)


def scene(width: int, height: int, voice: Loudness) -> Frame:
    """Return the frames: Daniel speaks; the red light of the camera blinks."""
    room = Canvas(width, height)
    _wall(room)
    _board(room)
    _shelf(room)
    _tripod(room)
    daniel = Speaker(room, _DANIEL, (1090, 430), 1.5, seed=1)
    grain = scenery.grain(room, 5)

    def frame(t: float) -> np.ndarray:
        canvas = room.copy()
        _dust(canvas, t)
        if t % 1.6 < 0.9:
            scenery.light(canvas, (352, 372), 24, "#ff6a4d", 0.9)
        gaze = (-4.0, 0.0) if np.sin(0.62 * t + 0.4) > 0.8 else (-0.6, 0.4)
        daniel.draw(canvas, t, voice(t), gaze)
        return scenery.finish(canvas, grain, shade=0.24)

    return frame


def _wall(canvas: Canvas) -> None:
    canvas.wash(Fade((0, 0), (1600, 900), ("#8fb5ad", "#5f938f", "#2f5a63")))
    canvas.shape([(0, 0), (520, 0), (1150, 900), (300, 900)], "#fff2c8", alpha=0.14, soft=20)
    canvas.box(-10, 742, 1610, 910, down(742, 900, "#a0714f", "#5e3d38"))
    canvas.box(-10, 730, 1610, 748, "#e9dcc2", alpha=0.75)
    for i in range(8):
        canvas.line([(i * 240 - 60, 748), (i * 300 - 260, 910)], 3, "#4a2c2a", alpha=0.35)


def _board(canvas: Canvas) -> None:
    """Draw the paper edit: pictures of scenes on a cork board."""
    canvas.box(508, 86, 900, 396, "#2a1a1c", alpha=0.3, soft=10)
    canvas.box(500, 76, 892, 386, "#7a4c38")
    canvas.box(514, 90, 878, 372, Fade((514, 90), (878, 372), ("#d8a874", "#b9834f")))
    rng = np.random.default_rng(4)
    scenes = (
        ("#a9cbd0", "#4f8f8a"),
        ("#f6cf9c", "#b5623f"),
        ("#5f7f93", "#e9c46a"),
        ("#f0d9c0", "#7a4560"),
        ("#c9ddb0", "#5f8246"),
        ("#39406a", "#f3b45c"),
    )
    for i, (above, below) in enumerate(scenes):
        x, y = 536 + (i % 3) * 114, 112 + (i // 3) * 130
        card = Place(canvas, (x + 46, y + 42), 1.0, float(rng.uniform(-4, 4)))
        card.shape([(-48, -42), (48, -42), (48, 50), (-48, 50)], "#2a1a1c", alpha=0.25, soft=4)
        card.shape([(-48, -46), (48, -46), (48, 46), (-48, 46)], "#fffaf0")
        card.shape([(-41, -39), (41, -39), (41, 22), (-41, 22)], above)
        card.blob([(-41, 22), (-41, -4), (-12, -16), (18, 2), (41, -8), (41, 22)], below)
        card.oval((20, -24), (8, 8), "#fff3d0")
        card.line([(-34, 34), (26, 34)], 4, "#9a8d88")
        card.oval((0, -46), (6, 6), glow((-2, -48), 8, "#ffb59c", "#c8483a"))
    card = Place(canvas, (820, 214), 1.0, 0)
    for a, b in (((-215, 0), (-185, 0)), ((-100, 0), (-70, 0))):
        card.line([a, b], 4, "#c8483a", alpha=0.8)


def _shelf(canvas: Canvas) -> None:
    canvas.box(1270, 300, 1600, 318, "#7a4c38")
    canvas.box(1270, 318, 1600, 340, "#14252c", alpha=0.3, soft=8)
    x = 1292.0
    for i, (w, h) in enumerate(((26, 120), (34, 140), (22, 108), (40, 132), (28, 150), (36, 116))):
        tint = ("#e2a24c", "#7a4560", "#f1e0c0", "#3b6f86", "#c8643f", "#6d8a5a")[i]
        canvas.box(
            x,
            300 - h,
            x + w,
            300,
            Fade((x, 0), (x + w, 0), (mix(tint, "#fff2dc", 0.3), tint, mix(tint, "#14202a", 0.35))),
        )
        canvas.box(x + 4, 300 - h + 18, x + w - 4, 300 - h + 24, "#fff4e0", alpha=0.6)
        x += w + 5
    scenery.light(canvas, (1500, 120), 300, "#ffd08a", 0.45)
    canvas.line([(1500, -10), (1500, 60)], 4, "#33272c")
    canvas.shape([(1448, 118), (1476, 58), (1524, 58), (1552, 118)], down(58, 118, "#e9a24c", "#b5623f"))
    canvas.oval((1500, 118), (52, 9), "#fff0c0")


def _tripod(canvas: Canvas) -> None:
    wood = Fade((200, 0), (460, 0), ("#3b3338", "#5d545a", "#2a2328"))
    canvas.oval((330, 880), (230, 26), "#1f1418", alpha=0.4, soft=14)
    for foot in (160, 340, 500):
        canvas.line([(330, 500), ((330 + foot) / 2, 700), (foot, 886)], 17, wood, taper=0.6)
    canvas.box(316, 456, 346, 530, wood)
    canvas.line([(340, 490), (230, 560), (196, 580)], 12, wood, taper=0.7)
    body = Place(canvas, (330, 396))
    body.shape([(-118, 70), (-112, 76), (120, 76), (124, 64)], "#14252c", alpha=0.35, soft=6)
    body.blob(
        [(-104, -48), (-112, 0), (-104, 54), (0, 62), (96, 54), (104, 0), (96, -48), (0, -56)],
        Fade((-110, -50), (110, 60), ("#6d6670", "#3d363f", "#1d181f")),
    )
    body.blob([(-60, -58), (-46, -86), (40, -86), (56, -58)], "#332c34")
    body.shape(
        [(100, -40), (196, -56), (196, 56), (100, 40)], Fade((0, -50), (0, 56), ("#5d5660", "#2b252d"))
    )
    body.oval((196, 0), (24, 58), glow((186, -20), 70, "#b9d7e6", "#4a6f8c", "#16202c", "#0d1218"))
    body.oval((190, -22), (6, 13), "#ffffff", alpha=0.75, soft=2)
    body.shape(
        [(-92, -30), (-20, -30), (-20, 24), (-92, 24)], Fade((-92, -30), (-20, 24), ("#d9f0ea", "#5f938f"))
    )
    for i in range(3):
        body.oval((16 + 24 * i, 28), (7, 7), "#8d858f")
    body.line([(-96, -44), (0, -50), (92, -44)], 4, "#b7aeb8", alpha=0.6, soft=1)
    canvas.oval((352, 372), (6, 6), "#e8563f")


def _dust(canvas: Canvas, t: float) -> None:
    rng = np.random.default_rng(9)
    for _ in range(26):
        x, y = rng.uniform(120, 1000), rng.uniform(0, 900)
        x += 16 * np.sin(0.4 * t + y)
        y = (y - 9 * t) % 900
        canvas.oval((x, y), (2.2, 2.2), "#fff6da", alpha=0.28 * (0.5 + 0.5 * np.sin(t + x)), soft=0.6)
