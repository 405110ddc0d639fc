"""The picture PIN: four of twelve drawings in order. It only stands beside a card, and is soon locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pvstudio.errors import NotFound
from pvstudio.store.documents import Writing
from workflows.phones.cards import end_visits_in, phone_of
from workflows.phones.errors import PinStands, PinTooEasy, PinUnclear, PinWrong, SeatLocked, VisitOver
from workflows.phones.seat import MOST_WRONG, Phone, Seat, Visit, seats_of
from workflows.phones.visits import IDLE, LONGEST, kept_visit
from workflows.wiring import PHONES, Studio

#: Drawings that everybody can tell apart; a PIN is some of them in order, the same one may come again.
PICTURES = (
    *("sun", "tree", "fish", "key", "cup", "apple"),
    *("flower", "umbrella", "bell", "bike", "chair", "cat"),
)
LENGTH = 4

#: As for passwords: OWASP's floor for argon2id.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def has_pin(studio: Studio, visit: Visit) -> bool:
    """Say whether somebody has chosen pictures at this seat."""
    with studio.documents.read(PHONES) as tx:
        return bool(phone_of(tx, visit.workshop, visit.seat).pin)


def set_pin(studio: Studio, visit: Visit, picks: Sequence[str], at: datetime) -> Visit:
    """Choose the pictures of a seat, and be in with them: the first time, or others while one is in.

    Raises :class:`PinUnclear`, :class:`PinTooEasy`; :class:`PinStands` where there are pictures that
    were not given in this visit; :class:`VisitOver`.
    """
    text = _text(picks)
    if len(set(picks)) == 1:
        raise PinTooEasy
    made = _HASHER.hash(text)
    with studio.documents.write(PHONES) as tx:
        still = kept_visit(tx, visit)
        kept = phone_of(tx, still.workshop, still.seat)
        if kept.locked_at:
            raise SeatLocked
        if kept.pin and not still.unlocked:
            raise PinStands
        tx.put(replace(kept, pin=made, wrong=0, card_rests=False))
        return _in(tx, still, at)


def check_pin(studio: Studio, visit: Visit, picks: Sequence[str], at: datetime) -> Visit:
    """Let a visit all the way in. Raises :class:`PinWrong`, :class:`SeatLocked`, :class:`VisitOver`."""
    with studio.documents.read(PHONES) as tx:
        still = kept_visit(tx, visit)
    _checked(studio, still.workshop, still.seat, picks, at)
    with studio.documents.write(PHONES) as tx:
        return _in(tx, kept_visit(tx, visit), at)


def other_seats(studio: Studio, visit: Visit) -> list[Seat]:
    """Return the other seats of the same person that have a PIN: who may take this phone in turn."""
    with studio.documents.read(visit.workshop) as tx:
        others = [one for one in seats_of(tx, visit.participant_id) if one != visit.seat]
    with studio.documents.read(PHONES) as tx:
        return [one for one in others if phone_of(tx, visit.workshop, one).pin]


def take_seat(studio: Studio, visit: Visit, seat: Seat, picks: Sequence[str], at: datetime) -> Visit:
    """Hand the phone over: with the PIN of *seat* this visit becomes that seat's, and the old one is left.

    Other phones at that seat are out. Raises :class:`~pvstudio.errors.NotFound` for a seat that is
    no other one of this person's, or has no PIN; :class:`PinWrong`, :class:`SeatLocked`, :class:`VisitOver`.
    """
    if seat not in other_seats(studio, visit):
        raise NotFound("seat", seat.guardian_id or seat.participant_id)
    with studio.documents.read(PHONES) as tx:
        if not kept_visit(tx, visit).unlocked:
            raise VisitOver
    _checked(studio, visit.workshop, seat, picks, at)
    with studio.documents.write(PHONES) as tx:
        still = kept_visit(tx, visit)
        end_visits_in(tx, still.workshop, seat)
        kept = phone_of(tx, still.workshop, seat)
        taken = replace(still, role=seat.role, guardian_id=seat.guardian_id, at=at)
        return _in(tx, replace(taken, language=kept.language or still.language), at)


def _checked(studio: Studio, workshop: str, seat: Seat, picks: Sequence[str], at: datetime) -> None:
    """Check the PIN of a seat, or raise; the fifth wrong one in a row locks it and puts its phone out."""
    text = _text(picks)
    tried = _count(studio, workshop, seat, at)
    right = _matches(tried.pin, text)
    with studio.documents.write(PHONES) as tx:
        now = phone_of(tx, workshop, seat)
        right = right and now.pin == tried.pin and (not now.locked_at or now.wrong == tried.wrong)
        if right:  # and if it is locked, then by this try alone, which counted as wrong until now
            tx.put(replace(now, wrong=max(0, now.wrong - tried.wrong), locked_at=None))
        elif now.locked_at:
            end_visits_in(tx, workshop, seat)
    if not right:
        raise SeatLocked if now.locked_at else PinWrong(MOST_WRONG - now.wrong)


def _count(studio: Studio, workshop: str, seat: Seat, at: datetime) -> Phone:
    """Count a try before it is known whether it is right: guesses side by side all count."""
    with studio.documents.write(PHONES) as tx:
        kept = phone_of(tx, workshop, seat)
        if kept.locked_at:
            raise SeatLocked
        if not kept.pin:
            raise PinWrong(MOST_WRONG)
        wrong = kept.wrong + 1
        kept = replace(kept, wrong=wrong, locked_at=at if wrong >= MOST_WRONG else None)
        tx.put(kept)
    return kept


def _in(tx: Writing, visit: Visit, at: datetime) -> Visit:
    """Keep *visit* as one whose PIN was given just now."""
    inside = replace(visit, unlocked=True, until=min(at + IDLE, visit.at + LONGEST), touched_at=at)
    tx.put(inside)
    return inside


def _text(picks: Sequence[str]) -> str:
    if len(picks) != LENGTH or not set(picks) <= set(PICTURES):
        raise PinUnclear(len(picks))
    return " ".join(picks)


def _matches(kept: str, text: str) -> bool:
    try:
        return _HASHER.verify(kept, text)
    except (VerificationError, InvalidHashError):
        return False
