"""The command line as people and scripts use it; work that needs ffmpeg is tried in tests/workflows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_world import Run, answer

from cli import main as entry
from cli.commands.footage import files_in
from pvstudio.config import Settings
from pvstudio.model import Audience, Clip, Cut, CutItem, CutState, CutVersion, Footage, FootageState
from workflows.wiring import Studio


@pytest.fixture
def workshop(run: Run, home: Path) -> str:
    """A workshop with one clip that was looked at (its media are not needed here)."""
    found = answer(
        run("--json", "init", "Neighbours", "--place", "Bihać", "-l", "bs", "--starts", "2025-05-09")
    )
    studio = Studio.open(Settings.load(home))
    with studio.book(found["id"]) as tx:
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
    return str(found["id"])


def test_init_tells_what_it_made(run: Run, workshop: str, home: Path):
    [report] = answer(run("--json", "status"))
    assert report["workshop"]["title"] == "Neighbours"
    assert report["workshop"]["starts"] == "2025-05-09"
    assert (home / "studio.toml").exists()


def test_status_says_what_needs_a_person(run: Run, workshop: str):
    said = run("status").output
    assert "1 clip(s) have not everybody logged: river" in said


def test_a_clip_opens_only_after_everything_was_asked(run: Run, workshop: str):
    def community() -> dict[str, Any]:
        rows = answer(run("--json", "consent", "show"))
        return next(row for row in rows if row["audience"] == "community")

    assert [reason["kind"] for reason in community()["withheld"]] == ["unlogged"]
    answer(run("--json", "participant", "Amra", "-l", "en"))
    answer(run("--json", "appear", "river", "Amra", "--by", "face", "--complete", "--confirmed-by", "Selma"))
    for stage in ("S1", "S2"):
        answer(run("--json", "consent", "record", "Amra", stage, "given"))
    assert [reason["kind"] for reason in community()["withheld"]] == ["no-answer"]
    wish = ("--audience", "community", "--treatment", "face-blurred")
    answer(run("--json", "consent", "record", "Amra", "S3", "given", "--clip", "river", *wish))
    assert (community()["withheld"], community()["treatments"]) == ([], ["face-blurred"])
    done = answer(run("--json", "consent", "withdraw", "Amra", "--later"))
    assert done["clip_ids"] == ["clip-1"]
    assert {reason["kind"] for reason in community()["withheld"]} == {"withdrawn"}


def test_one_pseudonym_is_one_person(run: Run, workshop: str):
    run("participant", "Amra")
    assert run("participant", "Amra").exit_code == 2


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["appear", "lake", "--complete", "--confirmed-by", "Selma"], 1, "no clip “lake”"),
        (["consent", "record", "Nobody", "S1", "given"], 1, "no participant “Nobody”"),
        (["consent", "record", "Amra", "S3", "given"], 2, "name it with --clip"),
        (["ingest", "/nowhere/film.mp4"], 1, "refused"),
        (["assemble", "recipe.toml", "-a", "everybody"], 2, "not one of"),
    ],
)
def test_mistakes_are_explained(args, code, words, home, run, workshop, monkeypatch, capsys):
    run("participant", "Amra")
    monkeypatch.setattr("sys.argv", ["pvstudio", "--studio", str(home), *args])
    with pytest.raises(SystemExit) as left:
        entry.main()
    out, err = capsys.readouterr()
    assert left.value.code == code
    assert words in out + err
    assert "Traceback" not in out + err


def test_a_mistake_in_json(home, workshop, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["pvstudio", "--json", "--studio", str(home), "appear", "lake"])
    with pytest.raises(SystemExit) as left:
        entry.main()
    said = json.loads(capsys.readouterr().out)
    assert left.value.code == 1
    assert said["error"] == "Unclear"
    assert said["name"] == "lake"


def test_two_workshops_must_be_told_apart(home, run, workshop, monkeypatch, capsys):
    other = answer(run("--json", "init", "Others"))["id"]
    monkeypatch.setattr("sys.argv", ["pvstudio", "--studio", str(home), "participant", "Amra"])
    with pytest.raises(SystemExit):
        entry.main()
    assert other in capsys.readouterr().err
    assert run("-w", other, "participant", "Amra").exit_code == 0


def test_the_demo_keeps_its_hands_off_what_it_did_not_make(home, workshop, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["pvstudio", "--studio", str(home), "demo"])
    with pytest.raises(SystemExit) as left:
        entry.main()
    assert left.value.code == 1
    assert "stays as it is" in capsys.readouterr().err
    assert (home / "studio.toml").exists()


def test_documents_move_to_a_database(home, run, workshop):
    target = f"sqlite:///{home}/documents.sqlite"
    assert answer(run("--json", "store", "migrate", target)) == {workshop: 3}


def test_names_are_shown_as_they_are(run: Run, workshop: str):
    """Square brackets are no markup: a facilitator must not mistake who is meant."""
    assert "Amra [red]" in run("participant", "Amra [red]").output
    assert run("clip", "river", "--title", "[day 1] river [/]").exit_code == 0
    assert "[day 1] river [/]" in run("status").output


def test_a_veto_wins_and_can_be_lifted(run: Run, workshop: str):
    def kinds() -> list[str]:
        rows = answer(run("--json", "consent", "show"))
        return [reason["kind"] for row in rows for reason in row["withheld"] if row["audience"] == "group"]

    placed = answer(run("--json", "consent", "veto", "river", "--by", "Ines", "--words", "ask me first"))
    assert "veto" in kinds()
    answer(run("--json", "consent", "lift", placed["id"], "--by", "Ines"))
    assert "veto" not in kinds()


def test_unknown_work_is_named(home, workshop, monkeypatch, capsys):
    for verb in ("cancel", "retry"):
        monkeypatch.setattr("sys.argv", ["pvstudio", "--studio", str(home), "jobs", verb, "nope"])
        with pytest.raises(SystemExit) as left:
            entry.main()
        assert left.value.code == 1
        assert "no job “nope”" in capsys.readouterr().err


def test_hidden_files_links_and_what_cannot_be_read_are_not_taken_for_footage(tmp_path: Path):
    (tmp_path / ".Trash-1000" / "files").mkdir(parents=True)
    (tmp_path / ".Trash-1000" / "files" / "deleted.mp4").touch()
    (tmp_path / "link.mp4").symlink_to("/etc/passwd")
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "film.mp4").touch()
    assert files_in([tmp_path]) == [tmp_path / "card" / "film.mp4"]


def test_a_no_to_the_film_is_a_no_to_every_version_that_is_out(run: Run, workshop: str, home: Path):
    answer(run("--json", "participant", "Amra", "-l", "en"))
    answer(run("--json", "appear", "river", "Amra", "--complete", "--confirmed-by", "Selma"))
    with Studio.open(Settings.load(home)).book(workshop) as tx:
        tx.put(Cut(id="cut-1", title="Neighbours", recipe=""))
        for number in (1, 2):
            version = CutVersion(
                id=f"version-{number}",
                cut_id="cut-1",
                number=number,
                items=(CutItem(clip_id="clip-1"),),
                audience=Audience.COMMUNITY,
                state=CutState.RENDERED,
                film_sha256="f" * 64,
            )
            tx.put(version)
    said = answer(run("--json", "consent", "record", "Amra", "S4", "refused", "--audience", "community"))
    assert [one["subject_id"] for one in said] == ["version-1", "version-2"]
    one = answer(run("--json", "consent", "record", "Amra", "S4", "refused", "--version", "version-1"))
    assert [each["subject_id"] for each in one] == ["version-1"]
