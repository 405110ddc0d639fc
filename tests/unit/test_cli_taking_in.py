"""Taking in, and what a doctor says, when something went wrong before: erased, left behind, keys away."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.commands.doctor import Finding, examine
from cli.main import main_group
from consent.notices import notice
from consent.releases import Answer, AnswerState, Stage
from pvstudio.config import Settings
from pvstudio.model import Footage, Workshop
from pvstudio.store.reading import read_bytes
from workflows import left_behind
from workflows.erasures import ErasureOrder
from workflows.ingest import receive
from workflows.wiring import Studio

W = "workshop-1"


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    found = Studio.open(Settings(home=tmp_path / "studio"))
    with found.book(W) as tx:
        tx.put(Workshop(id=W, title="Neighbours", languages=("en",)))
    return found


@pytest.fixture
def card(tmp_path: Path) -> Path:
    (tmp_path / "card.mp4").write_bytes(b"somebody's recording" * 50)
    return tmp_path / "card.mp4"


def run(studio: Studio, *args: str) -> Result:
    return CliRunner().invoke(main_group, ["--studio", str(studio.settings.home), *args])


def line(studio: Studio, what: str) -> Finding:
    return next(one for one in examine(studio.settings) if one.what == what)


def footage(studio: Studio) -> list[Footage]:
    with studio.documents.read(W) as tx:
        return tx.find(Footage)


@pytest.mark.parametrize("sealed", [True, False])
def test_what_was_erased_comes_back_only_if_a_person_says_so(
    studio: Studio, card: Path, sealed: bool
) -> None:
    files, sha256 = studio.files(W), receive(studio, W, card).footage.sha256
    with studio.documents.write(W) as tx:
        tx.delete(Footage, footage(studio)[0].id)
    files.erase(sha256)
    refused = run(studio, "--json", "ingest", str(card), "--later")
    assert refused.exit_code == 1
    assert "--although-erased" in json.loads(refused.output)["refused"][str(card)]
    assert not files.has(sha256)
    said = run(studio, "ingest", str(card), "--later", "--although-erased")
    assert "had been erased because somebody asked for it. It is back." in " ".join(said.output.split())
    assert read_bytes(files.original(sha256)) == card.read_bytes()
    assert [one.sha256 for one in footage(studio)] == [sha256]
    files.sweep(older_than_s=0)
    assert files.has(sha256)
    again = run(studio, "ingest", str(card), "--later", "--although-erased")
    assert "had been erased" not in again.output


def age(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_behind, "_ON_ITS_WAY_S", -1.0)


@pytest.mark.slow
def test_a_recording_without_a_document_is_told_and_taken_up(
    studio: Studio, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256, size = studio.files(W).add(card)  # then the power went
    assert line(studio, "Recordings").ok  # somebody may be just about to note it
    age(studio, monkeypatch)
    found = line(studio, "Recordings")
    assert not found.ok
    assert found.detail == f"1 in {W} that no document names"
    assert "ingest --left-behind" in found.advice
    run(studio, "ingest", "--left-behind", "--later")
    assert [(one.sha256, one.size_bytes) for one in footage(studio)] == [(sha256, size)]
    assert line(studio, "Recordings").ok
    run(studio, "ingest", "--left-behind", "--later")
    assert len(footage(studio)) == 1


def test_evidence_and_what_is_about_to_go_are_not_left_behind(
    studio: Studio, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(studio, monkeypatch)
    (tmp_path / "going.mp4").write_bytes(b"an erasure deletes this next")
    proof, _ = studio.files(W).add(card)
    going, _ = studio.files(W).add(tmp_path / "going.mp4")
    assert left_behind.left_behind(studio, W) == sorted([proof, going])
    now = datetime.now(UTC)
    order = ErasureOrder(
        id="erasure-1",
        participant_id="p",
        withdrawal_id="w",
        clip_ids=(),
        everything=True,
        at=now,
        gone=(going,),
    )
    answer = Answer(
        id="answer-1",
        at=now,
        participant_id="p",
        stage=Stage.S1,
        subject_id=W,
        state=AnswerState.GIVEN,
        notice=notice(Stage.S1, "en").reference,
        evidence=proof,
    )
    with studio.documents.write(W) as tx:
        tx.put(order)
        tx.put(answer)
    assert left_behind.left_behind(studio, W) == []


@pytest.mark.slow
def test_while_keys_are_away_nothing_comes_in_and_the_doctor_says_to_merge(
    studio: Studio, card: Path
) -> None:
    receive(studio, W, card)
    shutil.rmtree(studio.settings.home / "keys")
    found = line(studio, "Keys of media")
    assert not found.ok
    assert W in found.detail
    assert "cp -rn" in found.advice
    refused = run(studio, "--json", "ingest", str(card), "--later")
    assert "Nothing new was sealed" in json.loads(refused.output)["refused"][str(card)]
    assert run(studio, "ingest", str(card), "--later", "--keys-are-lost").exit_code == 0
    studio.files(W).verify(footage(studio)[0].sha256)
    assert line(studio, "Keys of media").ok


@pytest.mark.slow
def test_whatever_the_terminal_lets_others_see_the_studio_is_its_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "studio"
    words = (
        "-c",
        "from cli.main import main; main()",
        "--studio",
        str(home),
        "init",
        "Neighbours",
        "-l",
        "en",
    )
    subprocess.run((sys.executable, *words), umask=0o022, check=True, cwd=Path(__file__).parents[2])
    found = [home, *home.rglob("*")]
    assert len(found) > 3
    assert [path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_the_doctor_says_when_others_can_look_in(studio: Studio) -> None:
    home = studio.settings.home
    home.chmod(0o755)
    found = line(studio, "Private")
    assert not found.ok
    assert found.advice == f"chmod -R go= {home}"
    home.chmod(0o700)
    assert line(studio, "Private").ok
    assert os.access(home, os.R_OK)


def test_the_doctor_says_what_papers_lack_and_how_it_is_installed(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.commands.doctor.can_print", lambda: False)
    found = line(studio, "Pango")
    assert not found.ok
    assert not found.needed
    assert "libpango" in found.advice
