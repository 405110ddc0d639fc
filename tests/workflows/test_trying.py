"""A clip with treatments, for whoever is in it: each choice is work of its own, and goes with the clip."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from erasure_world import done, finished, open_studio, recording
from workflow_world import WORKSHOP, World

from consent.answers.recording import enrol, log_appearance
from consent.releases import Sign
from pvstudio.errors import NotFound
from pvstudio.media.mezzanines import find_mezzanine
from pvstudio.media.proxies import proxy_path
from pvstudio.model import Clip, Footage, Participant, Treatment, Workshop
from pvstudio.store.reading import sealed
from workflows import aside, ingest
from workflows.at_work import at_work
from workflows.clips.preparing import CAN_BE_TRIED, TreatedPreview, ask_preview, forget_work
from workflows.clips.trying import ask_trial, choices, clip_of, ended_badly, trial_id, try_ahead, trying
from workflows.erasures import erase
from workflows.queue import JobQueue, JobState, Work

CLIP = "clip-amra"
BLUR, SILENT = Treatment.FACE_BLURRED, Treatment.VOICE_SILENCED


def test_there_is_one_work_for_each_choice_of_what_exists(world: World) -> None:
    assert len(choices()) == 2 ** len(CAN_BE_TRIED) - 1
    with JobQueue(world.studio) as queue:
        asked = [ask_trial(world.studio, queue, WORKSHOP, CLIP, some) for some in choices()]
        assert len({*asked}) == len(choices())
        both = try_ahead(world.studio, queue, WORKSHOP, CLIP, [SILENT, BLUR])
        assert both == f"try:{CLIP}.face-blurred.voice-silenced"
        assert both in asked
        assert len(queue.jobs()) == len(choices())
        assert {job.work for job in queue.jobs()} == {Work.TRY}
        lines = at_work(world.studio, queue, WORKSHOP, at=datetime.now(UTC))
        assert {(line.name, line.clip_id) for line in lines} == {("clip of amra", CLIP)}
    assert clip_of(trial_id(CLIP, {BLUR})) == clip_of(CLIP) == CLIP


@pytest.mark.parametrize("wanted", [[], [Treatment.PLACE_HIDDEN], [BLUR, Treatment.NO_CREDIT]])
def test_nothing_is_made_that_cannot_be(world: World, wanted: list[Treatment]) -> None:
    with JobQueue(world.studio) as queue:
        for ask in (ask_trial, try_ahead):
            with pytest.raises(NotFound):
                ask(world.studio, queue, WORKSHOP, CLIP, wanted)
            with pytest.raises(NotFound):
                ask(world.studio, queue, WORKSHOP, "clip-ghost", [BLUR])
        assert queue.jobs() == []


def test_who_looks_ahead_wakes_nothing_that_failed_and_who_asks_does(world: World) -> None:
    with JobQueue(world.studio) as queue:
        assert trying(queue, CLIP, [BLUR]) is None
        job = try_ahead(world.studio, queue, WORKSHOP, CLIP, [BLUR])
        queue.cancel(job)
        try_ahead(world.studio, queue, WORKSHOP, CLIP, [BLUR])
        assert ended_badly(trying(queue, CLIP, [BLUR]))
        ask_trial(world.studio, queue, WORKSHOP, CLIP, [BLUR])
        assert not ended_badly(trying(queue, CLIP, [BLUR]))


def test_a_clip_that_goes_takes_its_trials_along(world: World) -> None:
    with world.studio.documents.read(WORKSHOP) as tx:
        clip = tx.get(Clip, CLIP)
    with JobQueue(world.studio) as queue:
        ask_trial(world.studio, queue, WORKSHOP, CLIP, [BLUR])
        ask_trial(world.studio, queue, WORKSHOP, "clip-bilal", [BLUR])
        forget_work(world.studio, clip)
        forget_work(world.studio, clip)
        assert [job.about for job in queue.jobs()] == ["clip-bilal.face-blurred"]


@pytest.mark.slow
def test_it_is_made_beside_the_facilitators_preview_and_erased_with_the_recording(
    make_film, tmp_path: Path
) -> None:
    studio = open_studio(tmp_path / "studio")
    with studio.book(WORKSHOP) as tx:
        tx.put(Workshop(id=WORKSHOP, title="Most"))
        enrol(tx, Participant(id="amra", pseudonym="Amra"))
    with aside.worker_aside(studio.settings), JobQueue(studio) as queue:
        footage = ingest.receive(studio, WORKSHOP, recording(make_film, "noise-9.mp4", 2, 9)).footage
        done(studio, Work.INGEST, footage.id)
        with studio.book(WORKSHOP) as tx:
            footage = tx.get(Footage, footage.id)
            [clip] = tx.find(Clip, footage_id=footage.id)
            log_appearance(tx, clip.id, "amra", {Sign.FACE})
        mine = ask_trial(studio, queue, WORKSHOP, clip.id, [SILENT])
        ask_preview(studio, WORKSHOP, clip.id, [BLUR])
        found = finished(studio, [mine, f"preview:{clip.id}"])
        assert [job.state for job in found] == [JobState.DONE] * 2, found
        with studio.documents.read(WORKSHOP) as tx:
            assert tx.get(TreatedPreview, clip.id).treatments == {BLUR}, "theirs stays as they chose it"
        made = [_proxy(studio, clip, footage, some) for some in ({SILENT}, {BLUR})]
        assert len({*made}) == 2
        assert all(map(sealed, made))
        [job] = finished(studio, [f"erase:{erase(studio, WORKSHOP, 'amra', everything=True).id}"])
        assert job.state is JobState.DONE, job.reason
        assert not any(path.exists() for path in made)
        assert not [job for job in queue.jobs() if job.work == Work.TRY], "nor does the queue know of it"


def _proxy(studio, clip: Clip, footage: Footage, treatments: set[Treatment]) -> Path:
    files, film = studio.files(WORKSHOP), studio.settings.film
    found = find_mezzanine(clip, footage, files, film, treatments=treatments)
    assert found is not None
    return proxy_path(found)
