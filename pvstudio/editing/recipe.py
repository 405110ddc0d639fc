"""Recipes: a compilation laid out as TOML text. ``docs/recipe.md`` is the schema for people.

Lengths are written in seconds and kept in integer milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from pvstudio.editing.errors import Fault, NothingLeft, RecipeError
from pvstudio.model import Clip


class OnWithheld(StrEnum):
    """What happens when the gate withholds a clip."""

    STOP = "stop"
    LEAVE_OUT = "leave-out"


class TransitionKind(StrEnum):
    """How one part follows another."""

    CUT = "cut"
    FADE = "fade"  # cross-fade


class CardKind(StrEnum):
    """How a clip is announced."""

    NONE = "none"
    FULL = "full"  # a card of its own before the clip
    LOWER_THIRD = "lower-third"  # letters over the start of the clip


class CreditStyle(StrEnum):
    """How credits move."""

    ROLL = "roll"
    PAGES = "pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of letters in one language, which decides its direction and font."""

    text: str
    language: str  # BCP 47


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What lies behind letters: one colour, a gradient from top to bottom, or a picture of a clip."""

    colours: tuple[str, ...] = ("#2a1a14", "#120c0a")  # warm and dark; one or two of "#rrggbb"
    picture: str = ""  # a clip of this film, by id or title


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """How a part is entered. *ms* is the length of a fade, 0 for a cut."""

    kind: TransitionKind = TransitionKind.CUT
    ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The title at the start; without lines it shows the film's title in each of its languages."""

    lines: tuple[Line, ...] = ()
    ms: int = 5000
    background: Background = Background()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One clip in the film."""

    clip: str  # id or title
    title: str = ""  # shown and used as the chapter's name; "" is the clip's own title
    name: str = ""  # of the person, in their own script
    place: str = ""
    language: str = "en"  # of title and place
    name_language: str = "en"
    card: CardKind = CardKind.FULL
    card_ms: int = 3000
    background: Background = Background()
    in_ms: int | None = None  # trims, from the start of the clip
    out_ms: int | None = None
    transition: Transition = Transition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Who made it."""

    title: str = ""
    language: str = "en"  # of the title
    lines: tuple[Line, ...] = ()
    style: CreditStyle = CreditStyle.PAGES
    participants: bool = True  # the people who appear, as the caller may name them
    page_ms: int = 5000
    background: Background = Background()
    transition: Transition = Transition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A compilation as it was asked for."""

    titles: tuple[Line, ...]  # the film's title, the main language first
    language: str
    parts: tuple[Part, ...]
    on_withheld: OnWithheld = OnWithheld.STOP
    opening: Opening | None = None
    credits: Credits | None = None
    subtitles: tuple[str, ...] = ()
    burned_in: tuple[str, ...] = ()

    def title(self, language: str | None = None) -> str:
        """Return the title in *language*, or in the main one."""
        return next((line.text for line in self.titles if line.language == language), self.titles[0].text)

    @classmethod
    def parse(cls, text: str) -> Recipe:
        """Read TOML *text*, or raise :class:`RecipeError` with all of its faults together."""
        from pvstudio.editing.recipe_parsing import parsed

        return parsed(text)

    def to_toml(self) -> str:
        """Return TOML text that :meth:`parse` reads back to this recipe."""
        from pvstudio.editing.recipe_writing import written

        return written(self)


def clips_of(recipe: Recipe, clips: Iterable[Clip]) -> tuple[Clip, ...]:
    """Return the clip of each part, trimmed as the part asks; what is cut off is not in its range.

    Raises :class:`RecipeError` naming every part whose clip is unknown, has a title that two
    clips share, or is shorter than its trims.
    """
    known, faults, found = list(clips), list[Fault](), list[Clip]()
    for number, part in enumerate(recipe.parts, 1):
        match [clip for clip in known if part.clip in (clip.id, clip.title)]:
            case [clip] if (part.out_ms or 1) <= clip.duration_ms and (part.in_ms or 0) < clip.duration_ms:
                found.append(trimmed(clip, part))
            case [clip]:
                long = f"the clip is {clip.duration_ms / 1000:g} seconds long"
                faults.append(Fault(where=f"parts[{number}].in/out", problem=long))
            case []:
                near = f"there is no clip with the id or title “{part.clip}”"
                faults.append(Fault(where=f"parts[{number}].clip", problem=near))
            case several:
                ids = ", ".join(clip.id for clip in several)
                problem = f"“{part.clip}” is the title of several clips; write an id: {ids}"
                faults.append(Fault(where=f"parts[{number}].clip", problem=problem))
    if faults:
        raise RecipeError(faults)
    return tuple(found)


def trimmed(clip: Clip, part: Part) -> Clip:
    """Return *clip* narrowed to the part's ``in`` and ``out``: its mezzanine holds nothing else."""
    end = clip.end_ms if part.out_ms is None else clip.start_ms + part.out_ms
    return replace(clip, start_ms=clip.start_ms + (part.in_ms or 0), end_ms=end)


def narrowed(recipe: Recipe, without: Collection[str]) -> Recipe:
    """Return *recipe* without the clips whose id or title is in *without*, nor pictures of them.

    Give both id and title of each clip: the recipe may use either. Comments of the TOML text are
    not kept, since they may speak of who has gone. Raises :class:`NothingLeft`.
    """
    kept = [_without_picture(part, without) for part in recipe.parts if part.clip not in without]
    if not kept:
        raise NothingLeft(sorted(without))
    opening = recipe.opening and _without_picture(recipe.opening, without)
    credits_ = recipe.credits and _without_picture(recipe.credits, without)
    return replace(recipe, parts=tuple(kept), opening=opening, credits=credits_)


Holder = TypeVar("Holder", Opening, Part, Credits)


def _without_picture(holder: Holder, without: Collection[str]) -> Holder:
    gone = holder.background.picture in without
    return replace(holder, background=Background()) if gone else holder
