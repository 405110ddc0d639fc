"""What can go wrong with invitations."""

from __future__ import annotations

from workflows.errors import WorkflowError


class NoInvitation(WorkflowError):
    """Nobody can register behind these letters: unknown, closed, over or deleted, which is not told apart."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody can register here.", advice="Look at the letters again, or ask who gave you the poster."
        )


class NotRegistered(WorkflowError):
    """Nobody holds these letters (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "These letters belong to no registration.",
            advice="Look at them again. If it was taken back, or its day has come, nothing of it is left.",
        )


class ListFull(WorkflowError):
    """More people have registered than anybody could answer."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"{most} people have registered already; no more are taken.",
            advice="Ask who gave you the poster when there is another workshop.",
        )
        self.most = most
