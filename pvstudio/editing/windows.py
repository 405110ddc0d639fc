"""Encode what cannot be copied: cross-fades and letters over a picture, in the mezzanines' own profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ffmpeg

from pvstudio.config import FilmFormat
from pvstudio.editing.laying import Overlay, Piece, Span
from pvstudio.editing.takes import from_frame
from pvstudio.media.ffmpeg import Job, build, run
from pvstudio.media.graphs import Stream, write
from pvstudio.media.keys import key_of
from pvstudio.media.profile import COLOURS, video_options

#: Frames over which letters come and go.
_REVEAL = 8

#: Part of every key: raise it when windows should come out differently.
_VERSION = 1


def window_key(piece: Piece, film: FilmFormat) -> str:
    """Return the name of an encoded piece: its spans, fades, letters and the ffmpeg that makes it."""
    spans = [_identity(span) for span in piece.spans]
    options = video_options(film)
    return key_of("window", version=_VERSION, spans=spans, options=options, build=build())


def encode_window(piece: Piece, film: FilmFormat, target: Path, job: Job) -> None:
    """Encode *piece* into *target*: exactly its frames, nothing else of its strips."""
    stream = _shot(piece.spans[0], film)
    length = piece.spans[0].frames
    for span in piece.spans[1:]:
        fade = span.strip.fade
        times = {"duration": fade / film.fps, "offset": (length - fade) / film.fps}
        stream = ffmpeg.filter([stream, _shot(span, film)], "xfade", transition="fade", **times)
        length += span.frames - fade
    stream = stream.filter("format", "yuv420p").filter("setparams", **COLOURS).filter("setsar", 1)
    options = {"frames:v": str(piece.frames), **video_options(film)}
    letters = [span.strip.overlay.letters for span in piece.spans if span.strip.overlay]
    run(
        write(stream, target, **options),
        reads=[*(span.strip.video for span in piece.spans), *letters],
        writes=target.parent,
        duration_ms=piece.frames * 1000 // film.fps,
        job=job,
    )


def _identity(span: Span) -> list[Any]:
    strip, over = span.strip, span.strip.overlay
    letters = [over.key, over.first, over.last] if over else None
    return [strip.key, span.first, span.last, strip.fade, letters]


def _shot(span: Span, film: FilmFormat) -> Stream:
    """Return the frames of one span, from time 0, with its letters."""
    source = from_frame(span.strip.video, span.first, film)
    stream = source.filter("trim", end_frame=span.frames)
    if span.strip.overlay:
        stream = _lettered(stream, span.strip.overlay, span.first, film)
    return stream.filter("format", "yuv420p").filter("settb", "1/90000").filter("fps", film.fps)


def _lettered(stream: Stream, over: Overlay, first: int, film: FilmFormat) -> Stream:
    """Lay letters over *stream*, which begins at frame *first* of its strip; they come and go gently."""
    start, frames = (over.first - first) / film.fps, over.last - over.first
    if over.last <= first:
        return stream
    reveal = min(_REVEAL, frames // 3) / film.fps
    letters = (
        ffmpeg.input(f"file:{over.letters}", format="png_pipe", framerate=film.fps, protocol_whitelist="file")
        .filter("scale", out_color_matrix="bt709", out_range="tv")
        .filter("format", "yuva420p")
        .filter("loop", loop=-1, size=1)
        .filter("trim", end_frame=frames)
        .filter("fade", type="in", duration=reveal, alpha=1)
        .filter("fade", type="out", start_time=frames / film.fps - reveal, duration=reveal, alpha=1)
        .filter("setpts", f"PTS+{start:.6f}/TB")
    )
    return ffmpeg.filter([stream, letters], "overlay", eof_action="pass", format="yuv420")
