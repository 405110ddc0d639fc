"""Open a film or mezzanine at a certain frame."""

from __future__ import annotations

from pathlib import Path

import ffmpeg

from pvstudio.config import FilmFormat
from pvstudio.media.graphs import Stream


def from_frame(path: Path, frame: int, film: FilmFormat) -> Stream:
    """Return the picture of an MP4 that the studio made, from *frame* on, as time 0.

    Seeking half a frame early meets just this frame, whatever the rounding.
    """
    seek = {"ss": f"{(frame - 0.5) / film.fps:.6f}"} if frame else {}
    source = ffmpeg.input(f"file:{path}", format="mov", protocol_whitelist="file", **seek)
    return source["v:0"].filter("setpts", "PTS-STARTPTS")
