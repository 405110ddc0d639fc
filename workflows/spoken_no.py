"""A no that somebody has spoken is written down first, and at once: for everybody who may ask to see it."""

from __future__ import annotations

from datetime import datetime

from consent.answers.leaving import record_whole
from consent.ledger.book import Book
from consent.releases import Answer, AnswerState, How, Stage
from consent.stretches import with_same_seconds
from pvstudio.model import Clip, new_id
from workflows.spoken import SpokenAnswer, written_down
from workflows.wiring import Studio
from workflows.withdrawals import consent_changes


def write_no(studio: Studio, workshop: str, spoken_id: str, *, by: str, at: datetime) -> list[Answer]:
    """Record that a recording says no, to every audience, and return the answers; once more changes nothing.

    With a clip go those that show some of its seconds with them. The gate is closed when this returns.
    What comes after that may fail: a worker takes it up from there. Raises
    :class:`~pvstudio.errors.NotFound` and :class:`~consent.errors.AnswerRefused`.
    """
    noes: list[Answer] = []
    try:
        with consent_changes(studio, workshop) as tx:
            spoken = tx.get(SpokenAnswer, spoken_id)
            noes = _written(tx, spoken)
            if not noes:
                noes = [record_whole(tx, _no(spoken, subject, by)) for subject in _subjects(tx, spoken)]
                written_down(tx, spoken.id, noes, by=by, at=at)
    except Exception:
        with studio.documents.read(workshop) as look:
            if not any(look.find(Answer, id=no.id) for no in noes):
                raise
    return noes


def _written(tx: Book, spoken: SpokenAnswer) -> list[Answer]:
    """Return the answers that it proves, if a no to everybody is among them; else none."""
    known = [one for id_ in spoken.answer_ids for one in tx.find(Answer, id=id_)]
    return known if any(one.audience is None and not one.state.is_yes for one in known) else []


def _subjects(tx: Book, spoken: SpokenAnswer) -> list[str]:
    if spoken.stage is not Stage.S3:
        return [spoken.subject_id]
    named = tx.find(Clip, id=spoken.subject_id)
    return [clip.id for clip in with_same_seconds(tx, named, spoken.participant_id)] or [spoken.subject_id]


def _no(spoken: SpokenAnswer, subject: str, by: str) -> Answer:
    return Answer(
        id=new_id("answer"),
        at=spoken.at,
        participant_id=spoken.participant_id,
        stage=spoken.stage,
        subject_id=subject,
        state=AnswerState.REFUSED,
        how=How.SPOKEN,
        role=spoken.role,
        guardian_id=spoken.guardian_id,
        taken_by=by,
        evidence=spoken.sha256,
    )
