"""Drawn people who speak: eyes and mouth move, heads sway with breath and speech."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from making.canvas import Canvas, Point, down, glow, mix
from making.heads import Look, shoulders, still
from making.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """What a face does at one moment."""

    mouth: float = 0.0  # 0 shut, 1 wide open
    blink: float = 0.0  # 0 open, 1 shut
    brows: float = 0.0  # raised by as many units
    gaze: Point = (0.0, 0.0)
    smile: float = 0.5


def blinking(t: float, seed: int) -> float:
    """Return how far the eyes are shut at *t* seconds: a blink every few seconds."""
    phase = (t + 0.7 * seed) % 3.4
    return float(max(0.0, 1 - abs(phase - 1.6) / 0.09))


def swaying(t: float, seed: int) -> tuple[Point, float]:
    """Return how a head is moved (units) and turned (degrees) at *t* seconds by breath and speech."""
    x = 5 * np.sin(0.9 * t + seed) + 2.5 * np.sin(2.1 * t)
    y = 3 * np.sin(1.3 * t + 2 * seed) + 1.2 * np.sin(3.3 * t + 1)
    return (float(x), float(y)), float(1.8 * np.sin(0.7 * t + seed) + 0.8 * np.sin(1.9 * t))


def alive(place: Place, look: Look, mood: Mood) -> None:
    """Draw eyes and mouth."""
    _eyes(place, look, mood)
    _mouth(place, look, mood)


class Speaker:
    """A person who sits and speaks: what does not change is drawn once."""

    def __init__(self, canvas: Canvas, look: Look, at: Point, size: float, seed: int) -> None:
        self.look, self.at, self.size, self.seed = look, at, size, seed
        self._body, self._head = Canvas(canvas.width, canvas.height), Canvas(canvas.width, canvas.height)
        shoulders(Place(self._body, (at[0], at[1] + 28), size), look)
        still(Place(self._head, at, size), look)

    def draw(self, canvas: Canvas, t: float, loud: float, gaze: Point) -> None:
        """Draw the person at *t* seconds, speaking as loud as *loud* (0 to 1)."""
        (x, y), turn = swaying(t, self.seed)
        canvas.lay(self._body, by=(0.4 * x, 0.5 * y))
        canvas.lay(self._head, by=(x, y), turn=turn, about=self.at)
        smile = 0.6 + 0.2 * float(np.sin(0.5 * t))
        mood = Mood(mouth=loud, blink=blinking(t, self.seed), brows=3 * loud, gaze=gaze, smile=smile)
        alive(Place(canvas, (self.at[0] + x, self.at[1] + y), self.size, turn), self.look, mood)


def _eyes(place: Place, look: Look, mood: Mood) -> None:
    for side in (-1, 1):
        eye = place.inside((side * 33, -6))
        _eye(eye, look, mood, side)
        lift = -mood.brows
        brow = [
            (side * -17, -23 + lift),
            (side * -2, -28 + lift),
            (side * 13, -27 + lift),
            (side * 25, -19 + lift),
        ]
        eye.line(brow, 7, mix(look.hair, look.skin, 0.12), taper=0.35, soft=1.0)


def _eye(eye: Place, look: Look, mood: Mood, side: int) -> None:
    open_ = 1 - mood.blink
    top, low = -10.5 * open_ + 2, 8.0
    almond = [
        (-19, 2),
        (-9, top + 2),
        (0, top - 0.5),
        (10, top + 1.5),
        (19, 1),
        (9, low - 1),
        (-2, low),
        (-11, low - 1),
    ]
    if open_ > 0.15:
        eye.blob(almond, down(-10, 10, "#cfc3b8", "#fbf6ee", "#efe6dc"))
        x, y = mood.gaze
        squeeze = min(9.4, 9.4 * open_ + 1)
        eye.oval(
            (x, y - 0.5),
            (9.4, squeeze),
            glow((x, y + 3), 11, mix(look.iris, "#d79a5b", 0.45), look.iris, "#120a08"),
        )
        eye.oval((x, y - 0.5), (4.4, min(4.4, squeeze)), "#070405")
        eye.oval((x - 3.2, y - 4.2), (2.5, 2.5), "#ffffff", alpha=0.95 * open_)
    else:
        eye.blob(almond, mix(look.skin, "#54221f", 0.18))
    lid = [(side * -20, 3), (side * -10, top + 1.5), (0, top - 1), (side * 11, top + 1), (side * 22, 0)]
    eye.line(lid, 3.2, "#1d100f", taper=1.5)
    crease = [(side * -16, top - 2), (0, top - 7), (side * 17, top - 3)]
    eye.line(crease, 1.8, mix(look.skin, "#3a1214", 0.6), alpha=0.7, soft=0.6)
    eye.line(
        [(-13, low + 1.5), (0, low + 3), (13, low + 1)],
        1.6,
        mix(look.skin, "#3a1214", 0.5),
        alpha=0.55,
        soft=0.8,
    )


def _mouth(place: Place, look: Look, mood: Mood) -> None:
    gap, corner = 15 * mood.mouth, -8 * mood.smile
    wide = 28 + 3 * mood.smile - 4 * mood.mouth
    upper = [(-wide, 72 + corner), (-12, 65), (-5, 63), (0, 65), (5, 63), (12, 65), (wide, 72 + corner),
             (10, 71.5 - gap * 0.15), (0, 72.5 - gap * 0.2), (-10, 71.5 - gap * 0.15)]  # fmt: skip
    lower = [(-wide, 72 + corner), (-12, 73 + gap * 0.8), (0, 74 + gap), (12, 73 + gap * 0.8),
             (wide, 72 + corner), (14, 82 + gap), (0, 85.5 + gap), (-14, 82 + gap)]  # fmt: skip
    inside = [(-wide + 3, 72 + corner), (-10, 69), (0, 70), (10, 69), (wide - 3, 72 + corner),
              (12, 75 + gap), (0, 77 + gap), (-12, 75 + gap)]  # fmt: skip
    place.blob(inside, "#3a1216")
    if gap > 2.5:
        place.blob(
            [(-wide + 9, 71 + corner), (0, 70), (wide - 9, 71 + corner), (10, 74.5), (0, 75.5), (-10, 74.5)],
            "#f4ece0",
        )
    place.blob(lower, down(74 + gap, 88 + gap, look.lips, mix(look.lips, "#ffd9c4", 0.22)))
    place.blob(upper, down(62, 73, mix(look.lips, "#ffd9c4", 0.1), mix(look.lips, "#3a0f14", 0.3)))
    place.oval((-4, 79.5 + gap), (10, 2.4), "#fff0e4", alpha=0.35, soft=1.6)
    place.line(
        [(-wide - 1, 72 + corner), (-wide - 4, 70 + corner)],
        3,
        mix(look.skin, "#3a1214", 0.55),
        alpha=0.7,
        soft=1,
    )
    place.line(
        [(wide + 1, 72 + corner), (wide + 4, 70 + corner)],
        3,
        mix(look.skin, "#3a1214", 0.55),
        alpha=0.7,
        soft=1,
    )
    place.oval((2, 92 + gap), (17, 4), mix(look.skin, "#54201d", 0.55), alpha=0.5, soft=3.5)
