"""A worker tends its studio, or ends."""

from __future__ import annotations

import signal
import threading

import pytest
from workflow_world import WORKSHOP

from pvstudio.errors import StudioError
from workflows import worker
from workflows.queue import JobQueue
from workflows.slots import slots


def test_a_worker_that_cannot_tend_its_studio_ends(world, monkeypatch):
    killed = []
    monkeypatch.setattr(worker.os, "kill", lambda _pid, how: killed.append(how))
    monkeypatch.setattr(worker, "_tend_once", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        worker._tend(world.studio, slots(world.studio)[0], threading.Event())
    assert killed == [signal.SIGTERM]


def test_one_workshop_that_cannot_be_read_does_not_keep_the_others_from_being_tended(world, monkeypatch):
    tended = []

    def flush(_studio, workshop, _queue):
        tended.append(workshop)
        raise StudioError("unreadable")

    monkeypatch.setattr(worker.outbox, "flush", flush)
    monkeypatch.setattr(type(world.studio.documents), "workshops", lambda _self: [WORKSHOP, "other"])
    with JobQueue(world.studio):
        worker._tend_once(world.studio, slots(world.studio)[0])
    assert tended == [WORKSHOP, "other"]
