"""Cues: subtitle text with exact on-screen times, in integer milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
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
class Mark:
    """What the editor knows of one cue, beside its words: no part of what people watch and agree to.

    *made_from* names the cues of the source that a translation was made from, each with a hash of
    their words then (:func:`pvstudio.subtitles.rows.print_of`).
    """

    id: str
    made_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The cues of one clip in one language (a document).

    *marks* go with the cues, one each; none for a track that nobody has edited. *revision* counts the
    changes by people. *translates* is the language of the track that this one was made from.
    """

    id: str
    clip_id: str
    language: str  # BCP 47: "sr-Latn", "fa-AF"
    cues: tuple[Cue, ...]
    source: str  # "recognised by …" or "translated by …" or "imported from …"
    state: TrackState = TrackState.MACHINE
    needs_review: bool = False  # the engine was unsure
    marks: tuple[Mark, ...] = ()
    revision: int = 0
    translates: str = ""
    state_by: str = ""  # who set the state that it has, and when
    state_at: datetime | None = None
