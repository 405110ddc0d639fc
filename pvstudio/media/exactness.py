"""Exactness: a file of ours holds just the pictures and samples that it should, hidden ones counted."""

from __future__ import annotations

import wave
from itertools import pairwise
from pathlib import Path

from pvstudio.media.errors import CommandFailed, NotExact
from pvstudio.media.ffmpeg import Job, run
from pvstudio.media.graphs import hidden_too, write


def require_frames(video: Path, frames: int, bench: Path, job: Job) -> None:
    """Raise :class:`NotExact` unless *video* holds *frames* packets at even times, edit lists ignored."""
    listing = bench / "packets.txt"
    args = write(hidden_too(video)["v:0"], listing, c="copy", format="framecrc")
    try:
        run(["-v", "error", *args], reads=[video], writes=bench, job=job)
    except CommandFailed as error:
        if type(error) is not CommandFailed:  # time, or the sandbox, and not the file
            raise
        raise NotExact("pictures", frames, 0) from error
    rows = [line.split(",") for line in listing.read_text("ascii").splitlines() if not line.startswith("#")]
    if len(rows) != frames:
        raise NotExact("pictures", frames, len(rows))
    times = sorted(int(row[2]) for row in rows)
    if len(steps := {after - before for before, after in pairwise(times)}) > 1:
        raise NotExact("lengths of pictures", 1, len(steps))


def require_samples(sound: Path, samples: int) -> None:
    """Raise :class:`NotExact` unless the WAV *sound* holds exactly *samples* a channel."""
    with wave.open(str(sound), "rb") as file:
        if file.getnframes() != samples:
            raise NotExact("samples", samples, file.getnframes())
