"""Forgetting a person: what the ledger only commits to is deleted, and the chain still holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from consent.ledger.book import Book
from consent.ledger.entries import LedgerEntry, PersonalValue, parsed, value_id
from consent.ledger.kinds import EVENTS
from consent.ledger.rebuild import derived


def forget_person(tx: Book, participant_id: str, subjects: Collection[str] = ()) -> int:
    """Delete every personal value of events of a participant, and the words of vetoes on *subjects* (ids).

    Returns how many. Documents of consent become what the ledger now says that they are: the same with
    empty texts. No entry is written, none is changed, so the ledger verifies as before.
    """
    kept = {one.id: one for one in tx.find(PersonalValue)}
    changed = set[tuple[str, str]]()
    gone = set[str]()
    for entry in tx.find(LedgerEntry):
        body = parsed(entry.text)
        if not _is_about(body, participant_id, subjects):
            continue
        kind = EVENTS[body["event_type"]]
        values = {value_id(body["entry"], name) for name in kind.personal} & kept.keys()
        if values:
            gone |= values
            changed.add((kind.type.__name__, body[kind.term("id")]))
    gone |= {one.id for one in kept.values() if one.participant_id == participant_id}
    for value in gone:
        tx.tx.delete(PersonalValue, value)
    for key, stands in derived(tx.tx).items():
        if key in changed:
            tx.tx.put(stands)
    return len(gone)


def _is_about(body: dict[str, Any], participant_id: str, subjects: Collection[str]) -> bool:
    if body.get("pii_principal_id") == participant_id:
        return True
    return body["event_type"] == "veto" and body["subject_id"] in {participant_id, *subjects}
