"""What can go wrong with media."""

from __future__ import annotations

from collections.abc import Sequence

from pvstudio.errors import StudioError


class MediaError(StudioError):
    """Something about a media file."""


class Cancelled(MediaError):
    """A person stopped this work; what was finished before stays."""


class CommandFailed(MediaError):
    """A media command ended badly: *command*, *status* and the last lines of its *log*."""

    def __init__(self, command: Sequence[str], status: int | None, log: Sequence[str], *, why: str = "") -> None:
        super().__init__(why or f"{command[0]} ended with status {status}: {log[-1] if log else 'it said nothing'}")
        self.command, self.status, self.log = tuple(command), status, tuple(log)


class TookTooLong(CommandFailed):
    """A media command ran past its time limit."""


class MediaRefused(MediaError):
    """A file cannot be used: *name* is what its owner called it, *reason* a sentence."""

    def __init__(self, name: str, reason: str, *, advice: str = "") -> None:
        super().__init__(f"“{name}” was refused: {reason}", advice=advice)
        self.name, self.reason = name, reason
