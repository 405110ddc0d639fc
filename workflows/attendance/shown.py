"""Figures of people as pages, exports and reports show them: sums of what units tell, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import product
from typing import TypeVar

from pvstudio.gatherings import ActivityType, AgeGroup
from pvstudio.model import PopulationGroup, Sex
from workflows.attendance import picking
from workflows.attendance.picking import Picking
from workflows.attendance.suppress import Sum, Told
from workflows.attendance.tellings import tell
from workflows.attendance.units import Batch, Unit
from workflows.calendar import note
from workflows.wiring import Studio

K = TypeVar("K", bound=Hashable)


class Period(StrEnum):
    """How long the periods of a table are."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def of(self, day: date) -> str:
        """Return the period that holds *day*: "2026-11", "2026-Q4" or "2026"."""
        if self is Period.MONTH:
            return f"{day:%Y-%m}"
        return f"{day.year}-Q{(day.month + 2) // 3}" if self is Period.QUARTER else f"{day.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How many came (*attendances*), and how many people that were when each is counted once (*people*).

    None is withheld. *more* says that the number is what may be told and that some are withheld beside it;
    *more_people* says so of *people*.
    """

    attendances: int | None = 0
    people: int | None = 0
    more: bool = False
    more_people: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table. *key* is the value of an enum, or a country; None: people who are not told apart."""

    key: str | None
    figures: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by *columns*, and all of them together; the column None is of people who are not told apart."""

    name: str
    columns: tuple[str | None, ...]
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What may be told of who came, of some workshops between two days.

    *people* counts everybody once: whoever a workshop knows in the month in which they first came there,
    and of all others those who were written down as there for the first time. Its limits: somebody known
    to two workshops is two people; nobody notices that an unknown person was there before, or is known.
    """

    since: date | None
    until: date | None
    units: tuple[Unit, ...]
    to_come: tuple[Batch, ...] = ()  # days with records that are shown once they are over
    early: bool = False  # some of it nobody outside has seen: it can still be put right
    unkept: bool = False  # some of it is not told, because it could not be kept
    ahead: bool = False  # some of it was told by a clock that was wrong: who came later is not in it

    @property
    def is_told(self) -> bool:
        """Say whether anything may be told at all."""
        return any(unit.whole for unit in self.units)

    @property
    def left_out(self) -> int:
        """In how many months (of a workshop) too few people came to say anything."""
        return sum(unit.whole is None for unit in self.units)

    @property
    def total(self) -> Figure:
        """Everybody."""
        return _figure(self.units, picking.everybody)

    def activities(self, period: Period = Period.QUARTER) -> Table:
        """Return kinds of activity by period."""
        return self._by_period("activities", [*ActivityType], lambda unit: unit.activity, period)

    def sexes(self) -> Table:
        """Return population groups by sex."""
        columns = (*Sex, None)
        rows = [self._group(group, columns) for group in (*PopulationGroup, None)]
        total = Row(None, tuple(_figure(self.units, picking.sex(one)) for one in columns), self.total)
        return Table("sexes", columns, _shortened(rows), total)

    def ages(self) -> Table:
        """Return age groups."""
        return self._by_period("ages", [*AgeGroup], lambda unit: unit.age)

    def countries(self) -> Table:
        """Return countries, those that are told, by kind of activity."""
        parts = [told for unit in self.units for told in unit.parts.values()]
        names = {name for told in parts for name, one in told.cells if one.attendances}
        columns = (*ActivityType, None)
        rows = [self._country(name, columns) for name in (*sorted(names, key=str.casefold), None)]
        total = Row(None, tuple(_figure(self.units, picking.activity(one)) for one in columns), self.total)
        return Table("countries", columns, _shortened(rows), total)

    def tables(self, period: Period = Period.QUARTER) -> tuple[Table, ...]:
        """Return all tables, in the order in which a final report has them."""
        return self.activities(period), self.sexes(), self.ages(), self.countries()

    def _by_period(
        self, name: str, keys: Sequence[K], table: Callable[[Unit], Told[K]], period: Period | None = None
    ) -> Table:
        columns = tuple(dict.fromkeys(period.of(one.batch.first) for one in self.units)) if period else ()
        within = [
            [one for one in self.units if period and period.of(one.batch.first) == of] for of in columns
        ]

        def row(key: str | None, told: Picking) -> Row:
            return Row(key, tuple(_figure(units, told) for units in within), _figure(self.units, told))

        rows = [row(str(key), picking.cell(table, key)) for key in keys]
        rows.append(row(None, lambda unit: table(unit).rest or Sum()))
        return Table(name, columns, _shortened(rows), row(None, picking.everybody))

    def _country(self, name: str | None, columns: Sequence[ActivityType | None]) -> Row:
        figures = tuple(_figure(self.units, picking.country_of(name, kind)) for kind in columns)
        return Row(name, figures, _figure(self.units, *(picking.part_of(name, kind) for kind in columns)))

    def _group(self, group: PopulationGroup | None, columns: Sequence[Sex | None]) -> Row:
        figures = tuple(_figure(self.units, picking.group_of(group, sex)) for sex in columns)
        return Row(group, figures, _figure(self.units, *(picking.group_of(group, sex) for sex in columns)))


def figures_for(
    studio: Studio,
    workshops: Iterable[str],
    since: date | None,
    until: date | None,
    *,
    today: date | None = None,
    keep: bool = True,
) -> Shown:
    """Return what may be told of who came to *workshops*, in whole months from *since* to *until*.

    None for either is without end. Nothing else about who came may leave a workshop, and what is told once
    stays as it is (:mod:`workflows.attendance.tellings`). Not to *keep* it is for those alone who see the
    records themselves. *today* is the day that the clock shows, where that is noted already.
    """
    if today is None:
        now = datetime.now(UTC)
        note(studio, at=now)
        today = now.astimezone().date()
    looks = [tell(studio, workshop, today=today, keep=keep) for workshop in workshops]
    units = [unit for look in looks for unit in look.units if _is_within(unit.batch, since, until)]
    to_come = {batch for look in looks for batch in look.to_come if _is_within(batch, since, until)}
    return Shown(
        since=since,
        until=until,
        units=tuple(sorted(units, key=lambda one: (one.batch, one.workshop))),
        to_come=tuple(sorted(to_come)),
        early=not keep and any(look.fresh for look in looks),
        unkept=any(look.unkept for look in looks),
        ahead=any(_is_within(one.batch, since, until) for look in looks for one in look.ahead(today)),
    )


def _is_within(batch: Batch, since: date | None, until: date | None) -> bool:
    started = since is None or batch.first >= since.replace(day=1)
    return started and (until is None or batch.first.replace(day=1) <= until)


def _figure(units: Iterable[Unit], *told: Picking) -> Figure:
    """Add up what units tell. Those of which nothing is told are left out, unless there are no others."""
    some = list(units)
    within = [unit for unit in some if unit.whole]
    attendances = people = 0
    more = more_people = bool(some) and (
        not within or (told == (picking.everybody,) and len(within) < len(some))
    )
    for unit, pick in product(within, told):
        part = pick(unit)
        more |= part is None
        more_people |= part is None or (part.attendances > 0 and not unit.new_told)
        attendances += part.attendances if part else 0
        people += part.people if part and unit.new_told else 0
    return Figure(
        attendances=attendances or (None if more else 0),
        people=people or (None if more_people else 0),
        more=more and attendances > 0,
        more_people=more_people and people > 0,
    )


def _shortened(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return *rows* without the last one, of people who are not told apart, where there is nobody."""
    return tuple(row for row in rows if row.key is not None or row.total.attendances)
