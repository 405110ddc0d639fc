"""Raw frames out of ffmpeg and into it, for work that looks at every picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pvstudio.media.errors import CommandFailed
from pvstudio.media.ffmpeg.caller import NORMAL, QUIET, Job, Limits, ffmpeg
from pvstudio.media.ffmpeg.room import Room


def frames_from(
    args: Sequence[str | Path],
    *,
    reads: Sequence[Path],
    frame_bytes: int,
    duration_ms: int | None = None,
    job: Job = QUIET,
    limits: Limits = NORMAL,
) -> Iterator[bytes]:
    """Yield the frames that ffmpeg writes to ``pipe:1``, each of *frame_bytes* bytes.

    *args* end in something like ``-f rawvideo -pix_fmt rgb24 pipe:1``. Closing the iterator
    ends ffmpeg. Raises as :func:`run` does, also when the last frame is cut short.
    """
    waiting = bytearray()
    with (
        Room(None, reads) as room,
        ffmpeg(args, room=room, duration_ms=duration_ms, job=job, limits=limits, gives=True) as command,
    ):
        command.listen_to_output(waiting.extend)
        while command.open:
            while len(waiting) < frame_bytes and command.open:
                command.turn()
            while len(waiting) >= frame_bytes:
                yield bytes(memoryview(waiting)[:frame_bytes])
                del waiting[:frame_bytes]
        command.finish()
        if waiting:
            why = f"ffmpeg ended in the middle of a frame: {len(waiting)} of {frame_bytes} bytes"
            raise CommandFailed([str(arg) for arg in args], 0, command.log.lines()[-20:], why=why)


def frames_into(
    args: Sequence[str | Path],
    *,
    writes: Path,
    reads: Sequence[Path] = (),
    frames: Iterable[bytes],
    duration_ms: int | None = None,
    job: Job = QUIET,
    limits: Limits = NORMAL,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Give *frames* to ffmpeg, which reads them from ``pipe:0``, and keep what it makes of them.

    *args* hold something like ``-f rawvideo -pix_fmt rgb24 -s 320x180 -r 25 -i pipe:0``. When
    *frames* raises, ffmpeg is ended and nothing appears in *writes*.
    """
    with Room(writes, reads) as room:
        with ffmpeg(
            args,
            room=room,
            duration_ms=duration_ms,
            job=job,
            limits=limits,
            environment=environment,
            feeds=True,
        ) as command:
            for frame in frames:
                if not command.feed(frame):
                    break  # it has all that it wants (-frames), or it failed, as finish will tell
            command.finish()
        room.deliver()
