"""A ledger that is whole in itself, compared with the workshop around it."""

from __future__ import annotations

from consent.ledger.chain import Fault, Standing, Wrong
from consent.ledger.entries import LedgerEntry, LedgerHead, parsed
from consent.ledger.kinds import EVENTS
from consent.ledger.rebuild import differences
from pvstudio.store import Reading


def head_fault(tx: Reading, standing: Standing) -> Fault | None:
    """Compare where a checked ledger ends with where the workshop knows that it ends."""
    head = next(iter(tx.find(LedgerHead)), LedgerHead())
    if (head.entries, head.hash) == (standing.entries, standing.hash):
        return None
    if head.entries > standing.entries:
        words = f"is missing: the ledger ends before it, and the workshop knows of {head.entries} entries"
        return Fault(number=standing.entries + 1, wrong=Wrong.HEAD, words=words)
    words = f"is not what the workshop knows as the end of its ledger ({head.entries} entries)"
    return Fault(number=max(head.entries, 1), wrong=Wrong.HEAD, words=words)


def derived_fault(tx: Reading) -> Fault | None:
    """Compare the documents of consent with what a checked ledger says; name the first entry that differs."""
    wrong = differences(tx)
    if not wrong:
        return None
    stands = _where_it_stands(tx)
    number, (kind, id_) = min((stands.get(each, 1 << 62), each) for each in wrong)
    if number == 1 << 62:
        words = f"is missing: no entry stands for the {kind} “{id_}”, which the workshop has"
        return Fault(number=len(tx.find(LedgerEntry)) + 1, wrong=Wrong.DERIVED, words=words)
    words = f"says otherwise than the workshop's {kind} “{id_}” ({len(wrong)} documents differ)"
    return Fault(number=number, wrong=Wrong.DERIVED, words=words)


def _where_it_stands(tx: Reading) -> dict[tuple[str, str], int]:
    """Return the last entry that each document rests on, by kind and id."""
    found: dict[tuple[str, str], int] = {}
    for entry in tx.find(LedgerEntry):
        body = parsed(entry.text)
        kind = EVENTS[body["event_type"]]
        found[kind.type.__name__, body["record_id"]] = body["entry"]
        match body:
            case {"event_type": "confirmation", "clip_id": clip}:
                found["Clip", clip] = body["entry"]
            case {"event_type": "rendered", "cut_version_id": version}:
                found["CutVersion", version] = body["entry"]
            case {"event_type": "enrolment", "pii_principal_id": person}:
                found["Participant", person] = body["entry"]
    return found
