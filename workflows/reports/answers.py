"""What people answered, as it is told outside: month by month, each answer once.

Were the whole told anew whenever somebody answers, whoever kept two reports could subtract: of nine people
and of ten, and the middle of both, the step of the tenth. So answers are told in **closings**: those of a
month, once it is over, and kept as first told. What comes later, or was too little, is told with a later
month, of people of its own. No two closings hold the same answer: that each of them gives nobody away
(:func:`workflows.feedback.results.tell`) is all that there is to show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pvstudio.store import Reading
from pvstudio.store.errors import DiskFull, StorageFailed, StoreBusy
from workflows.calendar import counts
from workflows.feedback import Middle, Response, Row, Told, results_of, tell
from workflows.feedback.questions import questions
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What is told with a *month* (its first day) on the day *told_on* (a document). It holds no person.

    *middles* are, by question and row, how many answered and the step in their middle; *counted* the ids of
    all responses that were looked at for it: what too few of them answered is not told later either.
    """

    id: str
    month: date
    told_on: date
    middles: Mapping[str, Mapping[Row, Middle]]
    counted: tuple[str, ...]

    @property
    def told(self) -> tuple[Told, ...]:
        """Return it by question, as the studio asks them; what was said before the film comes first."""
        known = [(one, self.middles.get(one.id, {})) for one in questions().values()]
        return tuple(
            Told(question=one, rows={row: rows[row] for row in Row if row in rows})
            for one, rows in known
            if rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is told of the answers in a workshop, the first month first.

    *unkept*: some is missing, as it could not be kept, or not by this clock.
    """

    months: tuple[Closing, ...]
    unkept: bool = False

    def ahead(self, today: date) -> bool:
        """Say whether a clock that was wrong told some of it: on a day that is still to come on *today*."""
        return any(one.told_on > today for one in self.months)


def answers_told(studio: Studio, workshop: str, *, today: date) -> Answers:
    """Return what is told of the answers in *workshop*; what is new is kept first, or not told.

    Two who ask at once are told the same. A clock that has leapt tells nothing (:mod:`workflows.calendar`).
    """
    with studio.documents.read(workshop) as looking:
        kept, fresh = _look(looking, today)
    if not fresh:
        return Answers(months=kept)
    if not counts(studio, today):
        return Answers(months=kept, unkept=True)
    try:
        with studio.documents.write(workshop) as tx:
            kept, fresh = _look(tx, today)
            for one in fresh:
                tx.put(one)
    except (DiskFull, StorageFailed, StoreBusy, PermissionError):
        return Answers(months=kept, unkept=True)
    return Answers(months=kept + fresh)


def closed(found: Iterable[Response], kept: Sequence[Closing], today: date) -> tuple[Closing, ...]:
    """Return what is to be told on the day *today* beside what was told (*kept*)."""
    counted = {id_ for one in kept for id_ in one.counted}
    months = defaultdict[date, list[Response]](list)
    for one in found:
        if one.id not in counted:
            months[_month_of(one, kept, today)].append(one)
    some, made = list[Response](), list[Closing]()
    for month in sorted(one for one in months if one < _first(today)):
        some += months[month]
        if told := tell(results_of(some)):
            made.append(_closing(month, today, told, some))
            some = []
    return tuple(made)


def _closing(month: date, today: date, told: Iterable[Told], some: Iterable[Response]) -> Closing:
    return Closing(
        id=f"answers-{month:%Y-%m}",
        month=month,
        told_on=today,
        middles={one.question.id: one.rows for one in told},
        counted=tuple(sorted(one.id for one in some)),
    )


def _look(tx: Reading, today: date) -> tuple[tuple[Closing, ...], tuple[Closing, ...]]:
    kept = tuple(sorted(tx.find(Closing), key=lambda one: one.month))
    return kept, closed(tx.find(Response, confirmed=True), kept, today)


def _month_of(one: Response, kept: Sequence[Closing], today: date) -> date:
    """Return the month that an answer is told with: its own, or where that is told, the one when it came.

    Nobody writes down when it came: after its month was told, so not before the month of that day.
    """
    month = _first(one.held_on)
    if not kept or month > kept[-1].month:
        return month
    after, told_on = _first(kept[-1].month + timedelta(days=31)), kept[-1].told_on
    return max(after, _first(told_on)) if told_on <= today else after  # the clock may have been wrong then


def _first(day: date) -> date:
    return day.replace(day=1)
