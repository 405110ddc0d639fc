"""Giving out receipts: nothing is kept of it, so that nobody can tell later who carries a card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from consent.ledger.keys import SigningKey
from consent.notices import BadReference, best_for, parse_reference
from consent.receipts.payload import Receipt
from consent.receipts.statement import Recorded, statement_at

#: Digits of an entry's hash that stand for a receipt in an address of the studio.
CODE_DIGITS = 20


def issue(said: Sequence[Recorded], last: Recorded, language: str, key: SigningKey) -> Receipt:
    """Return the receipt of where a person stood after *last*; *said* are all answers of that person.

    The same answer, language and key make the same receipt: one that was lost is printed again.
    """
    return Receipt.signed_by(key, statement_at(said, last, language), last.hash)


def language_of(last: Recorded, spoken: Iterable[str]) -> str:
    """Return the language of a card: in which the person was asked, else one of those *spoken* by them.

    Where neither is known it is English: its drawings say as much.
    """
    try:
        asked = [parse_reference(last.answer.notice).language]
    except BadReference:
        asked = []
    return next(iter(best_for([*asked, *spoken])), "en")


def code_of(hash_: str) -> str:
    """Return how a page calls the receipt that rests on the entry with this hash."""
    return hash_[:CODE_DIGITS]
