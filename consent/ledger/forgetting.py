"""Forgetting a person: what the ledger only commits to is deleted, and the chain still holds."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from consent.ledger.book import Book
from consent.ledger.entries import LedgerEntry, PersonalValue, parsed, value_id
from consent.ledger.kinds import EVENTS
from consent.ledger.rebuild import derived

#: What an entry may be about.
_ABOUT = ("pii_principal_id", "subject_id", "clip_id")

#: Events that are one person's own; what they say of a clip stays though somebody else erases it.
_SOMEBODYS = {"answer", "answer-refused", "appearance"}


def forget_person(tx: Book, participant_id: str, clip_ids: Set[str]) -> int:
    """Delete every personal value of events about a participant, and about the clips that go with them.

    What was said of a clip may describe who is in it. Returns how many values went. Documents of consent
    become what the ledger now says that they are: the same with empty texts. No entry is written, none
    is changed: the ledger verifies as before, as long as an erasure of everything is on record.
    """
    about = {participant_id, *clip_ids}
    kept = {one.id: one for one in tx.find(PersonalValue)}
    changed = set[tuple[str, str]]()
    gone = set[str]()
    for entry in tx.find(LedgerEntry):
        body = parsed(entry.text)
        if about.isdisjoint(erased_with(body)):
            continue
        kind = EVENTS[body["event_type"]]
        values = {value_id(body["entry"], name) for name in kind.personal} & kept.keys()
        if values:
            gone |= values
            changed.add((kind.type.__name__, body[kind.term("id")]))
    for value in gone:
        tx.tx.delete(PersonalValue, value)
    for key, stands in derived(tx.tx).items():
        if key in changed:
            tx.tx.put(stands)
    return len(gone)


def erased_with(body: Mapping[str, Any]) -> frozenset[str]:
    """Return whom an entry is about, and what: an answer to a clip is about whoever gave it."""
    terms = ["pii_principal_id"] if body["event_type"] in _SOMEBODYS else [*_ABOUT]
    return frozenset(body[term] for term in terms if isinstance(body.get(term), str))
