"""Start ffmpeg (and our own media children) with limits, a sandbox, progress and cancellation."""

from __future__ import annotations

import subprocess  # noqa: S404
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from pvstudio.media.errors import CommandFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a command has come."""

    percent: float | None  # 0 to 100; None when the length is not known
    speed: float | None  # seconds of film per second
    remaining_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one command may use."""

    wall_s: float = 3600
    cpu_s: int = 7200
    memory_bytes: int = 2 << 30
    file_bytes: int = 8 << 30


@dataclass(frozen=True, slots=True)
class Job:
    """The outside of long work: who hears of progress and who may stop it. The default is silent."""

    on_progress: Callable[[Progress], None] = lambda _progress: None
    cancelled: Callable[[], bool] = lambda: False


QUIET = Job()


def run(
    args: Sequence[str | Path],
    *,
    reads: Sequence[Path] = (),
    writes: Path,
    duration_ms: int | None = None,
    job: Job = QUIET,
    limits: Limits = Limits(),
    environment: Mapping[str, str] | None = None,
) -> list[str]:
    """Run ffmpeg with *args* and return the lines of its log.

    Only the files (or folders) in *reads* can be opened, only the folder *writes* can be
    written. *duration_ms* is the length of the output, for the percentage.
    *environment* is all that ffmpeg sees of variables (libass needs FONTCONFIG_FILE).
    Raises :class:`CommandFailed`, :class:`TookTooLong`, :class:`Cancelled`.
    """
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", *map(str, args)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=limits.wall_s,
        env=dict(environment or {}),
    )
    log = done.stderr.splitlines()
    if done.returncode:
        raise CommandFailed(command, done.returncode, log[-20:])
    return log
