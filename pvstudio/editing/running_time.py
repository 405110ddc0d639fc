"""How long a film will be, told from its recipe alone: nothing is drawn or encoded.

Exact where every length is written down. Pages of credits depend on how letters wrap: they are counted by
the rows of the real layout, each text on one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pvstudio.config import FilmFormat
from pvstudio.editing.laying import fades_that_fit
from pvstudio.editing.recipe import CardKind, Credits, CreditStyle, Recipe

#: Heights and gaps of credits at a height of 720, as `cards.credit_pages` lays them out.
_TITLE, _PERSON, _LINE, _ROOM = 44 + 28 + 4, 32 + 20, 28 + 18, 605

#: The shortest that letters over a clip may be shown, from half a second after its start on.
LETTERS_NEED_MS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTime:
    """The length of a film, and where each of its parts (with its card) begins; all in ms."""

    ms: int
    starts_ms: tuple[int, ...]
    exact: bool  # no credits whose pages depend on how letters wrap


def running_time(
    recipe: Recipe, lengths_ms: Sequence[int], film: FilmFormat, *, people: int = 0
) -> RunningTime:
    """Return how long *recipe* runs.

    *lengths_ms* are those of its parts, trimmed; *people* is how many the credits name.
    """
    strips: list[tuple[int, int]] = []  # frames, wanted fade
    first_of_part: list[int] = []
    if recipe.opening:
        strips.append((_frames(recipe.opening.ms, film), 0))
    for part, length in zip(recipe.parts, lengths_ms, strict=True):
        fade = _frames(part.transition.ms, film)
        first_of_part.append(len(strips))
        if part.card is CardKind.FULL:
            strips.append((_frames(part.card_ms, film), fade))
        strips.append((max(1, length * film.fps // 1000), fade))  # whole frames, as shots count them
    if recipe.credits and says_something(recipe.credits, people):
        frames = _frames(_credits_ms(recipe.credits, people), film)
        strips.append((frames, _frames(recipe.credits.transition.ms, film)))
    return _summed(strips, first_of_part, film, exact=recipe.credits is None)


def _summed(
    strips: list[tuple[int, int]], firsts: list[int], film: FilmFormat, *, exact: bool
) -> RunningTime:
    if not strips:
        return RunningTime(ms=0, starts_ms=(), exact=exact)
    fades = fades_that_fit([frames for frames, _ in strips], [fade for _, fade in strips])
    starts, position = [], 0
    for (frames, _), fade in zip(strips, fades, strict=True):
        starts.append(position - fade)
        position += frames - fade
    began = tuple(_ms(starts[number], film) for number in firsts)
    return RunningTime(ms=_ms(position, film), starts_ms=began, exact=exact)


def says_something(asked: Credits, people: int) -> bool:
    """Tell whether credits that name *people* (how many) hold any letter: without one they are left out."""
    return bool(asked.title or asked.lines or (asked.participants and people))


def _credits_ms(asked: Credits, people: int) -> int:
    named = people if asked.participants else 0
    height = _TITLE * bool(asked.title) + _PERSON * named + _LINE * len(asked.lines)
    if asked.style is CreditStyle.ROLL:
        return asked.page_ms * (720 + height) // 720
    return asked.page_ms * max(1, -(-height // _ROOM))


def _frames(ms: int, film: FilmFormat) -> int:
    return round(ms * film.fps / 1000)


def _ms(frames: int, film: FilmFormat) -> int:
    return round(frames * 1000 / film.fps)
