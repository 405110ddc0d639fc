"""What somebody has spoken to a phone goes with their recordings, unless it proves an answer that counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from consent.answers.recording import standing
from consent.ledger.book import Book
from consent.releases import Answer, Role, Stage
from pvstudio.model import Footage
from pvstudio.store import Reading
from workflows.erasures import ErasureOrder, proving
from workflows.feedback.notes import SpokenNote
from workflows.phones import Seat
from workflows.spoken import SpokenAnswer, spoken_by


def spoken_from(tx: Reading, seat: Seat) -> list[SpokenAnswer]:
    """Return what was spoken in the right of a seat, oldest first.

    The person's own is theirs, whatever they were when they said it. What a guardian has said is that
    guardian's alone: it may be a no that nobody has listened to yet.
    """
    if seat.role is Role.GUARDIAN:
        return spoken_by(tx, seat)
    said = tx.find(SpokenAnswer, participant_id=seat.participant_id)
    return sorted((one for one in said if one.role is not Role.GUARDIAN), key=lambda one: one.at)


def proves(tx: Reading, spoken: SpokenAnswer, going: Collection[str]) -> bool:
    """Tell whether an answer that stands rests on a recording; not one about a clip that goes (*going*)."""
    said = tx.find(Answer, participant_id=spoken.participant_id)
    return any(
        one in standing(said, replace(one, audience=None))
        for one in said
        if one.evidence == spoken.sha256 and not (one.stage is Stage.S3 and one.subject_id in going)
    )


def forget_recordings(tx: Book, order: ErasureOrder) -> set[str]:
    """Forget what was spoken and is to go; return the SHA-256 of the recordings that nothing else needs.

    What was written down since, and counts, stays.
    """
    asked = [one for id_ in order.spoken for one in tx.find(SpokenAnswer, id=id_)]
    gone = [one for one in asked if not proves(tx.tx, one, order.clip_ids)]
    for one in gone:
        tx.delete(SpokenAnswer, one.id)
    needed = {one.sha256 for one in tx.find(Footage)}
    needed |= {one.sha256 for one in tx.find(SpokenAnswer)}
    needed |= {one.sha256 for one in tx.find(SpokenNote)}
    needed |= {sha256 for sha256, whose in proving(tx.tx).items() if whose - {order.participant_id}}
    return {one.sha256 for one in gone} - needed
