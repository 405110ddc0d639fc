"""Open a film or mezzanine at a certain frame, several in one command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ffmpeg

from pvstudio.config import FilmFormat
from pvstudio.media.graphs import Stream
from pvstudio.media.profile import CLEAN


def from_frame(path: Path, frame: int, film: FilmFormat) -> Stream:
    """Return the picture of an MP4 that the studio made, from *frame* on, as time 0.

    Seeking half a frame early meets just this frame, whatever the rounding.
    """
    seek = {"ss": f"{(frame - 0.5) / film.fps:.6f}"} if frame else {}
    source = ffmpeg.input(f"file:{path}", format="mov", protocol_whitelist="file", **seek)
    return source["v:0"].filter("setpts", "PTS-STARTPTS")


def output(stream: Stream, target: Path, **options: str) -> Stream:
    """Return the writing of *stream* to *target*, with nothing else of its source."""
    return ffmpeg.output(stream, f"file:{target}", **CLEAN, **options)


def together(outputs: Sequence[Stream]) -> list[str]:
    """Return the arguments of one command that does all *outputs*: starting a command costs 0.1 s."""
    merged = ffmpeg.merge_outputs(*outputs)
    return [str(arg) for arg in ffmpeg.get_args(merged, overwrite_output=True)]
