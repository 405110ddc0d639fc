"""``ledger rebuild``: the documents of consent become what a whole ledger says, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from consent.ledger.checking import verify_entries
from consent.ledger.entries import LedgerEntry
from consent.ledger.errors import LedgerBroken, NoLedger, WouldForget
from consent.ledger.kinds import KINDS
from consent.ledger.rebuild import derived, differences, rebuild
from pvstudio.store import Reading, Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A document that was not what the ledger says."""

    kind: str
    id: str
    what: str  # "restored", "corrected" or "removed"


def restore(tx: Writing, *, trusted: Collection[str] | None = None, forget: bool = False) -> list[Change]:
    """Make the documents of a workshop what its ledger says; return what was changed.

    Raises :class:`LedgerBroken`, :class:`NoLedger`, and unless *forget* :class:`WouldForget`. Part of
    the caller's transaction, so that it happens whole or not at all.
    """
    if not tx.find(LedgerEntry):
        kept = sum(len(tx.find(kind)) for kind in KINDS)
        if kept:
            raise NoLedger(kept)
        return []
    verdict = verify_entries(tx, trusted=trusted)
    if verdict.fault:
        raise LedgerBroken(verdict.fault)
    changes = _changes(tx)
    lost = [f"{change.kind} {change.id}" for change in changes if change.what == "removed"]
    if lost and not forget:
        raise WouldForget(lost)
    if changes:
        rebuild(tx)
    return changes


def _changes(tx: Reading) -> list[Change]:
    stand = derived(tx)
    kept = {(kind.__name__, one.id) for kind in KINDS for one in tx.find(kind)}
    names = {kind.__name__ for kind in KINDS}
    return [
        Change(kind=kind, id=id_, what=_what((kind, id_) in stand, (kind, id_) in kept, kind in names))
        for kind, id_ in differences(tx)
    ]


def _what(stands: bool, kept: bool, event: bool) -> str:
    if event and not stands:
        return "removed"
    return "corrected" if kept or not event else "restored"
