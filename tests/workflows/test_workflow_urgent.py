"""A withdrawal overtakes whatever waits, and what a forgotten job writes late is no trace."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest
from erasure_world import finished, open_studio, recording
from workflow_world import WORKSHOP, new_world

from pvstudio.model import Footage
from workflows import aside, ingest
from workflows.erasures import ErasureOrder, erase
from workflows.queue import QUEUES, JobQueue, JobState, Queue, Work, job_id
from workflows.queue_traces import erase_traces
from workflows.withdrawals import Withdrawal, withdraw


def test_withdrawals_and_erasures_have_a_queue_of_their_own():
    assert {work for work, queue in QUEUES.items() if queue is Queue.URGENT} == {Work.WITHDRAW, Work.ERASE}


@pytest.mark.slow
def test_it_overtakes_what_waits(make_film, tmp_path):
    """The worker is busy with the first of four recordings; a withdrawal and an erasure come last."""
    new_world(tmp_path)
    studio = open_studio(tmp_path / "studio")
    sources = [recording(make_film, f"long-{seed}.mp4", 20, seed) for seed in range(4)]
    jobs = []
    with JobQueue(studio) as queue:
        for source in sources:
            footage = ingest.receive(studio, WORKSHOP, source).footage
            jobs.append(queue.enqueue(Work.INGEST, WORKSHOP, footage.id))
        with aside.worker_aside(studio.settings):
            while queue.job(jobs[0]).state is JobState.WAITING:
                time.sleep(0.05)
            order = erase(studio, WORKSHOP, "amra")
            done = withdraw(studio, WORKSHOP, "bilal")
            began = time.monotonic()
            late = [job_id(Work.WITHDRAW, done.id), job_id(Work.ERASE, order.id)]
            # An erasure forgets the finished jobs of its workshop, the withdrawal's among them.
            assert {job.state for job in finished(studio, late)} <= {JobState.DONE}
            took_s = time.monotonic() - began
            assert queue.job(jobs[-1]).state is JobState.WAITING
    assert took_s < 60
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Withdrawal, done.id).done
        assert tx.get(ErasureOrder, order.id).done_at
        assert "footage-amra" not in {one.id for one in tx.find(Footage)}


def test_a_late_row_of_a_forgotten_job_leaves_no_byte(tmp_path):
    studio = open_studio(tmp_path / "studio")
    name = "Fatima-Zahra Šehić"
    with JobQueue(studio) as queue:
        queue.enqueue(Work.INGEST, WORKSHOP, name)
        queue.enqueue(Work.INGEST, WORKSHOP, "another")
        queue.forget([job_id(Work.INGEST, name)])
        file = studio.settings.home / "queue.sqlite"
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(
                "INSERT INTO operation_outputs (workflow_uuid, function_id, function_name, error,"
                " retention_timestamp) VALUES ('gone', 1, 'step', ?, 0)",
                [name],
            )
            connection.commit()
        assert any(name.encode() in path.read_bytes() for path in file.parent.glob("queue.sqlite*"))
        erase_traces(studio.queue_url)
        assert not any(name.encode() in path.read_bytes() for path in file.parent.glob("queue.sqlite*"))
        assert set(queue.about(WORKSHOP)) == {job_id(Work.INGEST, "another")}
