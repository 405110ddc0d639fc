"""From a draft to answers on record: every no, every yes, under ids that are made from the walk."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from consent.answers.leaving import take_all_back
from consent.answers.recording import record_answer, standing
from consent.answers.understanding import with_notice
from consent.errors import AnswerRefused, Refusal
from consent.ledger.book import Book
from consent.releases import Answer, AnswerState, How, Stage, TeachBack
from consent.stretches import with_same_seconds
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Clip, Participant, Workshop
from workflows.phones.seat import Visit
from workflows.walks.subjects import right_of, thing_of
from workflows.walks.walk import Step, Walk
from workflows.walks.watching import seen


def record_noes(tx: Book, visit: Visit, walk: Walk, at: datetime) -> list[Answer]:
    """Record every no of *walk*, and return them as they stand.

    With a clip go those that show some of its seconds with this person: nobody knows which clip a film takes.
    """
    noes = [_no(tx, visit, walk, audience, at) for audience in _given(walk, yes=False)]
    also = [_about(walk, no, clip) for clip in _same_seconds(tx, walk) for no in noes]
    return [_record_no(tx, no) for no in (*noes, *also)]


def _same_seconds(tx: Book, walk: Walk) -> list[str]:
    """Return the other clips of the same seconds in which they are logged."""
    asked = tx.find(Clip, id=walk.subject_id) if walk.stage is Stage.S3 else []
    return [clip.id for clip in with_same_seconds(tx, asked, walk.participant_id) if clip not in asked]


def _about(walk: Walk, no: Answer, clip: str) -> Answer:
    """Return the same no about another clip, under an id of its own."""
    return replace(no, subject_id=clip, id=f"{id_of(walk)}{clip}-{no.audience}")


def _record_no(tx: Book, no: Answer) -> Answer:
    """Record a no. One to taking part takes back everything else that was agreed to, too.

    One of this walk that was recorded when a yes beside it was refused is not recorded twice: as long as it
    stands. Whatever has been said elsewhere since then, this is a new no.
    """
    said = tx.find(Answer, participant_id=no.participant_id)
    current = max(standing(said, no), key=lambda one: one.number, default=None)
    earlier = _earlier(tx, no)
    if current and not current.state.is_yes and current in earlier:
        return current
    no = replace(no, id=_next_id(no, earlier))
    return take_all_back(tx, no)[0] if no.stage is Stage.S1 else record_answer(tx, no, now=no.at)


def record_yeses(tx: Book, visit: Visit, walk: Walk, at: datetime) -> list[Answer]:
    """Record every yes of *walk*, on its conditions; raises :class:`~consent.errors.AnswerRefused`."""
    return [_record_yes(tx, _yes(tx, visit, walk, one, at), walk, at) for one in _given(walk, yes=True)]


def _record_yes(tx: Book, yes: Answer, walk: Walk, at: datetime) -> Answer:
    """Record a yes; of the same yes once more, return the one that stands."""
    try:
        return record_answer(tx, with_notice(tx, yes, walk.language), now=at)
    except AnswerRefused as refused:
        if refused.why is not Refusal.REPEATED or refused.answer is None:
            raise
        stands = standing(tx.find(Answer, participant_id=yes.participant_id), refused.answer)
        return max(stands, key=lambda one: one.number)


# -- the answers of a walk -------------------------------------------------------------------


def _given(walk: Walk, *, yes: bool) -> list[Audience | None]:
    return [audience for audience, state in walk.said if state is not None and state.is_yes is yes]


def _yes(tx: Book, visit: Visit, walk: Walk, audience: Audience | None, at: datetime) -> Answer:
    yes = _no(tx, visit, walk, audience, at)
    return replace(
        yes,
        id=_next_id(yes, _earlier(tx, yes)),
        state=AnswerState.GIVEN,
        treatments=walk.treatments,
        languages_left_out=walk.left_out,
    )


def _no(tx: Book, visit: Visit, walk: Walk, audience: Audience | None, at: datetime) -> Answer:
    person = tx.get(Participant, visit.participant_id)
    return Answer(
        id=id_of(walk) + (audience or walk.stage),
        at=at,
        participant_id=person.id,
        stage=walk.stage,
        subject_id=walk.subject_id,
        state=AnswerState.REFUSED,
        audience=audience,
        how=How.ON_SCREEN,
        role=right_of(person, visit),
        guardian_id=visit.guardian_id,
        taken_by=_beside(tx, visit, walk),
        teach_back=_told_back(walk),
    )


def id_of(walk: Walk) -> str:
    """Return how the ids of this walk's answers begin: the same each time, so that twice is once."""
    return f"answer-{walk.id}-"


def _earlier(tx: Book, answer: Answer) -> list[Answer]:
    """Return what this walk recorded for the same audience before: noes, beside a yes that was refused."""
    said = tx.find(Answer, participant_id=answer.participant_id)
    mine = [one for one in said if one.subject_id == answer.subject_id]
    return [one for one in mine if one.id == answer.id or one.id.startswith(f"{answer.id}-")]


def _next_id(answer: Answer, earlier: list[Answer]) -> str:
    return f"{answer.id}-{len(earlier) + 1}" if earlier else answer.id


def _beside(tx: Book, visit: Visit, walk: Walk) -> str:
    """Return the facilitator who stood beside, if one had to; nobody took the answer otherwise."""
    with suppress(NotFound):  # they were taken out of it meanwhile: a no is taken all the same
        thing = thing_of(tx, visit, walk.stage, walk.subject_id)
        known = None if isinstance(thing, Workshop) else seen(tx, visit, thing)
        return known.skipped_by if known and known.counts_in(visit.id) else ""
    return ""


def _told_back(walk: Walk) -> TeachBack:
    if Step.TELL in walk.passed:
        return TeachBack.UNDERSTOOD
    return TeachBack.NOT_UNDERSTOOD if walk.told else TeachBack.NOT_ASKED
