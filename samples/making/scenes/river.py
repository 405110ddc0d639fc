"""The Una in the morning: hills, a stone bridge, running water."""

from __future__ import annotations

import numpy as np

from making import scenery
from making.canvas import Canvas, Fade, down, ellipse, mix, ridge, smooth
from making.scenery import Frame, Loudness

_STONE, _WATER = "#c9a98a", "#3f8f8a"
_LINE = 560  # where the water begins
_ARCHES = (230, 560, 890, 1220, 1550)


def scene(width: int, height: int, _voice: Loudness) -> Frame:
    """Return the frames: a slow walk along the bank, so that near things pass faster than far ones."""
    far = Canvas(width, height)
    middle, bridge, near = (Canvas(round(width * 1.2), height) for _ in range(3))  # wider: they pass by
    _sky(far)
    _hills(middle)
    _water(middle)
    _bridge(bridge)
    _bank(near)
    places = [((-60.0, 150.0), 110.0), ((560.0, 210.0), 150.0), ((1180.0, 140.0), 180.0)]
    clouds = scenery.Clouds(far, places, "#fff1df", 9)
    grain = scenery.grain(far, 1)

    def frame(t: float) -> np.ndarray:
        canvas = far.copy()
        clouds.draw(canvas, t)
        canvas.lay(middle, by=(-2.2 * t, 0), about=(0, 0))
        canvas.lay(bridge, by=(-5 * t, 0))
        scenery.ripples(canvas, t, _LINE + 66, 900, "#f9ecd0", count=46, seed=4)
        _birds(canvas, t)
        canvas.lay(near, by=(-13 * t, 2 * np.sin(0.9 * t)))
        return scenery.finish(canvas, grain)

    return frame


def _sky(canvas: Canvas) -> None:
    scenery.sky(canvas, "#7fb2c4", "#bcd3cf", "#f7dcb6", "#fbc99a", horizon=560)
    scenery.light(canvas, (1120, 250), 330, "#fff0c8", 0.9)
    canvas.oval((1120, 250), (44, 44), "#fffae8", soft=3)
    canvas.shape(
        ridge(canvas.wide, 392, 42, seed=11, waves=3), Fade((0, 340), (0, 560), ("#a9b3bd", "#d6c3b4"))
    )


def _hills(canvas: Canvas) -> None:
    canvas.shape(
        ridge(canvas.wide + 300, 446, 34, seed=5, waves=4), Fade((0, 400), (0, 600), ("#7d9a96", "#b9b894"))
    )
    canvas.shape(
        ridge(canvas.wide + 300, 500, 22, seed=8, waves=6), Fade((0, 460), (0, 600), ("#5d8577", "#8fa57a"))
    )
    rng = np.random.default_rng(3)
    for i in range(13):
        x = 40 + i * 128 + rng.uniform(-30, 30)
        wall = ("#f1dfc3", "#e8c9a6", "#dcb9a0", "#f3e7d2")[i % 4]
        roof = ("#b65f42", "#a24f3d", "#c4734c")[i % 3]
        scenery.house(
            canvas, (x, 556 + rng.uniform(-16, 2)), (rng.uniform(50, 74), rng.uniform(36, 58)), wall, roof
        )
    for i in range(18):
        scenery.tree(
            canvas, (rng.uniform(-40, canvas.wide + 260), 566), rng.uniform(26, 46), "#5f8f5c", seed=i
        )
    canvas.box(560, 392, 574, 556, Fade((560, 0), (574, 0), ("#fff6e6", "#d9c4ae")))  # a minaret
    canvas.shape([(557, 392), (567, 338), (577, 392)], "#56707a")
    canvas.box(553, 424, 581, 431, "#e9d6bd")
    canvas.box(1010, 446, 1040, 556, Fade((1010, 0), (1040, 0), ("#f6e5c8", "#cfae93")))  # a bell tower
    canvas.shape([(1005, 446), (1025, 392), (1045, 446)], "#8f4b3d")
    canvas.box(-200, 548, canvas.wide + 300, 572, Fade((0, 548), (0, 572), ("#86a06b", "#5f7f5e")))


def _water(canvas: Canvas) -> None:
    canvas.box(0, _LINE, canvas.wide, 900, down(_LINE, 900, "#bcd0b4", "#6fb0a4", _WATER, "#226064"))
    rng = np.random.default_rng(9)
    for _ in range(40):  # the town on the water, in stripes
        x, y = rng.uniform(0, canvas.wide), rng.uniform(_LINE + 6, _LINE + 90)
        canvas.oval(
            (x, y),
            (rng.uniform(40, 90), 4),
            str(rng.choice(["#f4d7b0", "#d9b18c", "#8fb39a"])),
            alpha=0.3,
            soft=2,
        )
    scenery.light(canvas, (1120, 640), 230, "#ffe3ae", 0.5)
    scenery.light(canvas, (1120, 250), 420, "#ffd28c", 0.24)


def _bridge(canvas: Canvas) -> None:
    """Draw three arches, and their shadow on the water."""
    deck, foot, wide = 468, 622, canvas.wide + 400
    light, shade = mix(_STONE, "#fff1d2", 0.35), mix(_STONE, "#5b4350", 0.42)
    curve = [(-128, foot), (-118, 560), (-70, 512), (0, 498), (70, 512), (118, 560), (128, foot)]
    hollow = [smooth([(x + u, v) for u, v in curve], closed=False) for x in _ARCHES]
    outline = [(-60.0, float(deck))]
    outline += [(x, deck - 26 * np.sin(np.pi * x / wide)) for x in np.linspace(0, wide, 40)]
    outline += [(wide, foot)]
    for arch in reversed(hollow):
        outline += arch[::-1]
    outline += [(-60, foot)]
    canvas.shape(
        [(x + 10, 2 * foot - y) for x, y in outline],
        Fade((0, foot), (0, 780), ("#3f6f6c", "#4f8a84")),
        alpha=0.42,
        soft=5,
    )
    for arch in hollow:  # the inner side of the arches
        left = arch[: len(arch) // 2 + 1]
        right = [(x + 30 * (y - 498) / 124 + 8, min(y + 12, foot)) for x, y in reversed(left)]
        canvas.shape([*left, *right], shade)
    canvas.shape(outline, Fade((0, deck - 20), (0, foot), (light, _STONE, shade)))
    rng = np.random.default_rng(6)
    for _ in range(220):  # stones
        x, y = rng.uniform(0, wide), rng.uniform(deck - 8, foot - 6)
        if all(abs(x - m) > 140 or y < 496 for m in _ARCHES):
            canvas.box(
                x, y, x + rng.uniform(12, 26), y + 7, light if rng.random() < 0.5 else shade, alpha=0.2
            )
    top = [(x, deck - 8 - 26 * np.sin(np.pi * x / wide)) for x in np.linspace(-60, wide, 40)]
    canvas.line(top, 15, mix(light, "#ffffff", 0.2))
    for arch in hollow:
        canvas.line(arch, 7, light, alpha=0.8)
    _people(canvas)


def _people(canvas: Canvas) -> None:
    """Draw small walkers on the bridge."""
    for x, coat, size, step in (
        (700, "#8a3f3c", 1.1, 5),
        (744, "#2f5d6b", 0.8, 4),
        (1330, "#5b3a52", 1.1, -5),
    ):
        y = 446
        for leg in (-step, step):
            canvas.line([(x, y - 20 * size), (x + leg, y)], 5.5 * size, "#2e2a33")
        coat_ = [
            (x - 7, y - 47),
            (x + 6, y - 47),
            (x + 10, y - 32),
            (x + 11, y - 14),
            (x - 11, y - 14),
            (x - 10, y - 32),
        ]
        canvas.shape(smooth([(x + (u - x) * size, y + (v - y) * size) for u, v in coat_]), coat)
        canvas.oval((x, y - 53 * size), (6.5 * size, 7.5 * size), "#c98f6d")
        canvas.oval((x - step * 0.3, y - 56 * size), (7 * size, 5.5 * size), "#33211f")


def _birds(canvas: Canvas, t: float) -> None:
    for i in range(4):
        x, y, flap = 300 + 46 * i + 26 * t, 210 + 17 * (i % 3) - 3 * t, 7 * np.sin(7 * t + i)
        canvas.line([(x - 13, y - 3 - flap), (x, y + 2), (x + 13, y - 3 - flap)], 2.6, "#4a5560", alpha=0.8)


def _bank(canvas: Canvas) -> None:
    """Draw the near bank: reeds, a willow branch, stones."""
    wide = canvas.wide + 400
    canvas.shape(ridge(wide, 856, 14, seed=21, waves=6), Fade((0, 830), (0, 920), ("#5c7a49", "#263c34")))
    for i, x in enumerate((120, 980, 1040, 1760)):
        canvas.oval(
            (x, 872), (56, 24), Fade((x - 40, 850), (x + 50, 890), ("#b8a892", "#6b6266")), turn=4 * i
        )
    scenery.grass(canvas, 872, ("#6f9350", "#8aa85c", "#3f6444", "#a7b56a"), count=170, seed=2, tall=62)
    rng = np.random.default_rng(12)
    for i in range(15):  # willow
        x, drop = -40 + i * 27, rng.uniform(150, 360)
        twig = [(x, -20), (x + 12, drop * 0.5), (x + 4, drop)]
        canvas.line(twig, 3, "#4d6a3f")
        for k in np.linspace(0.1, 1, 15):
            leaf = (x + 12 * np.sin(np.pi * k) + rng.uniform(-9, 9), drop * k)
            canvas.shape(
                ellipse(leaf, (4.2, 14), turn=rng.uniform(-30, 30), steps=16),
                rng.choice(["#7f9c4e", "#5f8246", "#a5b560"]),
            )
