"""A fleet is the same code with two addresses changed: documents and queue in PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from servers import running_server
from test_workflow_killed import finished, in_two_clips
from workflow_world import WORKSHOP

from pvstudio.config import FilmFormat, Settings
from pvstudio.model import Clip, Footage, FootageState
from workflows import aside
from workflows.errors import NoFreeSlot
from workflows.queue import JobQueue, JobState, Work
from workflows.slots import abandoned, held, slots
from workflows.wiring import Studio

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    with running_server() as running:
        yield running


@pytest.fixture
def studio(server, tmp_path: Path) -> Studio:
    film = FilmFormat(width=320, height=180)
    settings = Settings(
        home=tmp_path, documents=server.database(), queue=server.database(), workers=2, film=film
    )
    return Studio.open(settings)


def test_footage_is_taken_in(studio: Studio, film: Path):
    [footage] = in_two_clips(studio, [film])
    with JobQueue(studio) as queue:
        job = queue.enqueue(Work.INGEST, WORKSHOP, footage.id)
    with aside.worker_aside(studio.settings):
        [info] = finished(studio, [job])
    assert (info.state, info.reason) == (JobState.DONE, "")
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Footage, footage.id).state is FootageState.READY
        assert len(tx.find(Clip)) == 1


def test_a_slot_is_held_by_one_and_free_when_its_holder_is_gone(studio: Studio):
    with held(studio) as first, held(studio) as second:
        assert {first.number, second.number} == {0, 1}
        with pytest.raises(NoFreeSlot), held(studio):
            pass
        assert list(abandoned(studio, first)) == []
    with held(studio) as again:
        assert [slot.number for slot in abandoned(studio, again)] == [1]
    assert [slot.executor_id for slot in slots(studio)] == ["slot-0", "slot-1"]
