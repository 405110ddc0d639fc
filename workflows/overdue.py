"""What can be past its date, and how days are counted; :mod:`workflows.retention` finds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pvstudio.config import Retention
from pvstudio.model import Footage, Workshop
from pvstudio.store import Reading


class Matter(StrEnum):
    """What can be past its date; the names are those of the settings."""

    UNUSED_FOOTAGE = "unused-footage"
    WITHDRAWN_FOOTAGE = "withdrawn-footage"
    REFUSED_UPLOAD = "refused-upload"
    IDENTITY = "identity"
    KIT = "kit"
    SPOKEN_NOTE = "spoken-note"


_ERASED_HERE = {Matter.REFUSED_UPLOAD, Matter.IDENTITY, Matter.SPOKEN_NOTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """One thing that is past its date."""

    matter: Matter
    id: str
    name: str  # what facilitators call it
    since: date  # the first day past its date
    why: str
    needed_for: str = ""  # what of consent still needs it: then it stays
    instead: str = ""  # what to do about it, where it is not deleted here

    @property
    def can_be_erased(self) -> bool:
        """Tell whether `erase_overdue` deletes it."""
        return self.matter in _ERASED_HERE and not self.needed_for


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a workshop, at one moment, with one set of dates."""

    tx: Reading
    workshop: Workshop
    dates: Retention
    at: datetime

    def past(self, begins: date, days: int) -> date | None:
        """Return the first day past the date of what *begins* then; None if it is not past, or is kept."""
        day = due_on(begins, days)
        return day if day and day <= self.at.date() else None


def due_on(begins: date, days: int) -> date | None:
    """Return the first day on which *days* are over; None for what is kept.

    The last day that a calendar has stands for what comes after it: documents may hold any date.
    """
    if not days:
        return None
    return begins + timedelta(days=days + 1) if days < (date.max - begins).days else date.max


def ended_on(tx: Reading, workshop: Workshop) -> date | None:
    """Return the last day of the workshop; where nobody wrote it down, when its last footage came in."""
    if workshop.ends:
        return workshop.ends
    return max((one.received_at.date() for one in tx.find(Footage)), default=workshop.starts)
