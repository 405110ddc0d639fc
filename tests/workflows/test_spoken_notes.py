"""Spoken notes: kept sealed, heard, put right, deleted whole."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from looked import probe_once
from workflow_world import WORKSHOP, World

from pvstudio.errors import NotFound
from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import Audience, Footage, Kit
from pvstudio.store.reading import sealed
from pvstudio.transcription.errors import EngineMissing
from pvstudio.transcription.transcript import Segment, Transcript, Word
from workflows import hearing_notes, left_behind, outbox, running, spoken_notes
from workflows.feedback.notes import Heard, PassingSound, SpokenNote
from workflows.fields import ChangedMeanwhile, seen
from workflows.hearing_notes import make_note_playable, note_playable, write_note_down
from workflows.queue import JobQueue, JobState, Work, job_id
from workflows.slots import held
from workflows.spoken_notes import NoteRefused, NotKept, correct_note, delete_note, keep_note, notes_of
from workflows.uploads.receiving import pieces_of
from workflows.uploads.records import Upload
from workflows.worker import _tend_once

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken_notes, "probe", probe_once)


@pytest.fixture
def queue(world: World):
    with world.studio.documents.write(WORKSHOP) as tx:
        for name in ("kit-1", "kit-2"):
            tx.put(
                Kit(
                    id=name, cut_version_id="v", audience=Audience.COMMUNITY, languages=(), recipient="Una",
                    published_at=NOW,
                )
            )  # fmt: skip
    with JobQueue(world.studio) as queue:
        yield queue


def note(name: str = "note-0000000000000001", kit: str = "kit-1", language: str = "bs") -> SpokenNote:
    return SpokenNote(id=name, kit_id=kit, language=language, at=datetime.now(UTC), by="account-host")


def kept(world: World) -> list[SpokenNote]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return notes_of(tx)


def test_a_note_is_kept_once_sealed_and_waits_to_be_heard(world, queue, voice):
    one = keep_note(world.studio, queue, WORKSHOP, note(), voice)
    again = keep_note(world.studio, queue, WORKSHOP, note("note-0000000000000002"), voice)
    assert (kept(world), again) == ([one], one)
    original = world.studio.files(WORKSHOP).original(one.sha256)
    assert sealed(original)
    assert queue.job(job_id(Work.NOTE, one.id)).state is JobState.WAITING


@pytest.mark.parametrize(
    ("sent", "why"), [(b"", NotKept.EMPTY), (b"#EXTM3U\nfile:///etc/passwd", NotKept.NO_SOUND)]
)
def test_what_is_no_recording_leaves_nothing(world, queue, sent, why):
    with pytest.raises(NoteRefused) as refused:
        keep_note(world.studio, queue, WORKSHOP, note(), sent)
    assert refused.value.why is why
    assert kept(world) == []
    assert world.studio.files(WORKSHOP).originals() == []


def test_the_bytes_of_footage_are_no_note(world, queue, voice):
    sha256 = world.studio.files(WORKSHOP).receive(_file(world, voice)).sha256
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(Footage(id="f", sha256=sha256, original_name="f", size_bytes=1, received_at=NOW))
    with pytest.raises(NoteRefused) as refused:
        keep_note(world.studio, queue, WORKSHOP, note(), voice)
    assert refused.value.why is NotKept.FOOTAGE
    assert world.studio.files(WORKSHOP).has(sha256)


def _file(world: World, content: bytes) -> Path:
    path = world.studio.settings.home / "came"
    path.write_bytes(content)
    return path


class Engine:
    """Hears two words, unsurely, or cannot hear at all."""

    def __init__(self, *, missing: bool = False) -> None:
        self.missing = missing

    def transcribe(self, wav, *, clip_id, languages=(), language=None, job=QUIET):
        if self.missing:
            raise EngineMissing("no model", advice="Install one.")
        assert wav.stat().st_size > 10_000
        words = tuple(
            Word(start_ms=0, end_ms=9, text=f" {text}", probability=0.5) for text in ("dobar", "razgovor")
        )
        return Transcript(
            clip_id=clip_id, engine="an engine", segments=(Segment(language=language, words=words),)
        )


@pytest.fixture
def heard(world, queue, voice, monkeypatch):
    running.open_studio(world.studio)
    monkeypatch.setattr(running, "job", lambda _step: QUIET)
    monkeypatch.setattr(hearing_notes, "probe", probe_once)
    monkeypatch.setattr(hearing_notes, "recogniser", lambda _settings: Engine())
    one = keep_note(world.studio, queue, WORKSHOP, note(), voice)
    make_note_playable(WORKSHOP, one.id)
    assert write_note_down(WORKSHOP, one.id) == Heard.HEARD
    return one


def test_it_is_playable_and_written_down_and_people_have_the_last_word(world, heard):
    [one] = kept(world)
    assert (one.words, one.engine, one.unsure) == ("dobar razgovor", "an engine", True)
    path = note_playable(world.studio, WORKSHOP, one)
    assert path
    assert sealed(path)
    assert list(path.parent.glob("speech-*")) == []
    correct_note(world.studio, WORKSHOP, one.id, "Dobar razgovor.\n", by="Huda", at=NOW)
    write_note_down(WORKSHOP, one.id)  # the machine comes late
    assert [(each.words, each.corrected_by) for each in kept(world)] == [("Dobar razgovor.", "Huda")]


def test_where_no_engine_is_somebody_types(world, heard, monkeypatch):
    monkeypatch.setattr(hearing_notes, "recogniser", lambda _settings: Engine(missing=True))
    assert write_note_down(WORKSHOP, heard.id) == Heard.BY_HAND
    assert kept(world)[0].reason


def test_a_deleted_note_is_gone_with_its_recording(world, queue, heard):
    delete_note(world.studio, queue, WORKSHOP, heard.id)
    assert kept(world) == []
    assert world.studio.files(WORKSHOP).originals() == []
    with pytest.raises(NotFound):
        delete_note(world.studio, queue, WORKSHOP, heard.id)


def test_a_note_goes_although_the_queue_has_forgotten_it(world, queue, voice):
    one = keep_note(world.studio, queue, WORKSHOP, note(), voice)
    queue.forget([job_id(Work.NOTE, one.id)])  # as every erasure does
    delete_note(world.studio, queue, WORKSHOP, one.id)
    assert (kept(world), world.studio.files(WORKSHOP).originals()) == ([], [])


def test_a_note_that_a_crash_kept_from_the_queue_is_heard_nevertheless(world, queue, voice, monkeypatch):
    monkeypatch.setattr(outbox, "recall_expired", lambda *_: None)  # of the kits here there is no film
    one = keep_note(world.studio, queue, WORKSHOP, note(), voice)
    queue.forget([job_id(Work.NOTE, one.id)])
    assert job_id(Work.NOTE, one.id) in outbox.flush(world.studio, WORKSHOP, queue)
    assert queue.job(job_id(Work.NOTE, one.id)).state is JobState.WAITING


def killed(work: Callable[[], object]) -> None:
    """Do *work* in a process of its own, which kills itself with SIGKILL in the midst of it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(3)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


def kill(*_: object, **_more: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def swept(world: World, *, hours: float) -> list[str]:
    """Do what a worker does in its round, so many *hours* from now; return which recordings are left."""
    spoken_notes.sweep_passing(world.studio, WORKSHOP, at=datetime.now(UTC) + timedelta(hours=hours))
    return world.studio.files(WORKSHOP).originals()


def passing(world: World) -> list[PassingSound]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.find(PassingSound)


def test_a_recording_that_a_crash_kept_from_being_noted_goes_after_an_hour(world, queue, voice, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(spoken_notes, "_length_ms", kill)
        killed(lambda: keep_note(world.studio, queue, WORKSHOP, note(), voice))
    assert kept(world) == []
    assert len(swept(world, hours=0.9)) == 1, "it may be on its way"
    assert (swept(world, hours=1.1), passing(world)) == ([], [])
    one = keep_note(world.studio, queue, WORKSHOP, note(), voice)  # the same may come again
    assert passing(world) == []
    assert swept(world, hours=10_000) == [one.sha256]


def test_a_deleted_recording_goes_although_the_machine_died(world, queue, voice, monkeypatch):
    one = keep_note(world.studio, queue, WORKSHOP, note(), voice)
    with monkeypatch.context() as dying:
        dying.setattr(spoken_notes, "discard_in", kill)
        killed(lambda: delete_note(world.studio, queue, WORKSHOP, one.id))
    assert world.studio.files(WORKSHOP).originals() == [one.sha256]
    assert left_behind.left_behind(world.studio, WORKSHOP) == [], "nobody is offered it as footage"
    with held(world.studio) as slot:
        _tend_once(world.studio, slot)  # a worker's next round
    assert (world.studio.files(WORKSHOP).originals(), passing(world)) == ([], [])


@pytest.mark.parametrize("state", ["noted", "arriving", "left behind"])
def test_footage_with_the_bytes_of_a_note_is_never_swept(world, queue, voice, monkeypatch, state):
    """However it came to be named by a mark that a crash left."""
    files, upload = world.studio.files(WORKSHOP), None
    if state == "left behind":  # before the note: nothing marks it
        files.receive(_file(world, voice))
        monkeypatch.setattr(spoken_notes, "_noted", kill)
    else:
        monkeypatch.setattr(spoken_notes, "_length_ms", kill)
    killed(lambda: keep_note(world.studio, queue, WORKSHOP, note(), voice))
    [sha256] = files.originals()
    with world.studio.documents.write(WORKSHOP) as tx:
        if state == "noted":
            tx.put(Footage(id="f", sha256=sha256, original_name="f", size_bytes=1, received_at=NOW))
        if state == "arriving":
            upload = Upload(id="upload-1", name="f", size_bytes=len(voice), by="a", began_at=NOW)
            tx.put(upload)
    if upload:
        assert pieces_of(world.studio, WORKSHOP, upload.id).add(0, voice) == len(voice)
    assert swept(world, hours=10_000) == [sha256]
    if upload:
        with world.studio.documents.write(WORKSHOP) as tx:
            tx.delete(Upload, upload.id)
        assert swept(world, hours=10_000) == []


def test_what_was_erased_on_purpose_stays_erased(world, queue, voice):
    files = world.studio.files(WORKSHOP)
    sha256 = files.receive(_file(world, voice)).sha256
    files.erase(sha256)
    with pytest.raises(NoteRefused) as refused:
        keep_note(world.studio, queue, WORKSHOP, note(), voice)
    assert refused.value.why is NotKept.ERASED
    assert swept(world, hours=2) == []
    with pytest.raises(NoteRefused):
        keep_note(world.studio, queue, WORKSHOP, note(), voice)


def test_strangers_notes_take_the_place_of_nobody_else_s(world, queue, voice, monkeypatch):
    monkeypatch.setattr(spoken_notes, "_length_ms", lambda *_: 1000)

    def send(number: int, *, by_key: bool) -> SpokenNote:
        one = replace(note(f"note-{number:016x}"), by_key=by_key)
        return keep_note(world.studio, queue, WORKSHOP, one, voice + bytes(number))

    for number in range(5):
        send(number, by_key=True)
    with pytest.raises(NoteRefused) as refused:
        send(5, by_key=True)
    assert refused.value.why is NotKept.TOO_MANY
    assert not send(6, by_key=False).by_key


def test_words_that_changed_meanwhile_are_not_written_over(world, queue, voice):
    one = keep_note(world.studio, queue, WORKSHOP, note(), voice)
    first = {"by": "Huda", "at": NOW, "sent": seen("")}
    correct_note(world.studio, WORKSHOP, one.id, "Dobar razgovor.", **first)
    for typed in ("nothing", ""):
        with pytest.raises(ChangedMeanwhile):
            correct_note(world.studio, WORKSHOP, one.id, typed, by="Una", at=NOW, sent=seen(""))
    assert kept(world)[0].words == "Dobar razgovor."
    correct_note(world.studio, WORKSHOP, one.id, "", by="Una", at=NOW, sent=seen("Dobar razgovor."))
    assert kept(world)[0].words == ""
