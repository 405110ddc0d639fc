"""``pvstudio identity``: what people and scripts do with real names, and what stays behind on the disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_world import Run, answer
from click.testing import CliRunner

from cli import main as entry
from cli.main import main_group
from consent.identities import officer
from consent.identities.events import IdentityAct, IdentityEvent
from consent.ledger.entries import LedgerEntry
from pvstudio.config import Settings
from workflows.wiring import Studio

HERS = "river lantern bread window"
HIS = "football tea garden bench"
NAME, CONTACT = "Amra Hodžić", "+387 61 000 000"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(officer, "SCRYPT_POWER", 10)


@pytest.fixture
def mistake(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*args: str) -> dict[str, Any]:
        monkeypatch.setattr("sys.argv", ["pvstudio", "--json", "--studio", str(home), *args])
        with pytest.raises(SystemExit) as left:
            entry.main()
        assert left.value.code == 1
        return dict(json.loads(capsys.readouterr().out))

    return call


@pytest.fixture
def amra(run: Run) -> str:
    """A workshop with an officer and a participant, whose id this is."""
    assert run("init", "Neighbours").exit_code == 0
    assert run("identity", "officer", typed=f"{HERS}\n{HERS}\n").exit_code == 0
    return str(answer(run("--json", "participant", "Sun"))["id"])


def passphrase(tmp_path: Path, words: str) -> str:
    file = tmp_path / f"{words[:4]}.txt"
    file.write_text(f"{words}\n", "utf-8")
    return str(file)


def events(home: Path) -> list[IdentityEvent]:
    studio = Studio.open(Settings.load(home))
    with studio.documents.read(studio.workshop().id) as tx:
        return sorted(tx.find(IdentityEvent), key=lambda event: event.at)


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_name_is_sealed_read_and_forgotten_and_all_of_it_is_on_record(
    run: Run, amra: str, home: Path, tmp_path: Path
):
    hers = ("--passphrase-file", passphrase(tmp_path, HERS))
    said = run("identity", "set", "Sun", "--by", "Ivan", typed=f"{NAME}\n{CONTACT}\n")
    assert said.exit_code == 0
    [listed] = answer(run("--json", "identity", "list"))
    assert (listed["participant_id"], listed["pseudonym"]) == (amra, "Sun")
    found = answer(run("--json", "identity", "show", "Sun", "--by", "Ines", *hers))
    assert (found["name"], found["contact"]) == (NAME, CONTACT)
    assert answer(run("--json", "identity", "forget", "Sun", "--yes"))["was_kept"]
    assert answer(run("--json", "identity", "list")) == []
    assert [(one.what, one.participant_id, one.by) for one in events(home)] == [
        (IdentityAct.SET, amra, "Ivan"),
        (IdentityAct.READ, amra, "Ines"),
        (IdentityAct.FORGOTTEN, amra, ""),
    ]


def test_no_byte_of_the_name_is_anywhere_in_the_studio(run: Run, amra: str, home: Path, tmp_path: Path):
    run("identity", "set", "Sun", typed=f"{NAME}\n{CONTACT}\n")
    shown = run("identity", "show", "Sun", "--passphrase-file", passphrase(tmp_path, HERS))
    assert NAME in shown.output
    raw = bytes_of(home)
    assert b"Sun" in raw  # this looks where things are
    for word in (*NAME.split(), CONTACT, CONTACT[5:], HERS):
        for encoding in ("utf-8", "utf-16-le"):
            assert word.encode(encoding) not in raw
        assert json.dumps(word)[1:-1].encode() not in raw
    assert not list((home / "workshops").rglob(f"*{amra}*"))  # a workshop's folder does not even hold the box


def test_acts_stand_in_the_ledger_without_who_did_them(run: Run, amra: str, home: Path):
    run("identity", "set", "Sun", "--by", "Ivan", typed=f"{NAME}\n{CONTACT}\n")
    studio = Studio.open(Settings.load(home))
    with studio.documents.read(studio.workshop().id) as tx:
        [entry_] = [one for one in tx.find(LedgerEntry) if '"event_type":"identity"' in one.text]
    assert amra in entry_.text
    assert "Ivan" not in entry_.text


def test_a_wrong_passphrase_shows_nothing_and_goes_on_record(
    run: Run, amra: str, home: Path, tmp_path: Path, mistake: Any
):
    run("identity", "set", "Sun", typed=f"{NAME}\n\n")
    said = mistake("identity", "show", "Sun", "--passphrase-file", passphrase(tmp_path, HIS))
    assert said["error"] == "WrongPassphrase"
    assert said["advice"]
    assert NAME not in json.dumps(said, ensure_ascii=False)
    assert [one.what for one in events(home)] == [IdentityAct.SET, IdentityAct.REFUSED]


def test_a_reading_that_cannot_be_recorded_does_not_happen(
    run: Run, amra: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run("identity", "set", "Sun", typed=f"{NAME}\n\n")

    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pvstudio.store.tiny.write_bytes", full)
    with pytest.raises(OSError, match="space"):
        run("identity", "show", "Sun", "--passphrase-file", passphrase(tmp_path, HERS))
    monkeypatch.undo()
    assert [one.what for one in events(home)] == [IdentityAct.SET]


def test_of_nobody_nothing_is_kept(run: Run, amra: str, mistake: Any, home: Path):
    said = mistake("identity", "set", "Moon")
    assert said["error"] == "Unclear"
    assert not (home / "identities").exists()


def test_the_officer_comes_first(run: Run, mistake: Any):
    run("init", "Neighbours")
    run("participant", "Sun")
    assert mistake("identity", "set", "Sun")["error"] == "NoOfficerYet"


def test_an_officer_is_set_up_once(run: Run, amra: str, mistake: Any, home: Path):
    before = bytes_of(home / "keys")
    assert mistake("identity", "officer")["error"] == "OfficerThere"
    assert bytes_of(home / "keys") == before


def test_a_passphrase_is_typed_twice_and_unseen(run: Run):
    run("init", "Neighbours")
    said = run("identity", "officer", typed=f"{HERS}\n{HIS}\n{HERS}\n{HERS}\n")
    assert said.exit_code == 0
    assert "do not match" in said.output
    assert HERS not in said.output


def test_a_short_passphrase_is_refused(run: Run, tmp_path: Path, mistake: Any):
    run("init", "Neighbours")
    said = mistake("identity", "officer", "--passphrase-file", passphrase(tmp_path, "1234"))
    assert said["error"] == "PassphraseTooShort"


def test_a_new_officer_takes_over(run: Run, amra: str, home: Path, tmp_path: Path, mistake: Any):
    run("identity", "set", "Sun", typed=f"{NAME}\n\n")
    hers, his = passphrase(tmp_path, HERS), passphrase(tmp_path, HIS)
    files = ("--passphrase-file", hers, "--new-passphrase-file", his)
    assert answer(run("--json", "identity", "officer", "--hand-over", *files))["handed_over"] == 1
    assert mistake("identity", "show", "Sun", "--passphrase-file", hers)["error"] == "WrongPassphrase"
    assert answer(run("--json", "identity", "show", "Sun", "--passphrase-file", his))["name"] == NAME
    assert IdentityAct.HANDED_OVER in [one.what for one in events(home)]


def test_forgetting_asks_first_and_twice_is_no_error(run: Run, amra: str, home: Path):
    run("identity", "set", "Sun", typed=f"{NAME}\n\n")
    stopped = CliRunner().invoke(
        main_group, ["--studio", str(home), "identity", "forget", "Sun"], input="n\n"
    )
    assert stopped.exit_code == 1
    assert len(answer(run("--json", "identity", "list"))) == 1
    assert run("identity", "forget", "Sun", typed="y\n").exit_code == 0
    assert not answer(run("--json", "identity", "forget", "Sun", "--yes"))["was_kept"]
    assert [one.what for one in events(home)] == [IdentityAct.SET, IdentityAct.FORGOTTEN]
