"""Changing one's mind alone: at once, once, in one's own right, also where the queue cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from workflow_world import WORKSHOP, World

from consent.answers.enrolling import add_guardian, enrol
from consent.answers.recording import record_answer
from consent.gate.policy import withheld
from consent.gate.records import Records
from consent.notices import notice
from consent.releases import Answer, AnswerState, Role, Stage
from pvstudio.errors import NotFound
from pvstudio.model import AgeBand, Audience, Clip, CutState, CutVersion, Participant, new_id
from pvstudio.store.files import write_bytes
from workflows.erasing_mine import erase_mine, erasures_of, what_goes
from workflows.errors import NothingToErase
from workflows.layout import lay_out
from workflows.phones import Visit
from workflows.publish import kit_folder
from workflows.queue import JobQueue, Work
from workflows.taking_back import EVERYTHING, Open, open_now, stop, taken_back
from workflows.withdrawals import Withdrawal

COMMUNITY = Audience.COMMUNITY


def visit(who: str = "amra", role: Role = Role.SELF, guardian: str = "") -> Visit:
    now = datetime.now(UTC)
    return Visit(
        id=f"visit of {who}",
        workshop=WORKSHOP,
        participant_id=who,
        role=role,
        guardian_id=guardian,
        at=now,
        until=now,
        touched_at=now,
    )


def standing_open(world: World, who: Visit | None = None) -> Open:
    with world.studio.documents.read(WORKSHOP) as tx:
        return open_now(tx, WORKSHOP, (who or visit()).seat, datetime.now(UTC))


@pytest.fixture
def shown(shown: tuple[World, CutVersion]) -> tuple[World, CutVersion]:
    """A film of all three, to which all agree, at a host's and still here."""
    write_bytes(kit_folder(shown[0].studio, WORKSHOP, "kit-1") / "film.mp4", b"film")
    return shown


def is_shown(world: World, version: CutVersion) -> bool:
    with world.studio.documents.read(WORKSHOP) as tx:
        records = Records.for_version(tx, WORKSHOP, version)
        version = tx.get(CutVersion, version.id)
    return not withheld(version, COMMUNITY, "en", datetime.now(UTC), records=records)


def answers(world: World, who: str = "amra") -> list[Answer]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.find(Answer, participant_id=who)


@pytest.mark.parametrize("what", [EVERYTHING, "clip-amra", "the film"])
def test_one_tap_closes_it_and_a_second_is_the_same(shown: tuple[World, CutVersion], what: str) -> None:
    world, version = shown
    what = version.id if what == "the film" else what
    before = standing_open(world)
    assert ([one.id for one in before.clips], [one.id for one in before.films]) == (
        ["clip-amra"],
        [version.id],
    )
    assert is_shown(world, version)
    done = stop(world.studio, visit(), what)
    assert not is_shown(world, version)
    assert (done.what, done.films, done.kits) == (what, 1, 1)
    assert not (kit_folder(world.studio, WORKSHOP, "kit-1") / "film.mp4").exists()
    after = standing_open(world)
    assert after.anything is (what != EVERYTHING)
    assert [one.id for one in after.clips] == ([] if what != version.id else ["clip-amra"])
    assert after.films == ()
    said = answers(world)
    assert stop(world.studio, visit(), what) == done
    assert answers(world) == said
    with world.studio.documents.read(WORKSHOP) as tx:
        assert taken_back(tx, visit().seat, done.id) == done
        with pytest.raises(NotFound):
            taken_back(tx, visit("bilal").seat, done.id)


def test_only_a_fresh_yes_undoes_it_and_that_can_be_taken_back_too(shown: tuple[World, CutVersion]) -> None:
    world, _version = shown
    first = stop(world.studio, visit(), "clip-amra")
    world.say("amra", Stage.S3, "clip-amra", COMMUNITY)
    assert [one.id for one in standing_open(world).clips] == ["clip-amra"]
    again = stop(world.studio, visit(), "clip-amra")
    assert again.id != first.id
    assert standing_open(world).clips == ()


@pytest.mark.parametrize("what", ["clip-bilal", "clip-nothing", "version-nothing", ""])
def test_what_is_another_s_is_not_there(shown: tuple[World, CutVersion], what: str) -> None:
    world, version = shown
    for act in (stop, erase_mine):
        with pytest.raises(NotFound):
            act(world.studio, visit(), what)
    assert is_shown(world, version)


@pytest.mark.parametrize("what", [EVERYTHING, "clip-amra", "the film"])
def test_it_holds_where_the_queue_cannot_be_reached(
    shown: tuple[World, CutVersion], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, version = shown
    monkeypatch.setattr(JobQueue, "__init__", _unreachable)
    done = stop(world.studio, visit(), version.id if what == "the film" else what)
    assert done.kits == 1
    assert not is_shown(world, version)
    assert not (kit_folder(world.studio, WORKSHOP, "kit-1") / "film.mp4").exists()


def test_an_erasure_holds_where_the_queue_cannot_be_reached(
    shown: tuple[World, CutVersion], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, version = shown
    with monkeypatch.context() as down:
        down.setattr(JobQueue, "__init__", _unreachable)
        order = erase_mine(world.studio, visit(), "clip-amra")
        assert not is_shown(world, version)
        assert not (kit_folder(world.studio, WORKSHOP, "kit-1") / "film.mp4").exists()
    assert erase_mine(world.studio, visit(), "clip-amra") == order
    with JobQueue(world.studio) as queue:
        assert queue.job(f"{Work.ERASE}:{order.id}").about == order.id


def _unreachable(*_args: object) -> None:
    raise OSError("the disk of the queue is full")


def test_what_fails_before_anything_is_on_disk_is_said(
    shown: tuple[World, CutVersion], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, version = shown
    monkeypatch.setattr("workflows.withdrawals.close_gate", _unreachable)
    with pytest.raises(OSError, match="queue"):
        stop(world.studio, visit(), EVERYTHING)
    assert is_shown(world, version)


def test_a_film_is_stopped_in_all_its_versions(
    shown: tuple[World, CutVersion], recipe: Callable[[str], str]
) -> None:
    world, first = shown
    longer = recipe("stop").replace('title = "Neighbours"', 'title = "Neighbours"\n# again')
    second = lay_out(world.studio, WORKSHOP, longer, COMMUNITY, cut_id=first.cut_id).version
    second = world.rendered(second.id, "e" * 64)
    world.say("amra", Stage.S4, second.id, COMMUNITY)
    assert [one.id for one in standing_open(world).films] == [second.id]
    stop(world.studio, visit(), second.id)
    assert standing_open(world).films == ()
    assert not is_shown(world, first)


def test_yeses_that_hold_no_more_are_not_offered(world: World) -> None:
    world.everybody_agrees()
    with world.studio.book(WORKSHOP) as tx:
        old = Answer(
            id=new_id("answer"),
            at=datetime.now(UTC),
            participant_id="amra",
            stage=Stage.S3,
            subject_id="clip-amra",
            audience=COMMUNITY,
            state=AnswerState.GIVEN,
            expires_at=datetime.now(UTC) + timedelta(days=1),
            notice=notice(Stage.S3, "en").reference,
        )
        record_answer(tx, old)
    with world.studio.documents.read(WORKSHOP) as tx:
        later = open_now(tx, WORKSHOP, visit().seat, datetime.now(UTC) + timedelta(days=2))
    assert later.clips == ()
    assert later.taking_part


def test_each_right_takes_back_its_own_yes_and_one_no_closes(world: World) -> None:
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id="amra", pseudonym="Amra", age_band=AgeBand.MINOR))
        guardians = [add_guardian(tx, "amra", name, relation="aunt") for name in ("Huda", "Mina")]
    child = visit(role=Role.CHILD_ASSENT)
    aunts = [visit(role=Role.GUARDIAN, guardian=one.id) for one in guardians]
    world.say("amra", Stage.S1, WORKSHOP)  # the child, as whom the world's words are taken
    _guardian_says_yes(world, guardians[0].id)
    opened = [standing_open(world, one).taking_part for one in (child, *aunts)]
    assert opened == [True, True, False]
    order = stop(world.studio, aunts[0], EVERYTHING)
    opened = [standing_open(world, one).taking_part for one in (child, *aunts)]
    assert opened == [True, False, False]
    [no] = [one for one in answers(world) if not one.state.is_yes]
    assert (no.role, no.guardian_id, no.how) == (Role.GUARDIAN, guardians[0].id, "on-screen")
    assert stop(world.studio, child, EVERYTHING).id != order.id


def _guardian_says_yes(world: World, guardian: str) -> None:
    yes = Answer(
        id=new_id("answer"),
        at=datetime.now(UTC),
        participant_id="amra",
        stage=Stage.S1,
        subject_id=WORKSHOP,
        state=AnswerState.GIVEN,
        role=Role.GUARDIAN,
        guardian_id=guardian,
        notice=notice(Stage.S1, "en").reference,
    )
    with world.studio.book(WORKSHOP) as tx:
        record_answer(tx, yes)


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.CHILD_ASSENT])
def test_an_erasure_names_who_asked_for_it(world: World, role: Role) -> None:
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id="amra", pseudonym="Amra", age_band=AgeBand.MINOR))
        aunts = [add_guardian(tx, "amra", name, relation="aunt") for name in ("Huda", "Mina")]
    guardian = aunts[1].id if role is Role.GUARDIAN else ""
    who = visit(role=role, guardian=guardian)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert [one.id for one in what_goes(tx, who, EVERYTHING).clips] == ["clip-amra"]
    order = erase_mine(world.studio, who, EVERYTHING)
    assert (order.clip_ids, order.everything) == (("clip-amra",), False)
    assert {(one.role, one.guardian_id) for one in answers(world)} == {(role, guardian)}
    with world.studio.documents.read(WORKSHOP) as tx:
        assert erasures_of(tx, who.seat) == [order]
        assert tx.get(Withdrawal, order.withdrawal_id).clip_ids == ("clip-amra",)


def test_what_was_erased_stays_stopped_and_is_erased_once(world: World) -> None:
    world.everybody_agrees()
    done = stop(world.studio, visit(), "clip-amra")
    order = erase_mine(world.studio, visit(), "clip-amra")
    with world.studio.book(WORKSHOP) as tx:  # as the worker leaves it
        tx.delete(Clip, "clip-amra")
        tx.put(replace(order, forgotten=True, done_at=datetime.now(UTC)))
    assert stop(world.studio, visit(), "clip-amra").at >= done.at
    assert erase_mine(world.studio, visit(), "clip-amra").id == order.id
    with world.studio.documents.read(WORKSHOP) as tx, pytest.raises(NothingToErase):
        what_goes(tx, visit(), "clip-amra")
    for act in (stop, erase_mine):
        with pytest.raises(NotFound):
            act(world.studio, visit("bilal"), "clip-amra")


def test_who_is_in_nothing_has_nothing_to_erase(world: World) -> None:
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id="nobody", pseudonym="Nobody"))
    with pytest.raises(NothingToErase):
        erase_mine(world.studio, visit("nobody"), EVERYTHING)


def test_a_recalled_film_is_no_longer_offered(shown: tuple[World, CutVersion]) -> None:
    world, version = shown
    stop(world.studio, visit("bilal"), "clip-bilal")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(CutVersion, version.id).state is CutState.RECALLED
    assert standing_open(world).films == ()
