"""One workshop in one month that is over: everything that is ever told of who came then."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from pvstudio.gatherings import ActivityType, AgeGroup, Tally
from pvstudio.model import PopulationGroup, Sex
from pvstudio.regional import country_code, day_words, month_words
from workflows.attendance.records import Attendance
from workflows.attendance.suppress import Crowd, Sum, Told, tell, tell_whole, together

K = TypeVar("K", bound=Hashable)

# The orders in which values are told: what is often large first, for what follows a small one is withheld
# with it. They never depend on any number (suppress.py says why).
ACTIVITIES = (ActivityType.SOCIAL, ActivityType.SKILLS, ActivityType.RECREATION, ActivityType.COORDINATION)
SEXES = (Sex.FEMALE, Sex.MALE, Sex.UNDISCLOSED, Sex.OTHER)
GROUPS = (
    PopulationGroup.ON_THE_MOVE,
    PopulationGroup.RESIDENT,
    PopulationGroup.UNDISCLOSED,
    PopulationGroup.STAFF,
)
AGES = (AgeGroup.UNDISCLOSED, AgeGroup.MIDDLE, AgeGroup.YOUNG, AgeGroup.UNDER_18, AgeGroup.OLDER)


class Batch(NamedTuple):
    """Days that are told together: a month, or a part of one that ends with the workshop's last day."""

    first: date
    last: date


class Presence(NamedTuple):
    """One row of a record: people alike, at one gathering. *who* is the id of somebody who is known."""

    who: str
    of: Attendance
    alike: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is told of a workshop in one batch of days."""

    workshop: str
    batch: Batch
    whole: Sum | None  # None: too few people to say anything of these days
    new_told: bool = False  # whether the new people are told, here and in the tables
    activity: Told[ActivityType] = field(default_factory=Told)
    country: Told[str] = field(default_factory=Told)
    age: Told[AgeGroup] = field(default_factory=Told)
    sex: Told[Sex] = field(default_factory=Told)
    groups: Mapping[Sex, Told[PopulationGroup]] = field(default_factory=dict)  # of each sex that is told


def in_words(batch: Batch, language: str) -> tuple[str, str]:
    """Return the days of *batch*, and the first on which they are told, as *language* writes them."""
    whole = batch == batch_of(batch.first, None)
    days = (
        month_words(batch.first, language)
        if whole
        else f"{day_words(batch.first, language)} – {day_words(batch.last, language)}"
    )
    return days, day_words(batch.last + timedelta(days=1), language)


def batch_of(day: date, ends: date | None) -> Batch:
    """Return the days that *day* is told with. A workshop's last day, *ends*, closes a batch of its own."""
    first = day.replace(day=1)
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if ends is None or not first <= ends < last:
        return Batch(first, last)
    return Batch(first, ends) if day <= ends else Batch(ends + timedelta(days=1), last)


def units_of(
    workshop: str, records: Sequence[Attendance], *, ends: date | None, today: date
) -> tuple[list[Unit], set[Batch]]:
    """Return the units that are over, from the first to the last, and the batches that are not over yet.

    *records* are all of the workshop, in the order in which they were held.
    """
    batches = dict[Batch, list[Presence]]()
    for one in _presences(records):
        batches.setdefault(batch_of(one.of.held_on, ends), []).append(one)
    over = {batch: rows for batch, rows in batches.items() if batch.last < today}
    return [unit(workshop, batch, over[batch]) for batch in sorted(over)], batches.keys() - over.keys()


def unit(workshop: str, batch: Batch, rows: Sequence[Presence]) -> Unit:
    """Decide what is told of *rows*."""
    whole = _crowd(rows)
    told, new = tell_whole(whole)
    if not told:
        return Unit(workshop=workshop, batch=batch, whole=None)
    countries = sorted({_country(row) for row in rows}, key=lambda name: (name.casefold(), name))
    sex = tell(_cells(rows, SEXES, lambda row: row.alike.sex), new_too=new, divided=True)
    return Unit(
        workshop=workshop,
        batch=batch,
        whole=whole.sum,
        new_told=new,
        activity=tell(_cells(rows, ACTIVITIES, lambda row: row.of.activity), new_too=new),
        country=tell(_cells(rows, countries, _country), new_too=new),
        age=tell(_cells(rows, AGES, lambda row: row.alike.age), new_too=new),
        sex=sex,
        groups={one: _groups(rows, one, new_too=new) for one, _ in sex.cells},
    )


def _country(row: Presence) -> str:
    """Return the code of a country, also where an old record names it in words."""
    return country_code(row.of.country)


def _groups(rows: Iterable[Presence], sex: Sex, *, new_too: bool) -> Told[PopulationGroup]:
    alike = [row for row in rows if row.alike.sex is sex]
    return tell(_cells(alike, GROUPS, lambda row: row.alike.group), new_too=new_too)


def _presences(records: Iterable[Attendance]) -> Iterator[Presence]:
    """Yield everybody at every gathering; whoever is known is new where they first came."""
    seen = set[str]()
    for one in records:
        for who, alike in one.known:
            yield Presence(who, one, replace(alike, people=1, first_time=int(who not in seen)))
            seen.add(who)
        for tally in one.tallies:
            yield Presence("", one, tally)


def _cells(
    rows: Sequence[Presence], order: Iterable[K], key: Callable[[Presence], K]
) -> list[tuple[K, Crowd]]:
    return [(value, _crowd([row for row in rows if key(row) == value])) for value in order]


def _crowd(rows: Iterable[Presence]) -> Crowd:
    return together(
        Crowd(
            attendances=row.alike.people,
            people=row.alike.first_time,
            known=frozenset((row.who,) if row.who else ()),
            unknown=0 if row.who else row.alike.people,
        )
        for row in rows
    )
