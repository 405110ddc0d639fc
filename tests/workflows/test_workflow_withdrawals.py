"""Withdrawal closes the gate in one transaction, whatever happens to the rest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from workflow_world import WORKSHOP, World

from consent.answers.recording import log_appearance, record_answer
from consent.releases import Answer, AnswerState, Sign, Stage
from pvstudio.errors import NotFound
from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import Audience, CutState, CutVersion, Kit, KitState
from pvstudio.store.errors import KeyGone
from pvstudio.store.files import staged_folder
from workflows import assemble as assembling
from workflows import outbox, withdrawals
from workflows import publish as publishing
from workflows import withdraw as durable
from workflows.errors import Withheld
from workflows.publish import ask_gate, close_kit, kit_folder
from workflows.queue import JobQueue, JobState, Work
from workflows.withdrawals import Withdrawal, withdraw

COMMUNITY = Audience.COMMUNITY


def test_the_gate_is_closed_when_it_returns(shown):
    world, version = shown
    done = withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"])
    assert (done.recalled, done.kits) == ((version.id,), ("kit-1",))
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(CutVersion, version.id).state is CutState.RECALLED
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
        with pytest.raises(Withheld) as refusal:
            ask_gate(tx, WORKSHOP, tx.get(CutVersion, version.id), COMMUNITY)
    assert "bilal" in {reason.participant_id for reason in refusal.value.reasons}


def test_from_everything(shown):
    world, version = shown
    done = withdraw(world.studio, WORKSHOP, "zahra")
    assert done.everything
    assert done.clip_ids == ("clip-zahra",)
    with world.studio.documents.read(WORKSHOP) as tx, pytest.raises(Withheld):
        ask_gate(tx, WORKSHOP, version, COMMUNITY)


def test_an_unknown_person_closes_nothing(shown):
    world, version = shown
    with pytest.raises(NotFound):
        withdraw(world.studio, WORKSHOP, "nobody")
    with world.studio.documents.read(WORKSHOP) as tx:
        ask_gate(tx, WORKSHOP, version, COMMUNITY)


def test_a_crash_before_it_is_queued_is_made_good(shown, monkeypatch):
    world, _version = shown

    def crash(_studio):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(withdrawals, "JobQueue", crash)
        with pytest.raises(KeyboardInterrupt):
            withdraw(world.studio, WORKSHOP, "bilal")
    with JobQueue(world.studio) as queue:
        assert queue.jobs() == []
        [job, *_] = outbox.flush(world.studio, WORKSHOP, queue)
        outbox.flush(world.studio, WORKSHOP, queue)
        assert [each.work for each in queue.jobs() if each.id == job] == [Work.WITHDRAW]
        assert queue.jobs([job])[0].state is JobState.WAITING


def test_a_withdrawn_answer_can_be_given_anew(shown):
    world, _version = shown
    withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"])
    world.say("bilal", Stage.S3, "clip-bilal", COMMUNITY, AnswerState.GIVEN)


def test_a_recalled_kit_holds_nothing_but_the_recall(shown):
    world, _version = shown
    folder = kit_folder(world.studio, WORKSHOP, "kit-1")
    folder.mkdir(parents=True)
    (folder / "film.mp4").write_bytes(b"film")
    withdraw(world.studio, WORKSHOP, "bilal")
    with world.studio.documents.read(WORKSHOP) as tx:
        kit = tx.get(Kit, "kit-1")
        assert len(tx.find(Withdrawal)) == 1
    for _again in range(2):
        close_kit(world.studio, WORKSHOP, kit)
        assert [file.name for file in folder.iterdir()] == ["RECALLED.txt"]


def test_a_kit_that_the_gate_stops_at_the_last_moment_never_was(shown, monkeypatch):
    """Somebody says no while the kit is being filled: no folder appears, and the kit is recalled."""
    world, version = shown
    folder = publishing.film_folder(world.studio, WORKSHOP, version.id)
    folder.mkdir(parents=True)
    (folder / "film.mp4").write_bytes(b"film")
    monkeypatch.setattr(publishing, "fill", lambda *_: no_to_the_film(world, version))
    with pytest.raises(Withheld):
        publishing.publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="late")
    with world.studio.documents.read(WORKSHOP) as tx:
        [late] = tx.find(Kit, recipient="late")
        assert late.state is KitState.RECALLED
    assert list((world.studio.folder(WORKSHOP) / "kits").iterdir()) == []


def no_to_the_film(world: World, version: CutVersion) -> None:
    world.say("zahra", Stage.S4, version.id, COMMUNITY, AnswerState.REFUSED)


def test_a_no_to_the_film_recalls_its_kits(shown):
    world, version = shown
    said = Answer(
        id="answer-no",
        at=datetime.now(UTC),
        participant_id="amra",
        stage=Stage.S4,
        subject_id=version.id,
        audience=COMMUNITY,
        state=AnswerState.REFUSED,
    )
    folder = kit_folder(world.studio, WORKSHOP, "kit-1")
    folder.mkdir(parents=True)
    (folder / "film.mp4").write_bytes(b"film")
    with withdrawals.consent_changes(world.studio, WORKSHOP) as tx:
        record_answer(tx, said)
    assert [file.name for file in folder.iterdir()] == ["RECALLED.txt"]
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
        [recall] = tx.find(Withdrawal)
    with JobQueue(world.studio) as queue:
        assert [job.about for job in queue.jobs()] == [recall.id]


def test_what_closes_nothing_recalls_nothing(shown):
    world, _version = shown
    with withdrawals.consent_changes(world.studio, WORKSHOP) as tx:
        log_appearance(tx, "clip-amra", "amra", {Sign.VOICE})
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.PUBLISHED
        assert tx.find(Withdrawal) == []


def test_somebody_logged_late_recalls_what_they_are_in(shown):
    world, _version = shown
    with withdrawals.consent_changes(world.studio, WORKSHOP) as tx:
        log_appearance(tx, "clip-amra", "bilal", {Sign.FACE})
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED


def test_two_withdrawals_at_once_leave_one_film_without_both(shown, monkeypatch):
    """The second comes before anybody worked on the first."""
    world, version = shown
    withdraw(world.studio, WORKSHOP, "bilal")
    withdraw(world.studio, WORKSHOP, "zahra")
    monkeypatch.setattr(durable.running, "studio", lambda: world.studio)
    [drafted] = durable.draft.__wrapped__(WORKSHOP)
    assert durable.draft.__wrapped__(WORKSHOP) == [drafted]  # a step may run twice
    with world.studio.documents.read(WORKSHOP) as tx:
        narrowed = tx.get(CutVersion, drafted)
    assert narrowed.narrows == version.id
    assert [item.clip_id for item in narrowed.items] == ["clip-amra"]


@pytest.mark.parametrize("step", [assembling.prepare, assembling.join, assembling.finish])
def test_a_render_that_goes_on_after_a_withdrawal_leaves_no_film(shown, monkeypatch, step):
    """The worker died right after the film appeared; the gate closed before it came back."""
    world, version = shown
    withdraw(world.studio, WORKSHOP, "bilal")
    folder = publishing.film_folder(world.studio, WORKSHOP, version.id)
    folder.mkdir(parents=True)
    (folder / "film.mp4").write_bytes(b"film")
    monkeypatch.setattr(assembling.running, "studio", lambda: world.studio)
    more = ["f" * 64] if step is assembling.finish else []
    with pytest.raises(Withheld):
        step.__wrapped__(WORKSHOP, version.id, *more)
    assert not folder.exists()


@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_film_that_is_erased_while_it_is_rendered_says_who_withdrew(shown, monkeypatch, withdrawn):
    """Its key is shredded when the film is about to appear: that is not what people are told."""
    world, version = shown
    folder = publishing.film_folder(world.studio, WORKSHOP, version.id)

    def render(*_plan: object, **_more: object) -> None:
        with staged_folder(folder) as making:
            (making / "film.mp4").write_bytes(b"film")
            if withdrawn:
                withdraw(world.studio, WORKSHOP, "bilal")
        raise KeyGone(folder)

    monkeypatch.setattr(assembling.running, "studio", lambda: world.studio)
    monkeypatch.setattr(assembling.running, "job", lambda _step: QUIET)
    monkeypatch.setattr(assembling, "plan_of", lambda *_version: None)
    monkeypatch.setattr(assembling, "render", render)
    with pytest.raises(Withheld if withdrawn else KeyGone):
        assembling.join.__wrapped__(WORKSHOP, version.id)
    assert folder.exists() is not withdrawn
