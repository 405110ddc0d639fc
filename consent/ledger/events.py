"""What happens to a ledger itself, as documents: both stand on record whoever wrote them, or why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChanged:
    """From this entry on another key signs: the workshop was carried to another studio, or a key was lost.

    Entered before the first entry of the new key, and signed by it. It vouches for nothing before it:
    writing is not refused whatever is found, as a withdrawal must never wait for a key. Whether the
    key before is one to be believed, a person of the studio says (:func:`consent.ledger.keys.accept_key`).
    """

    id: str
    at: datetime
    previous_key: str  # public keys, hexadecimal
    signing_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerResumed:
    """The ledger was found to end elsewhere than the workshop knew, and was gone on with from what there is.

    Entered before the first entry that was written after it was found. Nothing is overwritten.
    """

    id: str
    at: datetime
    known_entries: int  # what :class:`~consent.ledger.entries.LedgerHead` said
    known_hash: str
