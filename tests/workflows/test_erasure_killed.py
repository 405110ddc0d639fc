"""The worker dies at random instants while it erases: it is erased all the same, and nothing else is lost."""

from __future__ import annotations

import os

import pytest
from erasure_world import SECRETS, files_with, fill, finished, open_studio, pictures_of, spellings
from test_workflow_killed import killer
from workflow_world import WORKSHOP

from consent.ledger.checking import verify_workshop
from pvstudio.model import Clip, CutState, CutVersion, Footage
from workflows import aside
from workflows.erasures import ErasureOrder, erase
from workflows.queue import JobState, Work, job_id

pytestmark = pytest.mark.slow

#: How many times the worker is killed at most; each lives for 0.2 to 3.5 seconds.
KILLS = int(os.environ.get("PVSTUDIO_KILLS", "10")) // 2


def test_an_erasure_survives_its_workers(make_film, tmp_path):
    studio = open_studio(tmp_path / "studio")
    with aside.worker_aside(studio.settings):
        erasing = fill(studio, make_film, tmp_path)
        pictures = pictures_of(erasing)
        secrets = {one for text in SECRETS for one in spellings(text)}
        with killer(seed=11, kills=KILLS) as kills:
            order = erase(studio, WORKSHOP, "fatima", everything=True)
            [info] = finished(studio, [job_id(Work.ERASE, order.id)])
        assert info.state is JobState.DONE, info.reason
    assert kills, "the worker was never killed: the test proves nothing"
    assert files_with(studio.settings.home, pictures) == {}
    assert files_with(studio.settings.home, secrets) == {}
    with studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        [kept] = tx.get(ErasureOrder, order.id).kept
        assert [clip.id for clip in tx.find(Clip)] == ["clip-bilal"]
        assert [one.sha256 for one in tx.find(Footage)] == [kept.after]
        [film] = [one for one in tx.find(CutVersion) if one.narrows == erasing.version.id]
    assert film.state is CutState.RENDERED
    studio.files(WORKSHOP).verify(kept.after)
