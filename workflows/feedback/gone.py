"""What was deleted on purpose: its id alone, so that the same file of a phone brings nothing back."""

from __future__ import annotations

from dataclasses import dataclass

from pvstudio.store import Reading, Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A screening or spoken note that somebody deleted (a document): nothing of it but the id."""

    id: str


def bury(tx: Writing, name: str) -> None:
    """Note that what has this id was deleted."""
    tx.put(Gone(id=name))


def is_gone(tx: Reading, name: str) -> bool:
    """Say whether what had this id was deleted."""
    return bool(tx.find(Gone, id=name))
