"""Recordings that a crash left sealed in the studio, before any document named them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from consent.releases import Answer
from pvstudio.model import Footage, new_id
from pvstudio.store.reading import size_of
from workflows.erasures import ErasureOrder
from workflows.feedback.notes import PassingSound, SpokenNote
from workflows.spoken import SpokenAnswer
from workflows.wiring import Studio

#: What came in less than this ago may be noted any moment, by whoever brings it in.
_ON_ITS_WAY_S = 600.0


def left_behind(studio: Studio, workshop: str) -> list[str]:
    """Return the SHA-256 of the recordings that no document names, and that no erasure is about to delete."""
    files = studio.files(workshop)
    before = time.time() - _ON_ITS_WAY_S
    found = {one for one in files.originals() if files.original(one).stat().st_ctime < before}
    if not found:
        return []
    with studio.documents.read(workshop) as tx:
        found -= {one.sha256 for one in tx.find(Footage)}
        found -= {one.evidence for one in tx.find(Answer)} | {one.sha256 for one in tx.find(SpokenAnswer)}
        found -= {one.sha256 for one in tx.find(SpokenNote)} | {one.id for one in tx.find(PassingSound)}
        for order in tx.find(ErasureOrder, done_at=None):
            found -= set(order.gone)
    return sorted(found)


def take_up(studio: Studio, workshop: str, sha256: str) -> Footage:
    """Note a recording that was left behind as footage: it can be looked at now, and be erased.

    Raises :class:`~pvstudio.store.errors.KeyGone` and :class:`~pvstudio.store.errors.SealBroken`.
    """
    size = size_of(studio.files(workshop).original(sha256))
    with studio.documents.write(workshop) as tx:
        known = tx.find(Footage, sha256=sha256)
        footage = (
            known[0]
            if known
            else Footage(
                id=new_id("footage"),
                sha256=sha256,
                original_name=f"left behind, {sha256[:8]}",
                size_bytes=size,
                received_at=datetime.now(UTC),
            )
        )
        tx.put(footage)
    return footage
