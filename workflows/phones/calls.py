"""“I want to speak with a person”: a call stands in the workshop until a facilitator has answered it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from consent.releases import Role
from pvstudio.model import new_id
from workflows.phones.seat import Visit
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody asked for a person (a document of the workshop). *about* is an id or a page, never words."""

    id: str
    participant_id: str
    role: Role
    guardian_id: str = ""
    about: str = ""
    at: datetime
    answered_at: datetime | None = None
    by: str = ""  # who answered


def call_person(studio: Studio, visit: Visit, about: str, at: datetime) -> Call:
    """Call a facilitator, and return the call; asking again before anybody came is the same call."""
    seat = visit.seat
    with studio.documents.write(visit.workshop) as tx:
        for one in tx.find(Call, participant_id=seat.participant_id, role=seat.role, about=about):
            if one.guardian_id == seat.guardian_id and one.answered_at is None:
                return one
        call = Call(
            id=new_id("call"),
            participant_id=seat.participant_id,
            role=seat.role,
            guardian_id=seat.guardian_id,
            about=about,
            at=at,
        )
        tx.put(call)
    return call


def answered(studio: Studio, workshop: str, call_id: str, by: str, at: datetime) -> Call:
    """Note that *by* went to whoever called; the first who did stands. Raises NotFound for another's id."""
    with studio.documents.write(workshop) as tx:
        call = tx.get(Call, call_id)
        if call.answered_at is None:
            call = replace(call, answered_at=at, by=by)
            tx.put(call)
    return call
