"""What is worth saying of a row while it is typed: too fast, too long, too near. Said, never forbidden.

The browser says it too, while somebody types: ``web/static/editor-remarks.js`` is this module in
JavaScript, and a test gives both the same rows. Whole numbers only, so that both come to the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pvstudio.subtitles.rows import Row, Rows
from pvstudio.subtitles.rules import gap_ms, rules_for


class Remark(StrEnum):
    """What can be wrong with a row."""

    LINE_LONG = "line-long"
    LINES_MANY = "lines-many"
    FAST = "fast"
    SHORT = "short"
    LONG = "long"
    OVERLAP = "overlap"
    NEAR = "near"  # to the next row: the change of words is not seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The measures of one language (:mod:`pvstudio.subtitles.rules`), as the browser gets them."""

    lines: int
    line_length: int  # letters
    speed: int  # letters a second
    shortest_ms: int
    longest_ms: int
    gap_ms: int


def limits_for(language: str, fps: Fraction | int) -> Limits:
    """Return the limits of *language* (BCP 47) in films of *fps* frames a second."""
    rules = rules_for(language)
    return Limits(
        lines=rules.lines,
        line_length=rules.line_length,
        speed=rules.speed,
        shortest_ms=rules.shortest_ms,
        longest_ms=rules.longest_ms,
        gap_ms=gap_ms(fps),
    )


def letters(line: str) -> int:
    """Return how many letters of *line* take room: marks over letters and unseen marks take none."""
    return sum(unicodedata.category(letter) not in {"Mn", "Me", "Cf"} for letter in line)


def remarks(row: Row, following_ms: int | None, limits: Limits) -> Iterator[Remark]:
    """Yield what is wrong with *row*; *following_ms* is when the next one begins, None for the last."""
    lengths = [letters(line) for line in row.text.split("\n")]
    duration = row.end_ms - row.start_ms
    if max(lengths) > limits.line_length:
        yield Remark.LINE_LONG
    if len(lengths) > limits.lines:
        yield Remark.LINES_MANY
    if sum(lengths) * 1000 > limits.speed * duration:
        yield Remark.FAST
    if duration < limits.shortest_ms:
        yield Remark.SHORT
    if duration > limits.longest_ms:
        yield Remark.LONG
    if following_ms is not None and following_ms < row.end_ms:
        yield Remark.OVERLAP
    elif following_ms is not None and following_ms - row.end_ms < limits.gap_ms:
        yield Remark.NEAR


def all_remarks(rows: Rows, limits: Limits) -> dict[str, tuple[Remark, ...]]:
    """Return what is wrong with each of *rows*, by id; a row of which nothing is to be said is left out."""
    following = (*(row.start_ms for row in rows[1:]), None)
    said = {row.id: tuple(remarks(row, then, limits)) for row, then in zip(rows, following, strict=False)}
    return {id_: found for id_, found in said.items() if found}
