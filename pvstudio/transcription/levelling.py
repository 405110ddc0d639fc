"""Loud and quiet voices: brought to one level, or Whisper drops the quiet ones.

Two things were measured (docs/decisions/0041). A voice 45 dB below another is not even found by
the voice-activity detector: ffmpeg's ``dynaudnorm`` brings it up far enough to be found. Once all
voices are found, a gain for each chunk of voice is better than dynaudnorm's slow window, above all
where people take short turns.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from pvstudio.media.ffmpeg import Job, run
from pvstudio.transcription.sound import RATE, Samples, level_db, read_speech
from pvstudio.transcription.stretches import SHORTEST, Chunk

#: What finds quiet voices: windows of 250 ms, smoothed over 15, up to 40 dB.
FINDER = "dynaudnorm=f=250:g=15:m=100"

#: Level difference between chunks, in dB, from which on levelling pays; one voice varied by up to 7.
UNEVEN_DB = 9.0

#: Speech that only the finder hears, in samples, from which on it is believed.
_MORE = RATE

_LOUDEST_DB, _MOST_DB = -20.0, 60.0

Detector = Callable[[Samples], list[Chunk]]


def found_and_levelled(path: Path, detect: Detector, *, job: Job) -> tuple[Samples, list[Chunk]]:
    """Return the samples of the speech file *path*, evened out where needed, and its chunks of voice.

    Where nobody is heard at first, nobody is looked for: amplified noise is no voice.
    """
    samples = read_speech(path)
    chunks = detect(samples)
    if not chunks:
        return samples, []
    louder = detect(_amplified(path, job=job))
    if _length(louder) > _length(chunks) + _MORE:
        chunks = [Chunk(chunk.start, min(chunk.end, len(samples))) for chunk in louder]
    return (evened(samples, chunks) if uneven(samples, chunks) else samples), chunks


def uneven(samples: Samples, chunks: Sequence[Chunk]) -> bool:
    """Tell whether some chunks are much louder than others."""
    levels = [level_db(samples[c.start : c.end]) for c in chunks if c.end - c.start >= SHORTEST]
    return len(levels) > 1 and max(levels) - min(levels) > UNEVEN_DB


def evened(samples: Samples, chunks: Sequence[Chunk]) -> Samples:
    """Return *samples* with every chunk as loud as the loudest; between chunks the gain glides."""
    levels = np.array([level_db(samples[chunk.start : chunk.end]) for chunk in chunks])
    gains = np.clip(min(levels.max(), _LOUDEST_DB) - levels, -_MOST_DB, _MOST_DB)
    places = [place for chunk in chunks for place in (chunk.start, chunk.end)]
    curve = np.interp(np.arange(len(samples)), places, np.repeat(gains, 2))
    loud: Samples = np.clip(samples * 10 ** (curve / 20), -1, 1).astype(np.float32)
    return loud


def _length(chunks: Sequence[Chunk]) -> int:
    return sum(chunk.end - chunk.start for chunk in chunks)


def _amplified(path: Path, *, job: Job) -> Samples:
    # Beside the speech, not in /tmp: what people say does not leave the studio's folder.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".levelled-", suffix=".part") as folder:
        target = Path(folder) / "levelled.wav"
        out = ["-ar", str(RATE), "-ac", "1", "-c:a", "pcm_s16le", "-bitexact", "-f", "wav", f"file:{target}"]
        source = ["-f", "wav", "-i", f"file:{path}"]
        quiet = Job(cancelled=job.cancelled)  # its progress is not that of recognition
        run([*source, "-af", FINDER, *out], reads=[path], writes=Path(folder), job=quiet)
        return read_speech(target)
