"""Golden cards of receipts in several scripts, each looked at by a person; and what holds for all of them.

After a wanted change of looks or words: PVSTUDIO_GOLDEN=write pytest tests/golden/test_receipts_cards.py,
then look at every picture: order, joined letters, sides, margins, nothing that touches the square.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from consent.ledger.keys import SigningKey
from consent.notices import languages
from consent.receipts.card import card, png
from consent.receipts.drawings import ink, svg
from consent.receipts.payload import Receipt
from consent.receipts.photographs import read_photograph
from consent.receipts.statement import Line, Statement
from consent.releases import AnswerState, Stage
from pvstudio.model import Audience, Treatment

CARDS = Path(__file__).parent / "receipts"
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))

LINES = (
    Line(audience=Audience.GROUP, state=AnswerState.GIVEN),
    Line(
        audience=Audience.COMMUNITY,
        state=AnswerState.LIMITED,
        treatments=frozenset({Treatment.FACE_BLURRED, Treatment.PSEUDONYM}),
        languages_left_out=frozenset({"ar"}),
        expires=date(2027, 5, 1),
    ),
    Line(audience=Audience.PARTNERS),
    Line(audience=Audience.AUTHORITIES, state=AnswerState.REFUSED),
    Line(audience=Audience.ONLINE, state=AnswerState.WITHDRAWN),
)
CLIP = Statement(stage=Stage.S3, day=date(2026, 5, 1), language="en", lines=LINES)
ONE = Statement(
    stage=Stage.S1, day=date(2026, 5, 1), language="fa-AF", lines=(Line(state=AnswerState.GIVEN),)
)
#: Everything that can be asked for, for everybody, in as many languages as somebody may fear.
FULL = tuple(
    replace(
        line,
        state=AnswerState.LIMITED,
        treatments=frozenset(Treatment),
        languages_left_out=frozenset({"ar", "am", "sr-Latn"} if line.audience is Audience.ONLINE else {"ar"}),
        expires=date(2027, 5, 1),
    )
    for line in LINES
)
APPROVED = {
    "clip-en": CLIP,
    "clip-sr-Cyrl": replace(CLIP, language="sr-Cyrl"),
    "clip-ar": replace(CLIP, language="ar"),
    "clip-ur": replace(CLIP, language="ur"),
    "one-fa-AF": ONE,
    "full-en": replace(CLIP, lines=FULL),
}


def receipt(statement: Statement) -> Receipt:
    return Receipt.signed_by(KEY, statement, "ab" * 32)


@pytest.mark.slow
@pytest.mark.parametrize("name", APPROVED)
def test_card_is_as_it_was_approved(name: str, tmp_path: Path) -> None:
    drawn = np.asarray(card(receipt(APPROVED[name]), tmp_path).convert("L").reduce(3))
    approved = CARDS / f"{name}.png"
    if os.environ.get("PVSTUDIO_GOLDEN") == "write":
        CARDS.mkdir(exist_ok=True)
        Image.fromarray(drawn).quantize(16).save(approved, optimize=True)
    wanted = np.asarray(Image.open(approved).convert("L"))
    apart = np.abs(drawn.astype(int) - wanted.astype(int))
    assert (apart > 60).mean() < 0.0008
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("statement", [CLIP, ONE, replace(CLIP, lines=FULL)], ids=["clip", "one", "full"])
def test_every_card_keeps_its_margins_and_is_read_again(
    statement: Statement, language: str, tmp_path: Path
) -> None:
    given = receipt(replace(statement, language=language))
    picture = card(given, tmp_path)
    inked = np.asarray(picture.convert("L")) < 200
    for edge in (inked[:60], inked[-60:], inked[:, :60], inked[:, -60:]):
        assert not edge.any(), "nothing within 5 mm of an edge: cheap printers leave it white"
    path = tmp_path / "card.png"
    path.write_bytes(png(picture))
    assert read_photograph(path) == given


@pytest.mark.parametrize("name", ["audience-online", "treatment-face-blurred", "yes", "silence-is-no"])
def test_a_drawing_is_turned_into_ink(name: str) -> None:
    mask = np.asarray(ink(name, 96))
    assert mask.shape == (96, 96)
    assert 0.03 < (mask > 128).mean() < 0.5
    assert svg(name).startswith("<svg ")
