"""Heads that others keep: what they show, and how they are read back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from ledger_place import HOME, Place

from consent.ledger.book import Book
from consent.ledger.chain import Wrong
from consent.ledger.entries import LedgerEntry, LedgerHead, PersonalValue
from consent.ledger.errors import LedgerBroken
from consent.ledger.heads import HeadUnreadable
from consent.ledger.keys import SigningKey
from consent.ledger.kinds import KINDS
from consent.ledger.witnessing import SheetUnknown
from consent.releases import Veto


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
