"""What a caller says of a command, and hears from it: limits, progress, cancellation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


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
    memory_bytes: int = 2 << 30  # address space
    file_bytes: int = 8 << 30  # of any one file that it writes


@dataclass(frozen=True, slots=True)
class Job:
    """The outside of long work: who hears of progress and who may stop it. The default is silent.

    Both are called in the thread that started the work; *cancelled* about four times a second.
    """

    on_progress: Callable[[Progress], None] = lambda _progress: None
    cancelled: Callable[[], bool] = lambda: False


QUIET = Job()
NORMAL = Limits()


class ProgressReport:
    """ffmpeg's ``-progress`` lines, read as :class:`Progress`; *duration_ms* is the output's length."""

    def __init__(self, duration_ms: int | None) -> None:
        self._duration_us = duration_ms * 1000 if duration_ms else None
        self._rest = b""
        self._values: dict[str, str] = {}

    def read(self, data: bytes) -> Progress | None:
        """Take in bytes as they come; return the news when a report is complete in them."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        news = None
        for line in lines:
            key, _, value = line.decode("ascii", "replace").partition("=")
            self._values[key.strip()] = value.strip()
            if key == "progress":
                news = self._progress(ended=value.strip() == "end")
        return news

    def _progress(self, *, ended: bool) -> Progress:
        done_us = _number(self._values.get("out_time_us") or self._values.get("out_time_ms"))  # both are µs
        speed = _number(self._values.get("speed", "").removesuffix("x"))
        if ended:
            return Progress(percent=100.0, speed=speed, remaining_s=0.0)
        if self._duration_us is None or done_us is None:
            return Progress(percent=None, speed=speed, remaining_s=None)
        left_us = max(0.0, self._duration_us - done_us)
        percent = 100.0 - 100.0 * left_us / self._duration_us
        remaining_s = left_us / 1e6 / speed if speed else None
        return Progress(percent=min(99.9, max(0.0, percent)), speed=speed, remaining_s=remaining_s)


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:  # "N/A" until the first frame is out
        return None


class Log:
    """The last lines that a command wrote, bounded in memory whatever it writes."""

    LINES, WIDTH = 2000, 1000

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._rest = b""

    def read(self, data: bytes) -> None:
        """Take in bytes as they come."""
        *lines, rest = (self._rest + data).replace(b"\r", b"\n").split(b"\n")
        self._rest = rest[: self.WIDTH]
        self._lines += [line[: self.WIDTH].decode("utf-8", "replace") for line in lines if line.strip()]
        if len(self._lines) > self.LINES:
            del self._lines[: -self.LINES]

    def lines(self) -> list[str]:
        """Return what is remembered, oldest first."""
        return self._lines + ([self._rest.decode("utf-8", "replace")] if self._rest.strip() else [])
