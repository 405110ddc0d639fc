"""What can go wrong on a walk; what was recorded before stays, and nothing is half recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from consent.releases import Answer
from workflows.errors import WorkflowError

if TYPE_CHECKING:
    from workflows.walks.walk import Step, Walk


class NotWatchedYet(WorkflowError):
    """Somebody would answer about what they have not watched to the end; *left_ms* are to come."""

    advice = "Watch it to the end, or ask the facilitator to stand beside you."

    def __init__(self, left_ms: int) -> None:
        super().__init__(f"It was not watched yet; milliseconds left: {left_ms}.")
        self.left_ms = left_ms


class NotAsked(WorkflowError):
    """Nobody has asked them about this film yet."""

    advice = "Wait until the film is sent to its people; a no can be said at any time."

    def __init__(self, subject_id: str) -> None:
        super().__init__(f"Nobody was asked about “{subject_id}” yet.")
        self.subject_id = subject_id


class NotOffered(WorkflowError):
    """Something was chosen that this walk does not offer."""

    advice = "Choose one of what is shown."

    def __init__(self, what: str) -> None:
        super().__init__(f"“{what}” is not offered here.")
        self.what = what


class WalkOver(WorkflowError):
    """What was settled already is not changed: a new walk begins."""

    advice = "Begin again: the new answer takes the place of this one."

    def __init__(self, walk: Walk) -> None:
        super().__init__("These answers are written down already.")
        self.walk = walk


class NotThereYet(WorkflowError):
    """Answers are to be recorded that were not read back: the walk is at *step*."""

    advice = "Go on from where you were."

    def __init__(self, walk: Walk, step: Step) -> None:
        super().__init__(f"The walk is at “{step}”, so nothing was written down.")
        self.walk, self.step = walk, step


class AnsweredMeanwhile(WorkflowError):
    """What counts is no longer what was read back: answered elsewhere, changed, or chosen otherwise.

    *walk* is to be looked at again. *answers* were recorded all the same: every no.
    """

    advice = "Look at what counts now, then answer."

    def __init__(self, walk: Walk, answers: Sequence[Answer] = ()) -> None:
        super().__init__(f"Something has changed meanwhile; written down: {len(answers)}.")
        self.walk, self.answers = walk, tuple(answers)
