"""Gatherings in the reader's language: kinds of activity, ages, what is wrong with a record of who came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from consent.gate.reasons import isolated
from pvstudio.gatherings import ActivityType, AgeGroup, Sex
from pvstudio.model import PopulationGroup
from pvstudio.regional import country_name
from web.wording.fields import PROBLEMS
from web.wording.i18n import _, language, lazy
from workflows.attendance import Period, Shown, TallyRefused, Wrong
from workflows.attendance.units import in_words
from workflows.fields import Problem

ACTIVITIES: Mapping[ActivityType, Any] = {
    ActivityType.SKILLS: lazy("Professional and life skills"),
    ActivityType.SOCIAL: lazy("Joint social interaction"),
    ActivityType.RECREATION: lazy("Recreational and psychosocial"),
    ActivityType.COORDINATION: lazy("Coordination"),
}
GROUP_NAMES: Mapping[PopulationGroup, Any] = {
    PopulationGroup.UNDISCLOSED: lazy("Not said"),
    PopulationGroup.ON_THE_MOVE: lazy("People on the move"),
    PopulationGroup.RESIDENT: lazy("Local residents"),
    PopulationGroup.STAFF: lazy("Staff"),
}
SEX_NAMES: Mapping[Sex, Any] = {
    Sex.UNDISCLOSED: lazy("Not said"),
    Sex.FEMALE: lazy("Female"),
    Sex.MALE: lazy("Male"),
    Sex.OTHER: lazy("Other"),
}
AGE_GROUPS: Mapping[AgeGroup, Any] = {
    AgeGroup.UNDISCLOSED: lazy("Not said"),
    AgeGroup.UNDER_18: lazy("Under 18"),
    AgeGroup.YOUNG: lazy("18 to 29"),
    AgeGroup.MIDDLE: lazy("30 to 59"),
    AgeGroup.OLDER: lazy("60 and older"),
}
PERIODS: Mapping[Period, Any] = {
    Period.MONTH: lazy("Months"),
    Period.QUARTER: lazy("Quarters"),
    Period.YEAR: lazy("Years"),
}
TABLES: Mapping[str, Any] = {
    "activities": lazy("Kinds of activity"),
    "sexes": lazy("Groups, by sex"),
    "ages": lazy("Ages"),
    "countries": lazy("Countries, by kind of activity"),
}
_WRONG: Mapping[Wrong, Any] = {
    Wrong.TITLE: lazy("Write in a few words what it was."),
    Wrong.TOO_LONG: PROBLEMS[Problem.TOO_LONG],
    Wrong.NO_DAY: PROBLEMS[Problem.NO_DATE],
    Wrong.NO_YEAR: PROBLEMS[Problem.NO_YEAR],
    Wrong.FUTURE: lazy("That day is still to come."),
    Wrong.BEFORE_START: lazy("The workshop had not begun then."),
    Wrong.NO_NUMBER: lazy("Write a whole number, in digits."),
    Wrong.NEGATIVE: lazy("A number cannot be less than nought."),
    Wrong.TOO_MANY: lazy("That many people cannot have come."),
    Wrong.MORE_FIRST: lazy("More are here for the first time than came."),
    Wrong.NOBODY: lazy("Somebody was ticked who is not of this workshop."),
    Wrong.NO_CHOICE: PROBLEMS[Problem.NO_CHOICE],
}


def wrong(refused: TallyRefused) -> dict[str, str]:
    """Say what is wrong with a record, field by field."""
    numbers = _(
        "{here} people are counted here, and the screening's report says {there}. Put one of them right.",
        here=refused.people,
        there=refused.reported,
    )
    said = {**_WRONG, Wrong.NOT_AS_REPORTED: numbers}
    return {field: str(said[why]) for field, why in refused.problems.items()}


def key_words(table: str, key: str | None) -> str:
    """Say what a row or a column of *table* stands for; unknown countries are as people wrote them."""
    if key is None:
        return _("Not told apart")
    if table == "sexes":
        return str(GROUP_NAMES[PopulationGroup(key)] if key in set(PopulationGroup) else SEX_NAMES[Sex(key)])
    if table == "ages":
        return str(AGE_GROUPS[AgeGroup(key)])
    if table == "activities" and key in set(ActivityType):
        return str(ACTIVITIES[ActivityType(key)])
    return (country_name(key, language()) if table == "countries" else key) or _("Not said")


def to_come(shown: Shown) -> list[str]:
    """Say of which days nothing is told yet, and from when on."""
    said = _("{days}: not over yet, shown from {day}")
    apart = (in_words(batch, language()) for batch in shown.to_come)
    return [said.format(days=isolated(days), day=isolated(day)) for days, day in apart]


def standing(shown: Shown) -> list[str]:
    """Say that figures stay as they are told, or can still be put right, and if some could not be kept."""
    stay = _("Figures stay as they were first told. What comes later counts in the month in which it came.")
    early = _("Look them over: once the office, a file or a report has them, they stay.")
    unkept = _("Some figures are missing: the studio could not keep what it tells. Look again later.")
    ahead = _("Some of this was told by a wrong clock. Who came later counts in a later month.")
    said = {stay: shown.is_told, early: shown.early, unkept: shown.unkept, ahead: shown.ahead}
    return [words for words, is_so in said.items() if is_so]


def column_words(table: str, key: str | None) -> str:
    """Say what a column stands for; periods are written as they are."""
    if table == "sexes" and key is not None:
        return str(SEX_NAMES[Sex(key)])
    return key_words("activities" if table == "countries" else table, key)
