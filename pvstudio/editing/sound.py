"""The sound of a film: PCM of its strips, mixed to the exact sample, encoded once.

Cross-fades are linear: the loudest sample of a fade is never louder than the louder of its two
strips, so nothing clips and nothing needs a limiter.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pvstudio.config import FilmFormat
from pvstudio.editing.errors import SoundDiffers
from pvstudio.editing.laying import Layout, Strip
from pvstudio.media.ffmpeg import Job, build, run
from pvstudio.media.graphs import own, write
from pvstudio.media.keys import key_of
from pvstudio.media.loudness import Loudness, metered, read_meter
from pvstudio.media.profile import SAMPLE_RATE, samples_per_frame
from pvstudio.store.reading import opened

Samples = npt.NDArray[np.int16]  # (n, 2)

_BLOCK = SAMPLE_RATE * 4

#: Part of every key: raise it when sound should come out differently.
_VERSION = 1

_OPTIONS = {"c:a": "aac", "b:a": "160k", "aac_coder": "fast"}  # half the time of the default coder


def mix(layout: Layout, film: FilmFormat, target: Path) -> None:
    """Write the WAV of the whole film: ``layout.frames`` times the samples of a frame."""
    each = samples_per_frame(film)
    strips = layout.strips
    with _writing(target) as out:
        tail = np.zeros((0, 2), np.int16)
        for number, strip in enumerate(strips):
            fade = strips[number + 1].fade * each if number + 1 < len(strips) else 0
            body = strip.frames * each - len(tail) - fade
            with _reading(strip, strip.frames * each) as sound:
                if len(tail):
                    out.writeframesraw(crossfade(tail, sound.take(len(tail))).tobytes())
                for block in sound.blocks(body):
                    out.writeframesraw(block.tobytes())
                tail = sound.take(fade)


def crossfade(before: Samples, after: Samples) -> Samples:
    """Return the linear cross-fade of two stretches of the same length."""
    weight = ((np.arange(len(before)) + 0.5) / max(len(before), 1))[:, None]
    mixed: Samples = np.rint(before * (1 - weight) + after * weight).astype(np.int16)
    return mixed


def sound_key(layout: Layout, film: FilmFormat) -> str:
    """Return the name of the film's sound: it does not change with a text on a card."""
    strips = [[strip.key if strip.audio else None, strip.frames, strip.fade] for strip in layout.strips]
    return key_of("sound", version=_VERSION, strips=strips, fps=film.fps, options=_OPTIONS, build=build())


def encode_sound(source: Path, target: Path, duration_ms: int, job: Job) -> None:
    """Encode the film's WAV as AAC."""
    args = write(own(source).audio, target, **_OPTIONS)
    run(args, reads=[source], writes=target.parent, duration_ms=duration_ms, job=job)


def measure(source: Path, bench: Path, job: Job) -> Loudness:
    """Return how loud the film's WAV is."""
    args = write(metered(own(source).audio), bench / "meter.null", f="null")
    return read_meter(run(["-v", "info", *args], reads=[source], writes=bench, job=job))


class _Sound:
    """The samples of one strip, read forward; silence when it has none."""

    def __init__(self, file: wave.Wave_read | None) -> None:
        self._file = file

    def take(self, count: int) -> Samples:
        """Return the next *count* samples."""
        if self._file is None or not count:
            return np.zeros((count, 2), np.int16)
        return np.frombuffer(self._file.readframes(count), "<i2").reshape(-1, 2).astype(np.int16)

    def blocks(self, count: int) -> Iterator[Samples]:
        """Return the next *count* samples in bearable blocks."""
        while count > 0:
            yield self.take(min(count, _BLOCK))
            count -= _BLOCK


@contextmanager
def _reading(strip: Strip, samples: int) -> Iterator[_Sound]:
    if strip.audio is None:
        yield _Sound(None)
        return
    with opened(strip.audio) as raw, wave.open(raw, "rb") as file:
        found = (file.getframerate(), file.getnchannels(), file.getsampwidth() * 8, file.getnframes())
        if found != (SAMPLE_RATE, 2, 16, samples):
            raise SoundDiffers(strip.clip_id or strip.key, found, (SAMPLE_RATE, 2, 16, samples))
        yield _Sound(file)


@contextmanager
def _writing(target: Path) -> Iterator[wave.Wave_write]:
    with wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        yield file
