"""Drawn parts of a film: MoviePy composes and moves them, ffmpeg encodes them like a mezzanine.

Letters arrive as finished blocks (:mod:`pvstudio.editing.cards`); they come one after another, rise a
little while they appear, and go before the card ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import ffmpeg
import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoClip, vfx

from pvstudio.config import FilmFormat
from pvstudio.editing.blocks import Block, Pixels, height_of
from pvstudio.media.ffmpeg import Job, frames_into
from pvstudio.media.graphs import write
from pvstudio.media.profile import COLOURS, video_options

#: Seconds: how long letters take to appear, how far apart blocks begin, how long they take to go.
_APPEAR, _STAGGER, _LEAVE = 0.7, 0.18, 0.4

#: How far letters rise while they appear, as a part of the height.
_RISE = 0.012

#: Seconds in which a film comes out of the dark, and goes back into it.
_DARK = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Something drawn: *frames* long, letters over a ground."""

    ground: Callable[[float], Pixels]  # by seconds; RGB of the film's size
    still: bool  # the ground does not move
    blocks: Sequence[Block]
    frames: int
    rolling: bool = False  # blocks pass from below to above instead of staying
    from_dark: bool = False
    to_dark: bool = False


def encode_scenes(scenes: Sequence[Scene], film: FilmFormat, target: Path, job: Job) -> None:
    """Encode *scenes*, one after another, into *target*, with the same profile as every mezzanine."""
    frames = sum(scene.frames for scene in scenes)
    shape = {"s": f"{film.width}x{film.height}", "pix_fmt": "rgb24", "framerate": film.fps}
    picture = ffmpeg.input("pipe:0", format="rawvideo", **shape)
    picture = picture.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv420p")
    options = {"frames:v": str(frames), **video_options(film)}
    frames_into(
        write(picture.filter("setparams", **COLOURS).filter("setsar", 1), target, **options),
        writes=target.parent,
        frames=chain.from_iterable(scene_frames(scene, film) for scene in scenes),
        duration_ms=frames * 1000 // film.fps,
        job=job,
    )


def scene_frames(scene: Scene, film: FilmFormat) -> Iterator[bytes]:
    """Yield the frames of *scene* as RGB bytes. A frame in which nothing moves is drawn once."""
    picture = _composed(scene, film)
    resting, rest = _rest(scene, film), b""
    for number in range(scene.frames):
        if number in resting:
            rest = rest or _bytes(picture, number / film.fps)
            yield rest
        else:
            yield _bytes(picture, number / film.fps)


def _bytes(picture: Any, at: float) -> bytes:
    return np.ascontiguousarray(picture.get_frame(at), np.uint8).tobytes()


def _composed(scene: Scene, film: FilmFormat) -> Any:
    seconds = scene.frames / film.fps
    ground = VideoClip(frame_function=scene.ground, duration=seconds)
    if scene.rolling:
        moving = [_rolling(scene, film)]
    else:
        moving = [_appearing(block, number, seconds, film) for number, block in enumerate(scene.blocks)]
    whole = CompositeVideoClip([ground, *moving], size=(film.width, film.height)).with_duration(seconds)
    dark = min(_DARK, seconds / 3)
    effects = [vfx.FadeIn(dark)] * scene.from_dark + [vfx.FadeOut(dark)] * scene.to_dark
    return whole.with_effects(effects) if effects else whole


def _appearing(block: Block, number: int, seconds: float, film: FilmFormat) -> Any:
    """Let one block appear in its turn; times shrink with short cards, so that it can be read."""
    start, appear, leave = _times(number, seconds)
    rise = film.height * _RISE

    def place(at: float) -> tuple[int, int]:
        left = max(0.0, 1 - at / appear) ** 3  # eases out
        return block.x, block.y + round(rise * left)

    clip = ImageClip(block.pixels).with_duration(seconds - start).with_start(start).with_position(place)
    return clip.with_effects([vfx.CrossFadeIn(appear), vfx.CrossFadeOut(leave)])


def _times(number: int, seconds: float) -> tuple[float, float, float]:
    """Return when block *number* starts, and how long it appears and leaves."""
    pace = min(1.0, seconds / 3)
    start = min(0.25 + number * _STAGGER, seconds / 3) * pace
    return start, _APPEAR * pace, _LEAVE * pace


def _rest(scene: Scene, film: FilmFormat) -> range:
    """Return the frames in which nothing moves."""
    seconds = scene.frames / film.fps
    if scene.rolling or not scene.still:
        return range(0)
    times = [_times(number, seconds) for number in range(len(scene.blocks))]
    begin = max((start + appear for start, appear, _ in times), default=0.0)
    end = min((seconds - leave for _, _, leave in times), default=seconds)
    dark = min(_DARK, seconds / 3)
    begin, end = max(begin, dark * scene.from_dark), min(end, seconds - dark * scene.to_dark)
    return range(int(begin * film.fps) + 2, int(end * film.fps) - 1)


def _rolling(scene: Scene, film: FilmFormat) -> Any:
    """Let the blocks pass as one column, by whole pixels so that letters do not shimmer."""
    column = _column(scene.blocks, film.width)
    seconds = scene.frames / film.fps
    way = film.height + column.shape[0]

    def window(at: float) -> Pixels:
        seen = np.zeros((film.height, film.width, 4), np.uint8)
        top = film.height - round(way * at / seconds)
        first, last = max(0, -top), min(column.shape[0], film.height - top)
        if first < last:
            seen[top + first : top + last] = column[first:last]
        return seen

    letters = VideoClip(frame_function=lambda at: window(at)[..., :3], duration=seconds)
    mask = VideoClip(frame_function=lambda at: window(at)[..., 3] / 255, is_mask=True, duration=seconds)
    return letters.with_mask(mask)


def _column(blocks: Sequence[Block], width: int) -> Pixels:
    column = np.zeros((max(height_of(blocks), 1), width, 4), np.uint8)
    for block in blocks:
        column[block.y : block.y + block.height, block.x : block.x + block.pixels.shape[1]] = block.pixels
    return column


def roll_frames(blocks: Sequence[Block], film: FilmFormat, screen_ms: int) -> int:
    """Return how long a roll lasts when one screen height takes *screen_ms*: whole pixels a frame."""
    step = max(1, round(film.height * 1000 / (screen_ms * film.fps)))
    return -(-(film.height + height_of(blocks)) // step)
