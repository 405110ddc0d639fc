"""The end of a walk: read back, settled once; a no is never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from walk_world import MIXED, NO, YES, Phone, mine
from workflow_world import WORKSHOP, World

from consent.gate.states import ReleaseState
from consent.releases import Stage
from pvstudio.model import Audience, Participant
from workflows.walks import (
    AnsweredMeanwhile,
    NotThereYet,
    Step,
    WalkOver,
    languages_for,
    learned,
    said,
    settle,
    where,
)

# -- settling --------------------------------------------------------------------------------


def test_only_what_was_read_back(world: World, amra: Phone) -> None:
    shown = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    said(world.studio, amra.visit, shown.id, Audience.PARTNERS, YES, amra.tick())  # in another tab
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(shown)
    assert amra.answers() == []
    assert len(amra.settle(moved.value.walk).answers) == 4


def test_answered_elsewhere_meanwhile(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    amra.elsewhere(NO, Audience.COMMUNITY)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    assert [one.audience for one in moved.value.answers] == [Audience.ONLINE]
    assert where(world.studio, amra.visit, moved.value.walk)[0] is Step.READ_BACK
    with pytest.raises(AnsweredMeanwhile):  # sent once more: still not what counts
        amra.settle(walk)
    amra.tick(timedelta(seconds=5))
    settled = amra.settle(moved.value.walk)
    assert len(settled.answers) == 3
    assert mine(amra)[Audience.COMMUNITY] is ReleaseState.GIVEN


def test_what_was_not_read_back_is_not_recorded(world: World, amra: Phone) -> None:
    walk = amra.begin(Stage.S3, "clip-amra")
    amra.watch("clip-amra")
    walk = said(world.studio, amra.visit, walk.id, Audience.GROUP, YES, amra.tick())
    walk = said(world.studio, amra.visit, walk.id, Audience.ONLINE, NO, amra.tick())
    amra.elsewhere(NO, Audience.GROUP)
    with pytest.raises(NotThereYet) as early:
        amra.settle(walk)
    assert early.value.step is Step.LEARN
    assert len(amra.answers()) == 1


def test_a_no_after_a_yes_elsewhere_is_a_new_no(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    amra.elsewhere(YES, Audience.GROUP)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    walk = moved.value.walk
    amra.elsewhere(YES, Audience.ONLINE)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    assert [one.audience for one in moved.value.answers] == [Audience.ONLINE]
    assert mine(amra)[Audience.ONLINE] is ReleaseState.WITHDRAWN
    noes = [one.id for one in amra.answers() if not one.state.is_yes]
    assert noes == [f"answer-{walk.id}-online", f"answer-{walk.id}-online-2"]


def test_a_refused_yes_takes_no_no_with_it(world: World, amra: Phone) -> None:
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Participant, "amra"), languages=("sq",)))
    settled = amra.whole(Stage.S3, "clip-amra", MIXED)
    assert settled.refused
    assert settled.refused.why == "notice-language"
    assert [one.audience for one in amra.answers()] == [Audience.ONLINE]
    assert where(world.studio, amra.visit, settled.walk)[0] is Step.LEARN
    in_albanian = replace(amra.visit, language="sq")
    assert languages_for(world.studio, amra.visit, Stage.S3)[:1] in {("sq",), ()}
    walk = learned(world.studio, in_albanian, settled.walk.id, amra.tick())
    assert walk.language == "sq"


def test_two_submits_at_once(world: World, amra: Phone) -> None:
    walk, at = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED), amra.tick()
    with ThreadPoolExecutor(2) as both:
        sent = [
            both.submit(settle, world.studio, amra.visit, walk.id, at, read=walk.stamp) for _tap in range(2)
        ]
        first, second = (one.result() for one in sent)
    assert first == second
    assert len(amra.answers()) == 3


def test_the_same_yes_once_more(amra: Phone) -> None:
    first = amra.whole(Stage.S3, "clip-amra", {Audience.GROUP: YES})
    second = amra.whole(Stage.S3, "clip-amra", {Audience.GROUP: YES})
    assert second.refused is None
    assert second.walk.id != first.walk.id
    assert second.answers == first.answers
    assert len(amra.answers()) == 1


def test_after_the_end_a_form_changes_nothing_in_silence(world: World, amra: Phone) -> None:
    walk = amra.whole(Stage.S3, "clip-amra", MIXED).walk
    assert said(world.studio, amra.visit, walk.id, Audience.GROUP, YES, amra.tick()) == walk
    with pytest.raises(WalkOver):
        said(world.studio, amra.visit, walk.id, Audience.GROUP, NO, amra.tick())


def test_no_to_taking_part_takes_everything_back(amra: Phone) -> None:
    amra.whole(Stage.S1, WORKSHOP, {None: YES})
    amra.whole(Stage.S3, "clip-amra", MIXED)
    amra.whole(Stage.S1, WORKSHOP, {None: NO})
    assert set(mine(amra).values()) == {ReleaseState.WITHDRAWN}
