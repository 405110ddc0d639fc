"""Going in, staying in, leaving. What a phone keeps is random; the studio keeps its hash only."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from pvstudio.errors import NotFound
from pvstudio.languages import canonical
from pvstudio.store.documents import Reading
from workflows.phones.cards import check_seat, end_visits_in, phone_of, sweep
from workflows.phones.codes import digest, new_token, typed_code
from workflows.phones.errors import CodeRefused, SeatLocked, VisitOver
from workflows.phones.seat import Phone, Visit
from workflows.wiring import PHONES, Studio

#: Without a sign of life somebody has put the phone away, or somebody else has picked it up.
IDLE = timedelta(minutes=10)
#: Nobody decides well for longer; the card opens the next visit.
LONGEST = timedelta(hours=2)
_LIKE_A_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
#: A sign of life is written down so often at most.
_TOUCH = timedelta(minutes=1)


def enter(studio: Studio, code: str, at: datetime) -> tuple[str, Visit]:
    """Return the token of a new visit, and the visit: half way in, the one before at this seat is over.

    *code* is the secret of a card, or a code from a facilitator's screen, which is used up by it.
    Raises :class:`CodeRefused`, and :class:`SeatLocked` after a right code.
    """
    key = digest(typed_code(code))
    with studio.documents.read(PHONES) as tx:
        found = _opened_by(tx, key, at)
    try:
        check_seat(studio, found.workshop, found.seat)
    except NotFound as gone:  # a guardian of yesterday, a child who is an adult now
        raise CodeRefused from gone
    token = new_token()
    with studio.documents.write(PHONES) as tx:
        kept = _opened_by(tx, key, at)  # once is once, also for two phones at the same moment
        if kept.locked_at:
            raise SeatLocked
        sweep(tx, at)
        if kept.code == key:
            tx.put(replace(kept, code="", code_until=None, code_by=""))
        end_visits_in(tx, kept.workshop, kept.seat)
        visit = _begun(kept, token, at)
        tx.put(visit)
    return token, visit


def _opened_by(tx: Reading, key: str, at: datetime) -> Phone:
    for kept in tx.find(Phone, code=key):
        if kept.code_opens(at):
            return kept
    for kept in tx.find(Phone, card=key):
        if not kept.card_rests:
            return kept
    raise CodeRefused


def _begun(kept: Phone, token: str, at: datetime) -> Visit:
    return Visit(
        id=digest(token),
        workshop=kept.workshop,
        participant_id=kept.participant_id,
        role=kept.role,
        guardian_id=kept.guardian_id,
        language=kept.language,
        at=at,
        until=at + IDLE,
        touched_at=at,
    )


def visit_of(studio: Studio, token: str, at: datetime) -> Visit | None:
    """Return the visit of *token*, half way or all the way in, or None when it is over.

    This is the sign of life that prolongs it. About once a minute it is also looked whether the seat still
    stands: who no longer answers for a child is out.
    """
    key = digest(token)
    with studio.documents.read(PHONES) as tx:
        found = _valid(tx, key, at)
    if found is None or at - found.touched_at < _TOUCH:
        return found
    try:
        check_seat(studio, found.workshop, found.seat)
    except NotFound:
        leave(studio, token)
        return None
    with studio.documents.write(PHONES) as tx:
        if still := _valid(tx, key, at):
            still = replace(still, until=min(at + IDLE, still.at + LONGEST), touched_at=at)
            tx.put(still)
    return still


def choose_language(studio: Studio, visit: Visit, tag: str) -> Visit:
    """Note the language that somebody wants to be spoken to in, for this visit and the next.

    One that nobody here knows by name is kept as it is written, if it is written like a language (BCP 47).
    Raises :class:`~pvstudio.errors.NotFound` for what is none, :class:`VisitOver`.
    """
    language = canonical(tag) or (tag if _LIKE_A_TAG.fullmatch(tag) else None)
    if language is None:
        raise NotFound("language", tag)
    with studio.documents.write(PHONES) as tx:
        still = replace(kept_visit(tx, visit), language=language)
        tx.put(still)
        tx.put(replace(phone_of(tx, still.workshop, still.seat), language=language))
    return still


def leave(studio: Studio, token: str) -> None:
    """End one visit: “hide now”."""
    with studio.documents.write(PHONES) as tx:
        tx.delete(Visit, digest(token))


def kept_visit(tx: Reading, visit: Visit) -> Visit:
    """Return what is kept of *visit* by now, or raise :class:`VisitOver`."""
    for still in tx.find(Visit, id=visit.id):
        if still.seat == visit.seat:
            return still
    raise VisitOver


def _valid(tx: Reading, key: str, at: datetime) -> Visit | None:
    return next((one for one in tx.find(Visit, id=key) if one.is_open(at)), None)
