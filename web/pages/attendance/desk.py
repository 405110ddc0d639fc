"""What the pages of attendance share: the blueprint, and how a record's form is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, request
from werkzeug.datastructures import MultiDict

from pvstudio.gatherings import ActivityType, AgeGroup, Sex, Tally
from pvstudio.model import PopulationGroup, new_id
from web.wording.fields import day_of
from workflows.attendance import Attendance, TallyRefused, Wrong

blueprint = Blueprint("attendance", __name__, url_prefix="/workshops/<workshop>/attendance")

#: Rows that a form shows empty, and more than anybody fills.
BLANK, MOST_ROWS = 2, 200

_NUMBER = re.compile(r"[+-]?\d{1,9}")
_ID = re.compile(r"attendance-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the tally as it stands in the form: numbers are what was typed."""

    group: str = PopulationGroup.UNDISCLOSED
    sex: str = Sex.UNDISCLOSED
    age: str = AgeGroup.UNDISCLOSED
    people: str = ""
    first_time: str = ""

    @classmethod
    def of(cls, tally: Tally) -> Line:
        """Return a row as it is kept."""
        first = str(tally.first_time or "")
        return cls(
            group=tally.group, sex=tally.sex, age=tally.age, people=str(tally.people), first_time=first
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A record's form, as it is kept or was typed."""

    id: str
    title: str = ""
    held_on: str = ""
    activity: str = ActivityType.SKILLS
    country: str = ""
    place: str = ""
    who: frozenset[str] = frozenset()
    lines: tuple[Line, ...] = ()

    @classmethod
    def of(cls, record: Attendance) -> Form:
        """Return a record as its form shows it."""
        return cls(
            id=record.id,
            title=record.title,
            held_on=str(record.held_on),
            activity=record.activity,
            country=record.country,
            place=record.place,
            who=frozenset(record.participants),
            lines=tuple(map(Line.of, record.tallies)),
        )

    @classmethod
    def typed(cls) -> Form:
        """Return what was typed; an id that no form of ours has becomes a fresh one."""
        form, id_ = request.form, request.form.get("id", "")
        return cls(
            id=id_ if _ID.fullmatch(id_) else new_id("attendance"),
            title=form.get("title", ""),
            held_on=form.get("held_on", ""),
            activity=form.get("activity", ""),
            country=form.get("country", ""),
            place=form.get("place", ""),
            who=frozenset(form.getlist("who")),
            lines=tuple(_lines(form)),
        )

    @property
    def counted(self) -> int:
        """How many people the form counts, as far as what was typed are numbers."""
        numbers = (int(line.people) for line in self.lines if _NUMBER.fullmatch(line.people.strip()))
        return len(self.who) + sum(number for number in numbers if number > 0)

    def read(self, *, session_id: str = "", screening_id: str = "") -> Attendance:
        """Return it as a record. Raises :class:`~workflows.attendance.TallyRefused` if it cannot be read."""
        wrong, tallies, held_on = dict[str, Wrong](), list[Tally](), date.min
        with suppress(ValueError):
            held_on = day_of(self.held_on) or date.min
        if held_on == date.min:
            wrong["held_on"] = Wrong.NO_DAY
        if self.activity not in set(ActivityType):
            wrong["activity"] = Wrong.NO_CHOICE
        for row, line in enumerate(self.lines):
            tallies.append(_tally(line, row, wrong))
        if wrong:
            raise TallyRefused(wrong)
        return Attendance(
            id=self.id,
            activity=ActivityType(self.activity),
            held_on=held_on,
            country=self.country,
            title=self.title,
            place=self.place,
            tallies=tuple(tallies),
            participants=tuple(self.who),
            session_id=session_id,
            screening_id=screening_id,
        )


def _lines(form: MultiDict[str, str]) -> list[Line]:
    """Return the rows that were typed; those without any number are none."""
    names = ("group", "sex", "age", "people", "first_time")
    columns = [form.getlist(name)[:MOST_ROWS] for name in names]
    rows = [Line(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=False)]
    return [row for row in rows if row.people.strip() or row.first_time.strip()]


def _tally(line: Line, row: int, wrong: dict[str, Wrong]) -> Tally:
    """Return a row as a tally; what of it cannot be read is put into *wrong*."""
    try:
        group, sex, age = PopulationGroup(line.group), Sex(line.sex), AgeGroup(line.age)
    except ValueError:
        wrong[f"people-{row}"] = Wrong.NO_CHOICE
        return Tally(people=0)
    people = _number(line.people, f"people-{row}", wrong)
    first = _number(line.first_time or "0", f"first_time-{row}", wrong)
    return Tally(group=group, sex=sex, age=age, people=people, first_time=first)


def _number(text: str, field: str, wrong: dict[str, Wrong]) -> int:
    if _NUMBER.fullmatch(text.strip()):
        return int(text)
    wrong[field] = Wrong.NO_NUMBER
    return 0


def with_blanks(lines: Sequence[Line], more: int = BLANK) -> list[Line]:
    """Return rows with empty ones after them."""
    return [*lines, *[Line()] * more]
