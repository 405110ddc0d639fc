"""A no that was spoken: written down at once, and whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import Mock

import pytest
from test_spoken import CLIP, NOW, _looks_once, documents, queue, say
from walk_world import asked_film
from workflow_world import WORKSHOP

from consent.answers.recording import log_appearance
from consent.releases import Answer, AnswerState, Sign, Stage
from pvstudio.model import Audience, Clip
from workflows.spoken_no import write_no

__all__ = ["_looks_once", "queue"]  # fixtures


def test_a_spoken_no_to_taking_part_takes_everything_back(world, queue, voice):
    """Or the next yes to taking part would open all that was agreed to before."""
    for stage in (Stage.S1, Stage.S2):
        world.say("amra", stage, WORKSHOP)
    one = say(world, queue, voice, stage=Stage.S1, subject_id=WORKSHOP)
    write_no(world.studio, WORKSHOP, one.id, by="Huda", at=datetime.now(UTC))
    with world.studio.documents.read(WORKSHOP) as tx:
        said = sorted(tx.find(Answer, participant_id="amra"), key=lambda known: known.number)
    assert {known.stage for known in said if not known.state.is_yes} == {Stage.S1, Stage.S2}
    assert not said[-1].state.is_yes


def test_a_spoken_no_closes_all_clips_of_the_same_seconds_once(world, queue, voice):
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, CLIP), id="clip-again", title="again"))
        log_appearance(tx, "clip-again", "amra", {Sign.FACE})
    one = say(world, queue, voice)
    said = write_no(world.studio, WORKSHOP, one.id, by="Huda", at=NOW)
    assert {(no.subject_id, no.audience, no.evidence) for no in said} == {
        (CLIP, None, one.sha256),
        ("clip-again", None, one.sha256),
    }
    assert write_no(world.studio, WORKSHOP, one.id, by="Bilal", at=NOW) == said
    [heard] = documents(world)
    assert (heard.by, {*heard.answer_ids}) == ("Huda", {no.id for no in said})


def test_a_spoken_no_holds_where_the_queue_cannot_be_reached(world, queue, voice, monkeypatch):
    asked_film(world, Audience.COMMUNITY)
    one = say(world, queue, voice)
    monkeypatch.setattr("workflows.withdrawals.JobQueue.__init__", Mock(side_effect=OSError("no queue")))
    said = write_no(world.studio, WORKSHOP, one.id, by="Huda", at=NOW)
    assert [no.state for no in said] == [AnswerState.WITHDRAWN]
    assert write_no(world.studio, WORKSHOP, one.id, by="Huda", at=NOW) == said
    monkeypatch.setattr("workflows.withdrawals.lost", Mock(side_effect=OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_no(world.studio, WORKSHOP, say(world, queue, voice + b"2").id, by="Huda", at=NOW)
