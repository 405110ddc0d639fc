"""Deleting a spoken note while the same bytes come in as footage; crashes and clocks in between."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from looked import probe_once
from workflow_world import WORKSHOP, World

from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import Audience, Footage, Kit
from pvstudio.store import MediaStore
from pvstudio.store.reading import read_bytes
from workflows import ingest, running, spoken_notes
from workflows.feedback.notes import PassingSound, SpokenNote
from workflows.queue import JobQueue
from workflows.spoken_notes import delete_note, keep_note, sweep_passing
from workflows.uploads import receiving, taking


def now() -> datetime:
    """Return the moment of a step: a run of all tests lasts longer than what these wait for."""
    return datetime.now(UTC)


def note() -> SpokenNote:
    return SpokenNote(id="note-0000000000000001", kit_id="kit-1", language="bs", at=now(), by="account-host")


@pytest.fixture
def queue(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spoken_notes, "probe", probe_once)
    monkeypatch.setattr(running, "job", lambda _step: QUIET)
    running.open_studio(world.studio)
    kit = Kit(
        id="kit-1", cut_version_id="v", audience=Audience.COMMUNITY, languages=(), recipient="Una",
        published_at=now(),
    )  # fmt: skip
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(kit)
    with JobQueue(world.studio) as queue:
        yield queue


def after_first_copy(monkeypatch: pytest.MonkeyPatch, then) -> None:
    """Do *then* once, as soon as something was received."""
    receive, waiting = MediaStore.receive, [then]

    def received(self, *args, **options):
        got = receive(self, *args, **options)
        if waiting:
            waiting.pop()()
        return got

    monkeypatch.setattr(MediaStore, "receive", received)


def killed_in(world: World, queue: JobQueue, monkeypatch: pytest.MonkeyPatch, sha256: str) -> None:
    """Delete the note in a process that dies as soon as its recording is out of sight."""
    with monkeypatch.context() as dying:
        dying.setattr("pvstudio.store.media.shred", lambda _path: os.kill(os.getpid(), signal.SIGKILL))
        if (child := os.fork()) == 0:
            try:
                delete_note(world.studio, queue, WORKSHOP, note().id)
            finally:
                os._exit(3)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert not world.studio.files(WORKSHOP).has(sha256)


def passing(world: World) -> list[PassingSound]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.find(PassingSound)


def test_an_upload_that_comes_whole_while_a_note_goes_keeps_its_bytes(world, queue, voice, monkeypatch):
    studio, one = world.studio, keep_note(world.studio, queue, WORKSHOP, note(), voice)
    upload = receiving.begin(studio, WORKSHOP, name="a", size_bytes=len(voice), by="x")
    with monkeypatch.context() as blind:  # the look for uploads came before it
        blind.setattr(spoken_notes, "_may_be_footage", lambda *_: False)
        receiving.append(studio, queue, WORKSHOP, upload, 0, BytesIO(voice))
        after_first_copy(blind, lambda: delete_note(studio, queue, WORKSHOP, one.id))
        footage_id = taking.keep(WORKSHOP, upload.id)
    taking.clear_away(WORKSHOP, upload.id)
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Footage, footage_id).sha256 == one.sha256
    assert read_bytes(studio.files(WORKSHOP).original(one.sha256)) == voice


def test_a_death_while_a_note_goes_bars_no_footage(world, queue, voice, monkeypatch, tmp_path):
    studio, one = world.studio, keep_note(world.studio, queue, WORKSHOP, note(), voice)
    killed_in(world, queue, monkeypatch, one.sha256)
    came = tmp_path / "came.m4a"
    came.write_bytes(voice)
    ingest.receive(studio, WORKSHOP, came)
    sweep_passing(studio, WORKSHOP, at=now() + timedelta(hours=1))
    studio.files(WORKSHOP).sweep()
    assert passing(world) == []
    assert read_bytes(studio.files(WORKSHOP).original(one.sha256)) == voice


def test_after_a_death_the_next_round_ends_the_deletion(world, queue, voice, monkeypatch):
    studio, one = world.studio, keep_note(world.studio, queue, WORKSHOP, note(), voice)
    killed_in(world, queue, monkeypatch, one.sha256)
    sweep_passing(studio, WORKSHOP, at=now() + timedelta(minutes=1))
    files = studio.files(WORKSHOP)
    files.sweep()
    assert passing(world) == []
    assert list((files.root / ".trash").iterdir()) == []
    assert list(studio.settings.home.glob(f"keys/*/footage-{one.sha256}")) == []


def test_what_came_while_the_clock_was_a_year_ahead_goes_too(world, queue, voice, monkeypatch):
    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        for step in ("_length_ms", "_drop"):
            dying.setattr(spoken_notes, step, die)
        with pytest.raises(SystemExit):
            keep_note(world.studio, queue, WORKSHOP, replace(note(), at=now() + timedelta(days=365)), voice)
    files = world.studio.files(WORKSHOP)
    assert len(files.originals()) == 1
    assert sweep_passing(world.studio, WORKSHOP, at=now())
    assert (files.originals(), passing(world)) == ([], [])


def test_a_note_outlives_a_clock_that_leaps_while_it_is_looked_into(world, queue, voice, monkeypatch):
    look = spoken_notes._length_ms

    def leap(*args) -> int:
        length_ms = look(*args)
        assert sweep_passing(world.studio, WORKSHOP, at=now() + timedelta(hours=2))
        return length_ms

    monkeypatch.setattr(spoken_notes, "_length_ms", leap)
    one = keep_note(world.studio, queue, WORKSHOP, note(), voice)
    assert read_bytes(world.studio.files(WORKSHOP).original(one.sha256)) == voice
    assert passing(world) == []


def test_an_unfinished_upload_holds_no_deleted_note(world, queue, voice):
    studio, one = world.studio, keep_note(world.studio, queue, WORKSHOP, note(), voice)
    upload = receiving.begin(studio, WORKSHOP, name="other", size_bytes=len(voice), by="x")
    receiving.append(studio, queue, WORKSHOP, upload, 0, BytesIO(voice[:-1]))
    delete_note(studio, queue, WORKSHOP, one.id)
    assert not studio.files(WORKSHOP).has(one.sha256)
