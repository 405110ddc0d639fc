"""Spoken answers: somebody says yes or no to a phone; it counts when a person has written it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consent.releases import Role, Stage


class Kind(StrEnum):
    """What there is to listen to."""

    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenAnswer:
    """A recording that somebody sent from a phone (a document of the workshop). By itself it says nothing.

    *sha256* is the evidence: the recording lies under it among the media, sealed under a key of its own.
    *written_at* is when *by* had listened to it: None as long as nobody has. Then *answer_ids* are the
    answers that it proves; none of them, and *unclear*: nothing clear was said, it is asked again.
    """

    id: str
    participant_id: str
    role: Role
    guardian_id: str = ""
    stage: Stage
    subject_id: str  # as of an answer: the workshop, a clip or a version of a film
    sha256: str
    kind: Kind
    duration_ms: int
    language: str = ""  # BCP 47: in which the phone spoke when it was recorded
    at: datetime
    written_at: datetime | None = None
    by: str = ""  # the facilitator's name
    answer_ids: tuple[str, ...] = ()
    unclear: bool = False
