"""Seats: a person and in which right they answer; and what is kept about the phone at each seat."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from consent.releases import Guardian, Role
from pvstudio.model import AgeBand, Participant
from pvstudio.store import Reading

#: So many wrong PINs in a row lock a seat.
MOST_WRONG = 5
#: So far a clock may be set back; further, and nobody knows how long something has been open.
SLACK = timedelta(minutes=2)
#: So long a code on a facilitator's screen is good.
CODE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who answers: themselves, the child, or one of its guardians. The officer answers on their own pages."""

    participant_id: str
    role: Role
    guardian_id: str = ""

    def key(self, workshop: str) -> str:
        """Return the id under which this seat of *workshop* is kept."""
        parts = (workshop, self.participant_id, self.role, self.guardian_id)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def seats_of(tx: Reading, participant_id: str) -> list[Seat]:
    """Return who may hold a phone for a participant; raise :class:`~pvstudio.errors.NotFound` if unknown."""
    person = tx.get(Participant, participant_id)
    if person.age_band is AgeBand.ADULT:
        return [Seat(participant_id=person.id, role=Role.SELF)]
    child = Seat(participant_id=person.id, role=Role.CHILD_ASSENT)
    if person.age_band is AgeBand.UNACCOMPANIED:
        return [child]
    guardians = tx.find(Guardian, participant_id=person.id)
    return [
        child,
        *(Seat(participant_id=person.id, role=Role.GUARDIAN, guardian_id=one.id) for one in guardians),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """What is kept about one seat: hashes of what opens it, never what opens it (a document of PHONES).

    *wrong* counts the PINs tried since the last right one, also those that are being checked just now.
    """

    id: str  # Seat.key
    workshop: str
    participant_id: str
    role: Role
    guardian_id: str = ""
    card: str = ""  # SHA-256
    card_at: datetime | None = None
    card_by: str = ""
    card_rests: bool = False  # until a PIN is chosen, by a code: else whoever finds the card chooses it
    code: str = ""  # SHA-256
    code_until: datetime | None = None
    code_by: str = ""
    pin: str = ""  # argon2's own text
    wrong: int = 0
    locked_at: datetime | None = None
    unlocked_at: datetime | None = None  # last
    unlocked_by: str = ""
    language: str = ""  # chosen at the last visit

    @property
    def seat(self) -> Seat:
        """Whose it is."""
        return Seat(participant_id=self.participant_id, role=self.role, guardian_id=self.guardian_id)

    def code_opens(self, at: datetime) -> bool:
        """Say whether the code on a screen is still good."""
        return self.code_until is not None and lasts(self.code_until - CODE_LASTS, at, self.code_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One phone that is in, at one seat (a document of PHONES). *id* is the SHA-256 of its token.

    It is half way in until the PIN was given (*unlocked*), and over at *until* without a sign of life.
    """

    id: str
    workshop: str
    participant_id: str
    role: Role
    guardian_id: str = ""
    language: str = ""  # BCP 47; "" until one was chosen
    unlocked: bool = False
    at: datetime
    until: datetime
    touched_at: datetime

    @property
    def seat(self) -> Seat:
        """Who holds the phone."""
        return Seat(participant_id=self.participant_id, role=self.role, guardian_id=self.guardian_id)

    def is_open(self, at: datetime) -> bool:
        """Say whether time has not ended it."""
        return lasts(self.touched_at, at, self.until)


def lasts(since: datetime, at: datetime, until: datetime) -> bool:
    """Say whether what began at *since* is still good: not after *until*, nor with a clock set back."""
    return since - SLACK <= at < until
