"""Is this kit whole, the studio's own, and may it still be shown? Asked of a folder or a ZIP, anywhere.

Nothing is unpacked, no studio is needed, and nothing but the manifest's own names is read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Verdict(StrEnum):
    """What to do with a kit."""

    GOOD = "good"
    ENDED = "ended"  # recalled, or past its day: delete it
    WRONG = "wrong"  # tampered with, not whole, or nobody knows whose: ask the studio for it again
    WAIT = "wait"  # nothing is wrong with it, but something is to be looked at before it is shown


class FaultKind(StrEnum):
    """One thing that is not as it should be."""

    RECALLED = "recalled"
    EXPIRED = "expired"
    NO_KIT = "no-kit"  # no manifest
    UNREADABLE = "unreadable"  # a manifest or a ZIP that is none
    FORGED = "forged"  # the signature is not of this manifest
    UNKNOWN_KEY = "unknown-key"  # a good signature by somebody else
    CHANGED = "changed"
    MISSING = "missing"
    CUT_SHORT = "cut-short"  # half copied
    EXTRA = "extra"
    NOT_YET = "not-yet"  # published later than now: a clock is wrong
    OTHER_AUDIENCE = "other-audience"
    OLD_LIST = "old-list"  # the list of recalls is older than a kit's list should be


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong: with which file, if one, and in words (English) for who has the kit."""

    kind: FaultKind
    name: str = ""
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found. *fingerprint* is of the key that signed; "" where nobody did."""

    verdict: Verdict
    faults: tuple[Fault, ...]
    kit: str = ""
    title: str = ""
    audience: str = ""
    event: str = ""
    expires: datetime | None = None
    fingerprint: str = ""


def check(
    place: Path, *, at: datetime, keys: Collection[str] = (), recalls: object = None, audience: str = ""
) -> Checked:
    """Check the kit in *place*, a folder or a ZIP.

    *keys*: public keys or fingerprints that may have signed it; none: whoever did is named, for the reader
    to compare. *recalls*: the latest :class:`~workflows.recall_lists.RecallList`. *audience*: before whom it
    is to be shown.
    """
    raise NotImplementedError
