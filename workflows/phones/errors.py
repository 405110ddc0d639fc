"""What can go wrong at a participant's phone."""

from __future__ import annotations

from workflows.errors import WorkflowError


class CodeRefused(WorkflowError):
    """A card or code does not open anything (any more): why not, a stranger is not told."""

    advice = "Ask the facilitator for a new code."

    def __init__(self) -> None:
        super().__init__("This code does not open anything.")


class SeatLocked(WorkflowError):
    """The picture PIN of a seat was wrong too often: nobody gets in until a facilitator opens it."""

    advice = "Ask the facilitator: they can open it, and the pictures are chosen anew."

    def __init__(self) -> None:
        super().__init__("There were too many wrong pictures: this is locked.")


class PinWrong(WorkflowError):
    """Other pictures than those that were chosen, or in another order; *left* more tries are there."""

    advice = "Try again, in the order in which they were chosen."

    def __init__(self, left: int) -> None:
        super().__init__(f"These are not the pictures that were chosen; tries left: {left}.")
        self.left = left


class PinTooEasy(WorkflowError):
    """The same picture every time: whoever looks over the shoulder needs one glance."""

    advice = "Choose more than one picture."

    def __init__(self) -> None:
        super().__init__("The same picture four times is too easy to guess.")


class PinUnclear(WorkflowError):
    """What was picked is no picture PIN: another number of pictures, or something else than these."""

    advice = "Choose four pictures, one after the other."

    def __init__(self, picked: int) -> None:
        super().__init__(f"A PIN is four pictures; picked: {picked}.")
        self.picked = picked


class PinStands(WorkflowError):
    """Somebody would choose a PIN where there is one that they have not given."""

    advice = "Give the pictures that were chosen; who forgot them asks the facilitator."

    def __init__(self) -> None:
        super().__init__("Pictures have been chosen here already.")


class VisitOver(WorkflowError):
    """The visit ended meanwhile: it was left, another phone took the seat, or nobody gave the PIN."""

    advice = "Scan the card again, or ask the facilitator for a code."

    def __init__(self) -> None:
        super().__init__("This visit is over.")


class PresenceRefused(WorkflowError):
    """These digits are not those that a facilitator here shows now."""

    advice = "Ask the facilitator to show new digits."

    def __init__(self) -> None:
        super().__init__("These digits show nobody's presence.")
