"""What is taken out of units for a cell of a table: a picking says what a unit tells of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeAlias, TypeVar

from pvstudio.gatherings import ActivityType
from pvstudio.model import PopulationGroup, Sex
from workflows.attendance.suppress import Sum, Told
from workflows.attendance.units import Unit

K = TypeVar("K", bound=Hashable)

#: Takes out of a unit what it tells of a cell; None: that is withheld.
Picking: TypeAlias = Callable[[Unit], Sum | None]


def everybody(unit: Unit) -> Sum | None:
    """Pick everybody."""
    return unit.whole


def cell(table: Callable[[Unit], Told[K]], key: K) -> Picking:
    """Pick a cell of a table that is divided no further."""
    return lambda unit: table(unit).of(key)


def sex(one: Sex | None) -> Picking:
    """Pick all of a sex, or (None) those whose sex is not told apart."""
    return lambda unit: unit.sex.of(one) if one else unit.sex.rest or Sum()


def activity(kind: ActivityType | None) -> Picking:
    """Pick all that is of a kind; a telling that knows no countries of kinds has them all together."""

    def told(unit: Unit) -> Sum | None:
        if not unit.countries:
            return None if kind else unit.whole
        return unit.activity.of(kind) if kind else unit.activity.rest or Sum()

    return told


def country_of(name: str | None, kind: ActivityType | None) -> Picking:
    """Pick a cell; of a kind that is not told apart a country is withheld, unless nobody came there."""

    def told(unit: Unit) -> Sum | None:
        if kind is None or kind in unit.parts:
            return part_of(name, kind)(unit)
        return Sum() if part_of(name, None)(unit) == Sum() else None

    return told


def part_of(name: str | None, kind: ActivityType | None) -> Picking:
    """Pick what a part of a unit tells of a country; of what is no part of its own, nothing is added."""

    def told(unit: Unit) -> Sum | None:
        part: Told[str] = unit.parts.get(kind or "", Told())
        return part.rest or Sum() if name is None else part.of(name)

    return told


def group_of(group: PopulationGroup | None, sex: Sex | None) -> Picking:
    """Pick a cell; those whose sex is not told apart have no group that is told either."""

    def told(unit: Unit) -> Sum | None:
        if sex is None:
            return (None if unit.sex.rest else Sum()) if group else unit.sex.rest or Sum()
        if sex not in unit.groups:
            return None if group else Sum()
        groups = unit.groups[sex]
        return groups.of(group) if group else groups.rest or Sum()

    return told
