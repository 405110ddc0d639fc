"""What was told stays told: whoever keeps every figure that was ever shown can still tell nobody apart.

Three who keep everything: one tries every history there is, in small; one subtracts every figure from what
it was before, through weeks at random; one solves integer programs over two months and what came late to the
first. Each is shown to win where figures are told anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from attendance_attackers import AGES, COUNTRIES, GROUPS, JUNE, KINDS, SEXES, Attacker, records
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from pvstudio.gatherings import ActivityType, Sex, Tally
from workflows.attendance import Attendance, Figure, Period, Shown
from workflows.attendance.tellings import Look, Telling, look

JULY, AUGUST = date(2026, 7, 2), date(2026, 8, 2)


def told_once(
    some: Sequence[Attendance], kept: Sequence[Telling], today: date, ends: date | None = None
) -> Look:
    """As the studio tells: what was told is kept."""
    found = look("w", sorted(some, key=lambda one: one.held_on), kept, ends=ends, today=today)
    return replace(found, kept=(*found.kept, *found.fresh), fresh=())


def told_anew(
    some: Sequence[Attendance], _: Sequence[Telling], today: date, ends: date | None = None
) -> Look:
    """As it told before: whoever looks twice sees what was put right."""
    return told_once(some, (), today, ends)


Telling_ = Callable[..., Look]

# -- every history, in small

Two = tuple[int, int]  # how many women and men a record counts


@cache
def gathering(id_: str, two: Two) -> Attendance:
    alike = [
        Tally(sex=sex, people=count) for sex, count in zip((Sex.FEMALE, Sex.MALE), two, strict=True) if count
    ]
    at = JULY if id_ == "late" else JUNE
    return Attendance(
        id=id_,
        activity=ActivityType.SOCIAL,
        held_on=JUNE,
        country="BA",
        title="",
        tallies=tuple(alike),
        at=datetime.combine(at, time(12), UTC),
    )


def histories(most: int) -> Iterator[tuple[str, Two, Two]]:
    """Yield what somebody did after June was told; a record of June; what it became, or another record."""
    twos = [two for two in product(range(most + 1), repeat=2) if sum(two) <= most]
    yield from product(("corrected", "deleted", "late"), twos, twos)


def seen_by_one_who_looks_thrice(tells: Telling_, deed: str, first: Two, then: Two) -> tuple[Any, ...]:
    one, seen, kept = gathering("first", first), [], ()
    before, after = {
        "corrected": ([one], [gathering("first", then)]),
        "deleted": ([one, gathering("second", then)], [one]),
        "late": ([one], [one, gathering("late", then)]),
    }[deed]
    for some, today in ((before, JULY), (after, JULY + timedelta(days=9)), (after, AUGUST)):
        found = tells(some, kept, today)
        kept = found.kept
        seen.append(repr(found.units))
    return deed, *seen


def derived(tells: Telling_, most: int) -> list[Any]:
    """Return what was seen of a history, and the number that follows: somebody, and fewer than five."""
    alike = defaultdict[Any, list[tuple[int, ...]]](list)
    for deed, first, then in histories(most):
        changed = [abs(after - before) for after, before in zip(then, first, strict=True)]
        numbers = (*first, *then, *(changed if deed == "corrected" else []))
        alike[seen_by_one_who_looks_thrice(tells, deed, first, then)].append(numbers)
    return [
        (seen, place)
        for seen, some in alike.items()
        for place, values in enumerate(map(set, zip(*some, strict=True)))
        if max(values) < 5 and values != {0}
    ]


def test_whoever_kept_every_look_and_tries_every_history_derives_nobody() -> None:
    assert derived(told_once, 6) == []


@pytest.mark.slow
def test_the_same_one_wins_where_a_month_is_told_anew() -> None:
    assert {seen[0] for seen, _ in derived(told_anew, 6)} == {"corrected", "late", "deleted"}


# -- weeks at random


@dataclass
class Room:
    """A workshop in which people write, put right, delete and look; somebody keeps all that is shown."""

    tells: Telling_
    today: date = JUNE
    ends: date | None = None
    records: dict[str, Attendance] = field(default_factory=dict)
    kept: tuple[Telling, ...] = ()
    looks: list[dict[Any, Figure]] = field(default_factory=list)
    units: list[Any] = field(default_factory=list)

    def write(self, one: Attendance) -> None:
        """Write down a gathering of the last weeks."""
        held = min(one.held_on, self.today)
        self.records[one.id] = replace(one, held_on=held, at=datetime.combine(self.today, time(12), UTC))

    def correct(self, place: int, by: Attendance) -> None:
        """Put right what was written down about one."""
        for old in self._some(place):
            self.records[old.id] = replace(by, id=old.id, at=old.at, held_on=min(by.held_on, self.today))

    def recount(self, place: int, people: int) -> None:
        """Put right how many came to one."""
        for old in self._some(place):
            tallies = tuple(replace(alike, people=people, first_time=0) for alike in old.tallies[:1])
            self.records[old.id] = replace(old, tallies=(*tallies, *old.tallies[1:]))

    def delete(self, place: int) -> None:
        """Delete one."""
        for old in self._some(place):
            del self.records[old.id]

    def wait(self, days: int) -> None:
        """Let time pass."""
        self.today += timedelta(days=days)

    def end(self, day: int) -> None:
        """Say that the workshop ends on a day of June or July, or that nobody knows when (0)."""
        self.ends = JUNE + timedelta(days=day) if day else None

    def look(self) -> None:
        """See everything that is shown, and keep it."""
        found = self.tells([*self.records.values()], self.kept, self.today, self.ends)
        self.kept = found.kept
        self.units.append(found.units)
        self.looks.append(figures(found))

    def _some(self, place: int) -> list[Attendance]:
        known = [*self.records.values()]
        return [known[place % len(known)]] if known else []


def figures(found: Look) -> dict[Any, Figure]:
    """Return every figure of every table, of all months and of each."""
    months = {unit.batch.first.replace(day=1) for unit in found.units}
    windows = {
        month: [one for one in found.units if one.batch.first.replace(day=1) == month] for month in months
    }
    seen = dict[Any, Figure]()
    for window, units in {None: found.units, **windows}.items():
        shown = Shown(since=None, until=None, units=tuple(sorted(units, key=lambda one: one.batch)))
        for table in shown.tables(Period.MONTH):
            for row in (*table.rows, replace(table.total, key="all")):
                for column, figure in zip((*table.columns, "all"), (*row.figures, row.total), strict=True):
                    seen[window, table.name, row.key, column] = figure
    return seen


deeds = st.one_of(
    st.tuples(st.just("write"), records()),
    st.tuples(st.just("correct"), st.integers(0, 5), records()),
    st.tuples(st.just("recount"), st.integers(0, 5), st.integers(1, 12)),
    st.tuples(st.just("delete"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.sampled_from((1, 8, 31))),
    st.tuples(st.just("end"), st.sampled_from((0, 4, 30, 40))),
    st.tuples(st.just("look")),
)


lives = st.tuples(st.lists(records(), min_size=1, max_size=3), st.lists(deeds, max_size=9))


def lived(tells: Telling_, life: tuple[list[Attendance], list[tuple[Any, ...]]]) -> Room:
    """Let June pass, then everything else; somebody looks when it is over, and in the end twice."""
    room = Room(tells)
    begun = [("write", one) for one in life[0]]
    for what, *how in (*begun, ("wait", 31), ("look",), *life[1], ("look",), ("wait", 70), ("look",)):
        getattr(room, what)(*how)
    return room


def subtracted(room: Room) -> Iterator[tuple[Any, int]]:
    """Yield by how much each figure changed between two looks, where that is by fewer than five."""
    for (before, after), what in product(combinations(room.looks, 2), ("attendances", "people")):
        for key in before.keys() | after.keys():
            change = (getattr(after.get(key), what, 0) or 0) - (getattr(before.get(key), what, 0) or 0)
            if 0 < abs(change) < 5:
                yield key, change


@settings(max_examples=40)
@given(lives)
def test_no_figure_ever_changes_by_one_to_four_whatever_is_written_and_put_right(life: Any) -> None:
    room = lived(told_once, life)
    assert list(subtracted(room)) == []
    for before, after in combinations(room.units, 2):
        assert before == [unit for unit in after if unit in before], "what was told is told as it was"
    counted = [id_ for telling in room.kept for id_ in telling.counted]
    assert len(counted) == len(set(counted)), "a gathering is counted once"
    batches = sorted(telling.unit.batch for telling in room.kept)
    assert all(one.last < other.first for one, other in pairwise(batches))
    assert {one.id for one in room.records.values() if one.people} <= {*counted}, (
        "what comes late is told too"
    )


def test_who_subtracts_wins_where_months_are_told_anew() -> None:
    some = settings(phases=[Phase.generate], derandomize=True, database=None)
    assert find(lives, lambda life: any(subtracted(lived(told_anew, life))), settings=some)


# -- all tables of two months, and of what came late


def late_and_after(first: Attendance, late: Attendance, july: Attendance) -> tuple[list[Attendance], ...]:
    """Return June as it was, and all of both months; *late* is of June, and was written in July."""
    june = [replace(first, id="first", held_on=JUNE)]
    at = datetime.combine(JULY, time(12), UTC)
    return june, [
        *june,
        replace(late, id="late", held_on=JUNE, at=at),
        replace(july, id="july", held_on=JULY),
    ]


def auditor(tells: Telling_, first: Attendance, late: Attendance, july: Attendance) -> Attacker:
    """Return who kept both looks, and knows which of three gatherings are in which number."""
    before, after = late_and_after(first, late, july)
    then = tells(before, (), JULY)
    now = tells(after, then.kept, AUGUST)
    of_now = (
        {JUNE: [0], JULY.replace(day=1): [1, 2]}
        if tells is told_once
        else {JUNE: [0, 1], JULY.replace(day=1): [2]}
    )
    told = [(unit, [0]) for unit in then.units] + [(unit, of_now[unit.batch.first]) for unit in now.units]
    return Attacker(*told, crowds=3)


def cells() -> Iterator[Callable[[Any], bool]]:
    """Yield the cells of every table."""
    for place, values in enumerate((KINDS, COUNTRIES, AGES, SEXES, GROUPS)):
        for value in values:
            yield lambda key, place=place, value=value: key[place] == value


@pytest.mark.slow
@settings(max_examples=4)
@given(records(), records(), records())
def test_an_auditor_who_kept_both_months_derives_nobody_who_came_late(
    first: Attendance, late: Attendance, july: Attendance
) -> None:
    kept = auditor(told_once, first, late, july)
    for cell in cells():
        for crowd in range(3):
            _, most = kept.bounds(cell, people=False, crowd=crowd)
            assert most >= 5 or most == 0


def test_the_auditor_wins_where_june_is_told_anew() -> None:
    row = {"group": GROUPS[0], "age": AGES[0], "sex": SEXES[0]}
    many = replace(gathering("first", (0, 0)), tallies=(Tally(**row, people=30),))
    one = replace(many, tallies=(Tally(**row, people=1),))
    attacker = auditor(told_anew, many, one, many)
    assert attacker.bounds(lambda key: key[3] is SEXES[0], people=False, crowd=1) == (1, 1)
    attacker = auditor(told_once, many, one, many)
    assert attacker.bounds(lambda key: key[3] is SEXES[0], people=False, crowd=1) == (0, 31)
