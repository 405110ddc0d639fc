"""Keeping: a recording again, with nothing in it but some ranges; all else is black and silent.

For an erasure. The ranges stay where they are on the recording's clock, so that what people agreed
to ("this recording, from here to there") still names the same pictures. A frame belongs to a range
by the rule of :mod:`pvstudio.media.shots`: its time, rounded to a millisecond, lies in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pvstudio.media.errors import MediaError
from pvstudio.media.ffmpeg import QUIET, Job, frames_from, run
from pvstudio.media.graphs import Stream, raw_out, raw_samples, uploaded, write, written
from pvstudio.media.profile import COLOURS, SAMPLE_RATE
from pvstudio.media.progress import part
from pvstudio.media.shots import TONE_MAP
from pvstudio.media.workbench import workbench
from pvstudio.model import MediaInfo, VideoStream

#: From (inclusive) and up to (exclusive), in milliseconds of the recording.
Range = tuple[int, int]

#: Better than what films are made with: from now on this is the only copy.
_PICTURE: dict[str, str | None] = {"c:v": "libx264", "preset": "fast", "crf": "14", "fps_mode": "passthrough"}
_SOUND: dict[str, str | None] = {"c:a": "flac", "sample_fmt": "s32"}

#: Pictures are compared small and in grey, 0 to 255. Measured on noise, test cards and faces: what is
#: kept differs by 0.2 to 3 on the mean, black is 0 to 2.
_SMALL = (64, 36)
_ALIKE = 8.0
_BLACK = 16

#: Milliseconds of sound that are compared at a time, and by how much 16-bit samples may differ: rounding.
_PIECE_MS = 100
_ROUNDING = 1


class NotKept(MediaError):
    """What was to stay of a recording did not come out as it was; the recording was not touched."""

    advice = "Nothing was erased yet. Copy the recording to another disk, then try again."

    def __init__(self, why: str) -> None:
        super().__init__(f"The other people's part of the recording could not be kept: {why}.")
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The recording at *path*, and the *ranges* of it that are to stay."""

    path: Path
    media: MediaInfo
    ranges: tuple[Range, ...]

    def keep(self, target: Path, *, job: Job = QUIET) -> None:
        """Write what is to stay to *target* (Matroska, H.264 and FLAC), then compare it with the recording.

        Raises :class:`NotKept`, and what :func:`~pvstudio.media.ffmpeg.run` raises; then *target* is no good.
        """
        video, audio = self.media.video, self.media.audio
        streams, options = list[Stream](), dict[str, str | None]()
        if video:
            streams.append(_upright(self.path, video).filter("drawbox", **self._hidden("color", "black")))
            options |= _PICTURE
        if audio:
            # A filter is switched for whole blocks of sound: blocks of a millisecond.
            blocks = _sound(self.path).filter("asetnsamples", n=SAMPLE_RATE // 1000, p=0)
            streams.append(blocks.filter("volume", **self._outside("volume", 0)))
            options |= _SOUND
        args = written(streams, target, **options, format="matroska")
        length = self.media.duration_ms
        run(args, reads=[self.path], writes=target.parent, duration_ms=length, job=part(job, 0, 60))
        if video:
            self._compare_pictures(target, video, part(job, 60, 90))
        if audio:
            self._compare_sound(target, part(job, 90, 100))

    def _hidden(self, name: str, value: object) -> dict[str, object]:
        return self._outside(name, value) | {"thickness": "fill"}

    def _outside(self, name: str, value: object) -> dict[str, object]:
        """Return the option *name*, in force outside of the ranges alone."""
        edges = [(f"{(start - 0.5) / 1000:.4f}", f"{(end - 0.5) / 1000:.4f}") for start, end in self.ranges]
        within = "+".join(f"gte(t,{start})*lt(t,{end})" for start, end in edges)
        return {name: value, "enable": f"not({within})"}

    def _holds(self, at_ms: int) -> bool:
        return any(start <= at_ms < end for start, end in self.ranges)

    def _compare_pictures(self, kept: Path, video: VideoStream, job: Job) -> None:
        before, after = _times(self.path, video, kept.parent, job), _times(kept, video, kept.parent, job)
        if [abs(a - b) <= 1 for a, b in zip_longest(before, after, fillvalue=-9)] != [True] * len(before):
            raise NotKept(f"{len(after)} pictures came out of {len(before)}, or at other times")
        both = zip(before, _small(self.path, video, job), _small(kept, video, job), strict=True)
        for at, filmed, now in both:
            if not self._holds(at) and now.max() > _BLACK:
                raise NotKept(f"at {at} ms a picture stayed that was to go")
            if self._holds(at) and abs(filmed - now).mean() > _ALIKE:
                raise NotKept(f"at {at} ms the picture is another")

    def _compare_sound(self, kept: Path, job: Job) -> None:
        pieces = zip(_heard(self.path, self.media, job), _heard(kept, self.media, job), strict=True)
        for number, (filmed, now) in enumerate(pieces):
            begin = number * _PIECE_MS
            wanted = np.array([self._holds(begin + ms) for ms in range(_PIECE_MS)])
            if (abs(filmed * np.repeat(wanted, len(filmed) // _PIECE_MS) - now) > _ROUNDING).any():
                raise NotKept(f"from {begin} ms on the sound is another")


def _upright(path: Path, video: VideoStream) -> Stream:
    """Return the pictures, upright and with square pixels, each at its own time."""
    width, height = max(2, video.width // 2 * 2), max(2, video.height // 2 * 2)
    stream = _opened(path)["V:0"].filter("scale", width, height)
    if video.hdr:
        for name, options in TONE_MAP:
            stream = stream.filter(name, **options)
    return stream.filter("setsar", 1).filter("format", "yuv420p").filter("setparams", **COLOURS)


def _opened(path: Path) -> Stream:
    # A picture that changes its size on the way must not start the graph anew (see Shot).
    return uploaded(path, seek_ms=0, **{"reinit_filter:v": "0"})


def _sound(path: Path) -> Stream:
    stream = _opened(path)["a:0"].filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
    return stream.filter("aformat", channel_layouts="stereo", sample_fmts="s32")


def _times(path: Path, video: VideoStream, folder: Path, job: Job) -> list[int]:
    """Return when each picture is shown, in milliseconds."""
    with workbench(folder) as bench:
        listing = bench / "times.txt"
        small = _upright(path, video).filter("scale", 16, 16).filter("settb", "1/1000")
        args = write(small, listing, format="framecrc", fps_mode="passthrough")
        run(args, reads=[path], writes=bench, job=job)
        lines = listing.read_text("ascii").splitlines()
    [base] = [Fraction(line.split()[-1]) for line in lines if line.startswith("#tb 0:")]
    return [round(int(line.split(",")[2]) * base * 1000) for line in lines if not line.startswith("#")]


def _small(path: Path, video: VideoStream, job: Job) -> Iterator[NDArray[np.int16]]:
    args = raw_out(_upright(path, video).filter("scale", *_SMALL), "gray")
    for raw in frames_from(args, reads=[path], frame_bytes=_SMALL[0] * _SMALL[1], job=job):
        yield np.frombuffer(raw, np.uint8).astype(np.int16)


def _heard(path: Path, media: MediaInfo, job: Job) -> Iterator[NDArray[np.int32]]:
    """Return the sound in pieces, two channels in turns, silence after its end."""
    piece = SAMPLE_RATE * _PIECE_MS // 1000
    samples = -(-media.duration_ms // _PIECE_MS) * piece
    stream = _sound(path).filter("apad").filter("atrim", end_sample=samples)
    args = raw_samples(stream)
    for raw in frames_from(args, reads=[path], frame_bytes=4 * piece, job=job):
        yield np.frombuffer(raw, "<i2").astype(np.int32)
