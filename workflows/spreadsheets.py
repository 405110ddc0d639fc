"""Tables for other people's spreadsheets: nothing that somebody typed becomes a formula there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import TypeAlias

import xlsxwriter

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
class Sheet:
    """One table: its name, lines above it, the heads of its columns, its rows."""

    name: str
    above: tuple[str, ...] = ()
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


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
        head, more = book.add_format({"bold": True, "bottom": 1}), book.add_format({"align": "right"})
        for sheet, name in zip(sheets, _names(sheets), strict=True):
            page = book.add_worksheet(name)
            if right_to_left:
                page.right_to_left()
            page.set_column(0, 0, 34)
            page.set_column(1, max(1, len(sheet.heads) - 1), 14)
            for row, line in enumerate(sheet.above):
                page.write_string(row, 0, _text(line))
            start = len(sheet.above) + bool(sheet.above)
            for column, words in enumerate(sheet.heads):
                page.write_string(start, column, _text(words), head)
            for row, cells in enumerate(sheet.rows, start + 1):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        page.write_string(row, column, _text(cell))
                    elif isinstance(cell, AtLeast):
                        page.write_string(row, column, _with_plus(cell), more)
                    else:
                        page.write_number(row, column, cell)
    return out.getvalue()


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
