"""Amra asks for treatments of her clip, and films are made with some: for the tests of what is enforced."""

from __future__ import annotations

from consent_world import World

from consent.releases import AnswerState, Stage
from pvstudio.model import CutItem, CutVersion, Treatment

BLUR, SILENCE = frozenset({Treatment.FACE_BLURRED}), frozenset({Treatment.VOICE_SILENCED})
NO_CREDIT, PSEUDONYM = frozenset({Treatment.NO_CREDIT}), frozenset({Treatment.PSEUDONYM})


def wish(world: World, treatments: frozenset[Treatment]) -> None:
    world.say(world.amra, Stage.S3, world.bread.id, AnswerState.LIMITED, treatments=treatments)


def film(world: World, treatments: frozenset[Treatment], recipe: str = "", **more: object) -> CutVersion:
    """A film of both clips to which both agree, Amra's with *treatments*."""
    items = (CutItem(clip_id=world.bread.id, treatments=treatments), CutItem(clip_id=world.river.id))
    made = world.version([], items=items, recipe=recipe, **more)
    world.agree(world.amra, made)
    world.agree(world.samir, made)
    return made
