"""Registrations end: each on the day that was promised to it, or when the invitation is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pvstudio.store import Reading, Writing
from workflows.calendar import note
from workflows.invitations.model import Invitation, Registration
from workflows.invitations.registering import fill, remove
from workflows.invitations.sealing import shred, strays
from workflows.wiring import INVITATIONS, Studio


def delete(studio: Studio, workshop: str) -> int:
    """Delete the invitation to *workshop* and everything about who registered; return how many those were."""
    with studio.documents.write(INVITATIONS) as tx:
        count = _delete(studio, tx, workshop)
    studio.documents.erase_traces()
    return count


def delete_overdue(studio: Studio, *, at: datetime) -> list[str]:
    """Delete what is past its day; return the ids of the workshops whose it was. Nobody has to ask for it.

    A worker does so every few seconds; until then pages show nothing of it any more. A clock that has leapt
    deletes nothing before it is believed (:mod:`workflows.calendar`). Keys that a crash left of
    registrations go as well.
    """
    with studio.documents.read(INVITATIONS) as look:
        due, noted = _due(studio, look, at), _moments(look)
    believed = note(studio, at=at, moments=noted).is_believed
    if not (due.strays or (due.overdue and believed)):
        return []
    with studio.documents.write(INVITATIONS) as tx:
        due = _due(studio, tx, at, believed=believed)
        for workshop in due.overdue:
            _delete_over(studio, tx, workshop, at)
        for id_ in due.strays:
            shred(studio, id_)
    if due.overdue:
        studio.documents.erase_traces()
    return due.overdue


def forget_registrations(studio: Studio, workshop: str, participant_id: str, *, at: datetime) -> None:
    """Delete what a participant wrote when they registered; once more is no error."""
    with studio.documents.read(INVITATIONS) as tx:
        found = tx.find(Registration, invitation=workshop)
    for one in found:
        if participant_id in {one.participant_id, one.will_be}:  # the latter alone: a crash came between
            remove(studio, workshop, one.id, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What a round has to do: workshops with what is past its day, and keys of nobody."""

    overdue: list[str]
    strays: list[str]


def _due(studio: Studio, tx: Reading, at: datetime, *, believed: bool = True) -> _Due:
    homes, found = tx.find(Invitation), tx.find(Registration)
    over = {one.id for one in homes if one.is_over(at)} | {one.invitation for one in found if one.is_over(at)}
    return _Due(
        overdue=sorted(over) if believed else [],
        strays=strays(studio, {one.id for one in found if one.sealed}),
    )


def _moments(tx: Reading) -> list[datetime]:
    return [one.made_at for one in tx.find(Invitation)] + [one.at for one in tx.find(Registration)]


def _delete_over(studio: Studio, tx: Writing, workshop: str, at: datetime) -> None:
    """Delete what is past its day in *workshop*; who waits moves up into the places."""
    homes = tx.find(Invitation, id=workshop)
    if not homes or homes[0].is_over(at):
        _delete(studio, tx, workshop)
        return
    for one in tx.find(Registration, invitation=workshop):
        if one.is_over(at):
            _delete_one(studio, tx, one.id)
    fill(tx, homes[0], at)


def _delete(studio: Studio, tx: Writing, workshop: str) -> int:
    gone = tx.find(Registration, invitation=workshop)
    for one in gone:
        _delete_one(studio, tx, one.id)
    tx.delete(Invitation, workshop)
    return len(gone)


def _delete_one(studio: Studio, tx: Writing, registration: str) -> None:
    shred(studio, registration)
    tx.delete(Registration, registration)
