"""Mezzanines that flash and beep in their first and last frame, and films that are made of them."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import av
import ffmpeg
import numpy as np
import numpy.typing as npt

from pvstudio.config import FilmFormat
from pvstudio.editing.plan import FilmPart, FilmPlan
from pvstudio.editing.recipe import Line, Recipe
from pvstudio.media.ffmpeg import frames_into, run
from pvstudio.media.graphs import write
from pvstudio.media.mezzanines import Mezzanine
from pvstudio.media.profile import COLOURS, SAMPLE_RATE, samples_per_frame, video_options
from pvstudio.subtitles.cues import Cue

FILM = FilmFormat(width=320, height=180, fps=25)
EACH = samples_per_frame(FILM)

CUES = {
    "en": (
        Cue(start_ms=200, end_ms=1000, text="Hello {\\pos(1,1)}"),
        Cue(start_ms=1100, end_ms=9000, text="Bye"),
    ),
    "ar": (Cue(start_ms=200, end_ms=1200, text="مرحبا بكم."),),
}

RECIPE = """
title = { en = "Stories", ar = "قصص" }
transition = "fade"
transition_seconds = 0.4
[opening]
seconds = 2
[[parts]]
clip = "a"
title = "The bridge"
name = "أمينة"
name_language = "ar"
card_seconds = 2
[[parts]]
clip = "b"
title = "خبز"
language = "ar"
card = "none"
[[parts]]
clip = "c"
card = "lower-third"
name = "Selma"
transition = "cut"
card_seconds = 1
[credits]
title = "Thank you"
seconds = 2
[subtitles]
languages = ["en", "ar", "bs"]
[output]
burned_in = ["ar"]
"""


def mezzanine(folder: Path, name: str, frames: int, *, grey: int = 40, film: FilmFormat = FILM) -> Mezzanine:
    """Make a mezzanine of moving bars on *grey*, white in its first and last frame, with a beep in both."""
    video, audio = folder / f"{name}.mp4", folder / f"{name}.wav"
    shape = {"s": f"{film.width}x{film.height}", "pix_fmt": "gray", "framerate": film.fps}
    picture = ffmpeg.input("pipe:0", format="rawvideo", **shape)
    picture = picture.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv420p")
    picture = picture.filter("setsar", 1).filter("setparams", **COLOURS)
    args = write(picture, video, **{"frames:v": str(frames), **video_options(film)})
    frames_into(args, writes=folder, frames=(picture_at(n, frames, grey, film) for n in range(frames)))
    write_sound(audio, frames, film)
    return Mezzanine(video=video, audio=audio, frames=frames, key=f"{name}-{frames}-{grey}", film=film)


def picture_at(number: int, frames: int, grey: int, film: FilmFormat) -> bytes:
    pixels = np.full((film.height, film.width), grey, np.uint8)
    left = number * 4 % film.width
    pixels[: film.height // 2, left : left + 20] = 128
    if number in (0, frames - 1):
        pixels[:] = 255
    return pixels.tobytes()


def write_sound(path: Path, frames: int, film: FilmFormat) -> None:
    """Write soft noise with a beep as long as one frame at both ends."""
    each = samples_per_frame(film)
    sound = np.random.default_rng(frames).normal(0, 60, frames * each)
    beep = 8000 * np.sin(2 * np.pi * 1000 * np.arange(each) / SAMPLE_RATE)
    sound[:each] += beep
    sound[-each:] += beep
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(np.repeat(sound.astype("<i2")[:, None], 2, axis=1).tobytes())


def plan_of(recipe: str, mezzanines: Sequence[Mezzanine], *, film: FilmFormat = FILM) -> FilmPlan:
    """Return a plan whose parts show *mezzanines* in order, each with the same cues."""
    read = Recipe.parse(recipe)
    parts = tuple(
        FilmPart(
            clip_id=f"clip-{part.clip}",
            title=part.title or part.clip,
            part=part,
            mezzanine=found,
            tracks=CUES,
        )
        for part, found in zip(read.parts, mezzanines, strict=True)
    )
    people = (Line(text="Selma", language="en"), Line(text="أمينة", language="en"))
    return FilmPlan(recipe=read, film=film, parts=parts, participants=people)


def luma(path: Path) -> list[npt.NDArray[np.uint8]]:
    """Return the brightness of every frame of a film."""
    with av.open(str(path)) as file:
        return [frame.to_ndarray()[: frame.height] for frame in file.decode(video=0)]


def sound_of(path: Path) -> npt.NDArray[np.float32]:
    """Return one channel of a film's sound, as players hear it (edit list applied)."""
    target = path.with_name(f"{path.stem}.heard.wav")
    args = ["-i", f"file:{path}", "-map", "0:a", "-c:a", "pcm_s16le", "-y", f"file:{target}"]
    run(args, reads=[path], writes=target.parent)
    with wave.open(str(target)) as file:
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2")[::2].astype(np.float32)
    target.unlink()
    return heard
