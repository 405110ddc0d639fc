"""Filter graphs by ffmpeg-python, turned into arguments for our own caller.

Only paths that the studio made enter a graph.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ffmpeg

from pvstudio.media.ffmpeg.inputs import input_args
from pvstudio.media.profile import CLEAN

#: A stream of a graph; ffmpeg-python ships no types.
Stream = Any


def uploaded(path: Path, *, seek_ms: int = 0, **more: str) -> Stream:
    """Open footage, whose bytes nobody vouches for, with every safety option and *more* of ffmpeg's."""
    seek = {"ss": f"{seek_ms / 1000:.3f}"} if seek_ms else {}
    *options, _, url = input_args(path)
    named = dict(zip((option[1:] for option in options[::2]), options[1::2], strict=True))
    return ffmpeg.input(url, **named, **seek, **more)


def own(path: Path, *, seek_ms: int = 0) -> Stream:
    """Open a WAV or MP4 that the studio made, by exactly that demuxer, from *seek_ms* on."""
    formats = {".wav": "wav", ".mp4": "mov"}
    seek = {"ss": f"{seek_ms / 1000:.3f}"} if seek_ms else {}
    return ffmpeg.input(f"file:{path}", format=formats[path.suffix], protocol_whitelist="file", **seek)


def hidden_too(path: Path) -> Stream:
    """Open an MP4 that the studio made, with what its edit lists hide."""
    return ffmpeg.input(f"file:{path}", format="mov", ignore_editlist=1, protocol_whitelist="file")


def generated(source: str) -> Stream:
    """Open a picture or sound that ffmpeg makes by itself, such as ``anullsrc``."""
    return ffmpeg.input(source, format="lavfi")


def raw_in(size: tuple[int, int], fps: int) -> Stream:
    """Take yuv420p frames of *size* from standard input."""
    # a pair: ffmpeg-python takes the first two letters of a text for width and height
    return ffmpeg.input("pipe:0", format="rawvideo", video_size=size, pix_fmt="yuv420p", framerate=fps)


def write(stream: Stream, target: Path, *, witness: Stream | None = None, **options: str | None) -> list[str]:
    """Return the arguments that write *stream* to *target*, with nothing else of the source in it.

    A *witness* is another stream of the same input, opened but not kept: see :meth:`Shot.witness`.
    """
    return written([stream], target, witness=witness, **options)


def written(
    streams: list[Stream], target: Path, *, witness: Stream | None = None, **options: str | None
) -> list[str]:
    """Return the arguments that write *streams* into one file."""
    return _arguments(ffmpeg.output(*streams, f"file:{target}", **CLEAN, **options), witness)


def raw_out(stream: Stream, pixels: str, *, witness: Stream | None = None) -> list[str]:
    """Return the arguments that give the frames of *stream* to standard output, one after the other."""
    raw = {"format": "rawvideo", "pix_fmt": pixels, "fps_mode": "passthrough"}
    return _arguments(ffmpeg.output(stream, "pipe:1", **raw), witness)


def raw_samples(stream: Stream) -> list[str]:
    """Return the arguments that give the sound of *stream* to standard output, as 16-bit samples."""
    return _arguments(ffmpeg.output(stream, "pipe:1", format="s16le", acodec="pcm_s16le"), None)


def _arguments(output: Stream, witness: Stream | None) -> list[str]:
    if witness is not None:
        one_packet = {"format": "null", "c": "copy", "frames": 1}
        output = ffmpeg.merge_outputs(output, ffmpeg.output(witness, "-", **one_packet))
    return [str(arg) for arg in ffmpeg.get_args(output, overwrite_output=True)]
