"""``pvstudio ledger`` on a studio that was made by the command line, on both stores."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from ledger_place import HOME, Place

from consent.ledger.chain import Wrong
from consent.ledger.entries import LedgerEntry, LedgerHead
from consent.ledger.errors import LedgerBroken, NoLedger, ValuesUnreadable, WouldForget
from consent.ledger.kinds import KINDS
from consent.releases import Answer, AnswerState, Appearance
from pvstudio.model import Clip
from pvstudio.store.errors import AlreadyThere

DERIVED = frozenset(kind.__name__ for kind in KINDS)


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
    shutil.rmtree(place.home / "keys")
    with pytest.raises(LedgerBroken) as broken:
        place.run("ledger", "verify")
    assert (broken.value.fault.number, broken.value.fault.wrong) == (1, Wrong.KEY)
    typed = " ".join(old[at : at + 4] for at in range(0, 64, 4)).upper()  # from paper
    place.says("ledger", "verify", "--key", typed)
    assert place.run("ledger", "verify", "--key", "12").exit_code == 2
    place.says(
        "consent", "record", "Samir", "S1", "refused"
    )  # a withdrawal waits for no key, and blesses none
    with pytest.raises(LedgerBroken) as broken:
        place.run("ledger", "verify")
    assert (broken.value.fault.number, broken.value.fault.wrong) == (1, Wrong.KEY)
    assert "nobody has accepted it" in place.says("ledger", "keys")
    place.says("ledger", "keys", "--accept", typed)
    place.says("ledger", "verify")
    assert [(one["ours"], one["accepted"]) for one in place.json("ledger", "keys")["ledgers"]] == [
        (False, True),
        (True, True),
    ]


def test_a_broken_ledger_in_json_is_a_verdict_and_exit_code_1(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(LedgerHead(entries=99, hash="0" * 64))
    done = place.run("--json", "ledger", "verify")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["fault"]["wrong"] == "head"
