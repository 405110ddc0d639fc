"""Attackers on figures of people: an auditor with every table and margin, and records at random for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from pvstudio.gatherings import ActivityType, AgeGroup, Sex, Tally
from pvstudio.model import PopulationGroup
from workflows.attendance.records import Attendance
from workflows.attendance.suppress import Sum, Told
from workflows.attendance.tellings import look
from workflows.attendance.units import Unit

SEXES, GROUPS = (Sex.FEMALE, Sex.MALE, Sex.OTHER), (PopulationGroup.ON_THE_MOVE, PopulationGroup.STAFF)
AGES, KINDS = (AgeGroup.YOUNG, AgeGroup.UNDER_18), (ActivityType.SKILLS, ActivityType.SOCIAL)
COUNTRIES = ("BA", "RS")
JUNE = date(2026, 6, 1)

#: More than anything here adds up to.
MOST = 10_000


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    people = draw(st.integers(1, 12))
    return Tally(
        group=draw(st.sampled_from(GROUPS)),
        sex=draw(st.sampled_from(SEXES)),
        age=draw(st.sampled_from(AGES)),
        people=people,
        first_time=draw(st.sampled_from((0, people, people // 2))),
    )


@st.composite
def records(draw: st.DrawFn) -> Attendance:
    known = draw(st.sets(st.integers(0, 11)))
    alike = [
        Tally(group=GROUPS[one % 2], sex=SEXES[one // 2 % 3], age=AGES[one % 5 == 0], people=1)
        for one in known
    ]
    return Attendance(
        id=f"attendance-{draw(st.uuids())}",
        activity=draw(st.sampled_from(KINDS)),
        held_on=JUNE.replace(month=draw(st.sampled_from((6, 7))), day=draw(st.integers(1, 28))),
        country=draw(st.sampled_from(COUNTRIES)),
        title="",
        tallies=tuple(draw(st.lists(tallies(), max_size=3))),
        participants=tuple(f"person-{one}" for one in known),
        told=tuple(alike),
    )


def units(some: list[Attendance], today: date = date(2026, 9, 1)) -> list[Unit]:
    return look("w", sorted(some, key=lambda one: one.held_on), (), ends=None, today=today).units


KEYS = list(product(KINDS, COUNTRIES, AGES, SEXES, GROUPS))


class Attacker:
    """Everything that is told, as equations over every combination of all values.

    *told* are units, each with the numbers of the crowds of which it is the sum; there are *crowds* of these.
    """

    def __init__(self, *told: tuple[Unit, Sequence[int]], crowds: int = 1) -> None:
        self.crowds, self.rows, self.sums = crowds, list[Any](), list[int]()
        for unit, of in told:
            self._learn_unit(unit, of)

    def _learn_unit(self, unit: Unit, of: Sequence[int]) -> None:
        if not unit.whole:
            return
        self.unit, self.of = unit, of
        self.learn(unit.whole, lambda _: True)
        for place, table in ((0, unit.activity), (2, unit.age), (3, unit.sex)):
            self._learn_table(table, lambda key, place=place: key[place], lambda _: True)
        for kind, countries in unit.countries.items():
            within = lambda key, kind=kind: part_of(unit, key[0]) == kind  # noqa: E731
            self._learn_table(countries, lambda key: key[1], within)
        for sex, groups in unit.groups.items():
            self._learn_table(groups, lambda key: key[4], lambda key, sex=sex: key[3] is sex)

    def _learn_table(self, table: Told[Any], of: Callable[[Any], Any], within: Callable[[Any], bool]) -> None:
        for value, told in table.cells:
            self.learn(told, lambda key, value=value: within(key) and of(key) == value)
        if table.rest:
            cells = dict(table.cells)
            self.learn(table.rest, lambda key: within(key) and of(key) not in cells)

    def learn(self, told: Sum, within: Callable[[Any], bool]) -> None:
        """Note that the cells of the last unit in which *within* is so hold what is *told*, together."""
        self.rows.append(self._row(within, self.of, people=False))
        self.sums.append(told.attendances)
        if self.unit.new_told:
            self.rows.append(self._row(within, self.of, people=True))
            self.sums.append(told.people)

    def bounds(self, within: Callable[[Any], bool], *, people: bool, crowd: int = 0) -> tuple[int, int]:
        """Return the least and the most that a cell of a crowd can hold."""
        aim = self._row(within, [crowd], people=people)
        half = len(KEYS) * self.crowds
        no_more = np.hstack([-np.eye(half), np.eye(half)])  # people are at most attendances
        rules = [LinearConstraint(no_more, -np.inf, 0)]
        if self.rows:
            rules.append(LinearConstraint(np.array(self.rows), self.sums, self.sums))
        found = [
            milp(sign * aim, constraints=rules, integrality=np.ones(2 * half), bounds=Bounds(0, MOST))
            for sign in (1, -1)
        ]
        assert all(one.success for one in found)
        return round(found[0].fun), round(-found[1].fun)

    def _row(self, within: Callable[[Any], bool], of: Sequence[int], *, people: bool) -> Any:
        row = np.array([within(key) for key in KEYS], dtype=float)
        parts = [row * (crowd in of) for crowd in range(self.crowds)]
        return np.concatenate(
            [0 * part for part in parts] + parts if people else parts + [0 * part for part in parts]
        )


def part_of(unit: Unit, kind: ActivityType) -> str:
    """Return in which part of a unit a kind of activity is: it is one itself, or in the rest."""
    return kind if kind in unit.countries else ""


def withheld(unit: Unit) -> Iterator[Callable[[Any], bool]]:
    """Yield the cells of a unit that are not told, as conditions."""
    for place, table, values in ((0, unit.activity, KINDS), (2, unit.age, AGES), (3, unit.sex, SEXES)):
        for value in values:
            if table.of(value) is None:
                yield lambda key, place=place, value=value: key[place] == value
    for country in COUNTRIES:
        if None in [table.of(country) for table in unit.countries.values()]:
            yield lambda key, country=country: key[1] == country
        for kind in KINDS:
            told = unit.countries[part_of(unit, kind)].of(country)
            if told is None or (kind not in unit.countries and told != Sum()):
                yield lambda key, kind=kind, country=country: key[0] is kind and key[1] == country
    for sex, group in product(SEXES, GROUPS):
        if sex not in unit.groups or unit.groups[sex].of(group) is None:
            yield lambda key, sex=sex, group=group: key[3] is sex and key[4] is group
