"""What can be wrong with a list of recalls that somebody brings."""

from __future__ import annotations

from datetime import datetime

from workflows.errors import WorkflowError


class RecallListUnreadable(WorkflowError):
    """What was brought is no list of recalls, or not a whole one."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"This is no list of recalls that can be read: {reason}.",
            advice="Fetch the list from the studio again, or photograph its square once more.",
        )
        self.reason = reason


class ClockImpossible(WorkflowError):
    """The clock of this computer stands at *at*, a moment that no list of recalls can have."""

    def __init__(self, at: datetime) -> None:
        super().__init__(
            f"The clock of this computer says {at:%Y-%m-%d}: no list of recalls can be made with that day.",
            advice="Set the clock of the computer right, then fetch the list again.",
        )
        self.at = at


class RecallListForged(WorkflowError):
    """The list is signed by none of the keys that are believed."""

    def __init__(self) -> None:
        super().__init__(
            "This list of recalls is not signed by this studio.",
            advice="Do not use it. Ask the studio for its list, in person or by a number that you know.",
        )
