"""A no on a phone is kept whatever becomes of the rest: in other clips, without the queue, too late."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import Mock

import pytest
from walk_world import FILM, MIXED, NO, YES, Phone, asked_film
from workflow_world import WORKSHOP, World

from consent.answers.recording import correct_appearance, log_appearance
from consent.gate.states import ReleaseState
from consent.releases import AnswerState, Appearance, Sign, Stage
from pvstudio.model import Audience, Clip, Participant
from workflows.phones import VisitOver
from workflows.reviews import ReviewRequest
from workflows.taking_back import open_now, stop
from workflows.walks import AnsweredMeanwhile, said, standing_now, standing_of, still_asked

NOES = dict.fromkeys(Audience, NO)


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


# -- what comes after it ---------------------------------------------------------------------


def _unreachable(_queue: object, _studio: object) -> None:
    raise OSError("no queue")


@pytest.fixture
def queue_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A film of theirs stands: a no closes it, which leads to the queue, which is away."""
    asked_film(world, Audience.COMMUNITY)
    monkeypatch.setattr("workflows.withdrawals.JobQueue.__init__", _unreachable)


@pytest.mark.usefixtures("queue_away")
def test_what_is_on_disk_is_not_called_lost(amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), NOES)
    settled = amra.settle(walk)
    assert settled.walk.done_at
    assert {*settled.answers} <= {*amra.answers()}
    assert set(_stand(amra, "clip-amra").values()) == {ReleaseState.REFUSED, ReleaseState.WITHDRAWN}


@pytest.mark.usefixtures("queue_away")
def test_noes_beside_what_changed_are_not_called_lost(amra: Phone) -> None:
    says = {Audience.GROUP: YES, Audience.COMMUNITY: NO}
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), says)
    amra.elsewhere(NO, Audience.ONLINE)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    assert [one.state for one in moved.value.answers] == [AnswerState.WITHDRAWN]


@pytest.mark.usefixtures("queue_away")
def test_noes_beside_a_refused_yes_are_not_called_lost(world: World, amra: Phone) -> None:
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Participant, "amra"), languages=("sq",)))
    settled = amra.whole(Stage.S3, "clip-amra", {Audience.GROUP: YES, Audience.COMMUNITY: NO})
    assert settled.refused
    assert [one.state for one in settled.answers] == [AnswerState.WITHDRAWN]


def test_what_is_not_on_disk_is_not_called_written(amra: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), NOES)
    monkeypatch.setattr("workflows.withdrawals.lost", Mock(side_effect=[(), OSError("disk full")]))
    with pytest.raises(OSError, match="disk full"):
        amra.settle(walk)
    assert amra.answers() == []


# -- too late --------------------------------------------------------------------------------


def test_after_the_end_of_the_visit_noes_are_taken_and_yeses_not(amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    amra.hide()
    with pytest.raises(VisitOver):
        amra.settle(walk)
    assert [(one.audience, one.state) for one in amra.answers()] == [(Audience.ONLINE, NO)]


def test_after_the_end_of_the_visit_a_no_alone_is_done(amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), NOES)
    amra.hide()
    assert amra.settle(walk).walk.done_at


def _taken_out(world: World) -> None:
    with world.studio.book(WORKSHOP) as tx:
        correct_appearance(tx, "clip-amra", "amra", by="mina", reason="somebody else")


def test_a_no_by_somebody_taken_out_of_the_clip_says_that_they_are_in_it(world: World, amra: Phone) -> None:
    walk = amra.begin(Stage.S3, "clip-amra")
    _taken_out(world)
    for audience in Audience:
        walk = said(world.studio, amra.visit, walk.id, audience, NO, amra.tick())
    assert len(amra.settle(walk).answers) == len(Audience)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Appearance, clip_id="clip-amra", participant_id="amra")


def test_a_yes_beside_it_is_not_taken(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    _taken_out(world)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    assert [one.audience for one in moved.value.answers] == [Audience.ONLINE]
    assert [one.state.is_yes for one in amra.answers()] == [False]


def test_a_no_to_a_film_by_somebody_taken_out_of_it(world: World, amra: Phone) -> None:
    asked_film(world, Audience.COMMUNITY)
    with world.studio.documents.read(WORKSHOP) as tx:
        asked = tx.find(ReviewRequest, participant_id="amra")
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(asked[0], audiences=(Audience.COMMUNITY, Audience.ONLINE)))
    walk = amra.to_read_back(amra.begin(Stage.S4, FILM), {Audience.COMMUNITY: YES, Audience.ONLINE: NO})
    _taken_out(world)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    assert [one.audience for one in moved.value.answers] == [Audience.ONLINE]
    counts = standing_of(world.studio, amra.visit, moved.value.walk, amra.tick())
    states = {one.audience: one.mine for one in counts}
    assert states == {Audience.COMMUNITY: ReleaseState.PENDING, Audience.ONLINE: ReleaseState.REFUSED}
    assert still_asked(world.studio, amra.visit, Stage.S4, FILM, amra.tick()) == ()
