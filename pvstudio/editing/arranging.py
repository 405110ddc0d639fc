"""Arrange a recipe: add, move, trim and letter its parts. Pure: a recipe comes in, another goes out.

Nothing is checked here but what positions mean; :func:`checked` says whether a recipe can be kept. Pictures
behind letters always come from clips that are parts of the film, so that the gate is asked about them: when
the last part of such a clip goes, its picture goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from pvstudio.editing.errors import NoSuchPart, NotAnOrder
from pvstudio.editing.recipe import Background, Credits, Line, OnWithheld, Opening, Part, Recipe
from pvstudio.editing.recipe_parsing import drafted

Holder = TypeVar("Holder", Opening, Part, Credits)


def checked(recipe: Recipe) -> str:
    """Return *recipe* as TOML text that says just this, or raise :class:`RecipeError` with all its faults."""
    text = recipe.to_toml()
    drafted(text)
    return text


def blank(title: str, language: str) -> Recipe:
    """Return a recipe with a title and nothing else."""
    return Recipe(titles=(Line(text=title, language=language),), language=language, parts=())


def with_parts(recipe: Recipe, parts: Iterable[Part], at: int | None = None) -> Recipe:
    """Return *recipe* with *parts* before the one at *at* (counted from 0), or at its end."""
    place = len(recipe.parts) if at is None else at
    if not 0 <= place <= len(recipe.parts):
        raise NoSuchPart(place, len(recipe.parts))
    return replace(recipe, parts=(*recipe.parts[:place], *parts, *recipe.parts[place:]))


def moved(recipe: Recipe, number: int, to: int) -> Recipe:
    """Return *recipe* with the part *number* at the place *to*, both counted from 0."""
    part = part_at(recipe, number)
    part_at(recipe, to)
    rest = [*recipe.parts[:number], *recipe.parts[number + 1 :]]
    rest.insert(to, part)
    return replace(recipe, parts=tuple(rest))


def reordered(recipe: Recipe, order: Sequence[int]) -> Recipe:
    """Return *recipe* with its parts in *order*: each old number once. Raises :class:`NotAnOrder`."""
    if sorted(order) != list(range(len(recipe.parts))):
        raise NotAnOrder(order, len(recipe.parts))
    return replace(recipe, parts=tuple(recipe.parts[number] for number in order))


def without_part(recipe: Recipe, number: int) -> Recipe:
    """Return *recipe* without the part *number*."""
    return replaced(recipe, number, ())


def replaced(recipe: Recipe, number: int, parts: Iterable[Part]) -> Recipe:
    """Return *recipe* with *parts* in the place of the part *number*."""
    part_at(recipe, number)
    return _pictured(
        replace(recipe, parts=(*recipe.parts[:number], *parts, *recipe.parts[number + 1 :])),
    )


def trimmed_to(recipe: Recipe, number: int, in_ms: int | None, out_ms: int | None) -> Recipe:
    """Return *recipe* with the part *number* from *in_ms* up to *out_ms* of its clip; None is its end."""
    return replaced(recipe, number, [replace(part_at(recipe, number), in_ms=in_ms, out_ms=out_ms)])


def framed(recipe: Recipe, opening: Opening | None, ending: Credits | None) -> Recipe:
    """Return *recipe* with this opening and these credits."""
    return _pictured(replace(recipe, opening=opening, credits=ending))


def titled(recipe: Recipe, titles: Sequence[Line], language: str) -> Recipe:
    """Return *recipe* called *titles*, with the main *language* first."""
    ordered = sorted(titles, key=lambda line: line.language != language)
    return replace(recipe, titles=tuple(ordered), language=language)


def subtitled(recipe: Recipe, languages: Sequence[str], burned_in: Iterable[str]) -> Recipe:
    """Return *recipe* with subtitles in *languages*, those of *burned_in* among them in the picture too."""
    wanted = set(burned_in)
    kept = tuple(language for language in languages if language in wanted)
    return replace(recipe, subtitles=tuple(languages), burned_in=kept)


def on_withheld(recipe: Recipe, what: OnWithheld) -> Recipe:
    """Return *recipe* with what happens when the gate withholds a clip."""
    return replace(recipe, on_withheld=what)


def part_at(recipe: Recipe, number: int) -> Part:
    """Return the part *number*, counted from 0, or raise :class:`NoSuchPart`."""
    if not 0 <= number < len(recipe.parts):
        raise NoSuchPart(number, len(recipe.parts))
    return recipe.parts[number]


def _pictured(recipe: Recipe) -> Recipe:
    """Return *recipe* without pictures of clips that are no parts of it."""
    clips = {part.clip for part in recipe.parts}

    def there(holder: Holder) -> Holder:
        picture = holder.background.picture
        return replace(holder, background=Background()) if picture and picture not in clips else holder

    return replace(
        recipe,
        parts=tuple(map(there, recipe.parts)),
        opening=recipe.opening and there(recipe.opening),
        credits=recipe.credits and there(recipe.credits),
    )
