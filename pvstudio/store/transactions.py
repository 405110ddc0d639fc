"""What both adapters share: documents in and out of rows of plain values.

An adapter brings :class:`Rows`, the smallest thing that can hold a workshop, and says when a
transaction begins and ends; everything about documents is here, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar

from pvstudio.errors import NotFound
from pvstudio.store.codec import Body, conditions, decode, encode, matches
from pvstudio.store.documents import D, Document, DocumentStore
from pvstudio.store.errors import BadName, TransactionOver

_WORKSHOP = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_-])?")


class Rows(Protocol):
    """The plain values of one workshop, within one transaction."""

    def kinds(self) -> list[str]:
        """Return the names of the kinds that have rows, sorted."""
        ...

    def one(self, kind: str, id: str) -> Body | None:  # noqa: A002
        """Return one row."""
        ...

    def several(self, kind: str, texts: dict[str, str]) -> Iterable[Body]:
        """Return the rows of a kind in order of id; those without the given texts may be left out."""
        ...

    def put(self, kind: str, id: str, body: Body) -> None:  # noqa: A002
        """Keep one row, replacing the one of the same id."""
        ...

    def drop(self, kind: str, id: str) -> None:  # noqa: A002
        """Forget one row, if it is there."""
        ...


class ReadTransaction:
    """Documents as they were at one moment."""

    def __init__(self, workshop: str, rows: Rows) -> None:
        self.workshop = workshop
        self._rows: Rows | None = rows

    @property
    def rows(self) -> Rows:
        """The plain values below the documents, for copying them unread."""
        if self._rows is None:
            raise TransactionOver(self.workshop)
        return self._rows

    def close(self) -> None:
        """Refuse whatever is asked from now on."""
        self._rows = None

    def get(self, kind: type[D], id: str) -> D:  # noqa: A002
        """Return one document, or raise :class:`NotFound`."""
        body = self.rows.one(kind.__name__, id)
        if body is None:
            raise NotFound(kind.__name__, id)
        return decode(kind, body)

    def find(self, kind: type[D], **equal: Any) -> list[D]:
        """Return the documents whose fields equal the given values, in order of id."""
        wanted = conditions(kind, equal)
        # A row of before a field was added counts as its default: it must not be left out.
        texts = {
            field: value for field, value, default in wanted if isinstance(value, str) and value != default
        }
        rows = self.rows.several(kind.__name__, texts)
        return [decode(kind, body) for body in rows if matches(body, wanted)]


class WriteTransaction(ReadTransaction):
    """Documents that nobody else changes meanwhile."""

    def put(self, document: Document) -> None:
        """Keep *document*; raise :class:`NotADocument` if it could not be read back."""
        body = encode(document)
        self.rows.put(type(document).__name__, document.id, body)

    def delete(self, kind: type[D], id: str) -> None:  # noqa: A002
        """Forget one document, if it is there."""
        self.rows.drop(kind.__name__, id)


class RawStore(DocumentStore, Protocol):
    """A store whose transactions also show their rows: both of ours."""

    def read(self, workshop: str) -> AbstractContextManager[ReadTransaction]:
        """Look at one workshop."""
        ...

    def write(self, workshop: str) -> AbstractContextManager[WriteTransaction]:
        """Change one workshop."""
        ...


R = TypeVar("R", bound=ReadTransaction)


@contextmanager
def closing(transaction: R) -> Iterator[R]:
    """Give *transaction*, and close it when the block ends."""
    try:
        yield transaction
    finally:
        transaction.close()


def checked_workshop(workshop: str) -> str:
    """Return *workshop* if it may be the name of a folder, else raise :class:`BadName`."""
    if not _WORKSHOP.fullmatch(workshop):
        raise BadName("workshop", workshop)
    return workshop
