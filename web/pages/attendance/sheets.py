"""Figures of people as sheets of a file: the tables that a page shows, with bars in a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from web.wording.gatherings import PERIODS, TABLES, column_words, key_words, standing, to_come
from web.wording.i18n import _
from workflows.attendance import Figure, Period, Shown, Table
from workflows.spreadsheets import AtLeast, Cell, Chart, Sheet


def sheets(shown: Shown, period: Period, above: Sequence[str]) -> list[Sheet]:
    """Return the tables of *shown*, with *above* and what is not told over each of them."""
    above = [*above, *_notes(shown)]
    if not shown.is_told:
        return [Sheet(name=_("Who came, in figures"), above=tuple(above), heads=(), rows=())]
    above.append(_("“{sign}” stands for a number that is withheld, + for more that are.", sign=_("withheld")))
    tables = [_sheet(table, tuple(above)) for table in shown.tables(period)]
    return [tables[0], _by_period(shown.activities(period), period, tuple(above)), *tables[1:]]


def _notes(shown: Shown) -> list[str]:
    """Say what the page says of what is not told, or not yet."""
    few = _("Months in which too few people came to be counted here: {n}", n=shown.left_out)
    nothing = [] if shown.is_told else [_("Nothing can be told yet.")]
    return [*nothing, *to_come(shown), *([few] if shown.left_out else []), *standing(shown)]


def _sheet(table: Table, above: tuple[str, ...]) -> Sheet:
    columns = [column_words(table.name, key) for key in table.columns]
    heads = [str(TABLES[table.name])]
    for name in [*columns, _("All")]:
        heads += [f"{name}: {_('attendances')}", f"{name}: {_('people')}"]
    rows = [
        (words, *(cell for figure in (*row.figures, row.total) for cell in _cells(figure)))
        for words, row in (
            *((key_words(table.name, row.key), row) for row in table.rows),
            (_("All"), table.total),
        )
    ]
    name = str(TABLES[table.name])
    chart = _chart(name, column=2 * len(table.columns) + 1)
    return Sheet(name=name, above=above, heads=tuple(heads), rows=tuple(rows), chart=chart)


def _by_period(table: Table, period: Period, above: tuple[str, ...]) -> Sheet:
    """Return everybody by period, one below the other: what stands across below all activities."""
    name = str(PERIODS[period])
    periods = [column_words(table.name, key) for key in table.columns]
    figures = zip([*periods, _("All")], [*table.total.figures, table.total.total], strict=True)
    return Sheet(
        name=name,
        above=above,
        heads=(name, _("attendances"), _("people")),
        rows=tuple((words, *_cells(figure)) for words, figure in figures),
        chart=_chart(name, column=1, upright=True),
    )


def _chart(name: str, *, column: int, upright: bool = False) -> Chart:
    at_least = _("attendances, at least")
    return Chart(column=column, title=f"{name}: {_('attendances')}", at_least=at_least, upright=upright)


def _cells(figure: Figure) -> tuple[Cell, Cell]:
    return _cell(figure.attendances, more=figure.more), _cell(figure.people, more=figure.more_people)


def _cell(number: int | None, *, more: bool) -> Cell:
    if number is None:
        return _("withheld")
    return AtLeast(number) if more else number
