"""The participant's phone: who holds it, how they get in, and how they ask for a person.

seat.py     seats, and the documents kept about them in the studio-wide store ``PHONES``
codes.py    secrets: cards, codes, tokens; of each only the SHA-256 is kept
cards.py    what a facilitator does: cards, codes, unlocking, looking
visits.py   going in, staying, leaving            pins.py       four pictures in order; in turn on one phone
presence.py a facilitator stands beside it        calls.py      “I want to speak with a person”
forgetting.py  erasures, and seats that no longer stand
"""

from __future__ import annotations

from workflows.phones.calls import Call, answered, call_person
from workflows.phones.cards import PhoneState, end_visits, locked_in, new_card, once_code, state_of, unlock
from workflows.phones.errors import (
    CodeRefused,
    PinStands,
    PinTooEasy,
    PinUnclear,
    PinWrong,
    PresenceRefused,
    SeatLocked,
    VisitOver,
)
from workflows.phones.forgetting import forget_phones, forget_stale_seats
from workflows.phones.pins import PICTURES, check_pin, has_pin, other_seats, set_pin, take_seat
from workflows.phones.presence import check_presence, present_code
from workflows.phones.seat import Seat, Visit, seats_of
from workflows.phones.visits import choose_language, enter, leave, visit_of

__all__ = [
    "PICTURES",
    "Call",
    "CodeRefused",
    "PhoneState",
    "PinStands",
    "PinTooEasy",
    "PinUnclear",
    "PinWrong",
    "PresenceRefused",
    "Seat",
    "SeatLocked",
    "Visit",
    "VisitOver",
    "answered",
    "call_person",
    "check_pin",
    "check_presence",
    "choose_language",
    "end_visits",
    "enter",
    "forget_phones",
    "forget_stale_seats",
    "has_pin",
    "leave",
    "locked_in",
    "new_card",
    "once_code",
    "other_seats",
    "present_code",
    "seats_of",
    "set_pin",
    "state_of",
    "take_seat",
    "unlock",
    "visit_of",
]
