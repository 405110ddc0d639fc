"""Writing into the ledger: a transaction in which documents of consent become entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from consent.ledger.entries import (
    BEGINNING,
    SCHEMA,
    LedgerEntry,
    LedgerHead,
    PersonalValue,
    canonical,
    commitment,
    digest,
    entry_id,
    new_salt,
    value_id,
)
from consent.ledger.events import KeyChanged, LedgerResumed
from consent.ledger.keys import SigningKey
from consent.ledger.kinds import KINDS, LedgerKind
from pvstudio.errors import NotFound
from pvstudio.model import new_id
from pvstudio.store import Writing
from pvstudio.store.codec import plain
from pvstudio.store.documents import D, Document


class Book:
    """A write transaction of one workshop, with the ledger open in it.

    Whatever is put is kept like in any transaction; documents of the kinds of
    :mod:`consent.ledger.kinds` are entered into the ledger first. Both happen, or neither does.
    """

    def __init__(self, tx: Writing, workshop: str, key: SigningKey, *notices: Path) -> None:
        """*notices* are folders with earlier forms of notices that were approved in this workshop."""
        self.tx, self.workshop, self._key, self.notices = tx, workshop, key, notices

    def get(self, kind: type[D], id: str) -> D:  # noqa: A002
        """Return one document, or raise :class:`~pvstudio.errors.NotFound`."""
        return self.tx.get(kind, id)

    def find(self, kind: type[D], **equal: Any) -> list[D]:
        """Return the documents whose fields equal the given values, in order of id."""
        return self.tx.find(kind, **equal)

    def put(self, document: Document) -> None:
        """Keep *document*, and enter it into the ledger if it is an event of consent."""
        if isinstance(document, LedgerEntry | LedgerHead):
            raise TypeError("the ledger is written by entering events, and not otherwise")
        kind = KINDS.get(type(document))
        if kind:
            self._enter(document, kind)
            if kind.ends:
                ended, name = kind.ends
                self.tx.delete(ended, getattr(document, name))
        self.tx.put(document)

    def delete(self, kind: type[D], id: str) -> None:  # noqa: A002
        """Forget one document. Events of consent are never forgotten one by one."""
        if kind in KINDS or kind in {LedgerEntry, LedgerHead}:
            raise TypeError(f"a {kind.__name__} stands in the ledger and is not deleted")
        self.tx.delete(kind, id)

    def _enter(self, document: Document, kind: LedgerKind) -> None:
        known = next(iter(self.tx.find(LedgerHead)), LedgerHead())
        head = self._end(known)
        for event in self._oddities(known, head):
            head = self._append(event, KINDS[type(event)], head)
            self.tx.put(event)
        self._append(document, kind, head)

    def _end(self, known: LedgerHead) -> LedgerHead:
        """Return where the ledger ends: where it is known to, or else after the last entry there is.

        What is there is never written over, and a withdrawal never waits for a repair.
        """
        last = self._entry(known.entries)
        if (last.hash if last else BEGINNING) == known.hash and not self._entry(known.entries + 1):
            return known
        there = [entry for entry in self.tx.find(LedgerEntry) if entry.id.isdecimal()]
        return LedgerHead(entries=int(there[-1].id), hash=there[-1].hash) if there else LedgerHead()

    def _oddities(self, known: LedgerHead, head: LedgerHead) -> Iterator[KeyChanged | LedgerResumed]:
        """Yield what must be on record before anything else is entered."""
        last, now = self._entry(head.entries), datetime.now(UTC)
        if last and last.key != self._key.public:
            yield KeyChanged(id=new_id("key"), at=now, previous_key=last.key, signing_key=self._key.public)
        if head != known:
            yield LedgerResumed(
                id=new_id("resumed"), at=now, known_entries=known.entries, known_hash=known.hash
            )

    def _entry(self, number: int) -> LedgerEntry | None:
        try:
            return self.tx.get(LedgerEntry, entry_id(number))
        except NotFound:
            return None

    def _append(self, document: Document, kind: LedgerKind, head: LedgerHead) -> LedgerHead:
        number = head.entries + 1
        text = canonical(self._body(document, kind, number, head.hash))
        entry = LedgerEntry(
            id=entry_id(number),
            text=text,
            hash=(hash_ := digest(text)),
            signature=self._key.sign(hash_),
            key=self._key.public,
        )
        head = LedgerHead(entries=number, hash=entry.hash)
        self.tx.put(entry)
        self.tx.put(head)
        return head

    def _body(self, document: Document, kind: LedgerKind, number: int, previous: str) -> dict[str, Any]:
        values = plain(document)
        body = {kind.term(name): values[name] for name in kind.names if name not in kind.personal}
        return body | {
            "schema_version": SCHEMA,
            "entry": number,
            "previous": previous,
            "workshop": self.workshop,
            "recorded_at": datetime.now(UTC).isoformat(),
            "event_type": kind.event,
            "commitments": {
                kind.term(name): self._commit(document, number, name, values[name])
                for name in sorted(kind.personal)
                if values[name]
            },
        }

    def _commit(self, document: Document, number: int, name: str, value: str) -> str:
        """Keep a personal value beside the ledger, and return what binds the entry to it."""
        salt = new_salt()
        person = getattr(document, "participant_id", "")
        self.tx.put(PersonalValue(id=value_id(number, name), participant_id=person, value=value, salt=salt))
        return commitment(value, salt)
