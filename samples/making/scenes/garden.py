"""A garden above the town: tomatoes that somebody talks to."""

from __future__ import annotations

import numpy as np

from making import scenery
from making.canvas import Canvas, Fade, down, glow, mix, ridge
from making.place import Place
from making.scenery import Frame, Loudness

_SOIL = 690


def scene(width: int, height: int, _voice: Loudness) -> Frame:
    """Return the frames: plants that nod, water from a can, a butterfly."""
    land = Canvas(width, height)
    _hills(land)
    _soil(land)
    plants = [Canvas(width, height) for _ in range(2)]
    for number, layer in enumerate(plants):
        for x in range(130 + 190 * number, 1150, 380):
            _plant(layer, (float(x), _SOIL + 20 + 84 * number), 0.74 + 0.26 * number, seed=x)
    places = [((180.0, 130.0), 100.0), ((820.0, 180.0), 104.0), ((1340.0, 120.0), 110.0)]
    clouds = scenery.Clouds(land, places, "#ffffff", 7)
    grain = scenery.grain(land, 8)

    def frame(t: float) -> np.ndarray:
        canvas = land.copy()
        clouds.draw(canvas, t)
        for number, layer in enumerate(plants):
            sway = 0.35 * np.sin(1.3 * t + number)
            canvas.lay(layer, by=(2.5 * np.sin(1.1 * t + number), 0), turn=float(sway), about=(800, 900))
        _can(canvas, t)
        scenery.grass(canvas, 884, ("#5f8a48", "#8db05a", "#3f6a44"), count=70, seed=4, tall=58, t=t)
        _butterfly(canvas, t)
        return scenery.finish(canvas, grain)

    return frame


def _hills(canvas: Canvas) -> None:
    scenery.sky(canvas, "#6fb3d0", "#b5dada", "#f4ecc8", horizon=480)
    scenery.light(canvas, (1300, 120), 300, "#fff3c0", 0.8)
    canvas.oval((1300, 120), (50, 50), "#fffbe2", soft=3)
    canvas.shape(ridge(canvas.wide, 380, 46, seed=31, waves=3), down(320, 520, "#9dbbc4", "#bcd0c0"))
    canvas.shape(ridge(canvas.wide, 446, 34, seed=17, waves=4), down(400, 560, "#76a68c", "#a5c48c"))
    rng = np.random.default_rng(2)
    for i in range(9):
        x = 90 + i * 168 + rng.uniform(-30, 30)
        scenery.house(
            canvas,
            (x, 520 + rng.uniform(-14, 16)),
            (58, 40),
            ("#fff3dc", "#f1d9b5", "#e8c0a0")[i % 3],
            ("#c8643f", "#a94f3d")[i % 2],
        )
    for i in range(16):
        scenery.tree(canvas, (rng.uniform(0, 1600), 540), rng.uniform(34, 60), "#5f9a5c", seed=i)
    for x in (60, 110, 1500, 1550):
        scenery.poplar(canvas, (x, 560), 200 + (x % 7) * 12, "#4f8a5c")
    canvas.shape(ridge(canvas.wide, 545, 12, seed=3, waves=5), down(530, 700, "#9cc06c", "#6f9a50"))
    for x in range(-20, 1640, 74):  # a fence
        canvas.shape(
            [(x, 566), (x + 9, 556), (x + 18, 566), (x + 18, 668), (x, 668)],
            down(556, 668, "#fff6e4", "#d6bfa0"),
        )
    for y in (592, 636):
        canvas.box(-10, y, 1610, y + 11, "#f0e0c4")
        canvas.box(-10, y + 11, 1610, y + 14, "#8d7a64", alpha=0.6)


def _soil(canvas: Canvas) -> None:
    canvas.box(-10, _SOIL - 30, 1610, 910, down(_SOIL - 30, 900, "#9c6a48", "#7a4a36", "#54322a"))
    rng = np.random.default_rng(7)
    for row in range(4):
        y = _SOIL + row * 62
        canvas.shape(
            [
                *[(x, y + 9 * np.sin(x / 60 + row)) for x in range(-20, 1640, 20)],
                (1640, y + 50),
                (-20, y + 50),
            ],
            "#4a2a22",
            alpha=0.22,
            soft=5,
        )
    for _ in range(150):
        canvas.oval(
            (rng.uniform(0, 1600), rng.uniform(_SOIL, 890)),
            (rng.uniform(3, 10), rng.uniform(2, 5)),
            "#c08a5e",
            alpha=0.4,
        )


def _plant(canvas: Canvas, foot: tuple[float, float], size: float, *, seed: int) -> None:
    """Draw a tomato plant on its stake."""
    rng, plant = np.random.default_rng(seed), Place(canvas, foot, size)
    plant.oval((10, 4), (90, 14), "#2a1a18", alpha=0.35, soft=7)
    plant.shape([(-7, 0), (-6, -400), (6, -404), (7, 0)], Fade((-7, 0), (7, 0), ("#d9b07c", "#8a5a3a")))
    plant.line([(12, 0), (-10, -130), (14, -250), (-6, -370)], 11, "#4f7d42", taper=0.5)
    for y in (-110, -220, -320):
        plant.line([(-12, y), (0, y - 6), (14, y)], 5, "#f1e0c0")
    for level in range(6):
        y = -70 - level * 56
        for side in (-1, 1):
            length = rng.uniform(66, 108) * (1 - 0.06 * level)
            _branch(
                Place(canvas, plant.point(0, y), size, float(side * rng.uniform(4, 22))), side, length, rng
            )
    for _ in range(9):
        at = (rng.uniform(-74, 74), rng.uniform(-320, -70))
        ripe = rng.random()
        _tomato(
            Place(canvas, plant.point(*at), size * rng.uniform(0.8, 1.15)),
            "#d8402f" if ripe > 0.35 else "#e9a23c",
        )


def _branch(place: Place, side: int, length: float, rng: np.random.Generator) -> None:
    place.line([(0, 0), (side * length * 0.5, -16), (side * length, 2)], 5, "#5a8a48", taper=0.5)
    for k in (0.35, 0.6, 0.85, 1.05):
        tint = mix("#4f8a48", "#a5cf6a", float(rng.uniform(0, 0.7)))
        for up in (-1, 1):
            x, y = side * length * k, -10 + up * 14
            place.blob(
                [
                    (x - 22, y),
                    (x - 6, y - 15),
                    (x + 12, y - 10),
                    (x + 24, y + 3),
                    (x + 8, y + 13),
                    (x - 10, y + 12),
                ],
                tint,
            )
            place.line([(x - 18, y), (x + 18, y + 1)], 1.6, "#d5e8a8", alpha=0.5)


def _tomato(place: Place, tint: str) -> None:
    place.oval((2, 4), (25, 23), "#24301f", alpha=0.3, soft=4)
    place.oval(
        (0, 0), (25, 23), glow((-8, -9), 40, mix(tint, "#ffe2b8", 0.65), tint, mix(tint, "#4a1018", 0.55))
    )
    place.oval((-9, -9), (6, 4), "#ffffff", alpha=0.7, turn=-30, soft=1)
    for a in (-150, -110, -70, -30):
        x, y = 15 * np.cos(np.radians(a)), 10 * np.sin(np.radians(a))
        place.line([(0, -18), (x, y - 10)], 5, "#4f8a48", taper=0.4)


def _can(canvas: Canvas, t: float) -> None:
    """Draw a watering can that tips, and its water."""
    tip = float(np.clip(np.sin(0.55 * t - 0.6) * 2.4, 0, 1))
    can = Place(canvas, (1330, 640 + 6 * np.sin(1.2 * t)), 1.0, -20 * tip)
    steel = Fade((-90, 0), (90, 0), ("#8fd0c8", "#3f8f8a", "#1f5058"))
    can.line([(-84, 40), (-176, -20), (-226, -76)], 21, steel, taper=0.8)
    can.shape([(-252, -70), (-208, -108), (-196, -94), (-238, -54)], "#2f6f73")
    can.line([(30, -84), (112, -100), (132, 0), (88, 56)], 15, steel)
    can.blob([(-84, -70), (-92, 78), (92, 78), (84, -70)], steel)
    can.oval((0, -72), (82, 15), "#1f5058")
    can.line([(-62, -40), (-66, 50)], 13, "#d5f2ec", alpha=0.5, soft=5)
    if tip < 0.3:
        return
    x0, y0 = can.point(-232, -78)
    rng = np.random.default_rng(5)
    for _ in range(44):
        p, spread = (rng.uniform(0, 1) + 1.5 * t) % 1, rng.uniform(-1, 1)
        x, y = x0 - 130 * p - 26 * spread * p, y0 + 14 * spread + 210 * p * p
        canvas.line([(x + 4, y - 12), (x, y)], 3.4, "#e6f7fb", alpha=0.8 * tip, taper=1.4)


def _butterfly(canvas: Canvas, t: float) -> None:
    x, y = 420 + 210 * np.sin(0.5 * t) + 40 * np.sin(1.7 * t), 330 + 70 * np.sin(0.9 * t + 1)
    flap = 0.35 + 0.65 * abs(np.sin(9 * t))
    fly = Place(canvas, (float(x), float(y)), 0.9, float(14 * np.sin(1.1 * t)))
    for side in (-1, 1):
        wing = Fade((0, -20), (side * 40, 20), ("#f6cf6a", "#e2863c"))
        fly.blob([(0, -4), (side * 34 * flap, -34), (side * 44 * flap, -8), (side * 8, 6)], wing)
        fly.blob([(0, 2), (side * 30 * flap, 6), (side * 24 * flap, 28), (side * 4, 16)], wing)
    fly.line([(0, -14), (0, 18)], 5, "#3a2430")
