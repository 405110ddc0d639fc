"""What can go wrong while a film is put together."""

from __future__ import annotations

from pvstudio.editing.recipe import Recipe
from pvstudio.model import Cut
from workflows.errors import WorkflowError


class CutChanged(WorkflowError):
    """Somebody changed the cut since it was looked at; nothing was written.

    *cut* is how it stands now and *who* changed it, *mine* what the change would have made of what was seen
    (None where that is longer ago than earlier recipes are kept).
    """

    def __init__(self, cut: Cut, who: str, mine: Recipe | None) -> None:
        super().__init__(
            f"“{cut.title}” was changed by {who or 'somebody else'} meanwhile.",
            advice="Both are kept. Look at the two, then choose.",
        )
        self.cut, self.who, self.mine = cut, who, mine


class TitleTaken(WorkflowError):
    """Two films of one workshop would have the same title."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"Another film of this workshop is called “{title}”.", advice="Give it another title."
        )
        self.title = title


class NothingToUndo(WorkflowError):
    """There is no earlier (or later) recipe of this cut."""

    def __init__(self, title: str) -> None:
        super().__init__(f"There is nothing to take back in “{title}”.")
        self.title = title


class NothingChosen(WorkflowError):
    """No sentence was chosen, or one that is not there any more."""

    def __init__(self, clip: str) -> None:
        super().__init__(
            f"No sentence of “{clip}” was chosen that is there now.",
            advice="Somebody may have corrected its words. Look at them again, then choose.",
        )
        self.clip = clip


class TooManyDots(WorkflowError):
    """Somebody placed more dots than each person has, or on a clip that is not in the film."""

    def __init__(self, placed: int, each: int) -> None:
        super().__init__(
            f"{placed} dots were placed; each person has {each}.", advice="Take some back, then give them in."
        )
        self.placed, self.each = placed, each


class VoteClosed(WorkflowError):
    """Dots are given in after the sums were shown: they would tell who gave them."""

    def __init__(self, cut_id: str) -> None:
        super().__init__(f"The vote about {cut_id} is closed.", advice="Begin a new vote.")
        self.cut_id = cut_id
