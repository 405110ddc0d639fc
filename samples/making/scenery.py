"""What scenes share: skies, clouds, trees, water, grass, light."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from making.canvas import Canvas, Fade, Point, down, mix, paper, smooth

#: Gives a picture (8-bit RGB) for a time in seconds.
Frame = Callable[[float], NDArray[np.uint8]]
#: Tells how loud the speaker is at a time in seconds, 0 to 1.
Loudness = Callable[[float], float]


def finish(canvas: Canvas, grain: NDArray[np.float32], *, shade: float = 0.18) -> NDArray[np.uint8]:
    """Darken the corners a little, add paper grain, and return the picture."""
    canvas.rgb *= vignette(canvas.width, canvas.height, shade)
    canvas.rgb += grain
    return canvas.picture()


def vignette(width: int, height: int, shade: float) -> NDArray[np.float32]:
    """Return a factor for each pixel, 1 in the middle."""
    key = (width, height, shade)
    if key not in _VIGNETTES:
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
        _VIGNETTES[key] = (1 - shade * np.clip(np.hypot(x, y) - 0.45, 0, 1) ** 1.5)[..., None]
    return _VIGNETTES[key]


_VIGNETTES: dict[tuple[int, int, float], NDArray[np.float32]] = {}


def grain(canvas: Canvas, seed: int) -> NDArray[np.float32]:
    """Return the paper that *canvas* is drawn on."""
    return paper(canvas.width, canvas.height, 1.1, seed)


class Clouds:
    """Clouds that drift: (middle, size) each, drawn once, *pace* units a second."""

    def __init__(self, canvas: Canvas, places: Sequence[tuple[Point, float]], tint: str, pace: float) -> None:
        self._layer, self._pace = Canvas(round(canvas.width * 1.3), canvas.height), pace
        for seed, (at, size) in enumerate(places):
            cloud(self._layer, at, size, tint, seed=seed + 6)

    def draw(self, canvas: Canvas, t: float) -> None:
        """Draw them at *t* seconds."""
        canvas.lay(self._layer, by=(self._pace * t, 0))


def cloud(canvas: Canvas, at: Point, size: float, tint: str, *, alpha: float = 0.8, seed: int = 0) -> None:
    """Draw one flat-bottomed cloud."""
    rng = np.random.default_rng(seed)
    for _ in range(9):
        x, r = rng.normal(0, 0.9), rng.uniform(0.28, 0.55)
        y = -r * 0.6 * max(0.15, 1 - abs(x) / 1.9)
        canvas.oval((at[0] + x * size, at[1] + y * size), (r * size * 1.25, r * size * 0.55), tint,
                    alpha=alpha * 0.55, soft=size * 0.025)  # fmt: skip
    canvas.oval((at[0], at[1]), (size * 1.9, size * 0.16), tint, alpha=alpha * 0.6, soft=size * 0.03)


def poplar(canvas: Canvas, foot: Point, height: float, leaf: str) -> None:
    """Draw a slender tree."""
    x, y = foot
    wide = height * 0.15
    trunk = [(x - 4, y), (x - 2, y - height * 0.4), (x + 2, y - height * 0.4), (x + 4, y)]
    canvas.shape(trunk, mix(leaf, "#2b1a14", 0.6))
    crown = [(x, y - height)]
    for side, heights in ((1, (0.7, 0.35, 0.08)), (-1, (0.08, 0.35, 0.7))):
        crown += [(x + side * wide * _CROWN[up], y - height * up) for up in heights]
    light, dark = mix(leaf, "#ffe9b0", 0.3), mix(leaf, "#15262b", 0.35)
    canvas.shape(smooth(crown), Fade((x - wide, y), (x + wide, y), (light, leaf, dark)))


#: How wide a poplar's crown is at each height.
_CROWN = {0.7: 0.7, 0.35: 1.0, 0.08: 0.6}


def tree(canvas: Canvas, foot: Point, size: float, leaf: str, *, seed: int) -> None:
    """Draw a round tree from clusters of leaves, lit from the upper left."""
    rng, (x, y) = np.random.default_rng(seed), foot
    canvas.line(
        [(x, y), (x - size * 0.03, y - size * 0.4), (x + size * 0.04, y - size * 0.8)],
        size * 0.13,
        "#4a3228",
        taper=0.4,
    )
    spots = sorted(
        ((rng.normal(0, 0.42), rng.uniform(-1.35, -0.55)) for _ in range(26)),
        key=lambda s: s[1],
        reverse=True,
    )
    for u, v in spots:
        lit = np.clip(0.45 - 0.5 * u - 0.45 * (v + 0.95), 0, 1)
        tint = mix(mix(leaf, "#12242a", 0.42), mix(leaf, "#ffeab0", 0.38), float(lit))
        canvas.oval((x + u * size, y + v * size), (size * 0.27, size * 0.23), tint, soft=size * 0.012)


def house(
    canvas: Canvas, foot: Point, size: Point, wall: str, roof: str, *, windows: int = 2, lit: str = ""
) -> None:
    """Draw a house front with a gable roof."""
    (x, y), (w, h) = foot, size
    canvas.box(
        x,
        y - h,
        x + w,
        y,
        Fade((x, y), (x + w, y), (mix(wall, "#fff3d8", 0.25), wall, mix(wall, "#3a2a3a", 0.25))),
    )
    canvas.shape(
        [(x - w * 0.09, y - h), (x + w * 0.5, y - h - w * 0.46), (x + w * 1.09, y - h)],
        down(y - h - w * 0.5, y - h, roof, mix(roof, "#2a1420", 0.3)),
    )
    for i in range(windows):
        left = x + w * (0.16 + 0.76 * i / max(windows, 1))
        pane = lit or mix(wall, "#2c3a4c", 0.65)
        canvas.box(left, y - h * 0.72, left + w * 0.19, y - h * 0.34, pane)
        if lit:
            canvas.oval((left + w * 0.1, y - h * 0.52), (w * 0.3, h * 0.34), lit, alpha=0.28, soft=w * 0.1)


def ripples(
    canvas: Canvas, t: float, top: float, bottom: float, tint: str, *, count: int, seed: int, flow: float = 14
) -> None:
    """Draw light on running water: thin ovals that drift and breathe, larger when nearer."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        depth = rng.uniform(0, 1) ** 1.3
        y = top + depth * (bottom - top)
        near = 0.25 + depth
        x = (rng.uniform(0, 1) * (canvas.wide + 400) + t * flow * near) % (canvas.wide + 400) - 200
        swell = 0.5 + 0.5 * np.sin(rng.uniform(0.6, 1.6) * t + rng.uniform(0, 6.28))
        canvas.oval(
            (x, y),
            (rng.uniform(30, 95) * near, (1.1 + 2.2 * near) * (0.6 + 0.4 * swell)),
            tint,
            alpha=0.1 + 0.3 * swell,
            soft=1.2,
        )


def grass(
    canvas: Canvas, y: float, tints: Sequence[str], *, count: int, seed: int, tall: float = 36, t: float = 0.0
) -> None:
    """Draw a row of blades along the height *y*, moved by a breeze."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        x, h = rng.uniform(-20, canvas.wide + 20), tall * rng.uniform(0.5, 1.2)
        lean = rng.normal(0, 9) + 4 * np.sin(1.4 * t + x / 90)
        foot = y + rng.uniform(-4, 10)
        blade = [
            (x - 2.6, foot),
            (x + lean * 0.4, foot - h * 0.6),
            (x + lean, foot - h),
            (x + lean * 0.4 + 2.6, foot - h * 0.55),
            (x + 2.6, foot),
        ]
        canvas.shape(blade, str(rng.choice(np.asarray(tints))))


def light(canvas: Canvas, at: Point, radius: float, tint: str, alpha: float) -> None:
    """Let something shine: a soft glow that fades to nothing."""
    for part, share in ((1.0, 0.25), (0.6, 0.3), (0.3, 0.45)):
        canvas.oval(at, (radius * part, radius * part), tint, alpha=alpha * share, soft=radius * part * 0.35)


def sky(canvas: Canvas, *tints: str, horizon: float = 620) -> None:
    """Fill the picture with a sky that ends at *horizon*."""
    canvas.wash(down(0, horizon, *tints))


def steam(canvas: Canvas, at: Point, t: float, *, seed: int, tall: float = 190, alpha: float = 0.16) -> None:
    """Draw steam that rises and curls."""
    for strand in range(3):
        shift = (t * 0.16 + strand / 3 + seed * 0.11) % 1
        high = tall * (0.7 + 0.3 * shift)
        points = []
        for k in np.linspace(0, 1, 5):
            curl = (6 + 26 * k) * np.sin(2.2 * t + 3.2 * k + 2 * strand + seed)
            points.append((at[0] + (strand - 1) * 11 + curl, at[1] - high * (0.15 + 0.85 * k)))
        faint = alpha * (1 - abs(2 * shift - 1) * 0.6)
        canvas.line(points, 15, "#fff8ec", alpha=faint, soft=7, taper=1.9)
