"""A spoken note as it is kept; :mod:`workflows.spoken_notes` keeps, corrects and deletes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Heard(StrEnum):
    """How far the words of a note are."""

    WAITING = "waiting"
    HEARD = "heard"
    SILENT = "silent"  # nobody speaks in it
    BY_HAND = "by-hand"  # no machine can: somebody listens and types


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenNote:
    """A recording about a screening (a document of the workshop). *by*: id of an account, "" for a host.

    *words* are what the machine heard until somebody has put them right (*corrected_at*).
    """

    id: str
    kit_id: str
    screening_id: str = ""
    sha256: str = ""
    duration_ms: int = 0
    language: str = ""  # BCP 47; "": to be found
    at: datetime
    by: str = ""
    by_key: bool = False  # it came with the key of the kit: from nobody who is signed in
    heard: Heard = Heard.WAITING
    reason: str = ""  # why no machine heard it
    words: str = ""
    engine: str = ""
    unsure: bool = False
    corrected_at: datetime | None = None
    corrected_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingSound:
    """A recording of a note on its way in or out (a document; *id* is its SHA-256).

    It is noted before the first byte is kept, and until the last one is deleted: should the machine die
    between, a worker deletes from *until* on what no document names. Footage never passes here.
    """

    id: str
    until: datetime
