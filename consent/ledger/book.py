"""Writing into the ledger: a transaction in which documents of consent become entries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from consent.ledger.entries import (
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
from consent.ledger.keys import SigningKey
from consent.ledger.kinds import KINDS, LedgerKind
from pvstudio.store import Writing
from pvstudio.store.codec import plain
from pvstudio.store.documents import D, Document


class Book:
    """A write transaction of one workshop, with the ledger open in it.

    Whatever is put is kept like in any transaction; documents of the kinds of
    :mod:`consent.ledger.kinds` are entered into the ledger first. Both happen, or neither does.
    """

    def __init__(self, tx: Writing, workshop: str, key: SigningKey) -> None:
        self.tx, self.workshop, self._key = tx, workshop, key

    def get(self, kind: type[D], id: str) -> D:  # noqa: A002
        """Return one document, or raise :class:`~pvstudio.errors.NotFound`."""
        return self.tx.get(kind, id)

    def find(self, kind: type[D], **equal: Any) -> list[D]:
        """Return the documents whose fields equal the given values, in order of id."""
        return self.tx.find(kind, **equal)

    def put(self, document: Document) -> None:
        """Keep *document*, and enter it into the ledger if it is an event of consent."""
        kind = KINDS.get(type(document))
        if kind:
            self._enter(document, kind)
        self.tx.put(document)

    def delete(self, kind: type[D], id: str) -> None:  # noqa: A002
        """Forget one document. Events of consent are never forgotten one by one."""
        if kind in KINDS:
            raise TypeError(f"a {kind.__name__} stands in the ledger and is not deleted")
        self.tx.delete(kind, id)

    def _enter(self, document: Document, kind: LedgerKind) -> None:
        head = next(iter(self.tx.find(LedgerHead)), LedgerHead())
        number = head.entries + 1
        text = canonical(self._body(document, kind, number, head.hash))
        entry = LedgerEntry(
            id=entry_id(number),
            text=text,
            hash=(hash_ := digest(text)),
            signature=self._key.sign(hash_),
            key=self._key.public,
        )
        self.tx.put(entry)
        self.tx.put(LedgerHead(entries=number, hash=entry.hash))

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
