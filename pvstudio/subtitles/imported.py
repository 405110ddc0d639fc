"""What came out of a subtitle file, and what did not."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pvstudio.subtitles.cues import Cue


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a subtitle file that could not become a cue: its *line* (from 1), its text, why."""

    line: int
    text: str
    reason: str

    def __str__(self) -> str:
        """Return one sentence for the person who brought the file."""
        return f"line {self.line}, “{self.text[:40]}”: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The cues of a file in order of time, its format and encoding, and what could not be read."""

    cues: tuple[Cue, ...]
    format: str
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()


def fault(start_ms: int, end_ms: int, text: str) -> str:
    """Say why these times and this text are no subtitle; an empty answer means that they may be one.

    Players and cameras keep data in cues, positions on the map among them: that is not for a screen.
    """
    if end_ms <= start_ms:
        return "it ends before it starts"
    if text.startswith(("{", "[")):
        try:
            json.loads(text)
        except ValueError:
            return ""
        return "it is data, not words"
    return ""
