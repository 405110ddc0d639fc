"""Tables for other people's spreadsheets: nothing that somebody typed becomes a formula there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

#: What a workbook says of when it was made: the same figures are the same file.
_WHEN = datetime(2000, 1, 1)  # noqa: DTZ001 — a workbook knows no zones


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number of which more is withheld: text with a plus sign, which is not lost when it is copied."""

    number: int


Cell: TypeAlias = str | int | AtLeast

#: What spreadsheets take for a formula, also in the wide letters of East Asia (measured: `\\t=1+1` and
#: ` =1+1` come through a check of the first sign alone), with whatever they skip before it.
_FORMULA = re.compile(r"[\s\x00-\x20\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\"']*[=+\-@＝＋－＠]")
#: Where columns end at a semicolon (most of Europe), what follows one begins a cell, quoted or not.
_NEXT_CELL = re.compile(rf";(?={_FORMULA.pattern})")
#: What XML cannot hold at all, and half an emoji.
_NO_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINES = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")

#: What a sheet may not be called, and how long it may be called (ECMA-376; Excel).
_NO_NAME, _LONGEST_NAME = re.compile(r"[\[\]:*?/\\']"), 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A column of a sheet as bars, without its last row (the sum of all). Only a workbook has it.

    *at_least* is the head of one more column, beside the table: bars need a number where it says "42+".
    """

    column: int
    title: str
    at_least: str
    upright: bool = False  # periods go across, everything else down


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table: its name, lines above it, the heads of its columns, its rows."""

    name: str
    above: tuple[str, ...] = ()
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None


def harmless(text: str) -> str:
    """Return *text* so that a spreadsheet does not compute it: on one line, a mark before a formula."""
    line = _NEXT_CELL.sub(";'", _text(_LINES.sub(" ", text)))
    return f"'{line}" if _FORMULA.match(line) else line


def csv_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return *sheets* one below the other as CSV (RFC 4180, UTF-8 with the mark that Excel looks for)."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for place, sheet in enumerate(sheets):
        writer.writerows([[]] if place else [])
        for row in ((sheet.name,), *((line,) for line in sheet.above), sheet.heads, *sheet.rows):
            writer.writerow([_in_csv(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheets: Sequence[Sheet], *, right_to_left: bool) -> bytes:
    """Return *sheets* as a workbook: text is text and numbers are numbers, whatever they look like."""
    out = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **safe}) as book:
        book.set_properties({"created": _WHEN})
        formats = book.add_format({"bold": True, "bottom": 1}), book.add_format({"align": "right"})
        for sheet, name in zip(sheets, _names(sheets), strict=True):
            page = book.add_worksheet(name)
            if right_to_left:
                page.right_to_left()
            _write(page, sheet, formats)
            if sheet.chart:
                _draw(book, page, sheet, sheet.chart, right_to_left=right_to_left, head=formats[0])
    return out.getvalue()


def _write(page: Any, sheet: Sheet, formats: tuple[Any, Any]) -> None:
    head, more = formats
    page.set_column(0, 0, 34)
    page.set_column(1, max(1, len(sheet.heads) - 1), 14)
    for row, line in enumerate(sheet.above):
        page.write_string(row, 0, _text(line))
    for column, words in enumerate(sheet.heads):
        page.write_string(_start(sheet), column, _text(words), head)
    for row, cells in enumerate(sheet.rows, _start(sheet) + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(row, column, _text(cell))
            elif isinstance(cell, AtLeast):
                page.write_string(row, column, _with_plus(cell), more)
            else:
                page.write_number(row, column, cell)


def _draw(book: Any, page: Any, sheet: Sheet, chart: Chart, *, right_to_left: bool, head: Any) -> None:
    """Put bars below the table, of the numbers that it tells; each is labelled with its cell."""
    name, first, beside = page.get_name(), _start(sheet) + 1, len(sheet.heads) + 1
    told = [row[chart.column] for row in sheet.rows[:-1]]
    if all(isinstance(cell, str) for cell in told):
        return
    page.write_string(first - 1, beside, _text(chart.at_least), head)
    page.set_column(beside, beside, 22)
    for row, cell in enumerate(told, first):
        if not isinstance(cell, str):
            page.write_number(row, beside, cell.number if isinstance(cell, AtLeast) else cell)
    last = first + len(told) - 1
    labels = [_label(name, row, chart.column) for row in range(first, last + 1)]
    bars = book.add_chart({"type": "column" if chart.upright else "bar"})
    bars.add_series(
        {
            "name": [name, first - 1, beside],
            "categories": [name, first, 0, last, 0],
            "values": [name, first, beside, last, beside],
            "data_labels": {"value": True, "custom": labels},
            "fill": {"color": "#33525E"},
            "gap": 60,
        }
    )
    bars.set_title({"name": harmless(chart.title), "name_font": {"size": 12}, "overlay": False})
    bars.set_legend({"none": True})
    across = {"reverse": right_to_left}
    values = {"min": 0, "visible": False, "major_gridlines": {"visible": False}}
    bars.set_x_axis(across if chart.upright else values | across)
    bars.set_y_axis(values if chart.upright else {"reverse": True})  # the first row on top
    bars.set_size({"width": 720, "height": 300 if chart.upright else 110 + 34 * len(told)})
    page.insert_chart(last + 3, 0, bars, {"description": _text(chart.title)})


def _label(sheet: str, row: int, column: int) -> dict[str, str]:
    return {"value": f"={quote_sheetname(sheet)}!{xl_rowcol_to_cell(row, column, True, True)}"}


def _start(sheet: Sheet) -> int:
    """Return the row of the heads: below what stands above, and an empty one."""
    return len(sheet.above) + bool(sheet.above)


def _in_csv(cell: Cell) -> str | int:
    if isinstance(cell, AtLeast):
        return _with_plus(cell)
    return harmless(cell) if isinstance(cell, str) else cell


def _with_plus(cell: AtLeast) -> str:
    return f"{cell.number}+"


def _text(text: str) -> str:
    return _NO_TEXT.sub("", text)


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Return what sheets are called: allowed, short enough, and no two alike."""
    names, taken = list[str](), {"history"}  # Excel has a sheet of that name itself
    for place, sheet in enumerate(sheets, 1):
        name = _shortened(_text(_NO_NAME.sub(" ", sheet.name)), _LONGEST_NAME) or str(place)
        others = (f"{_shortened(name, _LONGEST_NAME - 4)} {number}" for number in count(place))
        names.append(next(one for one in chain([name], others) if one.casefold() not in taken))
        taken.add(names[-1].casefold())
    return names


def _shortened(name: str, most: int) -> str:
    """Return as much of *name* as fits, counted like Excel does: most emoji are two."""
    return name.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore").strip()
