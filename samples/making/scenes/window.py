"""A room with a window and rain: Zahra speaks, a house is drawn on the misted glass."""

from __future__ import annotations

import numpy as np

from making import scenery
from making.canvas import Canvas, Fade, Point, down, ellipse, mix, ribbon
from making.faces import Speaker
from making.heads import Look
from making.place import Place
from making.scenery import Frame, Loudness

_ZAHRA = Look(skin="#dba883", hair="#2a1a18", clothes="#7a4560", scarf="#3b8486", lips="#b5665c", jaw=0.95)
_LEFT, _TOP, _RIGHT, _BOTTOM = 120, 70, 960, 700


def scene(width: int, height: int, voice: Loudness) -> Frame:
    """Return the frames: rain runs down, the drawing grows, Zahra speaks and listens."""
    room = Canvas(width, height)
    _view(room)
    frame_ = Canvas(width, height)
    _frame(frame_)
    zahra = Speaker(room, _ZAHRA, (1180, 452), 1.42, seed=3)
    grain = scenery.grain(room, 3)

    def frame(t: float) -> np.ndarray:
        canvas = room.copy()
        _rain(canvas, t)
        _drawing(canvas, t)
        canvas.lay(frame_)
        gaze = (-3.0 if np.sin(0.8 * t) > 0.75 else 0.4, 0.6)
        zahra.draw(canvas, t, voice(t), gaze)
        return scenery.finish(canvas, grain, shade=0.3)

    return frame


def _view(canvas: Canvas) -> None:
    """Draw what lies behind the glass: an evening street, out of focus."""
    canvas.wash(Fade((0, 0), (1600, 900), ("#5a4458", "#6d4f58", "#3c3044")))
    canvas.box(_LEFT, _TOP, _RIGHT, _BOTTOM, down(_TOP, _BOTTOM, "#5f7f93", "#8fa3a6", "#c3b3a0"))
    rng = np.random.default_rng(2)
    for i in range(7):
        x, h = 110 + i * 128, rng.uniform(150, 330)
        canvas.box(
            x,
            _BOTTOM - h,
            x + 112,
            _BOTTOM,
            mix("#54687c", "#8d7f82", float(rng.uniform(0, 1))),
            alpha=0.75,
            soft=7,
        )
        for _ in range(5):
            at = (x + rng.uniform(20, 95), _BOTTOM - rng.uniform(30, h - 20))
            scenery.light(canvas, at, 34, "#ffd792", 0.8)
    scenery.light(canvas, (300, 640), 110, "#ffbf70", 0.7)
    scenery.light(canvas, (760, 620), 130, "#ffdf9e", 0.6)
    canvas.box(_LEFT, _TOP, _RIGHT, _BOTTOM, "#dfe9ea", alpha=0.16)  # mist
    for _ in range(90):  # drops that stay
        canvas.oval(
            (rng.uniform(_LEFT, _RIGHT), rng.uniform(_TOP, _BOTTOM)), (2.6, 3.1), "#f6fbfb", alpha=0.5
        )
    scenery.light(canvas, (1420, 300), 420, "#ffb877", 0.32)  # a lamp in the room


def _rain(canvas: Canvas, t: float) -> None:
    rng = np.random.default_rng(7)
    for _ in range(64):
        x, speed, size = rng.uniform(_LEFT + 10, _RIGHT - 10), rng.uniform(70, 260), rng.uniform(2.2, 5)
        y = _TOP + (rng.uniform(0, 1) * 700 + t * speed) % (_BOTTOM - _TOP)
        x += 3 * np.sin(y / 37)
        tail = min(50.0, speed * 0.28, y - _TOP)
        canvas.line(
            [(x + 1.5, y - tail), (x, y - tail * 0.4), (x, y)], size * 0.8, "#f3fafa", alpha=0.4, taper=1.6
        )
        canvas.oval((x, y), (size, size * 1.25), "#ffffff", alpha=0.55)


def _drawing(canvas: Canvas, t: float) -> None:
    """Draw what a finger wrote on the glass; it grows while its story is told."""
    strokes: list[list[Point]] = [
        [(250, 560), (250, 400), (440, 400), (440, 560), (250, 560)],
        [(225, 410), (345, 300), (465, 410)],
        [(320, 560), (320, 480), (372, 480), (372, 560)],
        [(390, 432), (420, 432), (420, 462), (390, 462), (390, 432)],
        [(690, 565), (684, 470), (690, 410)],
        [(688, 470), (732, 420)],
        _round((690, 355), (92, 72)),
        [(655, 340), (662, 347)], [(720, 380), (727, 387)], [(680, 395), (686, 402)], [(735, 330),
    (742, 337)], ]  # fmt: skip
    done = np.clip((t - 4.5) / 7.5, 0, 1) * len(strokes)
    for number, stroke in enumerate(strokes):
        share = min(1.0, done - number)
        if share <= 0:
            return
        points = _part(stroke, share)
        canvas.shape(ribbon(points, 15), "#3f5866", alpha=0.55, soft=1.6)
        canvas.shape(ribbon(points, 5), "#f4f7f2", alpha=0.35, soft=2)


def _part(stroke: list[Point], share: float) -> list[Point]:
    """Return the first *share* of a stroke, with points close together."""
    p = np.asarray(stroke, float)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(p, axis=0).T))])
    at = np.linspace(0, along[-1] * share, max(4, int(along[-1] * share / 6)))
    return [(float(np.interp(a, along, p[:, 0])), float(np.interp(a, along, p[:, 1]))) for a in at]


def _round(middle: Point, radii: Point) -> list[Point]:
    """Return the crown of a tree as a child draws it."""
    outline = [
        (x + 9 * np.sin(0.33 * x), y + 9 * np.cos(0.3 * y)) for x, y in ellipse(middle, radii, steps=40)
    ]
    return [*outline, outline[0]]


def _frame(canvas: Canvas) -> None:
    wood, dark = "#7c5244", "#43282a"
    left, top, right, bottom = _LEFT, _TOP, _RIGHT, _BOTTOM
    for box in (
        (left - 26, top - 26, right + 26, top),
        (left - 26, bottom, right + 26, bottom + 24),
        (left - 26, top, left, bottom),
        (right, top, right + 26, bottom),
    ):
        canvas.box(*box, Fade((left, top), (right, bottom), (mix(wood, "#ffe2b8", 0.3), wood, dark)))
    canvas.box(532, top, 548, bottom, wood)
    canvas.shape(
        [
            (left - 60, bottom + 24),
            (right + 60, bottom + 24),
            (right + 84, bottom + 66),
            (left - 84, bottom + 66),
        ],
        down(bottom + 20, bottom + 66, "#9a6a54", "#5c3b3c"),
    )
    _plant(Place(canvas, (250, bottom + 30)))
    for x, w in ((52, 130), (1010, 130)):  # curtains
        fold = [
            (x - w / 2, 20),
            (x + w / 2, 20),
            (x + w * 0.34, 420),
            (x + w / 2, 860),
            (x - w / 2, 860),
            (x - w * 0.42, 420),
        ]
        canvas.shape(
            fold,
            Fade((x - w / 2, 0), (x + w / 2, 0), ("#8a5060", "#b0717a", "#7c4658", "#a3656f", "#643a4e")),
        )
    canvas.box(-10, 14, 1120, 32, Fade((0, 14), (0, 32), ("#d9a86c", "#7b4f36")))


def _plant(place: Place) -> None:
    for lean, height in ((-70, 90), (-38, 130), (0, 150), (38, 122), (72, 84)):
        place.line(
            [(lean * 0.2, -40), (lean * 0.6, -40 - height * 0.6), (lean, -40 - height * 0.9)],
            20,
            Fade((-60, 0), (60, 0), ("#7fa878", "#3d6a55")),
            taper=0.25,
        )
    place.blob(
        [(-48, -44), (-38, 22), (38, 22), (48, -44)],
        Fade((-48, 0), (48, 0), ("#d98a5c", "#b05f3e", "#6d3630")),
    )
    place.oval((0, -44), (50, 10), "#8d4a34")
