"""What a report holds. It is made anew whenever somebody asks for it, and kept nowhere."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pvstudio.model import Audience, Workshop
from workflows.attendance import Shown
from workflows.feedback import Quote
from workflows.reports.answers import Answers
from workflows.retrospectives import Change, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which report is wanted. Days are included; None is without end. *audience* is who will read it."""

    workshops: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    audience: Audience = Audience.PARTNERS
    inside: bool = True  # whoever asks works in the workshops; the office: counts and states, no faces

    def holds(self, day: date) -> bool:
        """Say whether *day* is one of those that the report is about."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def holds_month(self, day: date, today: date) -> bool:
        """Say whether the month of *day* is told of, whole, as figures are; to the office once it is over.

        Words of one day would be words of one screening, and soon of one person.
        """
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        return self.asks_for_month(day) and (self.inside or last < today)

    def asks_for_month(self, day: date) -> bool:
        """Say whether the month of *day* is one of those that the report is about, whole."""
        first = day.replace(day=1)
        begun = self.since is None or first >= self.since.replace(day=1)
        return begun and (self.until is None or first <= self.until)

    def tells_of(self, day: date, today: date) -> bool:
        """Say whether what was held on *day* is told of: the office sees months that are over, not days."""
        return self.holds(day) if self.inside else self.holds_month(day, today)

    def later(self, today: date) -> date | None:
        """Return the day from which the office is told of this month's screenings, if it asks for them."""
        if self.inside or not self.asks_for_month(today):
            return None
        return today.replace(day=calendar.monthrange(today.year, today.month)[1]) + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film that whoever reads the report may see. *poster* is a JPEG, or empty."""

    workshop: str
    version_id: str
    title: str
    duration_ms: int | None  # None: the rendered film is not here
    poster: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A screening of a film that may be told of; *place* is "" where it looks as if it named somebody.

    Who came stands in the figures alone.
    """

    when: str  # its day; for the office its month
    place: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One workshop of a report. A change has an owner only where the report may name one."""

    workshop: Workshop
    gatherings: int  # that were held: sessions, and what else was written down
    films: tuple[Film, ...]
    withheld: int  # films that are not shown
    screenings: tuple[Held, ...]
    screenings_withheld: int  # of films that are not shown
    answers: Answers  # of the months that the report is about
    quotes: tuple[Quote, ...]
    quotes_withheld: int  # about films that are not shown
    changes: Mapping[Kind, tuple[Change, ...]]
    changes_withheld: int  # whose words look as if they named somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that one may say to the audience of *wish* at the moment *made_at*."""

    wish: Wish
    parts: tuple[Part, ...]
    figures: Shown
    made_at: datetime

    @property
    def films(self) -> list[Film]:
        """All films that are shown."""
        return [film for part in self.parts for film in part.films]
