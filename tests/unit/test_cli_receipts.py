"""``pvstudio receipt`` from end to end: a card is made, photographed, proved, and proved elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from photographs import photograph
from PIL import Image

from cli.main import main_group
from consent.answers.recording import enrol, record_answer
from consent.ledger.entries import LedgerEntry
from consent.ledger.exporting import to_line
from consent.ledger.keys import SigningKey, fingerprint
from consent.notices import NoticeMissing, notice
from consent.receipts.errors import NothingAnswered, ReceiptUnreadable
from consent.receipts.issuing import issue
from consent.receipts.payload import Receipt
from consent.receipts.photographs import PhotographUnreadable
from consent.receipts.statement import answers_of, latest
from consent.releases import Answer, AnswerState, Stage
from pvstudio.config import Settings
from pvstudio.model import Participant, Workshop, new_id
from workflows.wiring import Studio

HOME, OTHER = "neighbours", "mostar"


@dataclass
class Place:
    """A studio with two workshops, and its command line; Amra takes part and may be filmed."""

    home: Path

    @property
    def studio(self) -> Studio:
        return Studio.open(Settings(home=self.home))

    def run(self, *args: object) -> Result:
        words = ["--studio", str(self.home), *map(str, args)]
        return CliRunner().invoke(main_group, words, catch_exceptions=False)

    def json(self, *args: object) -> dict[str, Any]:
        return dict(json.loads(self.run("--json", *args).stdout))

    def say(self, stage: Stage, state: AnswerState = AnswerState.GIVEN) -> None:
        with self.studio.book(HOME) as tx:
            record_answer(
                tx,
                Answer(
                    id=new_id("answer"),
                    at=datetime.now(UTC),
                    participant_id="person-amra",
                    stage=stage,
                    subject_id=HOME,
                    state=state,
                    notice=notice(stage, "en").reference,
                ),
            )

    def receipt(self) -> Receipt:
        with self.studio.documents.read(HOME) as tx:
            said = answers_of(tx.find(LedgerEntry), "person-amra")
        return issue(said, latest(said)[0], "en", self.studio.signing_key)

    def export(self, path: Path) -> Path:
        with self.studio.documents.read(HOME) as tx:
            path.write_bytes(b"".join(map(to_line, tx.find(LedgerEntry))))
        return path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "studio")
    for workshop in (HOME, OTHER):
        with place.studio.book(workshop) as tx:
            tx.put(Workshop(id=workshop, title=f"{workshop} of Bihać"))
            enrol(tx, Participant(id="person-amra", pseudonym="Amra", languages=("sr-Cyrl", "en")))
    place.say(Stage.S1)
    place.say(Stage.S2)
    return place


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_a_card_is_made_photographed_and_proved(place: Place, kind: str, tmp_path: Path) -> None:
    card = tmp_path / f"card.{kind}"
    made = place.run("--workshop", HOME, "receipt", "make", "Amra", "--output", card)
    assert made.exit_code == 0, made.output
    assert "in en" in made.output  # the language in which she was asked
    again = tmp_path / f"again.{kind}"
    place.run("--workshop", HOME, "receipt", "make", "Amra", "--last", "-o", again)
    assert card.read_bytes() == again.read_bytes()
    if kind == "png":
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(photograph(Image.open(card), seed=3))
        said = place.run("receipt", "verify", photo)
        assert said.exit_code == 0, said.output
        assert "It still stands" in said.output
        assert "being filmed: yes: still so" in said.output


@pytest.mark.slow
def test_an_earlier_entry_and_another_language_can_be_asked_for(place: Place, tmp_path: Path) -> None:
    card = tmp_path / "card.png"
    made = place.json(
        "--workshop", HOME, "receipt", "make", "Amra", "--entry", 2, "-l", "ur", "--output", card
    )
    receipt = Receipt.parse(made["text"])
    assert (made["entry"], receipt.statement.stage, receipt.statement.language) == (2, Stage.S1, "ur")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["-o", "card.jpg"], ".png or a .pdf"),
        (["-o", "card.png", "--last", "--entry", "1"], "is enough"),
        ([], "Missing option"),
    ],
)
def test_a_wrong_call_is_told(place: Place, args: list[str], words: str) -> None:
    said = place.run("--workshop", HOME, "receipt", "make", "Amra", *args)
    assert said.exit_code == 2
    assert words in said.output


def test_what_nobody_answered_has_no_receipt(place: Place) -> None:
    with pytest.raises(NothingAnswered, match="Amra of that kind"):
        place.run("--workshop", HOME, "receipt", "make", "Amra", "--entry", 99, "-o", "card.png")
    with pytest.raises(NothingAnswered, match="by Amra"):
        place.run("--workshop", OTHER, "receipt", "make", "Amra", "-o", "card.png")
    with pytest.raises(NoticeMissing):
        place.run("--workshop", HOME, "receipt", "make", "Amra", "-l", "xx", "-o", "card.png")


def test_the_text_is_proved_among_all_workshops(place: Place) -> None:
    verdict = place.json("receipt", "verify", place.receipt().text())
    assert (verdict["proof"], verdict["now"], verdict["ledger"]) == ("genuine", "stands", HOME)
    assert (verdict["entry"], verdict["participant"]) == (3, "person-amra")
    assert place.json("-w", OTHER, "receipt", "verify", place.receipt().text())["proof"] == "not-in-ledger"


def test_what_became_of_it_is_told(place: Place) -> None:
    text = place.receipt().text()
    place.say(Stage.S1, AnswerState.REFUSED)
    said = place.run("receipt", "verify", text)
    assert said.exit_code == 0  # it is genuine all the same
    assert "taken back since" in said.output


def test_a_forged_text_fails(place: Place) -> None:
    forged = Receipt.signed_by(SigningKey.new(), place.receipt().statement, place.receipt().hash)
    said = place.run("receipt", "verify", forged.text())
    assert said.exit_code == 1
    assert "was altered" in said.output


def test_without_a_studio_an_export_and_a_key_are_enough(place: Place, tmp_path: Path) -> None:
    ledger, text = place.export(tmp_path / "ledger.jsonl"), place.receipt().text()
    key = place.studio.signing_key.public
    elsewhere = Place(tmp_path / "elsewhere")
    for trusted in (key, fingerprint(key).upper()):
        verdict = elsewhere.json("receipt", "verify", text, "--ledger", ledger, "--key", trusted)
        assert (verdict["proof"], verdict["now"]) == ("genuine", "stands")
    assert not elsewhere.home.exists(), "nothing is made where there is no studio"
    without = elsewhere.run("receipt", "verify", text, "--ledger", ledger)
    assert without.exit_code == 2
    assert "--key" in without.output
    stranger = SigningKey.new().public
    broken = elsewhere.json("receipt", "verify", text, "--ledger", ledger, "--key", stranger)
    assert broken["proof"] == "ledger-broken"


@pytest.mark.parametrize("harm", [b"{}\n", b"", b"\xff\xfe\n"])
def test_a_broken_export_proves_nothing(place: Place, harm: bytes, tmp_path: Path) -> None:
    ledger = place.export(tmp_path / "ledger.jsonl")
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join([lines[0], harm or b"\n", *lines[1:]]))
    key = place.studio.signing_key.public
    verdict = place.json("receipt", "verify", place.receipt().text(), "--ledger", ledger, "--key", key)
    assert verdict["proof"] == "ledger-broken"


def test_what_is_no_receipt_is_told(place: Place, tmp_path: Path) -> None:
    with pytest.raises(ReceiptUnreadable):
        place.run("receipt", "verify", "AAAA")
    assert "There is no photograph" in place.run("receipt", "verify", "gone.jpg").output
    text = tmp_path / "notes.jpg"
    text.write_text("no picture")
    with pytest.raises(PhotographUnreadable):
        place.run("receipt", "verify", text)
