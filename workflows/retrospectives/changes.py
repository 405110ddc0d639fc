"""Changes: a line of a retrospective gets an owner and a day, and somebody says what came of it."""

from __future__ import annotations

from pvstudio.store import Reading
from workflows.retrospectives.model import Change, ChangeState

#: Open ones first, then what was done, then what was dropped.
_ORDER = {state: place for place, state in enumerate(ChangeState)}


def changes_of(tx: Reading) -> list[Change]:
    """Return the changes of a workshop: open ones first, by their day (none: last), then the newest."""
    return sorted(tx.find(Change), key=_order)


def _order(one: Change) -> tuple[int, str, float, str]:
    due = str(one.due or "~") if one.state is ChangeState.OPEN else ""
    return _ORDER[one.state], due, -one.made_at.timestamp(), one.id
