"""The agenda of a workshop: what happens when, as facilitators plan it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaSession:
    """One row of the agenda (a document). Several have the same *day*; one without a day comes last.

    *place* is its place among the rows of the same day and time, as somebody put them in order.
    """

    id: str
    title: str
    day: date | None = None
    starts: str = ""  # "HH:MM" where the workshop is; "" is whenever it suits
    notes: str = ""
    place: int = 0

    @property
    def order(self) -> tuple[date, str, int, str]:
        """What rows are sorted by."""
        return self.day or date.max, self.starts or "~", self.place, self.id
