"""A file of tables of rows, taken apart only as far as somebody asks: most of a workshop is its ledger.

What nobody touches goes back into the file byte for byte, and whatever is wrong in it stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

import msgspec

from pvstudio.store.codec import Body
from pvstudio.store.errors import DocumentUnreadable


class UndecodedRows(MutableMapping[str, Body]):
    """One table: bodies by id, each decoded when it is asked for."""

    def __init__(self, raw: dict[str, msgspec.Raw], where: str) -> None:
        self.raw, self._where = raw, where

    def __getitem__(self, id: str) -> Body:  # noqa: A002
        body: Body = _decoded(self.raw[id], Body, f"{self._where}, {id}")
        return body

    def __setitem__(self, id: str, body: Body) -> None:  # noqa: A002
        self.raw[id] = msgspec.Raw(msgspec.json.encode(body))

    def __delitem__(self, id: str) -> None:  # noqa: A002
        del self.raw[id]

    def __contains__(self, id: object) -> bool:  # noqa: A002  (the default would decode)
        return id in self.raw

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def holding(self, texts: Iterable[str]) -> Iterator[Body]:
        """Yield, in order of id, the rows that may hold all of *texts*; those that cannot stay undecoded."""
        needles = [msgspec.json.encode(text) for text in texts]
        for id_ in sorted(self.raw):
            row = bytes(self.raw[id_])
            # A text without a backslash stands in JSON as it is; one with may be spelt in many ways.
            if b"\\" in row or all(needle in row for needle in needles):
                yield self[id_]


class UndecodedTables(MutableMapping[str, UndecodedRows]):
    """A whole file: tables by name, each opened when it is asked for."""

    def __init__(self, content: bytes, where: str) -> None:
        self._where = where
        self._raw = _decoded(content, dict[str, msgspec.Raw], where)
        self._open: dict[str, UndecodedRows] = {}

    def __getitem__(self, name: str) -> UndecodedRows:
        if name not in self._open:
            rows = _decoded(self._raw[name], dict[str, msgspec.Raw], f"{self._where}, {name}")
            self._open[name] = UndecodedRows(rows, f"{self._where}, {name}")
        return self._open[name]

    def __setitem__(self, name: str, rows: UndecodedRows) -> None:
        self._open[name] = rows

    def __delitem__(self, name: str) -> None:
        self._raw.pop(name, None)
        self._open.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw | self._open)

    def __len__(self) -> int:
        return len(self._raw | self._open)

    def opened(self, name: str) -> UndecodedRows:
        """Return the table *name*, empty if there is none yet."""
        return self.setdefault(name, UndecodedRows({}, f"{self._where}, {name}"))

    def encoded(self) -> bytes | None:
        """Return the file: tables and rows in order, no empty ones; None if there is nothing at all."""
        opened = {name: dict(sorted(rows.raw.items())) for name, rows in self._open.items()}
        tables: dict[str, Any] = {name: rows for name, rows in sorted((self._raw | opened).items()) if rows}
        return msgspec.json.encode(tables) if tables else None


def _decoded(content: bytes | msgspec.Raw, kind: Any, where: str) -> Any:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.DecodeError as error:
        raise DocumentUnreadable(where, error) from error
