"""What was done with somebody's identity, and by whom: never what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class IdentityAct(StrEnum):
    """What was done."""

    SET = "set"
    READ = "read"
    REFUSED = "refused"  # somebody tried to read it with a wrong passphrase
    FORGOTTEN = "forgotten"
    HANDED_OVER = "handed-over"  # sealed for a new officer


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityEvent:
    """One act on the identity of one participant (an event: written once, never changed)."""

    id: str
    at: datetime
    participant_id: str
    what: IdentityAct
    by: str = ""
