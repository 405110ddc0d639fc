"""What listening to a clip came to, and what its tracks are called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SpeechState(StrEnum):
    """What listening to a clip came to."""

    HEARD = "heard"
    SILENT = "no speech"
    MANUAL = "by hand"  # no engine could do it; people write the subtitles


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechReport:
    """The outcome of recognition for one clip (a document; its id is the clip's)."""

    id: str
    state: SpeechState
    reason: str = ""
    engine: str = ""
    language: str = ""
    confidence: float | None = None  # mean word probability
    needs_review: bool = True


def track_id(clip_id: str, language: str) -> str:
    """Return the id of a clip's track in one language: there is one of each."""
    return f"track-{clip_id}-{language}"
