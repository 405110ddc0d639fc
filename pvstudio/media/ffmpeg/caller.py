"""Start ffmpeg (and our own media children) with limits, a sandbox, progress and cancellation.

Everything happens in the caller's own thread: there the pipes of the command are served, and
*job* is asked and told about four times a second.
"""

from __future__ import annotations

import errno
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pvstudio.media.errors import Cancelled, CommandFailed, SandboxFailed, TookTooLong
from pvstudio.media.ffmpeg.jobs import NORMAL, QUIET, Job, Limits, Log, Progress, ProgressReport
from pvstudio.media.ffmpeg.program import executable
from pvstudio.media.ffmpeg.room import Room
from pvstudio.media.ffmpeg.sandbox import walled
from pvstudio.media.ffmpeg.spawner import in_lasting_thread

__all__ = ["NORMAL", "QUIET", "Command", "Job", "Limits", "Progress", "ffmpeg", "run", "running"]

_TICK_S = 0.25  # between two questions whether the work is cancelled
_GRACE_S = 5.0  # for a killed command to be gone with all its files closed
_BLOCK = 1 << 18
_SIGNALS = {
    signal.SIGXCPU: "used up the processor time that it was allowed",
    signal.SIGKILL: "was killed, perhaps because memory ran out",
    signal.SIGSEGV: "crashed",
    signal.SIGABRT: "crashed",
}
_ERRORS = {
    errno.ENOMEM: "needed more memory than it was allowed",
    errno.EFBIG: "was about to write a larger file than it was allowed",
    errno.ENOSPC: "found no more room on the disk",
}


class Command:
    """A running command. Whoever holds it serves its pipes, by :meth:`turn` until :meth:`finish`."""

    def __init__(
        self, process: subprocess.Popen[bytes], shown: Sequence[str], job: Job, limits: Limits
    ) -> None:
        self._process, self._shown, self._job, self._limits = process, shown, job, limits
        self.log = Log()
        self._pipes = selectors.DefaultSelector()
        self._deadline = time.monotonic() + limits.wall_s
        self._asked = 0.0
        self._status: int | None = None
        assert process.stderr is not None  # noqa: S101
        self.listen(process.stderr.fileno(), self.log.read)

    def listen(self, pipe: int, hear: Callable[[bytes], object]) -> None:
        """Give what comes out of *pipe* to *hear*, until it ends."""
        self._pipes.register(pipe, selectors.EVENT_READ, hear)

    def listen_to_output(self, hear: Callable[[bytes], object]) -> None:
        """Give the command's standard output to *hear*."""
        assert self._process.stdout is not None  # noqa: S101
        self.listen(self._process.stdout.fileno(), hear)

    @property
    def open(self) -> bool:
        """Whether anything may still come out of the command."""
        return bool(self._pipes.get_map())

    def turn(self) -> bool:
        """Wait a moment for the pipes, serve them, and return whether the command takes input.

        Raises :class:`Cancelled` and :class:`TookTooLong`.
        """
        takes_input = False
        for key, _ in self._pipes.select(_TICK_S):
            if key.events & selectors.EVENT_WRITE:
                takes_input = True
            elif data := os.read(key.fd, _BLOCK):
                key.data(data)
            else:
                self._pipes.unregister(key.fileobj)
        self._ask()
        return takes_input

    def feed(self, data: bytes) -> bool:
        """Give the command *data* to read; return False when it reads no more."""
        assert self._process.stdin is not None  # noqa: S101
        pipe, rest = self._process.stdin.fileno(), memoryview(data).cast("B")
        os.set_blocking(pipe, False)
        self._pipes.register(pipe, selectors.EVENT_WRITE)
        try:
            while rest:
                if self.turn():
                    rest = rest[os.write(pipe, rest) :]
        except BrokenPipeError:
            return False
        finally:
            self._pipes.unregister(pipe)
        return True

    def finish(self) -> None:
        """Serve the command to its end. Raises :class:`CommandFailed` when it ends badly."""
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        while self.open:
            self.turn()
        while self._status is None:
            with suppress(subprocess.TimeoutExpired):
                self._status = self._process.wait(_TICK_S)
            self._ask()
        if self._status:
            log = self.log.lines()[-20:]
            walls = log and log[-1].startswith(("sandbox: ", "bwrap: "))
            failure = SandboxFailed if walls else CommandFailed
            raise failure(self._shown, self._status, log, why=self._why(self._status))

    def kill(self) -> None:
        """End the command and all that it started, at once: what it has written is thrown away."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        patience = time.monotonic() + _GRACE_S
        # Behind bubblewrap the command itself is no child of ours: its pipes tell when it is gone.
        while self.open and time.monotonic() < patience:
            for key, _ in self._pipes.select(_TICK_S):
                if key.events & selectors.EVENT_WRITE or not os.read(key.fd, _BLOCK):
                    self._pipes.unregister(key.fileobj)

    def _ask(self) -> None:
        now = time.monotonic()
        if now < self._asked + _TICK_S:
            return
        self._asked = now
        if self._job.cancelled():
            raise Cancelled("This work was stopped on request.")
        if now > self._deadline:
            why = f"{Path(self._shown[0]).name} was stopped: it took longer than {self._limits.wall_s:.0f} s"
            raise TookTooLong(self._shown, None, self.log.lines()[-20:], why=why)

    def _why(self, status: int) -> str:
        # bubblewrap passes a signal on as 128 + number; ffmpeg ends with 256 - number of an error.
        killed = -status if status < 0 else status - 128
        reason = {int(number): why for number, why in _SIGNALS.items()}.get(killed) or _ERRORS.get(
            256 - status
        )
        return f"{Path(self._shown[0]).name} {reason}" if reason else ""

    def close(self) -> None:
        """Let go of the pipes."""
        self._pipes.close()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()


@contextmanager
def running(
    argv: Sequence[str],
    *,
    room: Room,
    runs: Sequence[Path],
    job: Job = QUIET,
    limits: Limits = NORMAL,
    environment: Mapping[str, str] | None = None,
    feeds: bool = False,
    gives: bool = False,
    passes: Sequence[int] = (),
    shown: Sequence[str] | None = None,
) -> Iterator[Command]:
    """Run *argv* in the sandbox while the block lasts; it has ended when the block has.

    *runs* are the program's own files, *feeds* and *gives* open its standard input and output,
    *passes* are further pipes that it inherits; *shown* is the command as errors tell it.
    """
    walls = walled(argv, reads=room.reads, runs=runs, room=room.path, limits=limits)
    # One malloc arena a thread reserves 64 MB of address space each: many cores would reach the limit.
    home = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME"), str(room.path))
    variables = (
        {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"} | home | dict(environment or {})
    )

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            walls,
            stdin=subprocess.PIPE if feeds else subprocess.DEVNULL,
            stdout=subprocess.PIPE if gives else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=room.path,
            env=variables,
            start_new_session=True,
            pass_fds=passes,
        )

    command = Command(in_lasting_thread(start), shown or argv, job, limits)
    try:
        yield command
    finally:
        command.kill()
        command.close()


@contextmanager
def ffmpeg(
    args: Sequence[str | Path],
    *,
    room: Room,
    duration_ms: int | None = None,
    job: Job = QUIET,
    limits: Limits = NORMAL,
    environment: Mapping[str, str] | None = None,
    feeds: bool = False,
    gives: bool = False,
) -> Iterator[Command]:
    """Run ffmpeg with *args* in *room* while the block lasts, telling *job* of its progress."""
    program, report = executable(), ProgressReport(duration_ms)

    def tell(data: bytes) -> None:
        if (news := report.read(data)) is not None:
            job.on_progress(news)

    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as told, os.fdopen(writing, "wb") as telling:
        options = [
            "-hide_banner",
            "-nostdin",
            "-y",
            "-nostats",
            "-stats_period",
            "0.5",
            "-progress",
            f"pipe:{writing}",
        ]
        with running(
            [program, *options, *room.redirect(args)],
            room=room, runs=[Path(program)], job=job, limits=limits, environment=environment,
            feeds=feeds, gives=gives, passes=[writing], shown=[program, *map(str, args)],
        ) as command:  # fmt: skip
            telling.close()
            command.listen(told.fileno(), tell)
            yield command


def run(
    args: Sequence[str | Path],
    *,
    reads: Sequence[Path] = (),
    writes: Path,
    duration_ms: int | None = None,
    job: Job = QUIET,
    limits: Limits = NORMAL,
    environment: Mapping[str, str] | None = None,
) -> list[str]:
    """Run ffmpeg with *args* and return the last lines of its log.

    Only the files (or folders) in *reads* can be opened. What ffmpeg writes below the folder
    *writes* appears there when it has succeeded; an existing file that is not in *reads* is not
    seen. *duration_ms* is the length of the output, for the percentage. *environment* adds
    variables (libass needs FONTCONFIG_FILE).
    Raises :class:`CommandFailed`, :class:`TookTooLong`, :class:`Cancelled`, :class:`SandboxMissing`.
    """
    with Room(writes, reads) as room:
        with ffmpeg(
            args, room=room, duration_ms=duration_ms, job=job, limits=limits, environment=environment
        ) as command:
            command.finish()
        room.deliver()
        return command.log.lines()
