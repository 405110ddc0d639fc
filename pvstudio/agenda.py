"""The agenda of a workshop: what happens when, as facilitators plan it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pvstudio.gatherings import ActivityType


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
    minutes: int = 0  # how long it is planned to last; 0: as long as it takes
    exercise: str = ""  # id in workflows.agendas; "": written by hand
    slot: str = ""  # of which agenda, counted from which day and time: "agenda day time number"
    stage: str = ""  # consent stage that is asked in it, "S1" to "S4"
    activity: ActivityType = ActivityType.SKILLS  # what who came is counted as
    done_at: datetime | None = None
    done_by: str = ""  # id of the account that ticked it off
    footage_ids: tuple[str, ...] = ()  # what was filmed in it

    @property
    def order(self) -> tuple[date, str, int, str]:
        """What rows are sorted by."""
        return self.day or date.max, self.starts or "~", self.place, self.id
