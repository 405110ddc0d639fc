"""Figures as rows that a template draws: words, numbers with what is withheld, and how long each bar is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pvstudio.regional import country_name
from workflows.attendance import Figure, Period, Row, Shown, Table
from workflows.feedback import Told
from workflows.feedback.drawings import drawing
from workflows.feedback.questions import wording

#: The tables whose keys are words of ours; countries have names, periods are as they are written.
_NAMED = {"activities": "activity", "sexes": "group", "ages": "age"}
#: Those whose columns are.
_ACROSS = {"sexes": "sex", "countries": "activity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table of people. *key* is that of its words, or "" and *name* is written as it is."""

    key: str
    name: str
    cells: tuple[str, ...]
    came: str
    people: str
    percent: float  # of the longest bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A table with bars: attendances by column, in all, and people counted once."""

    name: str
    columns: tuple[tuple[str, str], ...]  # key of words or "", and what is written otherwise
    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """One row of an answer: how many answered, and the step in their middle, counted from 1."""

    row: str
    people: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that people touched an answer to; *drawings*: the picture (SVG) of each step."""

    words: str
    language: str
    low: str
    high: str
    drawings: tuple[str, ...]
    rows: tuple[Middle, ...]


def charts(shown: Shown, language: str) -> list[Chart]:
    """Return the tables of who came that have anybody in them; countries are named in *language*."""
    return [
        _chart(table, language)
        for table in shown.tables(_period(shown))
        if table.total.total.attendances != 0
    ]


def asked(told: Iterable[Told], language: str) -> list[Asked]:
    """Return what came of the questions, in the words of *language*, or English where there are none."""
    said = wording(language)
    found = []
    for one in told:
        words, steps = said.questions[one.question.id], one.question.steps
        english = f"{one.question.id}.ask" in said.english
        found.append(
            Asked(
                words=words["ask"],
                language="en" if english else language,
                low=words.get("low", ""),
                high=words.get("high", ""),
                drawings=tuple(drawing(one.question.kind, step) for step in range(1, steps + 1)),
                rows=tuple(Middle(row=row, people=of.people, step=of.step) for row, of in one.rows.items()),
            )
        )
    return found


def number(count: int | None, *, more: bool = False) -> str:
    """Return a number as it may be told: a dash is withheld, a plus says that more is."""
    return "–" if count is None else f"{count}+" if more else str(count)


def _chart(table: Table, language: str) -> Chart:
    longest = max([row.total.attendances or 0 for row in table.rows], default=0) or 1
    lines = [_line(table.name, row, longest, language) for row in table.rows if row.total.attendances != 0]
    columns = tuple((_ACROSS.get(table.name, ""), key or "") for key in table.columns)
    return Chart(
        name=table.name,
        columns=tuple((_key(kind, key) if kind or not key else "", key) for kind, key in columns),
        lines=tuple(lines),
        total=_line(table.name, table.total, longest, language),
    )


def _line(table: str, row: Row, longest: int, language: str) -> Line:
    named = _NAMED.get(table, "")
    return Line(
        key=_key(named, row.key or "") if named or not row.key else "",
        name=country_name(row.key or "", language) if table == "countries" else row.key or "",
        cells=tuple(_came(one) for one in row.figures),
        came=_came(row.total),
        people=number(row.total.people, more=row.total.more_people),
        percent=round(100 * (row.total.attendances or 0) / longest, 1),
    )


def _came(figure: Figure) -> str:
    return number(figure.attendances, more=figure.more)


def _key(kind: str, key: str) -> str:
    """Return the key of the words of an enum's value: "report_age_18_29"."""
    return f"report_{kind}_{key.replace('-', '_')}" if kind and key else "report_not_apart"


def _period(shown: Shown) -> Period:
    """Return periods of a length of which a page holds all columns."""
    months = {(one.batch.first.year, one.batch.first.month) for one in shown.units}
    if not months:
        return Period.QUARTER
    (first, last) = min(months), max(months)
    long = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    return Period.MONTH if long <= 6 else Period.QUARTER if long <= 18 else Period.YEAR
