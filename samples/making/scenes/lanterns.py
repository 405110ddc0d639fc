"""An evening on the hill: nine paper lanterns along a fence."""

from __future__ import annotations

import numpy as np

from making import scenery
from making.canvas import Canvas, Fade, Point, down, glow, mix, ridge
from making.place import Place
from making.scenery import Frame, Loudness

_PAPER = ("#f3b45c", "#e8825a", "#f6d27a", "#d9688a", "#f0a07a", "#7fc2b4", "#f3b45c", "#b58ad0", "#f6d27a")


def scene(width: int, height: int, _voice: Loudness) -> Frame:
    """Return the frames: lanterns that are lit one after the other and sway, a town below."""
    night = Canvas(width, height)
    _sky(night)
    _town(night)
    _slope(night)
    grain = scenery.grain(night, 9)

    lamps = [[Canvas(width, height) for _ in _PAPER] for _ in (0, 1)]  # dark, lit
    for lit, layers in enumerate(lamps):
        for number, layer in enumerate(layers):
            _lantern(layer, _hook(number), _PAPER[number], float(lit))

    def frame(t: float) -> np.ndarray:
        canvas = night.copy()
        _stars(canvas, t)
        for number in range(len(_PAPER)):
            swing = float(4.5 * np.sin(1.3 * t + 0.8 * number))
            flame = 0.93 + 0.07 * float(np.sin(5 * t + 2 * number))
            lit = float(np.clip((t - 0.3 - 0.42 * number) / 0.5, 0, 1)) * flame
            for layers, alpha in zip(lamps, (1.0, lit), strict=True):
                if alpha:
                    canvas.lay(layers[number], turn=swing, about=_hook(number), alpha=alpha)
        _fireflies(canvas, t)
        return scenery.finish(canvas, grain, shade=0.3)

    return frame


def _rope(x: float) -> float:
    return float(430 + 46 * np.sin(np.pi * ((x - 46) % 336) / 336))


def _sky(canvas: Canvas) -> None:
    scenery.sky(canvas, "#141c3c", "#2d2f5e", "#5b4370", "#a0606e", horizon=600)
    scenery.light(canvas, (1310, 150), 240, "#f6e6c0", 0.5)
    canvas.oval((1310, 150), (56, 56), glow((1294, 136), 90, "#fffbe8", "#f3dfb0"))
    canvas.oval((1334, 140), (48, 50), "#343564", alpha=0.9, soft=2)


def _stars(canvas: Canvas, t: float) -> None:
    rng = np.random.default_rng(12)
    for _ in range(60):
        x, y, pace = rng.uniform(0, 1600), rng.uniform(0, 380), rng.uniform(0.8, 2.4)
        canvas.oval((x, y), (1.9, 1.9), "#fff6dc", alpha=0.35 + 0.4 * np.sin(pace * t + x) ** 2)


def _town(canvas: Canvas) -> None:
    canvas.shape(ridge(canvas.wide, 470, 44, seed=23, waves=3), down(420, 600, "#3d355f", "#54406a"))
    canvas.shape(ridge(canvas.wide, 540, 24, seed=29, waves=4), down(510, 640, "#2b2a50", "#33305a"))
    rng = np.random.default_rng(4)
    for _ in range(110):
        x, y = rng.uniform(0, 1600), rng.uniform(556, 636)
        canvas.box(
            x,
            y,
            x + rng.uniform(4, 9),
            y + rng.uniform(4, 8),
            str(rng.choice(["#ffd58a", "#ffe7b0", "#f0a860"])),
            alpha=0.75,
        )
    for _ in range(14):
        scenery.light(canvas, (rng.uniform(0, 1600), rng.uniform(570, 640)), 36, "#ffcf80", 0.35)
    river = [
        (1600, 590),
        (1240, 606),
        (980, 622),
        (700, 616),
        (420, 640),
        (420, 652),
        (700, 634),
        (980, 644),
        (1240, 626),
        (1600, 616),
    ]
    canvas.shape(river, Fade((400, 0), (1600, 0), ("#5b5f94", "#a98aa8", "#5b5f94")), alpha=0.75, soft=2)


def _slope(canvas: Canvas) -> None:
    canvas.shape(ridge(canvas.wide, 668, 14, seed=41, waves=3), down(650, 900, "#2c4048", "#16242c"))
    for x in range(46, 1640, 336):
        canvas.box(x - 10, 400, x + 10, 800, Fade((x - 10, 0), (x + 10, 0), ("#7d5a50", "#3a2830")))
        canvas.oval((x, 400), (14, 9), "#8d6a5c")
    for y in (640, 730):
        canvas.box(-10, y, 1610, y + 16, down(y, y + 16, "#6d4d48", "#33242c"))
    for x in range(-20, 1640, 56):
        canvas.box(x, 590, x + 20, 812, Fade((x, 0), (x + 20, 0), ("#5f4444", "#2c2028")))
        canvas.shape([(x, 591), (x + 10, 572), (x + 20, 591)], "#5f4444")
    canvas.line([(float(x), float(_rope(x))) for x in range(-40, 1640, 24)], 3.5, "#1d1622")
    scenery.grass(canvas, 846, ("#22363a", "#2f4a48", "#1a2a30"), count=190, seed=8, tall=76)
    canvas.box(-10, 850, 1610, 910, "#131e26")


def _hook(number: int) -> Point:
    x = 130 + number * 168
    return float(x), _rope(x)


def _lantern(canvas: Canvas, hook: Point, tint: str, lit: float) -> None:
    x, y = hook
    if lit > 0.02:
        scenery.light(canvas, (x, y + 76), 150, tint, 0.5 * lit)
    lamp = Place(canvas, hook)
    lamp.line([(0, 0), (0, 26)], 3, "#1d1622")
    dim = mix(tint, "#2a2444", 0.72)
    inner, outer = mix(dim, "#fff6cf", lit * 0.95), mix(dim, tint, lit)
    lamp.oval((0, 76), (46, 52), glow((0, 84), 60, inner, outer, mix(outer, "#5b2340", 0.35)))
    for k in (-28, -9, 9, 28):
        lamp.line(
            [(k * 0.45, 28), (k * 1.1, 76), (k * 0.45, 124)], 1.8, mix(outer, "#5b2340", 0.5), alpha=0.5
        )
    for top in (22, 122):
        lamp.shape([(-18, top), (18, top), (18, top + 9), (-18, top + 9)], mix("#5b3a42", tint, 0.25 * lit))
    lamp.line([(0, 130), (0, 152)], 4, mix("#5b3a42", tint, 0.5 * lit), taper=0.4)


def _fireflies(canvas: Canvas, t: float) -> None:
    rng = np.random.default_rng(15)
    for _ in range(13):
        x = rng.uniform(60, 1540) + 40 * np.sin(0.5 * t + rng.uniform(0, 6))
        y = rng.uniform(690, 850) + 18 * np.sin(0.9 * t + rng.uniform(0, 6))
        glow_ = max(0.0, np.sin(1.4 * t + rng.uniform(0, 6.28)))
        scenery.light(canvas, (float(x), float(y)), 15, "#e9f3a0", 0.8 * glow_)
