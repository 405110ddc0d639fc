"""Reasons: what stands in the way of showing something, in words that a facilitator can act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consent.gate.records import Records
from consent.releases import Stage
from pvstudio.model import Audience, CutVersion


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
    TREATMENT_UNCHECKED = "treatment-unchecked"  # nobody has watched the treated clip
    TREATMENT_FAILED = "treatment-failed"  # somebody did, and it does not hide enough
    NAMED = "named"  # in the letters of the film, against their wish
    LANGUAGE_LEFT_OUT = "language-left-out"


class Moment(StrEnum):
    """What the gate is asked for. Each asks all that the one before it asks, and more."""

    RENDER = "render"  # laying out, rendering: no film is there that anybody could have watched or checked
    ASK = "ask"  # showing the film to the people in it, before they answer about it
    DELIVER = "deliver"  # everything: publication, and every single delivery


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
    """To whom, with which subtitle languages and when something is to be shown, and what is known.

    *film* is None where one clip alone is asked about.
    """

    audience: Audience
    languages: tuple[str, ...]
    at: datetime
    records: Records
    moment: Moment = Moment.DELIVER
    film: CutVersion | None = None
