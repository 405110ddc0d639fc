"""“I want to speak with a person”: a call stands in the workshop until a facilitator has answered it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from consent.releases import Role
from pvstudio.model import new_id
from pvstudio.store import Reading
from workflows.mine import clips_of, films_of
from workflows.phones.seat import Visit
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody asked for a person (in the workshop). *about*: their clip, their film or "", never words."""

    id: str
    participant_id: str
    role: Role
    guardian_id: str = ""
    about: str = ""
    at: datetime
    answered_at: datetime | None = None
    by: str = ""  # who answered


def call_person(studio: Studio, visit: Visit, about: str, at: datetime) -> Call:
    """Call a facilitator, and return the call: one a seat, which asking again before anybody came renews."""
    with studio.documents.write(visit.workshop) as tx:
        call = replace(_open_call(tx, visit, at), about=_theirs(tx, visit, about), at=at)
        tx.put(call)
    return call


def _open_call(tx: Reading, visit: Visit, at: datetime) -> Call:
    for one in tx.find(Call, participant_id=visit.participant_id, role=visit.role):
        if one.guardian_id == visit.guardian_id and one.answered_at is None:
            return one
    return Call(
        id=new_id("call"),
        participant_id=visit.participant_id,
        role=visit.role,
        guardian_id=visit.guardian_id,
        at=at,
    )


def _theirs(tx: Reading, visit: Visit, about: str) -> str:
    """Return *about* if it is a clip or a film that the person is in: what anybody sends may be words."""
    clips = {one.id for one in clips_of(tx, visit.participant_id)}
    films = {one.id for one in films_of(tx, visit.participant_id)}
    return about if about in clips | films else ""


def answered(studio: Studio, workshop: str, call_id: str, by: str, at: datetime) -> Call:
    """Note that *by* went to whoever called; the first who did stands. Raises NotFound for another's id."""
    with studio.documents.write(workshop) as tx:
        call = tx.get(Call, call_id)
        if call.answered_at is None:
            call = replace(call, answered_at=at, by=by)
            tx.put(call)
    return call
