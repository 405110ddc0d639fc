"""The state of a release, as the consent model names it: derived, never kept."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from consent.gate.reasons import Kind
from consent.gate.standing import objection
from consent.releases import Answer
from pvstudio.model import Participant


class ReleaseState(StrEnum):
    """Where one person's answer about one thing stands."""

    PENDING = "pending"  # not asked, or not about what there is now
    GIVEN = "given"
    LIMITED = "limited"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def state_of(answer: Answer | None, at: datetime, watched: str, person: Participant) -> ReleaseState:
    """Return the state at the moment *at* of a release whose last answer for *person* is *answer*.

    *watched* is the fingerprint of what it is about as that is now. What was changed, by the
    people who make the film or by a new age band, is pending: it must be asked about again.
    """
    against = objection(answer, watched, at, person)
    if answer is None or against in {Kind.CHANGED, Kind.AGE_CHANGED, Kind.NOT_YET}:
        return ReleaseState.PENDING
    return ReleaseState.EXPIRED if against is Kind.EXPIRED else ReleaseState(answer.state)
