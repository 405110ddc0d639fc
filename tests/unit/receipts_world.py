"""Receipts of the small workshop in memory."""

from __future__ import annotations

from datetime import datetime

from consent_world import KEY, World

from consent.ledger.entries import LedgerEntry
from consent.receipts.issuing import issue
from consent.receipts.payload import Receipt
from consent.receipts.statement import answers_of, latest
from consent.receipts.verifying import Verdict, verify_receipt
from consent.releases import Answer


def entries(world: World) -> list[LedgerEntry]:
    return world.tx.find(LedgerEntry)


def receipt_of(world: World, answer: Answer, language: str = "en") -> Receipt:
    """Return the card that somebody is given after *answer*."""
    said = answers_of(entries(world), answer.participant_id)
    [last] = [one for one in said if one.answer.id == answer.id]
    return issue(said, last, language, KEY)


def newest_receipt(world: World, person: str, language: str = "en") -> Receipt:
    said = answers_of(entries(world), person)
    return issue(said, latest(said)[0], language, KEY)


def verdict(world: World, receipt: Receipt, at: datetime | None = None) -> Verdict:
    return verify_receipt(receipt, entries(world), [KEY.public], at=at or world.now)
