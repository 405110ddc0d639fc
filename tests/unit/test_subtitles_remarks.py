"""Remarks on rows: said by measure, of each language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pvstudio.subtitles.remarks import Remark, all_remarks, letters, limits_for, remarks
from pvstudio.subtitles.rows import Row

FINE = Row(id="a", start_ms=0, end_ms=2000, text="Dobro jutro svima.")
LIMITS = limits_for("bs", 25)


@pytest.mark.parametrize(
    ("change", "following", "said"),
    [
        ({}, None, []),
        ({}, 2080, []),
        ({"text": "x" * 42}, None, [Remark.FAST]),
        ({"text": "x" * 43, "end_ms": 4000}, None, [Remark.LINE_LONG]),
        ({"text": "a\nb\nc"}, None, [Remark.LINES_MANY]),
        ({"text": "x" * 34}, None, []),
        ({"text": "x" * 35}, None, [Remark.FAST]),
        ({"end_ms": 833, "text": "Da."}, None, [Remark.SHORT]),
        ({"end_ms": 7001}, None, [Remark.LONG]),
        ({}, 1999, [Remark.OVERLAP]),
        ({}, 2000, [Remark.NEAR]),
        ({}, 2079, [Remark.NEAR]),
    ],
)
def test_what_is_said(change: dict[str, object], following: int | None, said: list[Remark]) -> None:
    assert list(remarks(replace(FINE, **change), following, LIMITS)) == said


def test_marks_take_no_room() -> None:
    assert letters("صَبَاحُ") == 4
    assert letters("a\u200cb\u200f") == 2


def test_arabic_is_read_faster() -> None:
    assert (limits_for("ar", 25).speed, LIMITS.speed) == (20, 17)


def test_each_row_is_judged_by_the_next() -> None:
    rows = (
        FINE,
        replace(FINE, id="b", start_ms=1000, end_ms=3000),
        replace(FINE, id="c", start_ms=4000, end_ms=6000),
    )
    assert all_remarks(rows, LIMITS) == {"a": (Remark.OVERLAP,)}
    assert all_remarks((), LIMITS) == {}
