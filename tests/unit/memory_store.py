"""A transaction in memory that keeps the documents themselves: thousands of steps a second.

What goes through the codec and onto a disk is tested in ``store/``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pvstudio.errors import NotFound
from pvstudio.store.documents import D, Document


class MemoryTransaction:
    """Reads and writes the documents of one workshop."""

    def __init__(self) -> None:
        self._kept: defaultdict[type, dict[str, Any]] = defaultdict(dict)

    def get(self, kind: type[D], id: str) -> D:  # noqa: A002
        found = self._kept[kind].get(id)
        if found is None:
            raise NotFound(kind.__name__, id)
        return found  # type: ignore[no-any-return]

    def find(self, kind: type[D], **equal: Any) -> list[D]:
        if equal.keys() == {"id"}:
            return [self._kept[kind][equal["id"]]] if equal["id"] in self._kept[kind] else []
        wanted = equal.items()
        return [
            one
            for _id, one in sorted(self._kept[kind].items())
            if all(getattr(one, name) == value for name, value in wanted)
        ]

    def put(self, document: Document) -> None:
        self._kept[type(document)][document.id] = document

    def delete(self, kind: type[D], id: str) -> None:  # noqa: A002
        self._kept[kind].pop(id, None)
