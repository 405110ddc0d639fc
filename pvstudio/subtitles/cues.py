"""Cues: subtitle text with exact on-screen times, in integer milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class TrackState(StrEnum):
    """How far people have looked at a track."""

    MACHINE = "machine"
    REVIEWED = "reviewed"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One subtitle on screen, from *start_ms* up to *end_ms*; lines are separated by ``\\n``."""

    start_ms: int
    end_ms: int
    text: str

    def shifted(self, by_ms: int) -> Cue:
        """Return this cue moved along its clip."""
        return replace(self, start_ms=self.start_ms + by_ms, end_ms=self.end_ms + by_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The cues of one clip in one language (a document)."""

    id: str
    clip_id: str
    language: str  # BCP 47: "sr-Latn", "fa-AF"
    cues: tuple[Cue, ...]
    source: str  # "recognised by …" or "translated by …" or "imported from …"
    state: TrackState = TrackState.MACHINE
    needs_review: bool = False  # the engine was unsure
