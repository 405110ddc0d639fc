"""What happens besides answers: somebody is enrolled, was logged by mistake, could not be recorded.

Events like those of :mod:`consent.releases`: written once, entered into the ledger, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consent.errors import Refusal
from consent.releases import AnswerState, Role, Stage
from pvstudio.model import AgeBand, Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A participant is in the workshop, under this pseudonym and in this age band.

    *age_changes* counts how often the band was changed. Whatever was agreed to before the last
    change was agreed to by others than those who are asked now.
    """

    id: str
    at: datetime
    participant_id: str
    pseudonym: str
    age_band: AgeBand
    age_changes: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceCorrected:
    """Somebody was logged in a clip by mistake: their appearance no longer stands."""

    id: str
    at: datetime
    appearance_id: str
    clip_id: str
    participant_id: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianshipEnded:
    """Somebody no longer answers for a minor: neither their yes nor their no counts any more."""

    id: str
    at: datetime
    guardian_id: str
    participant_id: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedAnswer:
    """An answer that could not be recorded, and *why*. It changed nothing else.

    Ids of people and things that do not exist may be anything that somebody typed, a name perhaps: they
    are not kept. The id is empty, and *unknown* says which it was: "person", "subject" or both. *answers*
    is how many answers of that person were on record, so that one sees whether one came later.
    """

    id: str
    at: datetime
    participant_id: str
    stage: Stage
    subject_id: str
    audience: Audience | None
    role: Role
    state: AnswerState  # what was to be recorded
    why: Refusal
    taken_by: str = ""
    unknown: str = ""
    answers: int = 0
