"""The audit trail: who did what in the studio, and when; ids only, never what somebody said or wrote.

Kept month by month, so that writing an entry stays quick and old months can be deleted whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pvstudio.model import new_id
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


def note(
    studio: Studio,
    at: datetime,
    account_id: str,
    action: str,
    status: int,
    *,
    workshop: str = "",
    about: Mapping[str, str] = {},  # never changed
) -> None:
    """Write one entry down."""
    entry = AuditEntry(
        id=new_id("audit"),
        at=at,
        account_id=account_id,
        action=action,
        status=status,
        workshop=workshop,
        about=dict(about),
    )
    with studio.documents.write(_month(at)) as tx:
        tx.put(entry)


def months(studio: Studio) -> Sequence[str]:
    """Return the months that have entries, such as "2026-11", the newest first."""
    return sorted((one.removeprefix(AUDIT) for one in studio.desks() if one.startswith(AUDIT)), reverse=True)


def entries(studio: Studio, month: str) -> Sequence[AuditEntry]:
    """Return what was done in a month, the newest first."""
    with studio.documents.read(AUDIT + month) as tx:
        return sorted(tx.find(AuditEntry), key=lambda one: one.at, reverse=True)


def _month(at: datetime) -> str:
    return f"{AUDIT}{at:%Y-%m}"
