"""“Erase my recordings” takes what was spoken to a phone too: bytes and key; what proves an answer stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from test_taking_back import visit
from test_withdrawal_killed import carry_out
from workflow_world import WORKSHOP, World

from consent.answers.enrolling import add_guardian, enrol
from consent.answers.recording import record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, How, Role, Stage
from pvstudio.model import AgeBand, Audience, Clip, Footage, Participant, new_id
from workflows import erase as durable
from workflows.erasing_mine import erase_mine, what_goes
from workflows.erasures import ErasureOrder, ErasurePlan
from workflows.errors import NothingToErase
from workflows.phones import Visit
from workflows.spoken import Kind, SpokenAnswer
from workflows.spoken_no import write_no
from workflows.taking_back import EVERYTHING, stop

CLIP = "clip-amra"


@pytest.fixture(autouse=True)
def _worker_here(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable.running, "studio", lambda: world.studio)


@pytest.fixture
def spoken(world: World) -> Callable[..., SpokenAnswer]:
    """Let somebody say something to a phone: a recording of its own, unless *sound* is given."""

    def say(who: str = "amra", sound: bytes = b"", **about: object) -> SpokenAnswer:
        sound = sound or new_id("sound").encode() * 50
        one = SpokenAnswer(
            id=new_id("spoken"),
            participant_id=who,
            role=Role.SELF,
            stage=Stage.S1,
            subject_id=WORKSHOP,
            sha256=world.studio.files(WORKSHOP).receive(BytesIO(sound), name="a spoken answer").sha256,
            kind=Kind.AUDIO,
            duration_ms=1000,
            at=datetime.now(UTC),
        )
        one = replace(one, **about)
        with world.studio.documents.write(WORKSHOP) as tx:
            tx.put(one)
        return one

    return say


def yes(world: World, one: SpokenAnswer, audience: Audience | None = None) -> None:
    """Write down that a recording says yes."""
    answer = Answer(
        id=new_id("answer"), at=datetime.now(UTC), participant_id=one.participant_id, stage=one.stage,
        subject_id=one.subject_id, audience=audience, state=AnswerState.GIVEN, how=How.SPOKEN,
        evidence=one.sha256, notice=notice(one.stage, "en").reference,
    )  # fmt: skip
    with world.studio.book(WORKSHOP) as tx:
        record_answer(tx, answer)


def plan(world: World, who: Visit | None = None, what: str = EVERYTHING) -> ErasurePlan:
    with world.studio.documents.read(WORKSHOP) as tx:
        return what_goes(tx, who or visit(), what)


def erased(world: World, who: Visit | None = None) -> ErasureOrder:
    """Erase everything, and let the worker carry it out."""
    order = erase_mine(world.studio, who or visit(), EVERYTHING)
    carry_out(order.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.get(ErasureOrder, order.id)


def is_kept(world: World, one: SpokenAnswer) -> tuple[bool, bool, bool]:
    """Return whether its document is here, its bytes, and its key."""
    with world.studio.documents.read(WORKSHOP) as tx:
        known = bool(tx.find(SpokenAnswer, id=one.id))
    keys = list(world.studio.settings.home.glob(f"keys/*/*{one.sha256}*"))
    return known, world.studio.files(WORKSHOP).has(one.sha256), bool(keys)


WHOLE, GONE = (True, True, True), (False, False, False)


def test_everything_takes_what_was_spoken_with_its_key_and_nothing_of_others(world, spoken):
    mine, others = spoken(), spoken("bilal")
    assert (is_kept(world, mine), is_kept(world, others)) == (WHOLE, WHOLE)
    assert plan(world).spoken == (mine,)
    assert plan(world, what=CLIP).spoken == ()
    order = erased(world)
    assert (order.clip_ids, order.spoken) == ((CLIP,), (mine.id,))
    assert mine.sha256 in order.gone
    assert (is_kept(world, mine), is_kept(world, others)) == (GONE, WHOLE)


def test_what_proves_an_answer_that_counts_stays_until_it_is_taken_back(world, spoken):
    part, filmed = spoken(), spoken(stage=Stage.S2)
    for one in (part, filmed):
        yes(world, one)
    clip = spoken(stage=Stage.S3, subject_id=CLIP)
    yes(world, clip, Audience.GROUP)
    assert ({*plan(world).spoken}, {*plan(world).proofs}) == ({clip}, {part, filmed})
    erased(world)
    assert [is_kept(world, one) for one in (part, filmed, clip)] == [WHOLE, WHOLE, GONE]
    with pytest.raises(NothingToErase):
        plan(world)
    stop(world.studio, visit(), EVERYTHING)
    assert {*plan(world).spoken} == {part, filmed}
    order = erased(world)
    assert order.clip_ids == ()
    assert [is_kept(world, one) for one in (part, filmed)] == [GONE, GONE]


def test_a_spoken_no_that_counts_is_proved_too(world, spoken):
    no = spoken()
    write_no(world.studio, WORKSHOP, no.id, by="Huda", at=datetime.now(UTC))
    erased(world)
    assert is_kept(world, no) == WHOLE


def test_who_has_only_spoken_can_erase_it_and_that_takes_no_answer_back(world, spoken):
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id="zed", pseudonym="Zed"))
    world.say("zed", Stage.S1, WORKSHOP)
    one, who = spoken("zed", stage=Stage.S2), visit("zed")
    first = erase_mine(world.studio, who, EVERYTHING)
    assert erase_mine(world.studio, who, EVERYTHING) == first
    assert erased(world, who).done_at
    assert is_kept(world, one) == GONE
    with world.studio.documents.read(WORKSHOP) as tx:
        assert [one.state for one in tx.find(Answer, participant_id="zed")] == [AnswerState.GIVEN]
        assert {one.id for one in tx.find(Clip)} == {CLIP, "clip-bilal", "clip-zahra"}
    assert erase_mine(world.studio, who, EVERYTHING).id == first.id, "nothing is left: what was done is told"
    again = spoken("zed")
    assert erased(world, who).id != first.id
    assert is_kept(world, again) == GONE


def test_what_is_written_down_meanwhile_and_counts_stays(world, spoken):
    one = spoken()
    order = erase_mine(world.studio, visit(), EVERYTHING)
    yes(world, one)
    carry_out(order.id)
    assert is_kept(world, one) == WHOLE


def test_bytes_that_others_need_stay_with_these(world, spoken):
    both, footage = b"both of them speak" * 20, b"footage" * 50
    mine, theirs, filmed = spoken(sound=both), spoken("bilal", both), spoken(sound=footage)
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Footage, "footage-zahra"), sha256=filmed.sha256))
    erased(world)
    assert is_kept(world, mine) == (False, True, True)
    assert is_kept(world, theirs) == WHOLE
    assert is_kept(world, filmed) == (False, True, True)


def test_a_child_and_each_guardian_erase_what_they_have_said_themselves(world, spoken):
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id="amra", pseudonym="Amra", age_band=AgeBand.MINOR))
        aunts = [add_guardian(tx, "amra", name, relation="aunt") for name in ("Huda", "Mina")]
    child = spoken(role=Role.CHILD_ASSENT)
    said = [spoken(role=Role.GUARDIAN, guardian_id=one.id) for one in aunts]
    assert plan(world, visit(role=Role.GUARDIAN, guardian=aunts[1].id)).spoken == (said[1],)
    assert plan(world, visit(role=Role.CHILD_ASSENT)).spoken == (child,)
    erased(world, visit(role=Role.GUARDIAN, guardian=aunts[1].id))
    assert [is_kept(world, one) for one in (child, *said)] == [WHOLE, WHOLE, GONE]
    erased(world, visit(role=Role.CHILD_ASSENT))
    assert [is_kept(world, one) for one in (child, said[0])] == [GONE, WHOLE]
