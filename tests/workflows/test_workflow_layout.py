"""From a recipe to a frozen version: only what the gate lets through, with the treatments asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from workflow_world import WORKSHOP

from consent.gate.policy import Kind
from consent.releases import AnswerState, Stage
from pvstudio.editing.errors import RecipeError
from pvstudio.editing.recipe import Recipe, clips_of
from pvstudio.model import Audience, Clip, CutVersion, Treatment
from workflows.errors import Withheld
from workflows.layout import credited, lay_out

COMMUNITY = Audience.COMMUNITY


def test_everybody_agreed(world, recipe):
    world.everybody_agrees()
    laid = lay_out(world.studio, WORKSHOP, recipe("stop"), COMMUNITY)
    assert [item.clip_id for item in laid.version.items] == ["clip-amra", "clip-bilal", "clip-zahra"]
    assert laid.left_out == ()
    assert laid.version.number == 1


def test_nobody_was_asked(world, recipe):
    with pytest.raises(Withheld) as refusal:
        lay_out(world.studio, WORKSHOP, recipe("leave-out"), COMMUNITY)
    assert {reason.kind for reason in refusal.value.reasons} == {Kind.NO_ANSWER}
    assert "Amra" in str(refusal.value)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(CutVersion) == []


def test_a_refusal_stops_and_names_who(world, recipe):
    world.everybody_agrees()
    world.say("bilal", Stage.S3, "clip-bilal", COMMUNITY, AnswerState.REFUSED)
    with pytest.raises(Withheld) as refusal:
        lay_out(world.studio, WORKSHOP, recipe("stop"), COMMUNITY)
    assert {reason.participant_id for reason in refusal.value.reasons} == {"bilal"}


def test_a_refusal_is_left_out_where_the_recipe_says_so(world, recipe):
    world.everybody_agrees()
    world.say("bilal", Stage.S3, "clip-bilal", COMMUNITY, AnswerState.REFUSED)
    laid = lay_out(world.studio, WORKSHOP, recipe("leave-out"), COMMUNITY)
    assert [item.clip_id for item in laid.version.items] == ["clip-amra", "clip-zahra"]
    assert laid.version.left_out == ("clip-bilal",)
    assert "bilal" not in laid.version.recipe  # not even his clip's title stays in what is rendered
    parts = Recipe.parse(laid.version.recipe).parts
    assert [part.clip for part in parts] == ["clip-amra", "clip-zahra"]
    assert [part.title for part in parts] == ["clip of amra", "clip of zahra"]


def test_conditions_become_treatments(world, recipe):
    world.everybody_agrees()
    wish = frozenset({Treatment.FACE_BLURRED, Treatment.NO_CREDIT})
    world.say("zahra", Stage.S3, "clip-zahra", COMMUNITY, AnswerState.LIMITED, wish)
    untitled = recipe("stop").replace('clip = "clip of zahra"', 'clip = "clip of zahra"\ntitle = "A kite"')
    version = lay_out(world.studio, WORKSHOP, untitled, COMMUNITY).version
    assert [item.treatments for item in version.items] == [frozenset(), frozenset(), wish]
    with world.studio.documents.read(WORKSHOP) as tx:
        named = credited(tx, WORKSHOP, version, version.created_at)
    assert named == {"Amra": ("amra",), "Bilal": ("bilal",)}


def test_who_wants_no_credit_is_not_named_by_the_title_of_a_clip_either(world, recipe):
    world.everybody_agrees()
    wish = frozenset({Treatment.NO_CREDIT})
    world.say("zahra", Stage.S3, "clip-zahra", COMMUNITY, AnswerState.LIMITED, wish)
    with pytest.raises(Withheld) as refusal:
        lay_out(world.studio, WORKSHOP, recipe("leave-out"), COMMUNITY)
    assert [reason.kind for reason in refusal.value.reasons] == [Kind.NAMED]
    assert "clip of zahra" in str(refusal.value)


def test_a_disguised_voice_is_silenced_since_that_shows_less(world, recipe):
    world.everybody_agrees()
    wish = frozenset({Treatment.VOICE_DISGUISED})
    world.say("amra", Stage.S3, "clip-amra", COMMUNITY, AnswerState.LIMITED, wish)
    version = lay_out(world.studio, WORKSHOP, recipe("stop"), COMMUNITY).version
    assert version.items[0].treatments == {Treatment.VOICE_SILENCED}


def test_what_cannot_be_done_withholds(world, recipe):
    world.everybody_agrees()
    wish = frozenset({Treatment.PLACE_HIDDEN})
    world.say("amra", Stage.S3, "clip-amra", COMMUNITY, AnswerState.LIMITED, wish)
    with pytest.raises(Withheld) as refusal:
        lay_out(world.studio, WORKSHOP, recipe("stop"), COMMUNITY)
    assert [reason.kind for reason in refusal.value.reasons] == [Kind.TREATMENT_MISSING]


def test_versions_of_one_cut_are_counted(world, recipe):
    world.everybody_agrees()
    numbers = [lay_out(world.studio, WORKSHOP, recipe("stop"), COMMUNITY).version.number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_a_recipe_that_names_no_clip(world, recipe):
    with pytest.raises(RecipeError, match="clip of nobody"):
        lay_out(world.studio, WORKSHOP, recipe("stop").replace("of amra", "of nobody"), COMMUNITY)


def test_a_second_clip_of_the_same_title_changes_no_version(world, recipe):
    """Two phones call their films alike; what was judged and watched stays what it was."""
    world.everybody_agrees()
    version = lay_out(world.studio, WORKSHOP, recipe("stop"), COMMUNITY).version
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, "clip-amra"), id="clip-other"))
        clips = clips_of(Recipe.parse(version.recipe), tx.find(Clip))
    assert [clip.id for clip in clips] == [item.clip_id for item in version.items]
