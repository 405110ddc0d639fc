"""``pvstudio ledger`` on a studio that was made by the command line, on both stores."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
from click.testing import CliRunner, Result

from cli.main import main_group
from consent.ledger.book import Book
from consent.ledger.chain import Wrong
from consent.ledger.entries import LedgerEntry, LedgerHead, PersonalValue
from consent.ledger.errors import LedgerBroken, NoLedger, ValuesUnreadable, WouldForget
from consent.ledger.heads import HeadUnreadable
from consent.ledger.keys import SigningKey
from consent.ledger.kinds import KINDS
from consent.ledger.witnessing import SheetUnknown
from consent.releases import Answer, AnswerState, Appearance, Veto
from pvstudio.config import Settings
from pvstudio.model import Clip, Footage, FootageState
from pvstudio.store.errors import AlreadyThere
from workflows.wiring import Studio

HOME = "neighbours"
DERIVED = frozenset(kind.__name__ for kind in KINDS)


class Place:
    """A studio and its command line."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.home, self.database = folder / "studio", folder / "documents.sqlite"
        self.documents = "tiny" if kind == "tiny" else f"sqlite:///{self.database}"

    def run(self, *args: object) -> Result:
        """Run ``pvstudio``; errors that are explained to people are raised."""
        words = ["--studio", str(self.home), *map(str, args)]
        return CliRunner().invoke(main_group, words, catch_exceptions=False)

    def says(self, *args: object) -> str:
        """Run, and return what was said."""
        done = self.run(*args)
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    def json(self, *args: object) -> Any:
        """Run for a script."""
        done = self.run("--json", *args)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    @property
    def studio(self) -> Studio:
        return Studio.open(Settings.load(self.home))


@pytest.fixture(scope="module", params=["tiny", "sqlite"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Amra and Samir in a clip, two refusals, a veto: by command line alone, but for the footage."""
    folder = tmp_path_factory.mktemp("made")
    place = Place(folder, str(request.param))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PVSTUDIO_DOCUMENTS", place.documents)
        place.run("-w", HOME, "init", "Neighbours")
        with place.studio.documents.write(HOME) as tx:
            shot = {"id": "footage-1", "sha256": "0" * 64, "original_name": "r.mp4", "size_bytes": 1}
            tx.put(Footage(**shot, received_at=datetime.now(UTC), state=FootageState.READY))
            tx.put(Clip(id="clip-1", footage_id="footage-1", title="river", start_ms=0, end_ms=2000))
        place.says("participant", "Amra")
        place.says("participant", "Samir")
        place.says("appear", "river", "Amra", "Samir", "--complete", "--confirmed-by", "Zora")
        place.says("consent", "record", "Amra", "S1", "refused", "--taken-by", "Ines")
        place.says("consent", "record", "Samir", "S3", "refused", "--clip", "river", "--taken-by", "Zahra")
        place.says("consent", "veto", "river", "--by", "Safija", "--words", "Ask her brother")
    return folder, str(request.param)


@pytest.fixture
def place(made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy of it to do things to."""
    folder, kind = made
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    place = Place(tmp_path, kind)
    monkeypatch.setenv("PVSTUDIO_DOCUMENTS", place.documents)
    return place


def derived_of(place: Place) -> dict[type, list[Any]]:
    with place.studio.documents.read(HOME) as tx:
        return {kind: tx.find(kind) for kind in (*KINDS, Clip)}


def delete_by_hand(place: Place) -> int:
    """Delete every derived document below the store's back, and return how many there were."""
    if place.documents == "tiny":
        file = place.home / "workshops" / HOME / "documents.json"
        tables = msgspec.json.decode(file.read_bytes())
        gone = [tables.pop(name) for name in DERIVED & tables.keys()]
        file.write_bytes(msgspec.json.encode(tables))
        return sum(map(len, gone))
    marks = ",".join("?" * len(DERIVED))
    with closing(sqlite3.connect(place.database)) as database, database:
        return database.execute(f"DELETE FROM documents WHERE kind IN ({marks})", [*DERIVED]).rowcount


def test_a_ledger_that_is_whole_says_so(place: Place) -> None:
    assert "every one in its place" in place.says("ledger", "verify")
    verdict = place.json("ledger", "verify")
    assert verdict["fault"] is None
    assert verdict["workshop"] == HOME
    assert verdict["keys"] == [[1, place.studio.signing_key.public]]


def test_all_derived_documents_are_deleted_and_nothing_changes(place: Place) -> None:
    before = derived_of(place)
    gone = delete_by_hand(place)
    assert gone == sum(map(len, before.values())) - 1 > 5
    with pytest.raises(LedgerBroken) as broken:
        place.run("ledger", "verify")
    assert broken.value.fault.wrong is Wrong.DERIVED
    changes = place.json("ledger", "rebuild")
    assert {change["what"] for change in changes} == {"restored"}
    assert len(changes) == gone
    assert derived_of(place) == before
    assert "Nothing changed" in place.says("ledger", "rebuild")
    place.says("ledger", "verify")


def test_what_no_entry_stands_for_is_removed_only_when_somebody_says_so(place: Place) -> None:
    forged = Appearance(id="seen-x", clip_id="clip-1", participant_id="nobody", by=frozenset())
    before = derived_of(place)
    with place.studio.documents.write(HOME) as tx:
        tx.put(forged)
    with pytest.raises(WouldForget, match="Appearance seen-x"):
        place.run("ledger", "rebuild")
    assert len(derived_of(place)[Appearance]) == 3
    assert place.json("ledger", "rebuild", "--forget") == [
        {"kind": "Appearance", "id": "seen-x", "what": "removed"}
    ]
    assert derived_of(place) == before


def test_a_forged_answer_is_put_right(place: Place) -> None:
    before = derived_of(place)
    with place.studio.documents.write(HOME) as tx:
        [refused, *_] = tx.find(Answer)
        tx.put(replace(refused, state=AnswerState.GIVEN))
        tx.put(replace(tx.get(Clip, "clip-1"), people_complete=False))
    assert {change["what"] for change in place.json("ledger", "rebuild")} == {"corrected"}
    assert derived_of(place) == before


def test_nothing_is_rebuilt_from_a_ledger_that_is_broken_or_gone(place: Place) -> None:
    before = derived_of(place)
    with place.studio.documents.write(HOME) as tx:
        [third] = tx.find(LedgerEntry, id=f"{3:010}")
        tx.delete(LedgerEntry, third.id)
        tx.delete(Answer, tx.find(Answer)[0].id)
    with pytest.raises(LedgerBroken) as broken:
        place.run("ledger", "rebuild", "--forget")
    assert broken.value.fault.number == 3
    with place.studio.documents.write(HOME) as tx:
        for entry in tx.find(LedgerEntry):
            tx.delete(LedgerEntry, entry.id)
    with pytest.raises(NoLedger):
        place.run("ledger", "rebuild", "--forget")
    assert len(derived_of(place)[Answer]) == len(before[Answer]) - 1


def test_a_head_that_was_kept_shows_that_the_end_was_cut_off(place: Place, tmp_path: Path) -> None:
    kept = place.run("ledger", "head").output
    note = tmp_path / "head.txt"
    note.write_text(kept)
    with place.studio.documents.write(HOME) as tx:
        *rest, last_but_one, last = tx.find(LedgerEntry)
        [veto] = tx.find(Veto)
        tx.delete(LedgerEntry, last.id)
        tx.delete(Veto, veto.id)
        for value in tx.find(PersonalValue):
            if value.id.startswith(last.id):
                tx.delete(PersonalValue, value.id)
        tx.put(LedgerHead(entries=len(rest) + 1, hash=last_but_one.hash))
    place.says("ledger", "verify")  # alone the laptop cannot tell
    code = kept.strip().splitlines()[-1]
    typed = " ".join(kept.split("entries")[1].split("recorded")[0].split()) + " " + _hash_of(kept)
    for head in (note, code, typed, kept):
        with pytest.raises(LedgerBroken) as broken:
            place.run("ledger", "verify", "--head", head)
        assert broken.value.fault.wrong is Wrong.WITNESS
        assert broken.value.fault.number == len(rest) + 2


def _hash_of(printed: str) -> str:
    return printed.split("hash")[1].split("key")[0].replace("\n", " ")


def test_a_head_that_was_kept_shows_that_all_was_written_anew(place: Place) -> None:
    """By the owner of the laptop, with the right key, so that everything else verifies."""
    code, key = place.json("ledger", "head")["code"], place.studio.signing_key
    with place.studio.documents.write(HOME) as tx:
        tx.delete(LedgerHead, "head")
        kept = [one for kind in KINDS for one in tx.find(kind) if kind is not Veto]
        for kind in (LedgerEntry, PersonalValue, *KINDS):
            for old in tx.find(kind):
                tx.delete(kind, old.id)
        book = Book(tx, HOME, key)
        for one in kept:
            book.put(one)
        book.put(Veto(id="veto-2", at=datetime.now(UTC), subject_id="clip-9", by="x"))
    place.says("ledger", "verify")
    with pytest.raises(LedgerBroken) as broken:
        place.run("ledger", "verify", "--head", code)
    assert broken.value.fault.wrong is Wrong.WITNESS


def test_a_head_stays_true_while_the_ledger_grows(place: Place) -> None:
    code = place.json("ledger", "head")["code"]
    place.says("participant", "Šejla")
    place.says("consent", "record", "Šejla", "S1", "refused")
    verdict = place.json("ledger", "verify", "--head", code)
    assert 0 < verdict["witnessed"] < verdict["entries"]


@pytest.mark.parametrize(
    "head", ["", "57", "pvstudio-ledger-head/1 a b 5", "5 " + "ab12 " * 15, "5 " + "ab12 " * 17]
)
def test_what_is_no_head_is_refused(place: Place, head: str) -> None:
    with pytest.raises(HeadUnreadable):
        place.run("ledger", "verify", "--head", head or " ")


def test_a_head_that_its_key_did_not_sign_is_refused(place: Place) -> None:
    code = place.json("ledger", "head")["code"]
    other = SigningKey.new().public
    with pytest.raises(HeadUnreadable, match="did not sign"):
        place.run("ledger", "verify", "--head", code.replace(place.studio.signing_key.public, other))


def test_an_export_verifies_byte_for_byte_and_holds_nothing_personal(place: Place, tmp_path: Path) -> None:
    file, personal = tmp_path / "ledger.jsonl", tmp_path / "personal.jsonl"
    place.says("ledger", "export", file, "--with-personal", personal)
    content = file.read_text("utf-8")
    for secret in ("Ines", "Zahra", "Safija", "brother", "Amra", "Samir"):
        assert secret not in content
    for secret in ("Ines", "Zahra", "Safija", "brother"):
        assert secret in personal.read_text("utf-8")
    place.says("ledger", "verify", file, "--personal", personal, "--key", place.studio.signing_key.public)
    assert (file.stat().st_mode | personal.stat().st_mode) & 0o077 == 0
    personal.write_text(personal.read_text("utf-8").replace("Zahra", "Zehra"), "utf-8")
    with pytest.raises(LedgerBroken) as broken:
        place.run("ledger", "verify", file, "--personal", personal)
    assert broken.value.fault.wrong is Wrong.COMMITMENT
    personal.write_text("{}\n")
    with pytest.raises(ValuesUnreadable):
        place.run("ledger", "verify", file, "--personal", personal)
    with pytest.raises(AlreadyThere):
        place.run("ledger", "export", file)


def test_a_person_gets_what_is_held_about_them_and_nobody_else(place: Place, tmp_path: Path) -> None:
    file, personal = tmp_path / "amra.jsonl", tmp_path / "amra-personal.jsonl"
    told = place.json("ledger", "export", file, "--person", "Amra", "--with-personal", personal)
    bodies = [json.loads(line)["entry"] for line in file.read_bytes().splitlines()]
    assert len(bodies) == told["entries"] > 1
    assert len({body["pii_principal_id"] for body in bodies}) == 1
    assert "Ines" in personal.read_text("utf-8")
    assert "Zahra" not in personal.read_text("utf-8")
    place.says("ledger", "verify", file, "--extract", "--personal", personal)
    with pytest.raises(LedgerBroken):
        place.run("ledger", "verify", file)


def test_the_entries_of_a_person_or_a_clip_are_shown(place: Place) -> None:
    everything = place.json("ledger", "show")
    assert [one["number"] for one in everything] == list(range(1, len(everything) + 1))
    assert {one["who"] for one in place.json("ledger", "show", "--person", "Amra")} == {"Amra"}
    assert {one["about"] for one in place.json("ledger", "show", "--clip", "river")} == {"river"}
    [last] = place.json("ledger", "show", "--last", 1)
    assert (last["event"], last["about"]) == ("veto", "river")
    said = place.says("ledger", "show", "--person", "Samir", "--clip", "river")
    assert "S3 · refused" in said
    assert "Amra" not in said


def test_the_keys_are_told(place: Place) -> None:
    own = place.studio.signing_key
    assert place.json("ledger", "keys")["key"] == own.public
    (place.home / "keys" / "ledger.pem").unlink()
    assert "No key yet" in place.says("ledger", "keys")
    assert not (place.home / "keys" / "ledger.pem").exists()  # looking makes none
    place.says("consent", "record", "Samir", "S1", "refused")
    told = place.json("ledger", "keys")
    assert [(one["from"] == 1, one["ours"]) for one in told["ledgers"]] == [(True, False), (False, True)]
    said = place.says("ledger", "verify")  # goes on, and says so
    assert "! signed from entry" in said


def test_a_workshop_signed_elsewhere_is_refused_until_its_key_is_named(place: Place) -> None:
    old = place.studio.signing_key.public
    (place.home / "keys" / "ledger.pem").unlink()
    with pytest.raises(LedgerBroken) as broken:
        place.run("ledger", "verify")
    assert (broken.value.fault.number, broken.value.fault.wrong) == (1, Wrong.KEY)
    typed = " ".join(old[at : at + 4] for at in range(0, 64, 4)).upper()  # from paper
    place.says("ledger", "verify", "--key", typed)
    assert place.run("ledger", "verify", "--key", "12").exit_code == 2


def test_a_broken_ledger_in_json_is_a_verdict_and_exit_code_1(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(LedgerHead(entries=99, hash="0" * 64))
    done = place.run("--json", "ledger", "verify")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["fault"]["wrong"] == "head"


def test_a_page_of_unknown_form_is_refused(place: Place, tmp_path: Path) -> None:
    with pytest.raises(SheetUnknown):
        place.run("ledger", "head", "--output", tmp_path / "head.docx")


def test_a_page_as_svg_holds_its_code_as_text(place: Place, tmp_path: Path) -> None:
    place.says("ledger", "head", "--output", tmp_path / "head.svg")
    assert place.json("ledger", "verify", "--head", tmp_path / "head.svg")["witnessed"] > 0
    ET.parse(tmp_path / "head.svg")


@pytest.mark.slow
def test_a_page_for_paper_is_read_back_from_its_picture(place: Place, tmp_path: Path) -> None:
    place.says("ledger", "head", "--output", tmp_path / "head.png")
    assert place.json("ledger", "verify", "--head", tmp_path / "head.png")["witnessed"] > 0
    place.says("ledger", "head", "--output", tmp_path / "head.pdf")
    assert (tmp_path / "head.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(HeadUnreadable, match="PDF"):
        place.run("ledger", "verify", "--head", tmp_path / "head.pdf")
