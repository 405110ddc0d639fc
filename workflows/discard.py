"""A recording that came in for nothing goes again, unless a document has come to need it."""

from __future__ import annotations

from consent.releases import Answer
from pvstudio.model import Footage
from pvstudio.store import Writing
from workflows.feedback.notes import SpokenNote
from workflows.spoken import SpokenAnswer
from workflows.wiring import Studio


def discard_unclear(studio: Studio, workshop: str, spoken_id: str) -> None:
    """Delete what somebody has said without saying anything clear; what rests on the recording keeps it."""
    with studio.documents.write(workshop) as tx:
        sha256 = tx.get(SpokenAnswer, spoken_id).sha256
        tx.delete(SpokenAnswer, spoken_id)
    discard(studio, workshop, sha256)


def discard(studio: Studio, workshop: str, sha256: str) -> bool:
    """Delete a recording that no document names; tell whether it was so.

    Nobody asked for it to be forgotten: the same file may come again.
    """
    with studio.documents.write(workshop) as tx:
        return discard_in(tx, studio, workshop, sha256)


def discard_in(tx: Writing, studio: Studio, workshop: str, sha256: str) -> bool:
    """As :func:`discard`, asked and done in one transaction: nobody binds an answer to it meanwhile."""
    spoken = [*tx.find(SpokenAnswer, sha256=sha256), *tx.find(SpokenNote, sha256=sha256)]
    if any((spoken, tx.find(Footage, sha256=sha256), tx.find(Answer, evidence=sha256))):
        return False
    studio.files(workshop).forget(sha256)
    return True
