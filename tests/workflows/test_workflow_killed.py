"""A worker may die at any instant: what was finished stays, and the work goes on to its end."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from workflow_world import WORKSHOP

from consent.answers.recording import confirm_complete, log_appearance, record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Sign, Stage
from pvstudio.config import FilmFormat, Settings
from pvstudio.editing.film import RenderedFilm, file_sha256
from pvstudio.model import (
    Audience,
    Clip,
    CutState,
    CutVersion,
    Footage,
    FootageState,
    Participant,
    Workshop,
    new_id,
)
from workflows import aside, ingest
from workflows.layout import lay_out
from workflows.publish import film_folder
from workflows.queue import JobInfo, JobQueue, JobState, Work
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal, withdraw

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("PVSTUDIO_KILLS", "10"))
RECIPE = """
title = "Killed and alive"
on_withheld = "stop"
[opening]
seconds = 1
[[parts]]
clip = "one"
transition = "fade"
[[parts]]
clip = "two"
transition = "fade"
[credits]
title = "Thanks"
seconds = 1
"""


@contextmanager
def killer(seed: int, kills: int) -> Iterator[list[float]]:
    """Kill the worker with SIGKILL at random instants, *kills* times; the block's end waits for the last."""
    chance, done, over = random.Random(seed), list[float](), threading.Event()

    def kill() -> None:
        while len(done) < kills and not over.is_set():
            time.sleep(chance.uniform(0.2, 3.5))
            for process in multiprocessing.active_children():
                if process.name == "pvstudio-worker" and process.is_alive():
                    process.kill()
                    done.append(time.monotonic())

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield done
    finally:
        over.set()
        thread.join()


def finished(studio: Studio, jobs: list[str], within_s: float = 240) -> list[JobInfo]:
    deadline = time.monotonic() + within_s
    with JobQueue(studio) as queue:
        while time.monotonic() < deadline:
            found = queue.jobs(jobs)
            if all(job.over for job in found):
                return found
            time.sleep(0.3)
    raise AssertionError(f"not finished in {within_s} s: {found}")


def in_two_clips(studio: Studio, films: list[Path]) -> list[Footage]:
    with studio.book(WORKSHOP) as tx:
        tx.put(Workshop(id=WORKSHOP, title="Killed"))
    return [ingest.receive(studio, WORKSHOP, film).footage for film in films]


def everybody_agrees(studio: Studio) -> None:
    with studio.book(WORKSHOP) as tx:
        clips = tx.find(Clip)
        for clip in clips:
            person = Participant(id=f"person-{clip.title}", pseudonym=clip.title)
            tx.put(person)
            log_appearance(tx, clip.id, person.id, {Sign.FACE})
            confirm_complete(tx, clip.id)
            for stage, subject, audience in (
                (Stage.S1, WORKSHOP, None),
                (Stage.S2, WORKSHOP, None),
                (Stage.S3, clip.id, Audience.COMMUNITY),
            ):
                answer = Answer(
                    id=new_id("answer"),
                    at=clip_time(),
                    participant_id=person.id,
                    stage=stage,
                    subject_id=subject,
                    audience=audience,
                    state=AnswerState.GIVEN,
                    notice=notice(stage, "en").reference,
                )
                record_answer(tx, answer)


def clip_time():
    from datetime import UTC, datetime

    return datetime.now(UTC)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio.open(Settings(home=tmp_path / "studio", film=FilmFormat(width=320, height=180)))


@pytest.fixture
def films(make_film, tmp_path: Path) -> list[Path]:
    made = []
    for name, tone in (("one", 330), ("two", 550)):
        made.append(
            make_film(
                f"{name}.mp4",
                *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=3"),
                *("-f", "lavfi", "-i", f"sine=frequency={tone}:sample_rate=48000:duration=3"),
                *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest"),
            )
        )
    return made


def test_killed_at_random_instants(studio: Studio, films: list[Path]):
    sums = {film.stem: file_sha256(film) for film in films}
    with aside.worker_aside(studio.settings), killer(seed=7, kills=KILLS) as kills:
        footage = in_two_clips(studio, films)
        with JobQueue(studio) as queue:
            jobs = [queue.enqueue(Work.INGEST, WORKSHOP, one.id) for one in footage]
        assert {job.state for job in finished(studio, jobs)} == {JobState.DONE}
        everybody_agrees(studio)
        version = lay_out(studio, WORKSHOP, RECIPE, Audience.COMMUNITY).version
        with JobQueue(studio) as queue:
            job = queue.enqueue(Work.ASSEMBLE, WORKSHOP, version.id)
        assert [job.state for job in finished(studio, [job])] == [JobState.DONE]
        with studio.documents.read(WORKSHOP) as tx:
            version = tx.get(CutVersion, version.id)
            assert {one.state for one in tx.find(Footage)} == {FootageState.READY}
        folder = film_folder(studio, WORKSHOP, version.id)
        assert version.state is CutState.RENDERED
        assert file_sha256(folder / "film.mp4") == version.film_sha256 == RenderedFilm.open(folder).sha256
        done = withdraw(studio, WORKSHOP, "person-one")
        assert [job.state for job in finished(studio, [f"{Work.WITHDRAW}:{done.id}"])] == [JobState.DONE]
    assert len(kills) >= min(KILLS, 5), "the worker was hardly ever killed: the test proves little"
    assert not folder.exists()
    with studio.documents.read(WORKSHOP) as tx:
        [narrowed] = tx.get(Withdrawal, done.id).narrowed
        assert tx.get(CutVersion, narrowed).state is CutState.RENDERED
    for one in footage:
        kept = studio.files(WORKSHOP).original(one.sha256)
        assert file_sha256(kept) == sums[Path(one.original_name).stem] == one.sha256


def deadly_worker(settings: Settings, parent: int) -> None:
    """Work, and die by SIGKILL whenever footage is looked at."""
    ingest.probe = lambda *_args, **_more: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
    aside.work(settings, parent)


def test_work_that_kills_its_worker_is_set_aside(studio: Studio, films: list[Path], monkeypatch):
    monkeypatch.setattr(aside, "work", deadly_worker)
    monkeypatch.setattr(aside, "_PAUSE_S", 0.2)
    [footage, _other] = in_two_clips(studio, films)
    with JobQueue(studio) as queue:
        job = queue.enqueue(Work.INGEST, WORKSHOP, footage.id)
    with aside.worker_aside(studio.settings):
        [info] = finished(studio, [job])
    assert info.state is JobState.DEAD_LETTER
    assert "set aside" in info.reason
    monkeypatch.undo()
    with JobQueue(studio) as queue:
        queue.retry(job)
    with aside.worker_aside(studio.settings):
        assert [each.state for each in finished(studio, [job])] == [JobState.DONE]


def test_cancelled_work_stops_and_can_be_taken_up(studio: Studio, make_film):
    long = make_film(
        "long.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=60"),
        *("-c:v", "libx264", "-preset", "ultrafast"),
    )
    [footage] = in_two_clips(studio, [long])
    with JobQueue(studio) as queue, aside.worker_aside(studio.settings):
        job = queue.enqueue(Work.INGEST, WORKSHOP, footage.id)
        seen = set()
        while "normalise" not in seen:
            [info] = queue.jobs([job])
            assert not info.over, info
            seen.add(info.step)
            time.sleep(0.1)
        queue.cancel(job)
        assert [each.state for each in finished(studio, [job])] == [JobState.CANCELLED]
        queue.retry(job)
        assert [each.state for each in finished(studio, [job])] == [JobState.DONE]
