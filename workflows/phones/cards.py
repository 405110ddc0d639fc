"""What a facilitator does for a seat: cards, codes, opening it again, looking how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pvstudio.errors import NotFound
from pvstudio.store.documents import Reading, Writing
from workflows.phones.codes import digest, new_code, new_secret
from workflows.phones.seat import CODE_LASTS, Phone, Seat, Visit, seats_of
from workflows.wiring import PHONES, Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneState:
    """How a seat stands, for the facilitator's page; it says nothing of what opens it."""

    seat: Seat
    card_at: datetime | None = None  # None: no card was made
    card_by: str = ""
    card_rests: bool = False  # no PIN was chosen yet, or it was forgotten: the card opens once one is
    code_until: datetime | None = None  # a code on a screen that nobody has used
    has_pin: bool = False
    locked_at: datetime | None = None
    visit: Visit | None = None  # that is open now


def new_card(studio: Studio, workshop: str, seat: Seat, *, by: str, at: datetime) -> str:
    """Make the card of a seat anew and return its secret, to be shown once.

    The old card and the visits of this seat are over. The first pictures are chosen by a code on a
    facilitator's screen: before, a card opens nothing, whoever finds it. Raises
    :class:`~pvstudio.errors.NotFound` for a seat that *workshop* does not have.
    """
    check_seat(studio, workshop, seat)
    secret = new_secret()
    with studio.documents.write(PHONES) as tx:
        kept = phone_of(tx, workshop, seat)
        tx.put(replace(kept, card=digest(secret), card_at=at, card_by=by, card_rests=not kept.pin))
        end_visits_in(tx, workshop, seat)
    return secret


def once_code(studio: Studio, workshop: str, seat: Seat, *, by: str, at: datetime) -> str:
    """Return a code that opens a seat once within :data:`CODE_LASTS`; the code before is over.

    *by* is who shows it. Raises :class:`~pvstudio.errors.NotFound` for a seat that *workshop* does not have.
    """
    check_seat(studio, workshop, seat)
    with studio.documents.write(PHONES) as tx:
        sweep(tx, at)
        code = new_code()
        while tx.find(Phone, code=digest(code)):
            code = new_code()
        kept = phone_of(tx, workshop, seat)
        tx.put(replace(kept, code=digest(code), code_until=at + CODE_LASTS, code_by=by))
    return code


def unlock(studio: Studio, workshop: str, seat: Seat, *, by: str, at: datetime) -> None:
    """Open a seat that is locked, or whose PIN was forgotten: the person chooses a new one.

    Whoever guessed may hold the card: until the new PIN is chosen, only a code opens this seat.
    """
    with studio.documents.write(PHONES) as tx:
        for kept in tx.find(Phone, id=seat.key(workshop)):
            opened = replace(kept, pin="", wrong=0, locked_at=None, unlocked_at=at, unlocked_by=by)
            tx.put(replace(opened, card_rests=True, code="", code_until=None))
        end_visits_in(tx, workshop, seat)


def state_of(studio: Studio, workshop: str, seat: Seat, at: datetime | None = None) -> PhoneState:
    """Return how a seat stands at the moment *at*: now."""
    at = at or datetime.now(UTC)
    with studio.documents.read(PHONES) as tx:
        kept = phone_of(tx, workshop, seat)
        visits = [one for one in visits_of(tx, workshop, seat) if one.is_open(at)]
    open_code = kept.code_until if kept.code_opens(at) else None
    return PhoneState(
        seat=seat,
        card_at=kept.card_at,
        card_by=kept.card_by,
        card_rests=kept.card_rests and bool(kept.card),
        code_until=open_code,
        has_pin=bool(kept.pin),
        locked_at=kept.locked_at,
        visit=visits[0] if visits else None,
    )


def locked_in(studio: Studio, workshop: str) -> list[Seat]:
    """Return the seats of *workshop* that wait for a facilitator to open them."""
    with studio.documents.read(PHONES) as tx:
        return [one.seat for one in tx.find(Phone, workshop=workshop) if one.locked_at]


def end_visits(studio: Studio, workshop: str, seat: Seat) -> None:
    """Put whatever phone is at this seat out."""
    with studio.documents.write(PHONES) as tx:
        end_visits_in(tx, workshop, seat)


def end_visits_in(tx: Writing, workshop: str, seat: Seat, *, but: str = "") -> None:
    """End the visits of a seat, except the one with the id *but*."""
    for one in visits_of(tx, workshop, seat):
        if one.id != but:
            tx.delete(Visit, one.id)


def visits_of(tx: Reading, workshop: str, seat: Seat) -> list[Visit]:
    """Return the visits of a seat that were not ended, also those that time has ended."""
    some = tx.find(Visit, workshop=workshop, participant_id=seat.participant_id)
    return [one for one in some if one.seat == seat]


def phone_of(tx: Reading, workshop: str, seat: Seat) -> Phone:
    """Return what is kept about a seat; something empty where nothing is."""
    found = tx.find(Phone, id=seat.key(workshop))
    return (
        found[0]
        if found
        else Phone(
            id=seat.key(workshop),
            workshop=workshop,
            participant_id=seat.participant_id,
            role=seat.role,
            guardian_id=seat.guardian_id,
        )
    )


def check_seat(studio: Studio, workshop: str, seat: Seat) -> None:
    """Raise :class:`~pvstudio.errors.NotFound` for a seat that nobody in *workshop* has (any more)."""
    with studio.documents.read(workshop) as tx:
        if seat not in seats_of(tx, seat.participant_id):
            raise NotFound("seat", seat.guardian_id or seat.participant_id)


def sweep(tx: Writing, at: datetime) -> None:
    """Forget visits and codes that time has ended: what is looked through at every request stays small."""
    for visit in tx.find(Visit):
        if not visit.is_open(at):
            tx.delete(Visit, visit.id)
    for kept in tx.find(Phone):
        if kept.code_until and not kept.code_opens(at):
            tx.put(replace(kept, code="", code_until=None, code_by=""))
