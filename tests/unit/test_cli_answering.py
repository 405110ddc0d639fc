"""Writing answers down from a terminal: asked in their language, spoken for by whom, proved by what."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_world import Run, answer

from cli import main as entry
from cli.commands import answering
from consent.events import RefusedAnswer
from consent.notices import notice
from consent.releases import Appearance, Confirmation
from pvstudio.config import Settings
from pvstudio.model import Clip, Footage, FootageState, Participant
from pvstudio.store import MediaStore
from workflows import ingest
from workflows.wiring import Studio
from workflows.withdrawals import withdraw


@pytest.fixture(autouse=True)
def workshop(run: Run, home: Path) -> str:
    """A workshop with one clip in which an adult and a child are."""
    found = answer(run("--json", "init", "Neighbours", "-l", "bs"))
    with Studio.open(Settings.load(home)).book(found["id"]) as tx:
        tx.put(
            Footage(
                id="footage-1",
                sha256="0" * 64,
                original_name="river.mp4",
                size_bytes=1,
                received_at=datetime.now(UTC),
                state=FootageState.READY,
            )
        )
        tx.put(Clip(id="clip-1", footage_id="footage-1", title="river", start_ms=0, end_ms=2000))
    answer(run("--json", "participant", "Amra", "-l", "bs", "-l", "en"))
    answer(run("--json", "participant", "Nur", "--age", "minor", "-l", "en"))
    names = ["Amra", "Nur", "--complete", "--confirmed-by", "Selma"]
    answer(run("--json", "appear", "river", *names))
    return str(found["id"])


def record(run: Run, *args: str) -> Any:
    return answer(run("--json", "consent", "record", *args))


def failed(run: Run, *args: str) -> str:
    result = run(*args, caught=True)
    assert result.exit_code != 0
    return str(result.exception) + str(getattr(result.exception, "advice", "")) + result.output


def refused(home: Path, workshop: str) -> list[RefusedAnswer]:
    with Studio.open(Settings.load(home)).documents.read(workshop) as tx:
        return tx.find(RefusedAnswer)


def test_the_notice_is_the_first_of_their_languages_that_can_be_used(run: Run) -> None:
    assert record(run, "Amra", "S1", "given")[0]["notice"] == notice("S1", "en").reference
    assert run("notice", "approve", "bs-Latn", "--by", "Selma").exit_code == 0
    said = run("consent", "record", "Amra", "S2", "given")
    assert "asked with the notice in bosanski" in said.output


def test_where_none_can_be_used_it_is_said_how_to_approve_one_and_it_is_on_record(
    run: Run, home: Path, workshop: str
) -> None:
    answer(run("--json", "person", "Amra", "-l", "bs"))
    said = failed(run, "consent", "record", "Amra", "S1", "given")
    assert "pvstudio notice approve bs-Latn --by NAME" in said
    assert [one.why for one in refused(home, workshop)] == ["no-notice"]
    assert "nobody says what they were told" in run("consent", "refusals", "--open").output
    assert "1 answer(s) could not be recorded" in run("consent", "show").output


def test_an_interpreter_may_read_another_notice(run: Run) -> None:
    answer(run("--json", "person", "Amra", "-l", "ar"))
    assert "name the interpreter" in failed(
        run, "consent", "record", "Amra", "S1", "given", "--notice-language", "en"
    )
    interpreted = ("--notice-language", "en", "--interpreter", "Yusuf")
    [said] = record(run, "Amra", "S1", "given", *interpreted, "--teach-back", "understood")
    assert (said["interpreter"], said["teach_back"]) == ("Yusuf", "understood")


def test_a_guardian_answers_by_name_and_where_there_is_one_by_role(run: Run) -> None:
    assert "no known guardian" in failed(run, "consent", "record", "Nur", "S1", "given", "--role", "guardian")
    mother = answer(run("--json", "guardian", "Nur", "Leila", "--relation", "mother", "-l", "en"))
    [said] = record(run, "Nur", "S1", "given", "--role", "guardian")
    assert said["guardian_id"] == mother["id"]
    father = answer(run("--json", "guardian", "Nur", "Omar", "--relation", "father", "-l", "en"))
    assert "no known guardian" in failed(run, "consent", "record", "Nur", "S2", "given", "--role", "guardian")
    [said] = record(run, "Nur", "S2", "given", "--guardian", "Omar")
    assert (said["guardian_id"], said["role"]) == (father["id"], "guardian")


def test_evidence_is_kept_and_bound_by_its_hash(run: Run, home: Path, workshop: str, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.jpg"
    sheet.write_bytes(b"a photographed sheet")
    sha256 = hashlib.sha256(b"a photographed sheet").hexdigest()
    files = Studio.open(Settings.load(home)).files(workshop)
    paper = ("--how", "paper", "--evidence", str(sheet))
    failed(run, "consent", "record", "Amra", "S3", "given", "--clip", "river", *paper)  # no audience
    assert not files.has(sha256)
    [said] = record(run, "Amra", "S1", "given", *paper)
    assert (said["evidence"], files.has(sha256)) == (sha256, True)


def test_a_withdrawal_waits_for_no_copy_of_evidence(
    run: Run, home: Path, workshop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate is closed while a recording is still being read from a card."""
    oath, waiting, closed = tmp_path / "oath.mp4", threading.Event(), threading.Event()
    oath.write_bytes(b"spoken")
    receive = MediaStore.receive

    def slow(self: MediaStore, source: Path, **options: Any) -> Any:
        waiting.set()
        assert closed.wait(20), "the withdrawal came through only when the copy was there"
        return receive(self, source, **options)

    monkeypatch.setattr(MediaStore, "receive", slow)
    args = ("Amra", "S1", "given", "--notice-language", "en", "--evidence", str(oath))
    with ThreadPoolExecutor() as pool:
        copied = pool.submit(run, "--json", "consent", "record", *args)
        assert waiting.wait(20)
        studio = Studio.open(Settings.load(home))
        with studio.documents.read(workshop) as tx:
            [nur] = tx.find(Participant, pseudonym="Nur")
        withdraw(studio, workshop, nur.id)
        closed.set()
    [said] = answer(copied.result())
    studio.files(workshop).verify(said["evidence"])


def test_of_an_answer_that_is_refused_no_evidence_is_left_unless_it_was_here_before(
    run: Run, home: Path, workshop: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.jpg"
    sheet.write_bytes(b"a photographed sheet")
    sha256 = hashlib.sha256(b"a photographed sheet").hexdigest()
    studio = Studio.open(Settings.load(home))
    asked = ("consent", "record", "Nermina", "S1", "given", "--evidence", str(sheet))
    failed(run, *asked)
    assert not studio.files(workshop).has(sha256)
    failed(run, *asked)  # refused as before, not as something that was erased
    assert not studio.files(workshop).has(sha256)
    ingest.receive(studio, workshop, sheet)
    failed(run, *asked)
    studio.files(workshop).verify(sha256)


def test_evidence_that_went_as_a_deleted_note_since_it_was_copied_is_copied_again(
    run: Run, home: Path, workshop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oath, looked = tmp_path / "oath.m4a", answering._someone
    oath.write_bytes(b"spoken")
    studio = Studio.open(Settings.load(home))

    def gone(*args: Any) -> Participant:
        studio.files(workshop).forget(hashlib.sha256(b"spoken").hexdigest())
        return looked(*args)

    monkeypatch.setattr(answering, "_someone", gone)
    [said] = record(run, "Amra", "S1", "given", "--notice-language", "en", "--evidence", str(oath))
    studio.files(workshop).verify(said["evidence"])


@pytest.mark.parametrize(
    ("args", "why", "typed"),
    [
        (("Nermina", "S1", "given"), "unknown-person", "Nermina"),
        (("Amra", "S3", "given", "--clip", "lake", "--audience", "group"), "unknown-subject", "lake"),
        (("Amra", "S4", "refused", "--version", "version-9"), "unknown-subject", "version-9"),
    ],
)
def test_an_answer_about_nothing_is_on_record(
    run: Run, home: Path, workshop: str, args: tuple[str, ...], why: str, typed: str
) -> None:
    failed(run, "consent", "record", *args)
    [event] = refused(home, workshop)
    assert (event.why, event.unknown) == (why, why.removeprefix("unknown-"))
    assert typed not in repr(event)  # it may be somebody's name
    said = run("consent", "refusals").output
    assert {"unknown-person": "(unknown)", "unknown-subject": "no such clip"}[why] in said


def test_a_new_age_band_asks_everybody_again(run: Run) -> None:
    record(run, "Amra", "S1", "given")
    assert "ask again" in run("person", "Amra", "--age", "minor").output
    assert "ask again" not in run("person", "Amra", "-l", "en").output
    assert "before the age band was changed" not in run("consent", "show").output  # others are asked now
    run("person", "Amra", "--age", "adult")
    assert "before the age band was changed" in run("consent", "show").output


def test_who_was_logged_by_mistake_is_taken_out_and_confirmed_in_one_step(
    run: Run, home: Path, workshop: str
) -> None:
    wrong = ("appear", "river", "--mistaken", "Nur", "--reason", "It is her sister")
    assert "Who says" in failed(run, *wrong)
    answer(run("--json", *wrong, "--complete", "--confirmed-by", "Selma"))
    with Studio.open(Settings.load(home)).documents.read(workshop) as tx:
        assert len(tx.find(Appearance)) == 1
        assert [(one.complete, one.by) for one in tx.find(Confirmation)] == [(True, "Selma")]


def test_completeness_is_confirmed_by_somebody(run: Run) -> None:
    assert "Who confirms" in failed(run, "appear", "river", "--complete")


def test_a_refusal_is_one_sentence_and_advice(home: Path, monkeypatch: Any, capsys: Any) -> None:
    args = ["consent", "record", "Amra", "S1", "given", "--teach-back", "not-understood"]
    monkeypatch.setattr("sys.argv", ["pvstudio", "--studio", str(home), *args])
    with pytest.raises(SystemExit):
        entry.main()
    said = capsys.readouterr().err
    assert "could not tell back" in said
    assert "Explain it again" in said


def test_a_guardian_answers_no_longer(run: Run) -> None:
    added = answer(run("--json", "guardian", "Nur", "Mira", "--relation", "mother"))
    assert failed(run, "guardian", "Nur", "Emir", "--ended", "--by", "Ines", "--reason", "By the court")
    assert failed(run, "guardian", "Nur", "Mira", "--ended", "--reason", "By the court")
    told = run("guardian", "Nur", "Mira", "--ended", "--by", "Ines", "--reason", "By the court")
    assert "no longer answers for Nur" in told.output
    # there is nobody any more
    assert failed(run, "guardian", "Nur", added["id"], "--ended", "--by", "Ines", "--reason", "By the court")


def test_a_no_to_no_film_in_particular_is_on_record_where_nothing_can_be_closed(run: Run) -> None:
    assert failed(run, "consent", "record", "Amra", "S4", "refused")
    [refused] = answer(run("--json", "consent", "refusals"))
    assert (refused["why"], refused["stage"]) == ("not-in-it", "S4")
