"""The run sheet: what is on now, what comes next, what is done, what was filmed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pvstudio.agenda import AgendaSession
from pvstudio.model import Footage
from pvstudio.store import Reading, Writing
from workflows.wiring import Studio
from workflows.workshops import agenda

#: Minutes after the planned end of a session until it is taken that nobody ticks any more.
FORGOTTEN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """Where a day stands. *left* minutes until the end of *current* as planned, below 0 when it is over.

    *current* is None before the first session and after the last; *left* is None where no end is planned.
    """

    current: AgendaSession | None
    following: AgendaSession | None
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The sessions of one day (None: of no day), in order."""

    day: date | None
    sessions: tuple[AgendaSession, ...]


def days_of(tx: Reading, today: date) -> list[Day]:
    """Return the days of a workshop: today, those to come, those without a date, those that are over."""
    found: dict[date | None, list[AgendaSession]] = {}
    for one in agenda(tx):
        found.setdefault(one.day, []).append(one)
    days = [Day(day=day, sessions=tuple(rows)) for day, rows in found.items()]
    over = [one for one in days if one.day and one.day < today]
    return [*(one for one in days if one not in over), *over]


def where_now(sessions: Sequence[AgendaSession], at: datetime) -> Now:
    """Say where the day with *sessions* (in order) stands at the local time *at*.

    Ticks lead: the first session after the last that is done. Where nothing is ticked, or nobody has ticked
    for long (:data:`FORGOTTEN`), the clock does: the last that should have begun.
    """
    done = [row for row, one in enumerate(sessions) if one.done_at]
    found = _at_row(sessions, done[-1] + 1 if done else _by_clock(sessions, at), at)
    if done and found.left is not None and found.left < -FORGOTTEN:
        return _at_row(sessions, max(done[-1] + 1, _by_clock(sessions, at)), at)
    return found


def _by_clock(sessions: Sequence[AgendaSession], at: datetime) -> int:
    """Return the row that should have begun last; -1: the day has not begun."""
    clock = f"{at:%H:%M}"
    return max((row for row, one in enumerate(sessions) if one.starts and one.starts <= clock), default=-1)


def _at_row(sessions: Sequence[AgendaSession], here: int, at: datetime) -> Now:
    following = sessions[here + 1] if here + 1 < len(sessions) else None
    if not 0 <= here < len(sessions):
        return Now(current=None, following=following, left=None)
    return Now(current=sessions[here], following=following, left=_left(sessions[here], following, at))


def _left(one: AgendaSession, following: AgendaSession | None, at: datetime) -> int | None:
    """Return the minutes until *one* should end: after its own minutes, or when the next one starts."""
    if one.starts and one.minutes:
        end = _minute(one.starts) + one.minutes
    elif following and following.starts:
        end = _minute(following.starts)
    else:
        return None
    return end - (at.hour * 60 + at.minute)


def _minute(starts: str) -> int:
    hours, minutes = starts.split(":")
    return int(hours) * 60 + int(minutes)


def tick(studio: Studio, workshop: str, session_id: str, *, by: str, at: datetime) -> AgendaSession:
    """Tick a session off; ticked again it stays as it was. Raises :class:`~pvstudio.errors.NotFound`."""
    with studio.documents.write(workshop) as tx:
        one = tx.get(AgendaSession, session_id)
        if one.done_at is None:
            one = replace(one, done_at=at, done_by=by)
            tx.put(one)
    return one


def untick(studio: Studio, workshop: str, session_id: str) -> AgendaSession:
    """Take the tick back. Raises :class:`~pvstudio.errors.NotFound`."""
    with studio.documents.write(workshop) as tx:
        one = replace(tx.get(AgendaSession, session_id), done_at=None, done_by="")
        tx.put(one)
    return one


def link_footage(
    studio: Studio, workshop: str, session_id: str, chosen: Collection[str], shown: Collection[str]
) -> AgendaSession:
    """Say which footage was filmed in a session: of the ids *shown* those *chosen*; what was not shown stays.

    Footage that is gone meanwhile is left out. Raises :class:`~pvstudio.errors.NotFound`.
    """
    with studio.documents.write(workshop) as tx:
        one = tx.get(AgendaSession, session_id)
        here = {each.id for each in tx.find(Footage)}
        kept = [id_ for id_ in one.footage_ids if id_ not in shown]
        ids = dict.fromkeys(id_ for id_ in (*kept, *chosen) if id_ in here)
        one = replace(one, footage_ids=tuple(ids))
        tx.put(one)
    return one


def forget_footage(tx: Writing, footage_id: str) -> None:
    """Take footage that is erased out of the sessions in which it was filmed."""
    for one in tx.find(AgendaSession):
        if footage_id in one.footage_ids:
            tx.put(replace(one, footage_ids=tuple(id_ for id_ in one.footage_ids if id_ != footage_id)))
