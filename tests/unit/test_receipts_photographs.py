"""Cards that are photographed: read in bad light and aslant; what is no photograph is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import segno
from photographs import HARD, MODERATE, Conditions, photograph
from PIL import Image

from consent.ledger.keys import SigningKey
from consent.receipts.card import qr_code
from consent.receipts.payload import Receipt
from consent.receipts.photographs import PhotographUnreadable, read_photograph
from consent.receipts.statement import Line, Statement
from consent.releases import AnswerState, Stage
from pvstudio.model import Audience, Treatment

#: More seeds show the rate to a percent: benchmarks/receipts.py.
SEEDS = 40

#: Conditions differ for each audience: a larger code than most cards have.
SAID = Statement(
    stage=Stage.S3,
    day=date(2026, 5, 1),
    language="sr-Cyrl",
    lines=tuple(
        Line(
            audience=audience,
            state=AnswerState.LIMITED,
            treatments=frozenset(list(Treatment)[:number]),
            languages_left_out=frozenset({"ar"}),
            expires=date(2027, 5, 1),
        )
        for number, audience in enumerate(Audience, 1)
    ),
)


@pytest.fixture(scope="module")
def given() -> Receipt:
    return Receipt.signed_by(SigningKey.new(), SAID, "ab" * 32)


@pytest.fixture(scope="module")
def card(given: Receipt) -> Image.Image:
    """A card with the square where cards have it, as large as they have it, and lines for letters."""
    sheet = Image.new("L", (1240, 1748), 255)
    for y in range(100, 900, 60):
        sheet.paste(60, (84, y, 700, y + 24))
    code = qr_code(given)
    scale = 640 // code.symbol_size(border=0)[0]
    out = BytesIO()
    code.save(out, kind="png", scale=scale, border=0)
    sheet.paste(Image.open(out).convert("L"), (84, 1024))
    return sheet


def read(tmp_path: Path, data: bytes) -> Receipt | None:
    path = tmp_path / "photograph"
    path.write_bytes(data)
    try:
        return read_photograph(path)
    except PhotographUnreadable:
        return None


@pytest.mark.slow
@pytest.mark.parametrize(("how", "at_least"), [(MODERATE, 0.95), (HARD, 0.5)], ids=["moderate", "hard"])
def test_photographs_are_read_and_never_wrongly(
    card: Image.Image, given: Receipt, how: Conditions, at_least: float, tmp_path: Path
) -> None:
    found = [read(tmp_path, photograph(card, seed, how)) for seed in range(SEEDS)]
    assert set(found) <= {given, None}
    assert found.count(given) >= at_least * SEEDS


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_card_is_read_from_every_side(
    card: Image.Image, given: Receipt, degrees: int, tmp_path: Path
) -> None:
    still = replace(MODERATE, megapixels=(1, 1))
    picture = Image.open(BytesIO(photograph(card, 7, still))).rotate(degrees, expand=True)
    out = BytesIO()
    picture.save(out, "PNG")
    assert read(tmp_path, out.getvalue()) == given


def test_of_two_codes_the_receipt_is_taken(card: Image.Image, given: Receipt, tmp_path: Path) -> None:
    other = BytesIO()
    segno.make("https://example.org/a-poster-on-the-wall").save(other, kind="png", scale=8)
    both = Image.new("L", (1900, 1800), 200)
    both.paste(Image.open(other).convert("L"), (20, 20))
    both.paste(card, (500, 20))
    out = BytesIO()
    both.save(out, "PNG")
    assert read(tmp_path, out.getvalue()) == given


def test_another_code_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "poster.png"
    segno.make("https://example.org/a-poster-on-the-wall").save(str(path), scale=8)
    with pytest.raises(PhotographUnreadable) as refused:
        read_photograph(path)
    assert refused.value.why == "other-code"


@pytest.mark.usefixtures("sandbox")
def test_both_kinds_of_walls_let_a_card_through(card: Image.Image, given: Receipt, tmp_path: Path) -> None:
    out = BytesIO()
    card.save(out, "JPEG")
    assert read(tmp_path, out.getvalue()) == given


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"GIF89a", "unreadable"),
        (b"\xff\xd8\xff\xe0", "unreadable"),
        (b"\x89PNG\r\n\x1a\n", "unreadable"),
    ],
)
def test_what_is_no_photograph_is_refused(data: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "photograph.jpg"
    path.write_bytes(data)
    with pytest.raises(PhotographUnreadable) as refused:
        read_photograph(path)
    assert refused.value.why == why
