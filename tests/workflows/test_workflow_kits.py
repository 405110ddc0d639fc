"""Kits are on the ledger, recalls are listed, and every no that closes a film drafts what is left of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from workflow_world import PEOPLE, WORKSHOP, World

from consent.answers.recording import record_answer
from consent.deeds import KitEvent, KitStep
from consent.errors import AnswerRefused
from consent.ledger.checking import verify_workshop
from consent.notices import notice
from consent.releases import Answer, AnswerState, Stage, TeachBack
from pvstudio.model import Audience, CutState, CutVersion, Kit, KitState, Treatment, new_id
from workflows import kits
from workflows import withdraw as durable
from workflows.errors import NothingToAcknowledge, WithdrawnOnly
from workflows.kits import acknowledge, hand_out, recalls, reopen, take_back
from workflows.layout import lay_out
from workflows.publish import gate_refuses
from workflows.whereabouts import whereabouts
from workflows.withdrawals import Withdrawal, consent_changes, withdraw

COMMUNITY = Audience.COMMUNITY
NOW = datetime.now(UTC)


def answer(who: str, stage: Stage, subject: str, **more) -> Answer:
    return Answer(
        id=new_id("answer"),
        at=datetime.now(UTC),
        participant_id=who,
        stage=stage,
        subject_id=subject,
        **{"audience": COMMUNITY, "notice": notice(stage, "en").reference} | more,
    )


def drafted(world: World, monkeypatch) -> list[CutVersion]:
    monkeypatch.setattr(durable.running, "studio", lambda: world.studio)
    ids = durable.draft.__wrapped__(WORKSHOP)
    with world.studio.documents.read(WORKSHOP) as tx:
        return [tx.get(CutVersion, one) for one in ids]


# -- kits --------------------------------------------------------------------------------------


def test_every_step_of_a_kit_is_an_entry(shown):
    world, version = shown
    withdraw(world.studio, WORKSHOP, "bilal")
    acknowledge(world.studio, WORKSHOP, "kit-1", by="Mirsad")
    again = acknowledge(world.studio, WORKSHOP, "kit-1", by="somebody else")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        events = sorted(tx.find(KitEvent, kit_id="kit-1"), key=lambda one: one.at)
        assert again == tx.get(Kit, "kit-1")
    assert [one.what for one in events] == [KitStep.HANDED_OUT, KitStep.RECALLED, KitStep.ACKNOWLEDGED]
    assert {one.content for one in events} == {f"sha256:{version.film_sha256}"}
    assert [one.by for one in events] == ["", "", "Mirsad"]


def test_a_confirmation_by_mistake_opens_the_recall_again_and_both_stay_on_the_ledger(shown):
    world, _version = shown
    withdraw(world.studio, WORKSHOP, "bilal")
    acknowledge(world.studio, WORKSHOP, "kit-1", by="Mirsad")
    for _twice in range(2):
        reopen(world.studio, WORKSHOP, "kit-1", by="Ines")
    assert whereabouts(world.studio, WORKSHOP, "bilal").out == 1
    with world.studio.documents.read(WORKSHOP) as tx:
        [one] = recalls(tx, recall_days=3, at=NOW + timedelta(days=4))
    assert (one.overdue, one.confirmed_by) == (True, "")
    acknowledge(world.studio, WORKSHOP, "kit-1", by="Selma")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        events = sorted(tx.find(KitEvent, kit_id="kit-1"), key=lambda one: one.at)[2:]
        [one] = recalls(tx, recall_days=3, at=NOW)
    told = [(event.what, event.by) for event in events]
    assert told == [("acknowledged", "Mirsad"), ("reopened", "Ines"), ("acknowledged", "Selma")]
    assert one.confirmed_by == "Selma"


@pytest.mark.parametrize("hours", [3, -3])
def test_a_wrong_clock_names_nobody_as_having_confirmed_an_open_recall(shown, monkeypatch, hours):
    world, _version = shown
    withdraw(world.studio, WORKSHOP, "bilal")

    class Wrong(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(hours=hours)

    with monkeypatch.context() as wrong:
        wrong.setattr(kits, "datetime", Wrong)
        acknowledge(world.studio, WORKSHOP, "kit-1", by="Mirsad")
    for by, said in (("Ines", ""), ("Selma", "Selma")):
        (acknowledge if said else reopen)(world.studio, WORKSHOP, "kit-1", by=by)
        with world.studio.documents.read(WORKSHOP) as tx:
            [one] = recalls(tx, recall_days=3, at=NOW + timedelta(days=4))
        assert (one.overdue, one.confirmed_by) == (not said, said)


def test_a_kit_that_never_left_is_not_opened_again(shown):
    world, _version = shown
    with world.studio.book(WORKSHOP) as tx:
        take_back(tx, tx.get(Kit, "kit-1"))
    assert reopen(world.studio, WORKSHOP, "kit-1", by="Ines").acknowledged_at


def test_only_a_recall_can_be_acknowledged(shown):
    world, _version = shown
    with pytest.raises(NothingToAcknowledge, match="published"):
        acknowledge(world.studio, WORKSHOP, "kit-1", by="Mirsad")


@pytest.mark.parametrize(("days", "overdue"), [(0, False), (3, False), (4, True), (40, True)])
def test_a_recall_without_an_answer_becomes_overdue(shown, days, overdue):
    world, _version = shown
    withdraw(world.studio, WORKSHOP, "bilal")
    with world.studio.documents.read(WORKSHOP) as tx:
        recalled_at = tx.get(Kit, "kit-1").recalled_at
        at = recalled_at + timedelta(days=days)
        [one] = recalls(tx, recall_days=3, at=at)
    assert (one.days, one.overdue, one.title) == (days, overdue, "Neighbours")


def test_an_acknowledged_recall_is_never_overdue_and_comes_last(shown):
    world, _version = shown
    with world.studio.book(WORKSHOP) as tx:
        hand_out(tx, replace(tx.get(Kit, "kit-1"), id="kit-2", recipient="Library"))
    withdraw(world.studio, WORKSHOP, "bilal")
    acknowledge(world.studio, WORKSHOP, "kit-1", by="")
    with world.studio.documents.read(WORKSHOP) as tx:
        found = recalls(tx, recall_days=3, at=NOW + timedelta(days=100))
    assert [(one.kit.id, one.overdue) for one in found] == [("kit-2", True), ("kit-1", False)]


# -- where it is -------------------------------------------------------------------------------


def test_where_my_film_is(shown):
    world, version = shown
    [film] = whereabouts(world.studio, WORKSHOP, "bilal").films
    assert (film.version_id, film.clips) == (version.id, ("clip of bilal",))
    assert [(kit.recipient, kit.recalled_at, kit.is_out) for kit in film.kits] == [("Kino Una", None, True)]


def test_a_recalled_kit_is_out_until_its_host_has_confirmed(shown):
    world, _version = shown
    withdraw(world.studio, WORKSHOP, "amra")
    for who in PEOPLE:  # the others see it, too
        assert whereabouts(world.studio, WORKSHOP, who).out == 1
    acknowledge(world.studio, WORKSHOP, "kit-1", by="Mirsad")
    found = whereabouts(world.studio, WORKSHOP, "amra")
    assert found.out == 0
    assert [kit.acknowledged_by for film in found.films for kit in film.kits] == ["Mirsad"]


# -- what a no leaves --------------------------------------------------------------------------


def test_a_no_to_the_film_drafts_one_without_that_person(shown, monkeypatch):
    world, version = shown
    with consent_changes(world.studio, WORKSHOP) as tx:
        record_answer(tx, answer("amra", Stage.S4, version.id, state=AnswerState.REFUSED))
    [narrowed] = drafted(world, monkeypatch)
    assert narrowed.narrows == version.id
    assert [item.clip_id for item in narrowed.items] == ["clip-bilal", "clip-zahra"]
    world.rendered(narrowed.id, "e" * 64)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert gate_refuses(tx, WORKSHOP, tx.get(CutVersion, narrowed.id), COMMUNITY) is None
        assert tx.get(CutVersion, version.id).state is CutState.RENDERED  # amra may change her mind
    assert drafted(world, monkeypatch) == []


def test_a_no_before_anything_is_out_drafts_too(shown, monkeypatch):
    world, version = shown
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.delete(Kit, "kit-1")
    with consent_changes(world.studio, WORKSHOP) as tx:
        record_answer(tx, answer("amra", Stage.S4, version.id, state=AnswerState.REFUSED))
    with world.studio.documents.read(WORKSHOP) as tx:
        [todo] = tx.find(Withdrawal)
    assert (todo.kits, todo.recalled) == ((), ())
    assert len(drafted(world, monkeypatch)) == 1


def test_what_nobody_has_answered_yet_drafts_nothing(world: World, recipe, monkeypatch):
    world.everybody_agrees()
    version = world.rendered(lay_out(world.studio, WORKSHOP, recipe("stop"), COMMUNITY).version.id)
    with consent_changes(world.studio, WORKSHOP) as tx:
        record_answer(tx, answer("amra", Stage.S4, version.id, state=AnswerState.GIVEN))
    assert drafted(world, monkeypatch) == []
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Withdrawal) == []


def test_a_later_condition_narrows_by_treatment(shown, monkeypatch):
    world, _version = shown
    wish = frozenset({Treatment.FACE_BLURRED})
    with consent_changes(world.studio, WORKSHOP) as tx:
        yes = answer("zahra", Stage.S3, "clip-zahra", state=AnswerState.LIMITED, treatments=wish)
        record_answer(tx, yes)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
    [narrowed] = drafted(world, monkeypatch)
    assert [item.treatments for item in narrowed.items] == [frozenset(), frozenset(), wish]


# -- something else instead --------------------------------------------------------------------


def test_taken_back_but_for_a_blurred_face(shown, monkeypatch):
    world, _version = shown
    wish = frozenset({Treatment.FACE_BLURRED})
    yes = answer("bilal", Stage.S3, "clip-bilal", state=AnswerState.LIMITED, treatments=wish)
    withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"], instead=[yes])
    [narrowed] = drafted(world, monkeypatch)
    assert [(item.clip_id, item.treatments) for item in narrowed.items] == [
        ("clip-amra", frozenset()),
        ("clip-bilal", wish),
        ("clip-zahra", frozenset()),
    ]
    world.rendered(narrowed.id, "e" * 64)
    with world.studio.documents.read(WORKSHOP) as tx:
        refusal = gate_refuses(tx, WORKSHOP, tx.get(CutVersion, narrowed.id), COMMUNITY)
        assert refusal is not None  # until a person has watched the treated clip
        assert {reason.participant_id for reason in refusal.reasons} == {"bilal"}


def test_for_other_audiences_it_stays_withdrawn(shown):
    world, _version = shown
    world.say("bilal", Stage.S3, "clip-bilal", Audience.GROUP)
    yes = answer(
        "bilal",
        Stage.S3,
        "clip-bilal",
        state=AnswerState.LIMITED,
        treatments=frozenset({Treatment.FACE_BLURRED}),
    )
    withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"], instead=[yes])
    with pytest.raises(Exception, match="withdrawn"):
        lay_out(world.studio, WORKSHOP, 'title = "For us"\n[[parts]]\nclip = "clip-bilal"\n', Audience.GROUP)


def test_a_yes_that_is_not_in_order_does_not_keep_the_gate_open(shown):
    world, version = shown
    wish, unclear = frozenset({Treatment.FACE_BLURRED}), {"teach_back": TeachBack.NOT_UNDERSTOOD}
    yes = answer("bilal", Stage.S3, "clip-bilal", state=AnswerState.LIMITED, treatments=wish, **unclear)
    with pytest.raises(WithdrawnOnly, match="withdrawn and closed") as told:
        withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"], instead=[yes])
    assert isinstance(told.value.__cause__, AnswerRefused)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(CutVersion, version.id).state is CutState.RECALLED
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
