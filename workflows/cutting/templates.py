"""Templates of films: recipes without clips, as data in ``workflows/recipes/``.

A template is a recipe (docs/recipe.md) whose one part, if it has one, names no clip: it says how each clip
is announced and entered. ``{title}`` stands for the film's title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files

from pvstudio.editing.arranging import titled, with_parts
from pvstudio.editing.recipe import Line, Part, Recipe
from pvstudio.errors import NotFound
from pvstudio.model import Clip

#: In the order in which they are offered. Each is ``<name>.toml``; what they are called is said by pages.
TEMPLATES = ("empty", "short", "documentary", "trailer", "compilation")


def from_template(name: str, title: str, language: str, clips: Sequence[Clip] = ()) -> Recipe:
    """Return a new recipe of *clips*, each whole. Raises :class:`~pvstudio.errors.NotFound`."""
    if name not in TEMPLATES:
        raise NotFound("template", name)
    pattern = _pattern(name)
    style = pattern.parts[0]
    parts = [_like(style, clip, language) for clip in clips]
    recipe = replace(pattern, parts=())
    recipe = titled(recipe, [Line(text=title, language=language)], language)
    ending = recipe.credits and replace(recipe.credits, language=language)
    return with_parts(replace(recipe, credits=ending), parts)


def like_the_last(recipe: Recipe, clip: Clip) -> Part:
    """Return *clip* as a part that is announced and entered as the last part of *recipe* is."""
    return _like(recipe.parts[-1] if recipe.parts else Part(clip=clip.id), clip, recipe.language)


def _like(style: Part, clip: Clip, language: str) -> Part:
    return Part(
        clip=clip.id,
        language=language,
        name_language=language,
        card=style.card,
        card_ms=style.card_ms,
        transition=style.transition,
    )


def _pattern(name: str) -> Recipe:
    text = files("workflows").joinpath("recipes", f"{name}.toml").read_text("utf-8")
    return Recipe.parse(text)
