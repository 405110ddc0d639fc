"""What is written down of an upload. How far it is, its pieces say."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Longest name of a file that is kept, in characters: what disks allow.
LONGEST_NAME = 255

#: They turn the words around them about, so that a name could pose as another one.
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class UploadState(StrEnum):
    """Where an upload stands."""

    ARRIVING = "arriving"  # also: whole, and not yet taken in
    TAKEN_IN = "taken in"  # *footage_id* says as what
    REFUSED = "refused"  # *reason* says why; nothing of it is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file on its way in (a document). *by* is the account that began it, and that alone sees it.

    *modified_ms* (since 1970) tells, with name and size, the same file when it is chosen again.
    """

    id: str
    name: str  # as on the camera or phone: only ever text
    size_bytes: int | None  # None: a plain form, which tells it at its end
    by: str
    began_at: datetime
    mime: str = ""
    modified_ms: int | None = None
    language: str | None = None  # BCP 47: what is spoken, if whoever uploads has said so
    state: UploadState = UploadState.ARRIVING
    footage_id: str = ""
    duplicate: bool = False  # the same bytes were here before
    reason: str = ""
    ended_at: datetime | None = None


def clean_name(name: str) -> str:
    """Return *name* on one line, without what hides or turns its letters, at most 255 characters long."""
    shown = (" " if unicodedata.category(each) == "Cc" else each for each in name if each not in _TURNING)
    words = " ".join("".join(shown).split())
    return words[:LONGEST_NAME] or "unnamed"
