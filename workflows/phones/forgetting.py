"""Forgetting phones: of whoever is erased, and of seats that nobody has any more."""

from __future__ import annotations

from pvstudio.errors import NotFound
from pvstudio.store.documents import Writing
from workflows.phones.calls import Call
from workflows.phones.cards import end_visits_in
from workflows.phones.seat import Phone, seats_of
from workflows.wiring import PHONES, Studio


def forget_phones(studio: Studio, workshop: str, participant_id: str) -> None:
    """Forget everything about the phones of a participant and of their guardians; once more is no error."""
    with studio.documents.write(PHONES) as tx:
        for kept in tx.find(Phone, workshop=workshop, participant_id=participant_id):
            _forget(tx, kept)


def forget_stale_seats(studio: Studio, workshop: str, participant_id: str) -> None:
    """Forget the phones of a participant that nobody may hold now: another age, a guardian who is none."""
    with studio.documents.read(workshop) as look:
        try:
            seats = seats_of(look, participant_id)
        except NotFound:
            seats = []
    with studio.documents.write(PHONES) as tx:
        for kept in tx.find(Phone, workshop=workshop, participant_id=participant_id):
            if kept.seat not in seats:
                _forget(tx, kept)


def forget_calls(tx: Writing, participant_id: str) -> None:
    """Forget that a participant, or a guardian of theirs, asked for a person."""
    for one in tx.find(Call, participant_id=participant_id):
        tx.delete(Call, one.id)


def _forget(tx: Writing, kept: Phone) -> None:
    end_visits_in(tx, kept.workshop, kept.seat)
    tx.delete(Phone, kept.id)
