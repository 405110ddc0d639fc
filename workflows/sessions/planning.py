"""What was planned together is moved, or taken out, together; a plan outside the workshop's days is said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop
from pvstudio.store import Reading
from workflows.agendas import SCREENING, ExerciseUnknown
from workflows.agendas import agenda as agenda_of
from workflows.attendance.records import attendances_of
from workflows.fields import YEARS, FormRefused, Problem, check_unchanged, seen
from workflows.sessions.saying import is_ours
from workflows.wiring import Studio
from workflows.workshops import agenda, row_of

#: All of a plan, whatever it was made from.
ALL = "all"
#: Nobody moves a plan further.
_FURTHEST = 3660


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Sessions of one agenda from one day on, in order; or all that were written by hand; or :data:`ALL`.

    *held* are ids of those that took place: done, or somebody was counted or filmed there. *noted* are
    ids of those for which somebody wrote something down: notes, another title, another length.
    """

    id: str  # "agenda day time"; "": by hand
    sessions: tuple[AgendaSession, ...]
    held: frozenset[str]
    noted: frozenset[str]

    @property
    def agenda(self) -> str:
        """The id of the agenda; "" where it is none."""
        return self.id.split(" ")[0] if " " in self.id else ""

    @property
    def days(self) -> tuple[date, ...]:
        """The days, from the first to the last."""
        return tuple(dict.fromkeys(one.day for one in self.sessions if one.day))

    @property
    def to_move(self) -> tuple[AgendaSession, ...]:
        """Those of a day that are still to come."""
        return tuple(one for one in self.sessions if one.day and one.id not in self.held)

    @property
    def to_take_out(self) -> tuple[AgendaSession, ...]:
        """Those of an agenda with which nothing would be lost."""
        lost = self.held | self.noted
        return tuple(one for one in self.sessions if one.slot and one.id not in lost)

    @property
    def shown(self) -> tuple[object, ...]:
        """What a form shows of it."""
        return tuple((one.id, row_of(one), one.id in self.held) for one in self.sessions)

    @property
    def stands(self) -> str:
        """What stands for that in the form."""
        return seen(self.shown)


def planned_together(tx: Reading) -> list[Together]:
    """Return what was planned together, as it begins; where that is several, all of it first."""
    rows = agenda(tx)
    groups: dict[str, list[AgendaSession]] = {}
    for one in rows:
        groups.setdefault(one.slot.rpartition(" ")[0], []).append(one)
    counted = {one.session_id for one in attendances_of(tx)}
    found = [_together(id_, of, counted) for id_, of in groups.items()]
    return [_together(ALL, rows, counted), *found] if len(found) > 1 else found


def take_out(studio: Studio, workshop: str, which: str, *, sent: str) -> tuple[int, int]:
    """Take the sessions of an agenda out again; return how many went and how many stay.

    Those stay with which something would be lost (:class:`Together`). *sent* stands for what the form showed
    (*stands*); raises :class:`~workflows.fields.ChangedMeanwhile`, :class:`~pvstudio.errors.NotFound`.
    """
    with studio.documents.write(workshop) as tx:
        found = _unchanged(tx, workshop, which, sent)
        for one in found.to_take_out:
            tx.delete(AgendaSession, one.id)
    gone = len(found.to_take_out)
    return gone, len(found.sessions) - gone


def move(studio: Studio, workshop: str, which: str, days: int, *, sent: str) -> tuple[int, int]:
    """Move what is still to come by *days*; return how many moved and how many stay.

    Raises as :func:`take_out` does, and :class:`~workflows.fields.FormRefused` ("days"), also where the same
    of its agenda is planned then already: nobody could tell the two apart again.
    """
    if days == 0 or abs(days) > _FURTHEST:
        raise FormRefused({"days": Problem.NO_NUMBER})
    with studio.documents.write(workshop) as tx:
        found = _unchanged(tx, workshop, which, sent)
        moved = [_moved(one, timedelta(days=days)) for one in found.to_move]
        left = {one.slot for one in agenda(tx) if one.slot} - {one.slot for one in found.to_move}
        if any(one.slot in left for one in moved):
            raise FormRefused({"days": Problem.PLANNED})
        for one in moved:
            tx.put(one)
    return len(moved), len(found.sessions) - len(moved)


def beyond(home: Workshop, sessions: Sequence[AgendaSession]) -> tuple[date, date] | None:
    """Return the first and the last day of a workshop that would hold its plan; None: they do already.

    A screening is often weeks later: its agenda makes no workshop longer.
    """
    days = [one.day for one in sessions if one.day and one.slot.split(" ")[0] != SCREENING]
    if not days:
        return None
    ends = home.ends or home.starts
    needed = min(home.starts or days[0], *days), max(ends or days[0], *days)
    return None if needed == (home.starts, ends) else needed


def _together(id_: str, rows: Sequence[AgendaSession], counted: Collection[str]) -> Together:
    return Together(
        id=id_,
        sessions=tuple(rows),
        held=frozenset(one.id for one in rows if one.done_at or one.footage_ids or one.id in counted),
        noted=frozenset(one.id for one in rows if one.notes or _rewritten(one)),
    )


def _rewritten(one: AgendaSession) -> bool:
    """Tell whether somebody gave a session of an agenda another title, or another length."""
    plan, number = one.slot.split(" ")[0], one.slot.rpartition(" ")[2]
    return bool(one.slot) and not (is_ours(one) and (number, one.minutes) in _lengths(plan))


@cache
def _lengths(plan: str) -> frozenset[tuple[str, int]]:
    """Return the numbers of the slots of an agenda with their minutes; none of one that is not known here."""
    try:
        slots = agenda_of(plan, "en").slots
    except ExerciseUnknown:  # of a studio with other agendas: nothing of it could be put in again
        return frozenset()
    return frozenset((str(number), slot.minutes) for number, slot in enumerate(slots))


def _unchanged(tx: Reading, workshop: str, which: str, sent: str) -> Together:
    """Return what was planned together as the form showed it."""
    tx.get(Workshop, workshop)
    there = {one.id: one for one in planned_together(tx)}
    found = there.get(which) or _together(which, (), ())
    check_unchanged(found.shown, None, sent)
    return found


def _moved(one: AgendaSession, by: timedelta) -> AgendaSession:
    """Return a session on another day, and from where its agenda counts then."""
    day = _in_a_year((one.day or date.min), by)
    if not one.slot:
        return replace(one, day=day)
    plan, first, rest = one.slot.split(" ", 2)
    return replace(one, day=day, slot=f"{plan} {_in_a_year(date.fromisoformat(first), by)} {rest}")


def _in_a_year(day: date, by: timedelta) -> date:
    if (moved := day + by).year not in YEARS:
        raise FormRefused({"days": Problem.NO_YEAR})
    return moved
