"""Retrospectives: what we keep, change, try; and what came of it.

model.py     the documents            changes.py  a line becomes a change with owner and date; its history
holding.py   what was said, kept      along.py    open changes of earlier workshops
"""

from __future__ import annotations

from workflows.retrospectives.changes import changes_of
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
    "Kind",
    "Line",
    "Mark",
    "Occasion",
    "Retrospective",
    "Step",
    "changes_of",
]
