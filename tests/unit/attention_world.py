"""What needs a person, as tests look at it."""

from __future__ import annotations

from dataclasses import replace

from consent_world import HOME, NOON, World

from pvstudio.model import (
    Audience,
    Kit,
)
from workflows.attention import Around, Need, NeedKind, Urgency, needs


def found(world: World, at=None, **around) -> dict[NeedKind, Need]:
    listed = needs(world.tx.tx, HOME, at or world.now, Around(**around))
    assert [one.order for one in listed] == sorted(one.order for one in listed)
    assert all(one.urgency in Urgency for one in listed)
    by_kind = {one.kind: one for one in listed}
    assert len(by_kind) == len(listed), "a kind is said once"
    return by_kind


def kit(world: World, **more) -> Kit:
    one = Kit(
        id="kit-1",
        cut_version_id="version-1",
        audience=Audience.COMMUNITY,
        languages=(),
        recipient="Kino Una",
        published_at=NOON,
    )
    world.tx.put(replace(one, **more))
    return one
