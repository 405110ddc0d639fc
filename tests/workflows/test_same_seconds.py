"""A no, a veto, a withdrawal and an erasure reach the same seconds by whatever clip they are shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from workflow_world import WORKSHOP, World

from consent.answers.appearances import HasSaidNo, correct_appearance
from consent.answers.recording import confirm_complete, lift_veto, log_appearance, place_veto
from consent.gate.policy import Kind, clip_withheld
from consent.gate.records import Records
from consent.ledger.checking import verify_workshop
from consent.ledger.rebuild import differences
from consent.releases import AnswerState, Appearance, Sign, Stage, Veto, VetoLifted
from pvstudio.model import Audience, CutItem, CutState, CutVersion
from workflows.clips.cutting import excerpt, join, split
from workflows.erasures import plan_erasure
from workflows.withdrawals import withdraw

AMRA = "clip-amra"


@pytest.fixture
def world(queued: World) -> World:
    queued.everybody_agrees()
    return queued


def refuse(world: World, clip_id: str) -> None:
    world.say("amra", Stage.S3, clip_id, Audience.ONLINE, AnswerState.REFUSED)


def take_out(world: World, clip_id: str, *, officer: bool = False) -> None:
    with world.studio.book(WORKSHOP) as tx:
        correct_appearance(tx, clip_id, "amra", by="Huda", reason="not her", officer=officer)


def stopped(world: World, clip_id: str) -> int:
    """Return how many vetoes withhold a clip."""
    with world.studio.documents.read(WORKSHOP) as tx:
        assert not differences(tx), "the ledger says the same as the workshop"
        assert verify_workshop(tx).whole
        records = Records.for_clips(tx, WORKSHOP, [clip_id])
    reasons = clip_withheld(CutItem(clip_id=clip_id), Audience.COMMUNITY, None, datetime.now(UTC), records)
    return [reason.kind for reason in reasons].count(Kind.VETO)


def stop(world: World, clip_id: str, words: str = "her street") -> None:
    veto = Veto(id="veto-1", at=datetime.now(UTC), subject_id=clip_id, by="officer", words=words)
    with world.studio.book(WORKSHOP) as tx:
        place_veto(tx, veto)


def lift(world: World, veto_id: str) -> None:
    with world.studio.book(WORKSHOP) as tx:
        lift_veto(tx, veto_id, by="officer", at=datetime.now(UTC))


# -- a no ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [True, False])
def test_a_no_keeps_them_in_another_excerpt_of_the_same_seconds(world: World, first: bool) -> None:
    said = excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    if first:
        refuse(world, said.id)
    other = excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    if not first:
        refuse(world, said.id)
    with pytest.raises(HasSaidNo) as raised:
        take_out(world, other.id)
    assert not raised.value.officer_may
    with pytest.raises(HasSaidNo):
        take_out(world, other.id, officer=True)  # the no is to all that it shows


def test_a_no_keeps_them_in_a_part_whose_chain_of_clips_is_broken(world: World) -> None:
    said = excerpt(world.studio, WORKSHOP, AMRA, 0, 2000)
    refuse(world, said.id)
    first, second = split(world.studio, WORKSHOP, said.id, 1000)
    part = excerpt(world.studio, WORKSHOP, second.id, 100, 900)
    join(world.studio, WORKSHOP, first.id)
    with pytest.raises(HasSaidNo) as raised:
        take_out(world, part.id)
    assert raised.value.officer_may
    take_out(world, part.id, officer=True)


def test_a_no_says_nothing_of_other_seconds(world: World) -> None:
    refuse(world, excerpt(world.studio, WORKSHOP, AMRA, 0, 1000).id)
    take_out(world, excerpt(world.studio, WORKSHOP, AMRA, 1000, 2000).id)


def test_a_no_to_a_film_keeps_them_in_an_excerpt_of_what_it_holds(world: World) -> None:
    film = CutVersion(
        id="version-1",
        cut_id="cut-1",
        number=1,
        items=(CutItem(clip_id=AMRA),),
        audience=Audience.COMMUNITY,
        state=CutState.RENDERED,
        film_sha256="f" * 64,
        created_at=datetime.now(UTC),
    )
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(film)
    world.say("amra", Stage.S4, film.id, Audience.COMMUNITY, AnswerState.REFUSED)
    part = excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    with pytest.raises(HasSaidNo):
        take_out(world, part.id)
    take_out(world, part.id, officer=True)


# -- a veto ----------------------------------------------------------------------------------------


def test_a_veto_stops_the_same_seconds_that_were_cut_out_before(world: World) -> None:
    part = excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    apart = excerpt(world.studio, WORKSHOP, AMRA, 1000, 2000)
    stop(world, part.id)
    assert [stopped(world, one) for one in (AMRA, part.id, apart.id)] == [1, 1, 0]
    lift(world, "veto-1")
    assert [stopped(world, one) for one in (AMRA, part.id)] == [0, 0]


def test_seconds_that_are_stopped_are_so_in_what_is_cut_out_later(world: World) -> None:
    part = excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    stop(world, part.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        [copy] = tx.find(Veto, subject_id=AMRA)
    assert (copy.copy_of, copy.words) == ("veto-1", "her street")
    lift(world, copy.id)  # of the whole alone: the part stays stopped
    assert [stopped(world, one) for one in (AMRA, part.id)] == [0, 1]
    again = excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    assert stopped(world, again.id) == 1
    assert stopped(world, excerpt(world.studio, WORKSHOP, AMRA, 1000, 2000).id) == 0


def test_lifting_leaves_what_somebody_else_stopped(world: World) -> None:
    part = excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    stop(world, AMRA)
    own = Veto(id="veto-2", at=datetime.now(UTC), subject_id=part.id, by="officer", words="her street")
    with world.studio.book(WORKSHOP) as tx:
        place_veto(tx, own)
    lift(world, "veto-1")
    assert [stopped(world, one) for one in (AMRA, part.id)] == [1, 1]
    with world.studio.documents.read(WORKSHOP) as tx:
        assert len(tx.find(VetoLifted)) == 2


# -- taking back, erasing --------------------------------------------------------------------------


def test_an_erasure_of_one_clip_takes_the_same_seconds_of_that_person_along(world: World) -> None:
    part = excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    others = excerpt(world.studio, WORKSHOP, AMRA, 500, 1500)
    with world.studio.book(WORKSHOP) as tx:
        correct_appearance(tx, others.id, "amra", by="Huda", reason="her sister")
        log_appearance(tx, others.id, "bilal", {Sign.FACE})
        plan = plan_erasure(tx.tx, "amra", [AMRA])
    assert [clip.id for clip in plan.clips] == [AMRA, part.id]
    assert [clip.id for clip in plan.also] == [part.id]
    assert [clip.id for clip in plan.kept] == [others.id]


def test_all_that_they_are_in_is_nothing_more_than_that(world: World) -> None:
    excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert plan_erasure(tx, "amra").also == ()


def test_a_withdrawal_of_one_clip_takes_the_same_seconds_back(world: World) -> None:
    part = excerpt(world.studio, WORKSHOP, AMRA, 0, 1000)
    apart = excerpt(world.studio, WORKSHOP, AMRA, 1000, 2000)
    for clip in (part, apart):
        world.say("amra", Stage.S3, clip.id, Audience.COMMUNITY)
    with world.studio.book(WORKSHOP) as tx:
        for clip in (part, apart):
            confirm_complete(tx, clip.id, by="Huda")
    done = withdraw(world.studio, WORKSHOP, "amra", [part.id])
    assert done.clip_ids == (part.id, AMRA)
    with world.studio.documents.read(WORKSHOP) as tx:
        now, ids = datetime.now(UTC), [AMRA, part.id, apart.id]
        records = Records.for_clips(tx, WORKSHOP, ids)
        found = [clip_withheld(CutItem(clip_id=one), Audience.COMMUNITY, None, now, records) for one in ids]
        assert tx.find(Appearance, clip_id=AMRA)
    assert [{reason.kind for reason in some} for some in found] == [{Kind.WITHDRAWN}, {Kind.WITHDRAWN}, set()]
