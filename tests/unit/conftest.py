"""Fixtures of the unit tests."""

from __future__ import annotations

import pytest
from cli_world import home, run  # noqa: F401  (fixtures)
from consent_world import World
from ledger_place import ledger_made, place  # noqa: F401  (fixtures)


@pytest.fixture
def world() -> World:
    """Amra and Samir, one clip each, a film of both that all agree to for the community."""
    world = World()
    world.amra, world.samir = world.person("Amra"), world.person("Samir")
    world.bread, world.river = world.clip("Bread", [world.amra]), world.clip("River", [world.samir])
    world.film = world.version([world.bread, world.river])
    world.agree(world.amra, world.bread, world.film)
    world.agree(world.samir, world.river, world.film)
    assert world.gate(world.film) == ()
    assert world.clip_gate(world.bread) == ()
    return world
