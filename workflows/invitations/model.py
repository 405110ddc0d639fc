"""An open workshop: what strangers are told of it, and who wants to come.

Both are documents of the studio itself (:data:`~workflows.wiring.INVITATIONS`): whoever registers is no
participant yet, and nothing of theirs lies in the workshop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an invitation says in one language: read by everybody who holds the poster."""

    language: str  # BCP 47
    title: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A workshop that people may register for (a document). Its id is that of the workshop.

    *until* is the last day on which one may register, *delete_on* the first on which nothing of those who
    did is left, both as days where the studio is.
    """

    id: str
    code: str  # what is typed behind /join/: eight letters
    told: tuple[Told, ...]  # the first is what others are told in whose language there is nothing
    place: str
    starts: date | None = None
    ends: date | None = None
    hours: str = ""  # as people there write it: "10:00–16:00, lunch is there"
    languages: tuple[str, ...] = ()  # BCP 47: that are spoken there
    network: str = ""  # the name of the Wi-Fi in which phones find the studio
    network_key: str = ""  # its password: everybody reads it on the poster
    tell: str = ""  # whom people tell who have no phone: a name, a number
    places: int  # so many people
    until: date
    delete_on: date
    made_at: datetime
    closed_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Say whether one may register at the moment *at*."""
        today = at.astimezone().date()
        return self.closed_at is None and today <= self.until and not self.is_over(at)

    def is_over(self, at: datetime) -> bool:
        """Say whether everything about those who registered must be gone."""
        return at.astimezone().date() >= self.delete_on

    def said_in(self, language: str) -> Told:
        """Return what is said in *language*, however it is written there; else what comes first."""
        exact = [one for one in self.told if one.language == language]
        near = [one for one in self.told if one.language.partition("-")[0] == language.partition("-")[0]]
        return (*exact, *near, *self.told)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Somebody wants to come (a document). What they wrote is *sealed* under a key of this one alone.

    Of a participant it is "": what they wrote is deleted.
    The id is a hash of the letters that they hold. *taken_at*: since when they have a place; None: they wait.
    *delete_on* is the earliest day that was ever promised to them, whatever the invitation says later.
    *will_be* is drawn by lot, not made from the letters: once this is deleted, nobody who finds these letters
    can work out who it was.
    """

    id: str
    invitation: str
    at: datetime
    sealed: str = field(repr=False)
    delete_on: date  # the first day on which nothing of it is left
    will_be: str  # the id that they have in the workshop if they become a participant: pressed twice, one
    taken_at: datetime | None = None
    participant_id: str = ""  # who they are in the workshop, once a facilitator made them a participant

    def is_over(self, at: datetime) -> bool:
        """Say whether everything about it must be gone."""
        return at.astimezone().date() >= self.delete_on

    @property
    def order(self) -> tuple[datetime, str]:
        """First come, first served."""
        return self.at, self.id

    @property
    def moved_up(self) -> bool:
        """Say whether they waited first."""
        return self.taken_at is not None and self.taken_at > self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What somebody writes about themselves. Printing or logging it shows nothing."""

    name: str = field(repr=False)  # to be called by; nobody asks whether it is theirs
    contact: str = field(default="", repr=False)
    languages: tuple[str, ...] = ()  # BCP 47
    needs: str = field(default="", repr=False)  # childcare, a ramp, somebody who interprets


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A registration as those see it who work in the workshop.

    *who* is None for a participant, and where the key is not here.
    """

    registration: Registration
    who: Applicant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How somebody stands who registered."""

    invitation: Invitation
    registration: Registration
    ahead: int  # so many wait before them; 0 for whoever has a place

    @property
    def has_place(self) -> bool:
        """Say whether they can come."""
        return self.registration.taken_at is not None
