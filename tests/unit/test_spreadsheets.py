"""Tables for other people's spreadsheets: a hostile title is text there, a number is a number."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workflows.spreadsheets import AtLeast, Chart, Sheet, csv_bytes, harmless, xlsx_bytes

HOSTILE = (
    *("=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", " =1+1", "\r=1+1", "\n=1", "\u00a0=1"),
    *("＝1+1", "\ufeff=1", '"=1+1', "'=1+1", "\u202e=1", "\u200b@x", '=HYPERLINK("http://evil.example")'),
)


def read(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def sheet(words: str) -> Sheet:
    rows = ((words, 7, AtLeast(9)), ("plain", 0, "–"))
    return Sheet(name=words[:20] or "x", above=(words,), heads=("what", words, "n"), rows=rows)


@pytest.mark.parametrize("words", HOSTILE)
def test_no_cell_is_a_formula(words: str) -> None:
    assert harmless(words).startswith("'")
    book = load_workbook(io.BytesIO(xlsx_bytes([sheet(words)] * 2, right_to_left=True)))
    for page in book.worksheets:
        assert page.sheet_view.rightToLeft
        assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
        assert not any(cell.hyperlink for row in page.iter_rows() for cell in row)
        numbers = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, int)]
        assert "9+" in [cell.value for row in page.iter_rows() for cell in row], "copied, it keeps its plus"
        assert [(cell.value, cell.number_format) for cell in numbers] == [
            (7, "General"),
            (0, "General"),
        ]


@settings(max_examples=60)
@given(st.text(max_size=12))
def test_whatever_was_typed_stays_in_its_own_cell(words: str) -> None:
    rows = read(csv_bytes([sheet(words)]))
    assert [len(row) for row in rows] == [1, 1, 3, 3, 3]
    assert rows[3][1:] == ["7", "9+"]
    for row in rows:
        for cell in row:
            assert cell[:1] not in set("=+-@\t\r")


def test_words_stay_words() -> None:
    for words in ("Walk – to the river", "مشاهدة", "3 = 3", "a@b.ba", "Bread-and-river", ""):
        assert harmless(words) == words


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("a;=1+1", "a;'=1+1"),
        ('a"; @SUM(1)', "a\";' @SUM(1)"),
        ("a;\t-1", "a;' -1"),
        ("a;＝1", "a;'＝1"),
        ("\x01=1", "'=1"),
        ("\ud800=1", "'=1"),
        ("bread; river", "bread; river"),
    ],
)
def test_a_semicolon_begins_no_formula_either(words: str, kept: str) -> None:
    """Excel ends columns at semicolons where the decimal sign is a comma, whatever stands in quotes."""
    assert harmless(words) == kept


def drawn(one: Sheet) -> str:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([one], right_to_left=False))) as book:
        return book.read("xl/charts/chart1.xml").decode()


@pytest.mark.parametrize("right_to_left", [False, True])
def test_bars_stand_on_the_numbers_that_are_told(right_to_left: bool) -> None:
    """Openpyxl reads the chart back: its references name these cells, whatever the sheet is called."""
    rows = (("Tea", 7, AtLeast(9)), ("=1+1", 3, "withheld"), ("Walk", 8, 12), ("All", 18, AtLeast(21)))
    chart = Chart(column=2, title="=HYPERLINK(1)", at_least="at least", upright=right_to_left)
    one = Sheet(name="It's [new]", above=("a", "b"), heads=("what", "n", "m"), rows=rows, chart=chart)
    book = load_workbook(io.BytesIO(xlsx_bytes([one, one], right_to_left=right_to_left)))
    for page in book.worksheets:
        [bars] = page._charts
        [series] = bars.series

        def at(reference: str, page: Worksheet = page) -> list[object]:
            name, _, cells = reference.rpartition("!")
            assert name == f"'{page.title}'"
            found = page[cells.replace("$", "")]
            return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]

        assert at(series.cat.strRef.f) == ["Tea", "=1+1", "Walk"], "without the sum of all"
        assert at(series.val.numRef.f) == [9, None, 12]
        assert [point.v for point in series.val.numRef.numCache.pt] == [9, 12]
        assert at(series.tx.strRef.f) == ["at least"]
        labels = re.findall(r"!\$C\$(\d)</c:f>", drawn(one))
        assert labels == ["5", "6", "7"], "a bar says what its cell says, plus and all"
        across = bars.x_axis if right_to_left else bars.y_axis
        assert across.scaling.orientation == ("maxMin" if right_to_left else "minMax")
        assert page.sheet_view.rightToLeft is (True if right_to_left else None)


def test_where_nothing_is_told_there_is_nothing_to_draw() -> None:
    chart = Chart(column=1, title="t", at_least="at least")
    one = Sheet(name="x", heads=("what", "n"), rows=(("Tea", "withheld"), ("All", 21)), chart=chart)
    [page] = load_workbook(io.BytesIO(xlsx_bytes([one], right_to_left=False))).worksheets
    assert page._charts == []
    assert page.max_column == 2


NAMES = ("", "'", "[x]/\\?*:", "History", "x" * 200, "ورشة الذاكرة" * 9, "😀" * 40, "\ud800x", "a\x01b")


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_title_is_the_workbook_opens(name: str) -> None:
    names = (name, "x 3", "x", name)
    sheets = [Sheet(name=one, above=(name,), heads=(name,), rows=((name,),)) for one in names]
    book = load_workbook(io.BytesIO(xlsx_bytes(sheets, right_to_left=False)))
    assert csv_bytes(sheets).decode()
    assert len({one.casefold() for one in book.sheetnames} - {"history"}) == len(names)
    assert all(0 < len(one.encode("utf-16-le")) <= 62 for one in book.sheetnames)
