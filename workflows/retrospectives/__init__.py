"""Retrospectives: what we keep, change, try; and what came of it.

model.py     the documents            changes.py  a line becomes a change with owner and date; its history
holding.py   what was said, kept      along.py    open changes of earlier workshops
paper.py     a retrospective on paper
"""

from __future__ import annotations

from workflows.retrospectives.along import brought_along
from workflows.retrospectives.changes import Wanted, changes_of, forget_change, mend_change, take_on
from workflows.retrospectives.holding import (
    Facts,
    add_line,
    begin,
    forget,
    line_of,
    line_row,
    mend,
    mend_line,
    retrospectives_of,
    vote,
)
from workflows.retrospectives.model import (
    Change,
    ChangeState,
    Kind,
    Line,
    Mark,
    Occasion,
    Retrospective,
    Step,
)

__all__ = [
    "Change",
    "ChangeState",
    "Facts",
    "Kind",
    "Line",
    "Mark",
    "Occasion",
    "Retrospective",
    "Step",
    "Wanted",
    "add_line",
    "begin",
    "brought_along",
    "changes_of",
    "forget",
    "forget_change",
    "line_of",
    "line_row",
    "mend",
    "mend_change",
    "mend_line",
    "retrospectives_of",
    "take_on",
    "vote",
]
