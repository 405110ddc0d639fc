"""A yes that ends by itself ends what rests on it: kits say until when, and are recalled."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from test_workflow_publish import watched  # noqa: F401  (fixture)
from workflow_world import WORKSHOP

from consent.answers.recording import record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Stage
from pvstudio.model import Audience, Kit, KitState, new_id
from workflows import outbox
from workflows.kits import last_day
from workflows.publish import kit_folder, publish
from workflows.queue import JobQueue
from workflows.withdrawals import Withdrawal

COMMUNITY = Audience.COMMUNITY


def agree_until(world, version_id: str, ends: datetime) -> None:
    yes = Answer(
        id=new_id("answer"),
        at=datetime.now(UTC),
        participant_id="amra",
        stage=Stage.S4,
        subject_id=version_id,
        state=AnswerState.GIVEN,
        audience=COMMUNITY,
        expires_at=ends,
        notice=notice(Stage.S4, "en").reference,
    )
    with world.studio.book(WORKSHOP) as tx:
        record_answer(tx, yes)


def test_a_kit_says_until_when_it_may_be_shown(watched):  # noqa: F811
    world, version, _folder = watched
    ends = datetime.now(UTC) + timedelta(days=30)
    agree_until(world, version.id, ends)
    kit = publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library")
    assert kit.expires_at == ends
    text = (kit_folder(world.studio, WORKSHOP, kit.id) / "START-HERE.txt").read_text("utf-8")
    assert f"until {last_day(ends)}, the last day" in text


@pytest.mark.slow
def test_a_kit_whose_time_is_over_is_recalled_by_whoever_tends_the_studio(watched):  # noqa: F811
    world, version, _folder = watched
    ends = datetime.now(UTC) + timedelta(seconds=5)
    agree_until(world, version.id, ends)
    kit = publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library")
    with JobQueue(world.studio) as queue:
        outbox.flush(world.studio, WORKSHOP, queue)
        with world.studio.documents.read(WORKSHOP) as tx:
            assert tx.get(Kit, kit.id).state is KitState.PUBLISHED
        time.sleep(max(0, (ends - datetime.now(UTC)).total_seconds() + 0.1))
        outbox.flush(world.studio, WORKSHOP, queue)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Kit, kit.id).state is KitState.RECALLED
        assert [one.kits for one in tx.find(Withdrawal)] == [(kit.id,)]
    assert [one.name for one in kit_folder(world.studio, WORKSHOP, kit.id).iterdir()] == ["RECALLED.txt"]
