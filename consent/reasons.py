"""Reasons: what stands in the way of showing something, in words that a facilitator can act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consent.records import Records
from consent.releases import Stage
from pvstudio.model import Audience


class Kind(StrEnum):
    """What stands in the way."""

    EMPTY = "empty"
    RECALLED = "recalled"
    CHANGED = "changed"  # not what was watched
    VETO = "veto"
    UNKNOWN_CLIP = "unknown-clip"
    UNLOGGED = "unlogged"
    UNKNOWN_PERSON = "unknown-person"
    NO_ANSWER = "no-answer"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not-yet"  # dated later than the moment that is judged
    EXPIRED = "expired"
    AGE_CHANGED = "age-changed"  # said when others were asked for this person
    TREATMENT_MISSING = "treatment-missing"
    LANGUAGE_LEFT_OUT = "language-left-out"


def isolated(name: str) -> str:
    """Return *name* such that its script does not turn the words around it about (UAX #9: FSI … PDI)."""
    return f"\u2068{name}\u2069"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that stands in the way.

    *clip_id* is None where the whole cut is meant, *participant_id* where no person is.
    """

    kind: Kind
    words: str
    clip_id: str | None = None
    participant_id: str | None = None
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """To whom, with which subtitle languages and when something is to be shown, and what is known."""

    audience: Audience
    languages: tuple[str, ...]
    at: datetime
    records: Records
