"""Registrations end: all of them on the day that was promised, or when the invitation is deleted."""

from __future__ import annotations

from datetime import datetime

from pvstudio.store import Writing
from workflows.invitations.model import Invitation, Registration
from workflows.invitations.registering import remove
from workflows.invitations.sealing import shred, shred_strays
from workflows.wiring import INVITATIONS, Studio


def delete(studio: Studio, workshop: str) -> int:
    """Delete the invitation to *workshop* and everything about who registered; return how many those were."""
    with studio.documents.write(INVITATIONS) as tx:
        count = _delete(studio, tx, workshop)
    studio.documents.erase_traces()
    return count


def delete_overdue(studio: Studio, *, at: datetime) -> list[str]:
    """Delete what is past its day, of all workshops; return the ids of those. Nobody has to ask for it.

    A worker does so every few seconds; until then pages show nothing of it any more.
    """
    with studio.documents.read(INVITATIONS) as look:
        if not any(one.is_over(at) for one in look.find(Invitation)):
            return []
    with studio.documents.write(INVITATIONS) as tx:
        over = [one.id for one in tx.find(Invitation) if one.is_over(at)]
        for workshop in over:
            _delete(studio, tx, workshop)
        shred_strays(studio, {one.id for one in tx.find(Registration) if one.sealed})
    studio.documents.erase_traces()
    return over


def forget_registrations(studio: Studio, workshop: str, participant_id: str, *, at: datetime) -> None:
    """Delete what a participant wrote when they registered; once more is no error."""
    with studio.documents.read(INVITATIONS) as tx:
        theirs = tx.find(Registration, invitation=workshop, participant_id=participant_id)
    for one in theirs:
        remove(studio, workshop, one.id, at=at)


def _delete(studio: Studio, tx: Writing, workshop: str) -> int:
    gone = tx.find(Registration, invitation=workshop)
    for one in gone:
        shred(studio, one.id)
        tx.delete(Registration, one.id)
    tx.delete(Invitation, workshop)
    return len(gone)
