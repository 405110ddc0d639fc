"""When the head of a ledger was last kept elsewhere: on paper, or on a second device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consent.ledger.checking import verify_entries
from consent.ledger.entries import LedgerEntry
from consent.ledger.errors import LedgerBroken
from consent.ledger.heads import Head
from pvstudio.errors import NotFound
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadKept:
    """Somebody printed the head of the ledger, or copied it, when it had so many entries (a document)."""

    id: str
    at: datetime
    entries: int
    by: str = ""


def proven_head(studio: Studio, workshop: str) -> Head:
    """Return the head of the ledger, which was proven whole first.

    Raises :class:`~consent.ledger.errors.LedgerBroken`, and :class:`~pvstudio.errors.NotFound` where
    nothing is on record yet.
    """
    with studio.documents.read(workshop) as tx:
        verdict, entries = verify_entries(tx, trusted=studio.accepted_keys), tx.find(LedgerEntry)
    if verdict.fault:
        raise LedgerBroken(verdict.fault)
    if not entries:
        raise NotFound("entry of the ledger", workshop)
    return Head.of(entries[-1])


def note_kept(studio: Studio, workshop: str, entries: int, at: datetime, *, by: str = "") -> None:
    """Note that the head of *entries* entries is kept elsewhere."""
    with studio.documents.write(workshop) as tx:
        tx.put(HeadKept(id=f"head-{entries}", at=at, entries=entries, by=by))
