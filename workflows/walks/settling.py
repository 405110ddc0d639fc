"""Settling: what was read back is recorded, all of it at once, once.

Drafts count for nothing until here. A no is recorded whatever becomes of the rest: a yes that is refused, or
that has to be looked at again because something was answered elsewhere, takes no no with it. Nor does the
end of the visit, after which a yes counts no more; nor that they were taken out of what it is about.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from consent.errors import AnswerRefused, Refusal
from consent.ledger.book import Book
from consent.releases import Answer
from pvstudio.errors import NotFound
from pvstudio.model import CutVersion
from workflows.phones import VisitOver
from workflows.phones.seat import Visit
from workflows.phones.visits import kept_visit
from workflows.walks.errors import AnsweredMeanwhile, NotThereYet
from workflows.walks.recording import id_of, record_noes, record_yeses
from workflows.walks.stepping import is_whole, last_number, step_in, walk_in
from workflows.walks.subjects import mark_of, thing_of
from workflows.walks.walk import Step, Walk
from workflows.wiring import PHONES, Studio
from workflows.withdrawals import consent_changes

#: Back to which screens somebody goes whose yes was refused for this; for all else it is read back again.
_AGAIN = {
    Refusal.NO_NOTICE: {Step.LEARN, Step.TELL},
    Refusal.NOTICE_UNKNOWN: {Step.LEARN, Step.TELL},
    Refusal.NOTICE_NOT_APPROVED: {Step.LEARN, Step.TELL},
    Refusal.NOTICE_LANGUAGE: {Step.LEARN, Step.TELL},
    Refusal.NOT_UNDERSTOOD: {Step.LEARN, Step.TELL},
    Refusal.LANGUAGE_UNKNOWN: {Step.LANGUAGES},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What stands recorded of a walk. Where a yes was refused, only the noes are, and the walk is open."""

    walk: Walk
    answers: tuple[Answer, ...]
    refused: AnswerRefused | None = None


def settle(studio: Studio, visit: Visit, walk_id: str, at: datetime, *, read: str) -> Settled:
    """Record what was read back; *read* is the ``Walk.stamp`` of the walk that the read-back showed.

    Doing it again changes nothing. A no is recorded even where something else is in the way.
    Raises :class:`AnsweredMeanwhile`, :class:`NotThereYet`, :class:`~pvstudio.errors.NotFound`,
    :class:`~workflows.phones.VisitOver`.
    """

    def record(tx: Book) -> Settled:
        walk = _read_back(tx, visit, walk_id, read)
        if not walk.done_at and walk.says_yes and (_has_ended(studio, visit) or _has_moved(tx, visit, walk)):
            return _noes_alone(tx, visit, walk, at)
        return _all(tx, visit, walk, at)

    try:
        settled = _recorded(studio, visit, record)
    except AnswerRefused as refused:
        return _without_yes(studio, visit, walk_id, at, read, refused)
    if settled.walk.done_at is None:
        raise VisitOver if _has_ended(studio, visit) else AnsweredMeanwhile(settled.walk, settled.answers)
    return settled


def _recorded(studio: Studio, visit: Visit, record: Callable[[Book], Settled]) -> Settled:
    """Return what *record* has written. What comes after that may fail: a worker takes it up from there.

    So nobody is told that an answer was not sent that counts.
    """
    written: Settled | None = None
    try:
        with consent_changes(studio, visit.workshop) as tx:
            written = record(tx)
    except Exception:
        if written is None or not _is_on_disk(studio, visit, written):
            raise
    return written


def _is_on_disk(studio: Studio, visit: Visit, settled: Settled) -> bool:
    with studio.documents.read(visit.workshop) as tx:
        return settled.walk in tx.find(Walk, id=settled.walk.id)


def _without_yes(
    studio: Studio, visit: Visit, walk_id: str, at: datetime, read: str, refused: AnswerRefused
) -> Settled:
    """A yes was refused, and nothing was recorded: record every no, and leave the walk where it goes on."""

    def record(tx: Book) -> Settled:
        walk = _read_back(tx, visit, walk_id, read)
        if walk.done_at:  # the same, sent twice, and once it was in order
            return _all(tx, visit, walk, at)
        walk = replace(walk, passed=walk.passed - _AGAIN.get(refused.why, set()))
        return replace(_noes_alone(tx, visit, walk, at), refused=refused)

    return _recorded(studio, visit, record)


def _read_back(tx: Book, visit: Visit, walk_id: str, read: str) -> Walk:
    """Return the walk if exactly this was read back; also of one that is settled, by this or another tab."""
    walk = walk_in(tx, visit, walk_id)
    if walk.stamp != read:
        raise AnsweredMeanwhile(walk)
    if not walk.done_at and not is_whole(tx, visit, walk):
        raise NotThereYet(walk, step_in(tx, visit, walk)[0])
    return walk


def _has_ended(studio: Studio, visit: Visit) -> bool:
    """Whether it is no longer theirs: hidden, or at another phone, while this was on its way."""
    with studio.documents.read(PHONES) as tx, suppress(VisitOver):
        kept_visit(tx, visit)
        return False
    return True


def _has_moved(tx: Book, visit: Visit, walk: Walk) -> bool:
    """Whether something else counts than what was last shown: an answer from elsewhere, another film.

    Also where they were taken out of it.
    """
    try:
        thing = thing_of(tx, visit, walk.stage, walk.subject_id)
    except NotFound:
        return True
    about = {thing.id, visit.workshop}
    if isinstance(thing, CutVersion):
        about |= {film.id for film in tx.find(CutVersion, cut_id=thing.cut_id)}
    newer = [
        one
        for one in tx.find(Answer, participant_id=visit.participant_id)
        if one.number > walk.base_number and one.subject_id in about and not one.id.startswith(id_of(walk))
    ]
    return bool(newer) or walk.watched != mark_of(thing)


def _all(tx: Book, visit: Visit, walk: Walk, at: datetime) -> Settled:
    """Record everything and end the walk; of one that has ended, return what was recorded."""
    if walk.done_at:
        return Settled(walk=walk, answers=tuple(tx.get(Answer, one) for one in walk.answer_ids))
    step, _audience = step_in(tx, visit, walk)
    if step is not Step.READ_BACK:  # a facilitator stood beside it in an earlier visit, for one
        raise NotThereYet(walk, step)
    answers = (*record_noes(tx, visit, walk, at), *record_yeses(tx, visit, walk, at))
    done = replace(walk, done_at=at, answer_ids=tuple(one.id for one in answers))
    tx.put(done)
    return Settled(walk=done, answers=answers)


def _noes_alone(tx: Book, visit: Visit, walk: Walk, at: datetime) -> Settled:
    """Record every no; what counts by now is what the walk goes on from."""
    answers = tuple(record_noes(tx, visit, walk, at))
    with suppress(NotFound):  # they were taken out of the film: it does not matter which one it is
        mark = mark_of(thing_of(tx, visit, walk.stage, walk.subject_id))
        walk = walk if walk.watched == mark else walk.about_another(mark)
    walk = replace(walk, base_number=last_number(tx, visit))
    tx.put(walk)
    return Settled(walk=walk, answers=answers)
