"""Rows of a guide while somebody works on them: added, moved, taken out. Nothing is kept yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from workflows.guides.keeping import Written
from workflows.guides.model import Part

_Row = tuple[str, str]


class Act(StrEnum):
    """What a button does with a row."""

    ADD = "add"  # an empty one at the end
    UP = "up"
    DOWN = "down"
    OUT = "out"


def arranged(written: Written, act: Act, part: Part, row: int = 0) -> Written:
    """Return *written* with *act* done in one *part*; a row that is not there changes nothing."""
    rows = written.rows(part)
    match act:
        case Act.ADD:
            rows.append(("", ""))
        case Act.UP if 0 < row < len(rows):
            rows[row - 1], rows[row] = rows[row], rows[row - 1]
        case Act.DOWN if 0 <= row < len(rows) - 1:
            rows[row + 1], rows[row] = rows[row], rows[row + 1]
        case Act.OUT if 0 <= row < len(rows):
            del rows[row]
    return _with(written, part, rows)


def of_rows(rows: Mapping[Part, Sequence[_Row]]) -> Written:
    """Return what stands in *rows*: for each part the lines, and what each says of the source."""
    return Written(
        lines={part: tuple(line for line, _ in some) for part, some in rows.items()},
        origins={part: tuple(of for _, of in some) for part, some in rows.items()},
    )


def _with(written: Written, part: Part, rows: Sequence[_Row]) -> Written:
    return of_rows({one: rows if one is part else written.rows(one) for one in Part})
