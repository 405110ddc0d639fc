"""A no on a phone is kept whatever becomes of the rest: in other clips, without the queue, too late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from walk_world import NO, YES, Phone, quick
from workflow_world import WORKSHOP, World, new_world

from consent.answers.recording import log_appearance
from consent.gate.states import ReleaseState
from consent.releases import Sign, Stage
from pvstudio.model import Audience, Clip
from workflows.taking_back import open_now, stop
from workflows.walks import AnsweredMeanwhile, standing_now

MIXED = {Audience.GROUP: YES, Audience.COMMUNITY: YES, Audience.ONLINE: NO}
NOES = dict.fromkeys(Audience, NO)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with quick():
        yield new_world(tmp_path)


@pytest.fixture
def amra(world: World) -> Phone:
    return Phone(world, "amra")


def _stand(phone: Phone, clip: str) -> dict[Audience | None, ReleaseState]:
    counts = standing_now(phone.world.studio, phone.visit, Stage.S3, clip, phone.tick())
    return {one.audience: one.mine for one in counts}


# -- the same seconds ------------------------------------------------------------------------


@pytest.fixture
def again(world: World, amra: Phone) -> str:
    """Another clip of some of the same seconds, to which she has said yes."""
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, "clip-amra"), id="clip-again", title="Again", start_ms=500))
        log_appearance(tx, "clip-again", "amra", {Sign.FACE})
    for audience in (Audience.GROUP, Audience.ONLINE):
        amra.elsewhere(YES, audience, "clip-again")
    return "clip-again"


def test_a_no_closes_what_else_shows_the_same_seconds(amra: Phone, again: str) -> None:
    settled = amra.whole(Stage.S3, "clip-amra", MIXED)
    assert _stand(amra, again)[Audience.ONLINE] is ReleaseState.WITHDRAWN
    assert _stand(amra, again)[Audience.GROUP] is ReleaseState.GIVEN  # to them she has said yes
    recorded = amra.answers()
    assert amra.settle(settled.walk).answers == settled.answers
    assert amra.answers() == recorded


def test_a_no_beside_a_refused_yes_closes_it_once(world: World, amra: Phone, again: str) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    amra.elsewhere(NO, Audience.COMMUNITY)
    for _twice in range(2):
        with pytest.raises(AnsweredMeanwhile) as moved:
            amra.settle(walk)
    assert _stand(amra, again)[Audience.ONLINE] is ReleaseState.WITHDRAWN
    assert len(amra.settle(moved.value.walk).answers) == 4
    assert len([one for one in amra.answers() if one.subject_id == again]) == 3


def test_stopping_a_clip_closes_what_was_opened_of_it_since(world: World, amra: Phone, again: str) -> None:
    amra.whole(Stage.S3, "clip-amra", NOES)
    first = stop(world.studio, amra.visit, "clip-amra")
    assert stop(world.studio, amra.visit, "clip-amra") == first
    amra.elsewhere(YES, Audience.GROUP, again)
    assert stop(world.studio, amra.visit, "clip-amra") != first
    with world.studio.documents.read(WORKSHOP) as tx:
        assert open_now(tx, WORKSHOP, amra.visit.seat, amra.tick()).clips == ()
