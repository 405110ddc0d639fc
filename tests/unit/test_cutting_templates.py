"""Every template can be begun with, and makes a recipe that can be kept."""

from __future__ import annotations

import pytest

from pvstudio.editing.arranging import checked
from pvstudio.editing.recipe import CardKind, Recipe
from pvstudio.errors import NotFound
from pvstudio.model import Clip
from workflows.cutting.templates import TEMPLATES, from_template, like_the_last

CLIPS = [Clip(id=f"clip-{n}", footage_id="f", title=f"Clip {n}", start_ms=0, end_ms=9000) for n in range(2)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_with_clips_is_a_whole_recipe(name: str):
    recipe = from_template(name, "قصص", "ar", CLIPS)
    assert Recipe.parse(checked(recipe)) == recipe
    assert [part.clip for part in recipe.parts] == ["clip-0", "clip-1"]
    assert recipe.titles[0].language == recipe.parts[0].language == "ar"
    assert not recipe.credits or recipe.credits.language == "ar"
    checked(from_template(name, "Stories", "en"))


def test_a_compilation_announces_each_story_and_a_trailer_none():
    assert {part.card for part in from_template("compilation", "x", "en", CLIPS).parts} == {CardKind.FULL}
    assert {part.card for part in from_template("trailer", "x", "en", CLIPS).parts} == {CardKind.NONE}


def test_what_is_added_later_looks_like_the_rest():
    recipe = from_template("compilation", "x", "en", CLIPS)
    assert like_the_last(recipe, CLIPS[0]).transition == recipe.parts[0].transition
    with pytest.raises(NotFound):
        from_template("../wiring", "x", "en")
