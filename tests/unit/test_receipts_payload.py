"""The letters of a receipt: they come back as they were, and none can be changed."""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from strategies import TEXT

from consent.ledger.keys import SigningKey
from consent.receipts.errors import ReceiptTooLarge, ReceiptUnreadable
from consent.receipts.payload import MOST_LETTERS, Receipt
from consent.receipts.statement import Line, Statement
from consent.releases import AnswerState, Stage
from pvstudio.model import Audience, Treatment

KEY = SigningKey.new()
TAGS = st.sampled_from(["en", "sr-Latn", "sr-Cyrl", "fa-AF", "ur", "ps"]) | TEXT.filter(len)


@st.composite
def lines(draw: st.DrawFn, audience: Audience | None) -> Line:
    return Line(
        audience=audience,
        state=draw(st.none() | st.sampled_from(AnswerState)),
        treatments=draw(st.frozensets(st.sampled_from(Treatment))),
        languages_left_out=draw(st.frozensets(TAGS, max_size=3)),
        expires=draw(st.none() | st.dates()),
    )


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    stage = draw(st.sampled_from(Stage))
    audiences = list(Audience) if stage in {Stage.S3, Stage.S4} else [None]
    return Statement(
        stage=stage,
        day=draw(st.dates()),
        language=draw(TAGS),
        lines=tuple(draw(lines(audience)) for audience in audiences),
    )


def signed(statement: Statement) -> Receipt:
    return Receipt.signed_by(KEY, statement, "ab" * 32)


#: A card as there will be many: two audiences yes on conditions, one no, two not answered.
USUAL = Statement(
    stage=Stage.S3,
    day=date(2026, 5, 1),
    language="sr-Latn",
    lines=(
        Line(audience=Audience.GROUP, state=AnswerState.GIVEN),
        Line(
            audience=Audience.COMMUNITY,
            state=AnswerState.LIMITED,
            treatments=frozenset({Treatment.FACE_BLURRED}),
            languages_left_out=frozenset({"ar"}),
            expires=date(2027, 5, 1),
        ),
        Line(audience=Audience.PARTNERS),
        Line(audience=Audience.AUTHORITIES, state=AnswerState.REFUSED),
        Line(audience=Audience.ONLINE),
    ),
)


@given(statements())
def test_what_was_written_is_read(statement: Statement) -> None:
    receipt = signed(statement)
    try:
        text = receipt.text()
    except ReceiptTooLarge:
        assert sum(len(line.languages_left_out) for line in statement.lines) > 3  # absurd conditions alone
        return
    assert Receipt.parse(text) == receipt
    assert Receipt.parse(text).signed(KEY.public)
    assert len(text) <= MOST_LETTERS


@given(st.data())
def test_any_bit_that_is_turned_is_found(data: st.DataObject) -> None:
    text = signed(USUAL).text()
    raw = bytearray(base64.b32decode(text + "=" * (-len(text) % 8)))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    forged = base64.b32encode(raw).decode().rstrip("=")
    with suppress(ReceiptUnreadable):
        assert not Receipt.parse(forged).signed(KEY.public)


@given(
    st.text(max_size=450) | st.binary(max_size=300).map(lambda raw: base64.b32encode(b"\1" + raw).decode())
)
def test_whatever_is_no_receipt_is_called_so(text: str) -> None:
    with pytest.raises(ReceiptUnreadable):
        Receipt.parse(text)


@pytest.mark.parametrize("other", ["day", "language", "hash"])
def test_a_signature_is_for_one_statement_alone(other: str) -> None:
    receipt = signed(USUAL)
    changed = {
        "day": replace(receipt, statement=replace(USUAL, day=date(2026, 5, 2))),
        "language": replace(receipt, statement=replace(USUAL, language="ar")),
        "hash": replace(receipt, hash="ac" * 32),
    }[other]
    assert receipt.signed(KEY.public)
    assert not changed.signed(KEY.public)
    assert not receipt.signed(SigningKey.new().public)


def test_the_ledgers_signatures_are_none_of_receipts() -> None:
    receipt = signed(USUAL)
    assert not replace(receipt, signature=KEY.sign(receipt.hash)).signed(KEY.public)


def test_small_letters_and_broken_lines_do_not_matter() -> None:
    text = signed(USUAL).text()
    assert Receipt.parse(f" {text[:60].lower()}\n{text[60:]} ") == signed(USUAL)


def test_a_usual_card_is_a_small_code() -> None:
    text = signed(USUAL).text()
    code = segno.make(text, error="m", micro=False, boost_error=False)
    assert code.mode == "alphanumeric"
    assert int(code.version) <= 9


def test_the_longest_text_fits_into_version_12() -> None:
    assert segno.make("A" * MOST_LETTERS, error="m", boost_error=False).version == 12


def test_a_tag_that_somebody_mistyped_at_length_is_no_crash() -> None:
    many = replace(USUAL.lines[1], languages_left_out=frozenset({"x" * 300}))
    with pytest.raises(ReceiptTooLarge):
        signed(replace(USUAL, lines=(many, *USUAL.lines[1:])))
