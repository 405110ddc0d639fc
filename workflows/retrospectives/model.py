"""Retrospectives and the changes that come of them, as documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """The three columns of a retrospective."""

    KEEP = "keep"
    CHANGE = "change"
    TRY = "try"


class Occasion(StrEnum):
    """After what people look back."""

    SESSION = "session"
    DAY = "day"
    WORKSHOP = "workshop"
    SCREENING = "screening"


class Mark(StrEnum):
    """A picture beside a line, for those who look rather than read; NONE is no picture."""

    NONE = ""
    TIME = "time"
    PEOPLE = "people"
    TALK = "talk"
    CAMERA = "camera"
    SOUND = "sound"
    LANGUAGE = "language"
    PLACE = "place"
    SAFETY = "safety"


class ChangeState(StrEnum):
    """Where a change stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was said; *votes* are the marks that people in the room put beside it."""

    id: str
    kind: Kind
    words: str
    mark: Mark = Mark.NONE
    votes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrospective:
    """What people said when they looked back together (a document).

    *about* is what on, in words; *about_id* the session or screening where it is one of the studio's.
    """

    id: str
    held_on: date
    occasion: Occasion
    about: str
    about_id: str = ""
    lines: tuple[Line, ...] = ()
    by: str = ""  # the name of the account that wrote it down
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who changed what of a change, when; *was* is what stood there before."""

    at: datetime
    by: str
    what: str  # "made", or a field of Change
    was: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that is to be kept, done differently or tried, and who sees to it (a document).

    *owner* is a name; *owner_id* their account, if they have one. *why* is what came of it, or why it was
    dropped. *past* is its history, the oldest first.
    """

    id: str
    kind: Kind
    words: str
    owner: str
    owner_id: str = ""
    due: date | None = None
    state: ChangeState = ChangeState.OPEN
    why: str = ""
    mark: Mark = Mark.NONE
    about: str = ""  # the words of its retrospective
    retrospective_id: str = ""
    line_id: str = ""
    made_at: datetime
    past: tuple[Step, ...] = ()

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has gone by and nobody said what came of it."""
        return self.state is ChangeState.OPEN and self.due is not None and self.due < today
