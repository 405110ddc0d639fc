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


class NoSuchPart(EditingError):
    """A place in a film that it does not have; *number* is counted from 0."""

    def __init__(self, number: int, parts: int) -> None:
        super().__init__(
            f"The film has {parts} parts; there is no place {number + 1} among them.",
            advice="Somebody may have taken parts out meanwhile. Look at the film again.",
        )
        self.number, self.parts = number, parts


class NotAnOrder(EditingError):
    """An order that leaves parts out, or names them twice."""

    def __init__(self, order: Sequence[int], parts: int) -> None:
        super().__init__(f"{list(order)} is no order of the {parts} parts of the film.")
        self.order, self.parts = tuple(order), parts


class TooShort(EditingError):
    """A part has no room for what it should carry: *name* is its title."""

    def __init__(self, name: str, frames: int, needed: int) -> None:
        super().__init__(
            f"“{name}” is too short for letters over its start: {frames} of {needed} frames are free.",
            advice="Give it card = “full”, a shorter transition, or a longer range.",
        )
        self.name, self.frames, self.needed = name, frames, needed


class SoundDiffers(EditingError):
    """The WAV of a mezzanine is not what was promised (rate, channels, bits, samples)."""

    def __init__(self, name: str, found: Sequence[int], expected: Sequence[int]) -> None:
        super().__init__(
            f"The sound of {name} is {_wav(found)}, not {_wav(expected)}.",
            advice="Delete this mezzanine; it is made again.",
        )
        self.name, self.found, self.expected = name, tuple(found), tuple(expected)


class PictureDiffers(EditingError):
    """Pictures that should be joined were encoded differently, or are not all there."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(
            f"The picture of {name} cannot be joined: {problem}.",
            advice="It was made by another ffmpeg or for another film format: delete it; it is made again.",
        )
        self.name, self.problem = name, problem


class OtherFilm(EditingError):
    """The folder holds a different film already; films are written once."""

    def __init__(self, folder: object) -> None:
        super().__init__(
            f"{folder} holds another film already.", advice="Render each version to its own folder."
        )
        self.folder = folder


class RenderCheckFailed(EditingError):
    """A rendered film is not what it must be; *evidence* are all faults that the gate found."""

    def __init__(self, evidence: Sequence[str]) -> None:
        super().__init__("The film did not pass its check:\n" + "\n".join(f"  {line}" for line in evidence))
        self.evidence = tuple(evidence)
        self.advice = "Nothing was published. Keep this message: it is a fault of the studio, not yours."


def _wav(values: Sequence[int]) -> str:
    rate, channels, bits, samples = values
    return f"{samples} samples of {bits} bits, {channels} channels, {rate} Hz"
