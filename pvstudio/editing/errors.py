"""What can go wrong between a recipe and a film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pvstudio.errors import StudioError


class EditingError(StudioError):
    """Something about a recipe, a timeline or a render."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong in a recipe."""

    where: str  # "parts[2].transition"
    problem: str
    line: int | None = None  # in the TOML text, counted from 1

    def __str__(self) -> str:
        """Return the fault as one line for a person."""
        at = f"line {self.line}, " if self.line else ""
        return f"{at}{self.where}: {self.problem}"


class RecipeError(EditingError):
    """A recipe cannot be used; *faults* are all reasons together."""

    advice = "Mend these lines of the recipe; docs/recipe.md shows every key with an example."

    def __init__(self, faults: Sequence[Fault]) -> None:
        count = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"The recipe has {count}:\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = tuple(faults)


class NothingLeft(EditingError):
    """Without the clips that had to go, no part of the film remains."""

    def __init__(self, without: Sequence[str]) -> None:
        names = ", ".join(f"“{name}”" for name in without)
        super().__init__(
            f"The film has no part left without {names}.",
            advice="Recall the film; there is nothing to show in its place.",
        )
        self.without = tuple(without)
