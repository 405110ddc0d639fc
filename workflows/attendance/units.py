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

    def holds(self, day: date) -> bool:
        """Say whether *day* is one of them."""
        return self.first <= day <= self.last


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
    countries: Mapping[str, Told[str]] = field(default_factory=dict)  # of each activity told; "": of the rest
    country: Told[str] = field(default_factory=Told)  # as tellings of before had it, and no *countries*
    age: Told[AgeGroup] = field(default_factory=Told)
    sex: Told[Sex] = field(default_factory=Told)
    groups: Mapping[Sex, Told[PopulationGroup]] = field(default_factory=dict)  # of each sex that is told

    @property
    def parts(self) -> Mapping[str, Told[str]]:
        """Return the countries within each activity that is told, and ("") within all others together."""
        return self.countries or {"": self.country}


def in_words(batch: Batch, language: str) -> tuple[str, str]:
    """Return the days of *batch*, and the first on which they are told, as *language* writes them."""
    whole = batch == batch_of(batch.first, None)
    days = (
        month_words(batch.first, language)
        if whole
        else f"{day_words(batch.first, language)} – {day_words(batch.last, language)}"
    )
    return days, day_words(batch.last + timedelta(days=1), language)


def months_in_words(since: date | None, until: date | None, language: str) -> str:
    """Return the whole months that are told of when somebody asks from *since* to *until*, in *language*."""
    first, last = (month_words(day, language) if day else "…" for day in (since, until))
    return first if first == last else f"{first} – {last}"


def batch_of(day: date, ends: date | None, told: Sequence[Batch] = ()) -> Batch:
    """Return the days that *day* is told with. A workshop's last day, *ends*, closes a batch of its own.

    *told* are days of which everything is told, whatever the last day was then; *day* is none of them.
    """
    first = day.replace(day=1)
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if ends is not None and first <= ends < last:
        first, last = (first, ends) if day <= ends else (ends + timedelta(days=1), last)
    before = [one.last + timedelta(days=1) for one in told if one.last < day]
    after = [one.first - timedelta(days=1) for one in told if one.first > day]
    return Batch(max([first, *before]), min([last, *after]))


def place_of(one: Attendance, ends: date | None, told: Sequence[Batch]) -> Batch:
    """Return the days that a record is told with: its own, or where these are *told*, those when it came."""
    day = one.held_on
    if any(batch.holds(day) for batch in told) and one.at:
        day = max(day, one.at.astimezone().date())
    while over := next((batch for batch in told if batch.holds(day)), None):
        day = over.last + timedelta(days=1)
    return batch_of(day, ends, told)


def unit(workshop: str, batch: Batch, records: Iterable[Attendance], seen: set[str]) -> Unit:
    """Decide what is told of *records*, which are told nowhere else.

    *seen* are the people whom the workshop knew already when they came; those of *records* are added.
    """
    rows = list(_presences(records, seen))
    whole = _crowd(rows)
    told, new = tell_whole(whole)
    if not told:
        return Unit(workshop=workshop, batch=batch, whole=None)
    activity = tell(_cells(rows, ACTIVITIES, lambda row: row.of.activity), new_too=new, divided=True)
    sex = tell(_cells(rows, SEXES, lambda row: row.alike.sex), new_too=new, divided=True)
    return Unit(
        workshop=workshop,
        batch=batch,
        whole=whole.sum,
        new_told=new,
        activity=activity,
        countries=_countries(rows, activity, new_too=new),
        age=tell(_cells(rows, AGES, lambda row: row.alike.age), new_too=new),
        sex=sex,
        groups={one: _groups(rows, one, new_too=new) for one, _ in sex.cells},
    )


def _country(row: Presence) -> str:
    """Return the code of a country, also where an old record names it in words."""
    return country_code(row.of.country)


def _countries(
    rows: Sequence[Presence], activity: Told[ActivityType], *, new_too: bool
) -> dict[str, Told[str]]:
    """Tell the countries within each activity that is told, and within the rest, which is no smaller.

    No table of all countries stands beside them: one could be subtracted from the other.
    """
    names = sorted({_country(row) for row in rows}, key=lambda name: (name.casefold(), name))
    parts = {str(kind): [row for row in rows if row.of.activity is kind] for kind, _ in activity.cells}
    if activity.rest:
        parts[""] = [row for row in rows if row.of.activity not in parts]
    return {part: tell(_cells(some, names, _country), new_too=new_too) for part, some in parts.items()}


def _groups(rows: Iterable[Presence], sex: Sex, *, new_too: bool) -> Told[PopulationGroup]:
    alike = [row for row in rows if row.alike.sex is sex]
    return tell(_cells(alike, GROUPS, lambda row: row.alike.group), new_too=new_too)


def _presences(records: Iterable[Attendance], seen: set[str]) -> Iterator[Presence]:
    """Yield everybody at every gathering; whoever is known is new where they first came."""
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
