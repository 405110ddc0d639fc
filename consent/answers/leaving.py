"""Taking everything back: no yes of before may hold once somebody comes back and takes part again."""

from __future__ import annotations

from dataclasses import replace

from consent.answers.recording import record_answer, standing
from consent.ledger.book import Book
from consent.releases import Answer, Stage
from pvstudio.model import Clip, CutVersion, Workshop, new_id

_SUBJECTS: dict[Stage, type[Workshop] | type[Clip] | type[CutVersion]] = {
    Stage.S2: Workshop,
    Stage.S3: Clip,
    Stage.S4: CutVersion,
}


def take_all_back(tx: Book, no: Answer) -> list[Answer]:
    """Record *no*, a no to taking part (S1), and the same for all that stands agreed to in that right.

    Without the latter the first yes to taking part again would open every clip and film to every
    audience as before. Return what was recorded. Raises :class:`~consent.errors.AnswerRefused`.
    """
    first = record_answer(tx, no)
    said = tx.find(Answer, participant_id=first.participant_id)
    agreed = {(one.stage, one.subject_id) for one in said if one.state.is_yes and one.stage in _SUBJECTS}
    noes = []
    for stage, subject in sorted(agreed):
        own = replace(first, stage=stage, subject_id=subject)
        stands = any(one.state.is_yes for one in standing(said, own))
        if stands and tx.find(_SUBJECTS[stage], id=subject):
            again = replace(no, id=new_id("answer"), stage=stage, subject_id=subject)
            noes.append(record_answer(tx, again, claims=False))
    return [first, *noes]


def record_whole(tx: Book, answer: Answer) -> Answer:
    """Record *answer* with what goes with it: a no to taking part takes back all that stands agreed to.

    Raises :class:`~consent.errors.AnswerRefused`.
    """
    if answer.stage is Stage.S1 and not answer.state.is_yes:
        return take_all_back(tx, answer)[0]
    return record_answer(tx, answer)
