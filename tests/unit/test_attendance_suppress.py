"""Nobody can be told apart: attackers who know every number that is told, and the rule, learn nothing small.

Two attackers: one tries every world there is, in small, and throws away those in which the rule would have
told something else; one solves integer programs over all tables of a unit at once. Both are shown to win
where something of the rule is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from attendance_attackers import AGES, COUNTRIES, GROUPS, JUNE, KINDS, Attacker, records, units, withheld
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pvstudio.gatherings import Sex, Tally
from workflows.attendance import suppress
from workflows.attendance.records import Attendance
from workflows.attendance.suppress import Crowd, Sum, Told, tell, tell_whole, together

Cells = tuple[Sum, ...]
Telling = Callable[[Cells], Any]


def crowd(told: Sum) -> Crowd:
    return Crowd(attendances=told.attendances, people=told.people, unknown=told.attendances)


def rule(cells: Cells, *, divided: bool = False) -> Any:
    """What is told of a whole unit with one table, or None."""
    crowds = [crowd(one) for one in cells]
    told, new = tell_whole(together(crowds))
    if not told:
        return None
    found = tell(list(enumerate(crowds)), new_too=new, divided=divided)
    sums = [(one if new else Sum(one.attendances)) for _, one in found.cells]
    whole = together(crowds).sum
    return tuple(sums), whole.attendances, whole.people if new else None


def worlds(places: int, most: int) -> Iterator[Cells]:
    for attendances in product(range(most + 1), repeat=places):
        if sum(attendances) <= most:
            for people in product(*(range(one + 1) for one in attendances)):
                yield tuple(map(Sum, attendances, people))


def exposed(tell_all: Telling, places: int, most: int) -> list[tuple[Any, int]]:
    """Return what is told, and the cell that is derived from it to hold somebody but fewer than five."""
    alike = defaultdict[Any, list[Cells]](list)
    for world in worlds(places, most):
        alike[tell_all(world)].append(world)
    return [
        (telling, place)
        for telling, some in alike.items()
        for place in range(places)
        for values in (
            {world[place].attendances for world in some},
            {world[place].people for world in some},
        )
        if max(values) < suppress.SMALL and values != {0}
    ]


@pytest.mark.parametrize(("divided", "places", "most"), [(False, 3, 9), (True, 2, 12), (False, 4, 7)])
def test_whoever_knows_the_rule_and_tries_every_world_derives_no_cell_under_five(
    divided: bool, places: int, most: int
) -> None:
    # A unit that is told nothing of may be as small as the smallest: of these, only cells are asked about.
    assert exposed(lambda cells: rule(cells, divided=divided), places, most) == []


def _primary_only(cells: Cells) -> Any:
    total = sum(one.attendances for one in cells)
    return tuple(None if 0 < one.attendances < 5 else one.attendances for one in cells), total


def _next_smallest_too(cells: Cells) -> Any:
    """The textbook's: where one cell alone is withheld, the next smallest goes with it."""
    counts = [one.attendances for one in cells]
    small = {place for place, count in enumerate(counts) if 0 < count < 5}
    if len(small) == 1:
        small.add(min(set(range(len(counts))) - small, key=lambda place: (counts[place] or 99, place)))
    return tuple(None if place in small else count for place, count in enumerate(counts)), sum(counts)


@pytest.mark.parametrize("telling", [_primary_only, _next_smallest_too])
def test_the_attacker_wins_where_the_rule_is_weaker(telling: Telling) -> None:
    assert exposed(telling, 3, 9)


def test_the_attacker_wins_where_a_rest_may_be_five(monkeypatch: pytest.MonkeyPatch) -> None:
    def tell_five(cells: Sequence[tuple[int, Crowd]], *, new_too: bool, divided: bool) -> Told[int]:
        first, others = cells[0][1], together(one for _, one in cells[1:])
        if first.is_small(5, new_too=new_too) or others.is_small(5, new_too=new_too):
            return Told((), together([first, others]).sum)
        return Told(tuple((key, one.sum) for key, one in cells[:1]), others.sum)

    monkeypatch.setattr("test_attendance_suppress.tell", tell_five)
    monkeypatch.setattr("test_attendance_suppress.tell_whole", lambda whole: (whole.attendances >= 5,) * 2)
    assert exposed(rule, 2, 6)


# -- countries within activities


def held(four: tuple[int, ...]) -> list[Attendance]:
    """Two kinds of activity in two countries; nobody new, so that more worlds can be tried."""
    return [
        Attendance(
            id=f"attendance-{place}",
            activity=kind,
            held_on=JUNE,
            country=country,
            title="",
            tallies=(Tally(people=people),) if people else (),
        )
        for place, ((kind, country), people) in enumerate(zip(product(KINDS, COUNTRIES), four, strict=True))
    ]


def derived_of_countries(tells: Callable[[Any, tuple[int, ...]], Any], most: int) -> list[Any]:
    """Return each cell, or all of a country, that what is told of a unit gives away: somebody under five."""
    alike = defaultdict[Any, list[tuple[int, ...]]](list)
    for four in product(range(most + 1), repeat=4):
        if 0 < sum(four) <= most:
            for unit in units(held(four)):
                if unit.whole:
                    alike[tells(unit, four)].append((*four, four[0] + four[2], four[1] + four[3]))
    return [
        (told, place)
        for told, some in alike.items()
        for place, values in enumerate(map(set, zip(*some, strict=True)))
        if max(values) < suppress.SMALL and values != {0}
    ]


def all_told(unit: Any, _: tuple[int, ...]) -> Any:
    return unit.whole, repr(unit.activity), repr(unit.countries)


def with_all_countries(unit: Any, four: tuple[int, ...]) -> Any:
    """As if a table of all countries stood beside those of the activities, told by the same rule."""
    sums = [Sum(four[0] + four[2]), Sum(four[1] + four[3])]
    beside = tell([(place, crowd(one)) for place, one in enumerate(sums)], new_too=True)
    return *all_told(unit, four), repr(beside)


@pytest.mark.slow
def test_whoever_tries_every_world_derives_no_country_of_an_activity_under_five() -> None:
    assert derived_of_countries(all_told, 13) == []


@pytest.mark.slow
def test_the_attacker_wins_where_all_countries_are_told_beside_those_of_activities() -> None:
    assert derived_of_countries(with_all_countries, 13)


# -- all tables of a unit at once


@pytest.mark.slow
@settings(max_examples=12)
@given(st.lists(records(), min_size=1, max_size=3))
def test_an_auditor_with_all_tables_and_margins_derives_no_cell_under_five(some: list[Attendance]) -> None:
    told = [unit for unit in units(some) if unit.whole]
    assume(any(next(withheld(unit), None) for unit in told))
    for unit in told:
        attacker = Attacker((unit, [0]))
        for cell in withheld(unit):
            least, most = attacker.bounds(cell, people=False)
            assert most >= 5 > least or most > least >= 5
            least, most = attacker.bounds(cell, people=True)
            assert most >= 5 or (unit.new_told and most == 0)


@pytest.mark.slow
def test_the_auditor_wins_where_only_small_cells_are_withheld() -> None:
    """The same auditor, told every cell but the one that is small, finds it."""
    row = {"group": GROUPS[0], "age": AGES[0]}
    some = Attendance(
        id="a",
        activity=KINDS[0],
        held_on=JUNE,
        country="BA",
        title="",
        tallies=(
            Tally(**row, sex=Sex.FEMALE, people=8, first_time=8),
            Tally(**row, sex=Sex.MALE, people=7, first_time=7),
            Tally(**row, sex=Sex.OTHER, people=2, first_time=2),
        ),
    )
    [unit] = units([some])
    attacker = Attacker((unit, [0]))
    is_other = lambda key: key[3] is Sex.OTHER  # noqa: E731
    assert attacker.bounds(is_other, people=False) == (0, 9)
    attacker.learn(Sum(7, 7), lambda key: key[3] is Sex.MALE)
    assert attacker.bounds(is_other, people=False) == (2, 2)


def test_one_person_who_comes_ten_times_is_one_person() -> None:
    many = Crowd(attendances=90, people=9, known=frozenset(map(str, range(9))))
    one = Crowd(attendances=10, people=1, known=frozenset({"x"}))
    assert tell([("f", many), ("o", one)], new_too=True) == Told((), Sum(100, 10))


def test_what_is_large_is_told_and_what_is_nobody() -> None:
    cells = [("a", crowd(Sum(9, 9))), ("b", Crowd()), ("c", crowd(Sum(6, 6)))]
    told = tell(cells, new_too=True)
    assert told.cells == (("a", Sum(9, 9)), ("b", Sum()), ("c", Sum(6, 6)))
    assert told.rest is None
    assert told.of("d") == Sum()
