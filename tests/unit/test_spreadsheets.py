"""Tables for other people's spreadsheets: a hostile title is text there, a number is a number."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from workflows.spreadsheets import AtLeast, Sheet, csv_bytes, harmless, xlsx_bytes

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


NAMES = ("", "'", "[x]/\\?*:", "History", "x" * 200, "ورشة الذاكرة" * 9, "😀" * 40, "\ud800x", "a\x01b")


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_title_is_the_workbook_opens(name: str) -> None:
    names = (name, "x 3", "x", name)
    sheets = [Sheet(name=one, above=(name,), heads=(name,), rows=((name,),)) for one in names]
    book = load_workbook(io.BytesIO(xlsx_bytes(sheets, right_to_left=False)))
    assert csv_bytes(sheets).decode()
    assert len({one.casefold() for one in book.sheetnames} - {"history"}) == len(names)
    assert all(0 < len(one.encode("utf-16-le")) <= 62 for one in book.sheetnames)
