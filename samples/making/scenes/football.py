"""A wall that is a goal: an evening courtyard on an upright phone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from making import scenery
from making.canvas import Canvas, Fade, Point, down, ellipse, mix, smooth
from making.place import Place
from making.scenery import Frame, Loudness

_GROUND = 640
_PERIOD = 2.3  # seconds from kick to kick


def scene(width: int, height: int, _voice: Loudness) -> Frame:
    """Return the frames: the ball flies to the wall and comes back, the washing moves."""
    yard = Canvas(width, height)
    _sky(yard)
    _wall(yard)
    _goal(yard)
    _ground(yard)
    grain = scenery.grain(yard, 4)

    def frame(t: float) -> np.ndarray:
        canvas = yard.copy()
        _washing(canvas, t)
        _shadow_player(canvas, t)
        _ball(canvas, t)
        return scenery.finish(canvas, grain, shade=0.25)

    return frame


def bounces(duration_s: float) -> list[float]:
    """Return the moments at which the ball hits the wall, in seconds."""
    return [k * _PERIOD + 0.45 * _PERIOD for k in range(int(duration_s / _PERIOD) + 1)]


def _sky(canvas: Canvas) -> None:
    scenery.sky(canvas, "#6f86b0", "#c69ab0", "#f6b48a", "#ffd9a0", horizon=250)
    for i, x in enumerate((70, 300, 460)):
        scenery.cloud(canvas, (x, 60 + 50 * (i % 2)), 70, "#ffe3cf", alpha=0.7, seed=i + 3)
    scenery.house(canvas, (-70, 240), (190, 120), "#b98a86", "#7a4a4e", windows=3, lit="#ffd98f")
    scenery.house(canvas, (330, 240), (220, 150), "#a98593", "#6d4450", windows=3)
    for i, x in enumerate((150, 205, 262, 305)):
        scenery.tree(canvas, (x, 250), 62, "#55806a", seed=i)


def _wall(canvas: Canvas) -> None:
    canvas.box(-10, 205, 520, _GROUND, Fade((0, 205), (506, 640), ("#e9b98c", "#cf8f6c", "#9c5f58")))
    rng = np.random.default_rng(5)
    for row in range(17):
        y = 212 + row * 25.5
        for column in range(-1, 9):
            x = column * 62 + (31 if row % 2 else 0)
            tint = mix("#f3cfa2", "#7c4548", float(rng.uniform(0, 1)))
            canvas.box(x + 2, y + 2, x + 59, y + 23, tint, alpha=0.26)
    canvas.box(-10, 195, 520, 212, Fade((0, 195), (0, 212), ("#f6dcb8", "#b07c66")))
    canvas.shape([(380, 205), (520, 205), (520, _GROUND), (300, _GROUND)], "#3a2440", alpha=0.2, soft=12)
    for x, y, w in ((60, 560, 120), (420, 300, 90)):
        canvas.oval((x, y), (w, w * 0.6), "#8d5450", alpha=0.18, soft=14)


def _goal(canvas: Canvas) -> None:
    chalk = "#fff8ea"
    rng = np.random.default_rng(8)
    for points in ([(92, 636), (94, 372)], [(92, 372), (414, 368)], [(413, 368), (416, 636)]):
        path = [(x + rng.normal(0, 0.9), y + rng.normal(0, 0.9)) for x, y in _between(points, 24)]
        canvas.line(path, 11, chalk, alpha=0.85, soft=0.7)
    for i in range(15):  # yesterday's count: twelve, and three more
        x, y = 118 + (i % 5) * 15 + (i // 5) * 92, 300
        strike = [(x - 62, y + 26), (x + 6, y - 4)] if i % 5 == 4 else [(x, y - 8), (x + 2, y + 30)]
        canvas.line(strike, 4.5, chalk, alpha=0.8, soft=0.6)
    for y in (456, 540):
        canvas.line([(96, y), (250, y + 3), (412, y)], 2.6, chalk, alpha=0.28, soft=1)
    for x in (172, 254, 336):
        canvas.line([(x, 374), (x + 2, 500), (x, 634)], 2.6, chalk, alpha=0.28, soft=1)


def _between(points: Sequence[Point], count: int) -> list[Point]:
    (a, b), (c, d) = points
    return [(a + (c - a) * k, b + (d - b) * k) for k in np.linspace(0, 1, count)]


def _ground(canvas: Canvas) -> None:
    canvas.box(-10, _GROUND, 520, 910, down(_GROUND, 900, "#a9766a", "#7a5560", "#4d3a50"))
    canvas.box(-10, _GROUND - 8, 520, _GROUND + 16, "#4a2b3c", alpha=0.4, soft=8)
    rng = np.random.default_rng(3)
    for _ in range(130):
        y = _GROUND + 250 * rng.uniform(0, 1) ** 1.4
        canvas.oval(
            (rng.uniform(0, 506), y), (rng.uniform(2, 8) * (y - 500) / 200, 1.6), "#e3b79a", alpha=0.3
        )
    scenery.grass(canvas, _GROUND + 6, ("#6d7d4f", "#8d9560"), count=26, seed=6, tall=20)


def _washing(canvas: Canvas, t: float) -> None:
    rope = [(-10, 120), (250, 168), (516, 112)]
    canvas.line(rope, 2.4, "#4a3646")
    for i, (x, w, h, tint) in enumerate(
        (
            (48, 58, 84, "#f7efe0"),
            (128, 44, 66, "#3f7d7a"),
            (196, 66, 92, "#e2a24c"),
            (296, 46, 62, "#f3d5c0"),
            (366, 62, 88, "#8a3f56"),
            (452, 42, 60, "#6f9ab0"),
        )
    ):
        top = 120 + 46 * np.sin(np.pi * (x + 8) / 520)
        sway = 6 * np.sin(1.5 * t + i) + 2 * np.sin(3.1 * t + 2 * i)
        right, left = x + w, x + sway
        cloth = [(x, top), (right, top + 2), (right + sway * 0.5, top + h * 0.55), (right + sway, top + h)]
        cloth += [(left + w * 0.5, top + h + 4), (left, top + h - 2), (x + sway * 0.4, top + h * 0.5)]
        shades = (mix(tint, "#fff0d8", 0.3), tint, mix(tint, "#2a1a30", 0.3))
        canvas.shape(cloth, Fade((x, 0), (right + 8, 0), shades))


def _phase(t: float) -> float:
    return (t % _PERIOD) / _PERIOD


def _ball(canvas: Canvas, t: float) -> None:
    p = _phase(t)
    out = p / 0.45 if p < 0.45 else 1 - (p - 0.45) / 0.55  # 0 at the foot, 1 at the wall
    aim = 250 + 90 * np.sin(2.4 * np.floor(t / _PERIOD) + 1)
    hop = (
        170 * np.sin(np.pi * min(1.0, out * 0.72 + 0.1))
        if p < 0.45
        else 120 * abs(np.sin(np.pi * out * 1.35))
    )
    x, y = 215 + (aim - 215) * out, 812 - 190 * out
    size = 46 - 25 * out
    canvas.oval(
        (x + 12, y + size * 0.82), (size * (1.1 - hop / 700), size * 0.26), "#24162c", alpha=0.42, soft=4
    )
    _football(Place(canvas, (x, y - hop), size / 50, t * 260 * (1 if p < 0.45 else -1)))


def _football(place: Place) -> None:
    place.oval((0, 0), (50, 50), "#f6ede0")
    patch = [(16 * np.cos(a), 16 * np.sin(a)) for a in np.radians([-90, -18, 54, 126, 198])]
    place.shape(patch, "#2c2433")
    for a in np.radians([-90, -18, 54, 126, 198]):
        c, s = np.cos(a), np.sin(a)
        place.shape(
            [
                (44 * c - 13 * s, 44 * s + 13 * c),
                (34 * c - 9 * s, 34 * s + 9 * c),
                (34 * c + 9 * s, 34 * s - 9 * c),
                (44 * c + 13 * s, 44 * s - 13 * c),
            ],
            "#2c2433",
        )
        place.line([(16 * c, 16 * s), (34 * c, 34 * s)], 2.4, "#8d8088")
    upright = Place(place.canvas, place.at, place.size)
    upright.shape(
        ellipse((0, 0), (50, 50)), Fade((-30, -40), (36, 44), ("#fff6e0", "#d9b9a8", "#3a2440")), alpha=0.34
    )
    upright.oval((-17, -20), (13, 9), "#ffffff", alpha=0.5, soft=4)


def _shadow_player(canvas: Canvas, t: float) -> None:
    """Draw the long shadow of the one who kicks, on ground and wall."""
    p = _phase(t)
    kick = np.exp(-((((p if p < 0.5 else p - 1) - 0.02) / 0.07) ** 2))
    tint, alpha = "#2a1834", 0.4
    x, lean = 120 + 6 * np.sin(1.3 * t), 26.0
    body = [(x - 26, 900), (x - 14, 800), (x + lean - 40, 720), (x + lean - 44, 616), (x + lean, 586),
            (x + lean + 44, 616), (x + lean + 40, 720), (x + 26, 800), (x + 26, 900)]  # fmt: skip
    canvas.shape(smooth(body), tint, alpha=alpha, soft=4)
    canvas.oval((x + lean, 556), (26, 30), tint, alpha=alpha, soft=4)
    swing = 30 * kick
    for side in (-1, 1):
        elbow = (x + lean + side * 58, 676 - side * swing)
        canvas.line(
            [(x + lean + side * 38, 624), elbow, (elbow[0] - side * 14, elbow[1] + 58)],
            20,
            tint,
            alpha=alpha,
            soft=4,
            taper=0.7,
        )
    canvas.line(
        [(x + 14, 840), (x + 40 + 60 * kick, 880), (x + 56 + 90 * kick, 896)],
        24,
        tint,
        alpha=alpha * 0.8,
        soft=3,
        taper=0.6,
    )
