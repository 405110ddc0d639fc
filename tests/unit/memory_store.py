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
        self._of: defaultdict[tuple[type, str], dict[str, Any]] = defaultdict(dict)  # by participant

    def get(self, kind: type[D], id: str) -> D:  # noqa: A002
        found = self._kept[kind].get(id)
        if found is None:
            raise NotFound(kind.__name__, id)
        return found  # type: ignore[no-any-return]

    def find(self, kind: type[D], **equal: Any) -> list[D]:
        if equal.keys() == {"id"}:
            return [self._kept[kind][equal["id"]]] if equal["id"] in self._kept[kind] else []
        person = equal.pop("participant_id", None)
        among = self._kept[kind] if person is None else self._of[kind, person]
        wanted = equal.items()
        return [
            among[id_] for id_ in sorted(among) if all(getattr(among[id_], n) == value for n, value in wanted)
        ]

    def put(self, document: Document) -> None:
        self.delete(type(document), document.id)
        self._kept[type(document)][document.id] = document
        self._of[type(document), getattr(document, "participant_id", "")][document.id] = document

    def delete(self, kind: type[D], id: str) -> None:  # noqa: A002
        old = self._kept[kind].pop(id, None)
        self._of[kind, getattr(old, "participant_id", "")].pop(id, None)
