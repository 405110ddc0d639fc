"""The audit trail: who did what in the studio, and when; ids only, never what somebody said or wrote.

Kept in parts of ten days, so that writing an entry stays quick and old months can be deleted whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflows.wiring import AUDIT, Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that was done, or refused. *action* is the name of a page or a word such as "sign-in"."""

    id: str
    at: datetime
    account_id: str  # "" is nobody who is known
    action: str
    status: int  # as HTTP answers: under 400 it was done
    workshop: str = ""
    about: dict[str, str] = field(default_factory=dict)  # ids that the address names


def note(studio: Studio, entry: AuditEntry) -> None:
    """Write one entry down."""
    with studio.documents.write(_part(entry.at)) as tx:
        tx.put(entry)


def months(studio: Studio) -> Sequence[str]:
    """Return the months that have entries, such as "2026-11", the newest first."""
    parts = [one.removeprefix(AUDIT) for one in studio.desks() if one.startswith(AUDIT)]
    return sorted({part[:7] for part in parts}, reverse=True)


def entries(studio: Studio, month: str) -> Sequence[AuditEntry]:
    """Return what was done in a month, the newest first."""
    found: list[AuditEntry] = []
    for part in studio.desks():
        if part.startswith(AUDIT + month):
            with studio.documents.read(part) as tx:
                found += tx.find(AuditEntry)
    return sorted(found, key=lambda one: one.at, reverse=True)


def _part(at: datetime) -> str:
    """A third of a month: whoever writes an entry writes the others of its part again."""
    return f"{AUDIT}{at:%Y-%m}.{min((at.day - 1) // 10, 2)}"
