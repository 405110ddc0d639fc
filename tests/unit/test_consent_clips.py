"""The gate of one clip, which is asked before there is a film."""

from __future__ import annotations

import pytest
from consent_world import HOME, World, kinds

from consent.gate.policy import Kind
from consent.releases import AnswerState, Stage


@pytest.mark.parametrize("stage", [Stage.S1, Stage.S2])
def test_a_clip_is_kept_back_by_a_no_to_the_workshop(world: World, stage: Stage) -> None:
    world.say(world.amra, stage, HOME, AnswerState.REFUSED)
    assert kinds(world.clip_gate(world.bread)) == {Kind.WITHDRAWN}
    assert world.clip_gate(world.river) == ()


def test_a_clip_is_kept_back_from_one_language_alone(world: World) -> None:
    world.agree(world.amra, world.bread, languages_left_out=frozenset({"ar"}))
    assert kinds(world.clip_gate(world.bread, language="ar")) == {Kind.LANGUAGE_LEFT_OUT}
    assert world.clip_gate(world.bread, language="en") == ()
    assert world.clip_gate(world.bread, language=None) == ()
