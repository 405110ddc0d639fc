"""Walking: each screen saves a draft. Nothing counts before :func:`workflows.walks.settle`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime

from consent.answers.checks import Subject
from consent.notices import best_for, notice
from consent.releases import AnswerState, Stage
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Treatment, Workshop, new_id
from pvstudio.store import Reading, Writing
from workflows.phones.seat import Visit
from workflows.walks.counting import Voices
from workflows.walks.errors import NotOffered, WalkOver
from workflows.walks.offering import Offered, offered_in
from workflows.walks.stepping import last_number, spoken_at, step_in, walk_in
from workflows.walks.subjects import asked_about, mark_of, thing_of
from workflows.walks.walk import Step, Walk, same_seat
from workflows.walks.watching import check_watched
from workflows.wiring import Studio

_SAYABLE = (AnswerState.GIVEN, AnswerState.REFUSED, None)


def begin(studio: Studio, visit: Visit, stage: Stage, subject_id: str, language: str, at: datetime) -> Walk:
    """Return the unfinished walk of this seat about this, or a new one; *language* is that of the notice.

    Raises :class:`~pvstudio.errors.NotFound` for what they are not in, :class:`NotAsked` for a film that was
    not sent to them, :class:`NotOffered` for a language without notices.
    """
    spoken = next(iter(best_for([language])), None)
    if spoken is None:
        raise NotOffered(language)
    with studio.documents.write(visit.workshop) as tx:
        thing = thing_of(tx, visit, stage, subject_id)
        audiences = asked_about(tx, visit, stage, thing)
        found = _unfinished(tx, visit, stage, subject_id, at)
        walk = found or _new(tx, visit, stage, thing, at)
        if walk.watched != mark_of(thing):
            walk = walk.about_another(mark_of(thing))
        walk = replace(_spoken_in(walk, spoken), audiences=audiences)
        if walk != found:
            tx.put(walk)
    return walk


def walk_of(studio: Studio, visit: Visit, walk_id: str) -> Walk:
    """Return a walk of this seat; raises :class:`~pvstudio.errors.NotFound` for every other."""
    with studio.documents.read(visit.workshop) as tx:
        return walk_in(tx, visit, walk_id)


def where(studio: Studio, visit: Visit, walk: Walk) -> tuple[Step, Audience | None]:
    """Return the screen that comes next; with ASK the audience that is asked (None for S1 and S2)."""
    with studio.documents.read(visit.workshop) as tx:
        return step_in(tx, visit, walk)


def offered(studio: Studio, visit: Visit, walk: Walk) -> Offered:
    """Return what there is to choose from."""
    with studio.documents.read(visit.workshop) as tx:
        return offered_in(tx, walk)


def learned(studio: Studio, visit: Visit, walk_id: str, at: datetime) -> Walk:
    """Note that the notice was seen to its end, in the language of the visit."""

    def change(_tx: Reading, walk: Walk) -> Walk:
        walk = _spoken_in(walk, spoken_at(visit, walk))
        return replace(walk, passed=walk.passed | {Step.LEARN})

    return _change(studio, visit, walk_id, at, change)


def said(
    studio: Studio,
    visit: Visit,
    walk_id: str,
    audience: Audience | None,
    state: AnswerState | None,
    at: datetime,
) -> Walk:
    """Draft GIVEN, REFUSED or None (“not now”) for one audience; also again, after going back.

    Raises :class:`NotWatchedYet` for a yes to what was not watched. A no can always be drafted, also by
    somebody who was taken out of it meanwhile.
    """

    def change(tx: Reading, walk: Walk) -> Walk:
        if audience not in walk.audiences or state not in _SAYABLE:
            raise NotOffered(f"{audience}: {state}")
        if state is AnswerState.GIVEN:
            thing = thing_of(tx, visit, walk.stage, walk.subject_id)
            if not isinstance(thing, Workshop):
                check_watched(studio, tx, visit, thing, at)
        now = {**dict(walk.said), audience: state}
        return replace(walk, said=tuple((one, now[one]) for one in walk.audiences if one in now))

    return _change(studio, visit, walk_id, at, change)


def chosen(
    studio: Studio, visit: Visit, walk_id: str, treatments: Collection[Treatment], at: datetime
) -> Walk:
    """Draft how I appear: those of ``offered().treatments`` that were chosen; none is a choice, too."""

    def change(tx: Reading, walk: Walk) -> Walk:
        offer = offered_in(tx, walk)
        _check(treatments, offer.treatments)
        credit = walk.treatments & {*offer.credits}
        return replace(walk, treatments=credit | {*treatments}, passed=walk.passed | {Step.HOW})

    return _change(studio, visit, walk_id, at, change)


def named(studio: Studio, visit: Visit, walk_id: str, credit: Treatment | None, at: datetime) -> Walk:
    """Draft what I am called in the film: None as I am called, PSEUDONYM or NO_CREDIT."""

    def change(tx: Reading, walk: Walk) -> Walk:
        offer = offered_in(tx, walk)
        wanted = {credit} if credit else set[Treatment]()
        _check(wanted, offer.credits)
        rest = walk.treatments - {*offer.credits}
        return replace(walk, treatments=rest | wanted, passed=walk.passed | {Step.NAME})

    return _change(studio, visit, walk_id, at, change)


def left_out(studio: Studio, visit: Visit, walk_id: str, languages: Collection[str], at: datetime) -> Walk:
    """Draft in which languages I am not to be read."""

    def change(tx: Reading, walk: Walk) -> Walk:
        _check(languages, offered_in(tx, walk).languages)
        return replace(walk, left_out=frozenset(languages), passed=walk.passed | {Step.LANGUAGES})

    return _change(studio, visit, walk_id, at, change)


def told(studio: Studio, visit: Visit, walk_id: str, choice: int, at: datetime) -> Walk:
    """Note a try at the teach-back, by the index of its choice; a wrong one leads back to LEARN."""

    def change(_tx: Reading, walk: Walk) -> Walk:
        asked = notice(walk.stage, walk.language).teach_back
        if asked is None or not 0 <= choice < len(asked.choices):
            raise NotOffered(str(choice))
        passed = walk.passed | {Step.TELL} if choice == asked.right else walk.passed - {Step.LEARN, Step.TELL}
        return replace(walk, told=(*walk.told, choice), passed=passed)

    return _change(studio, visit, walk_id, at, change)


def note_played(studio: Studio, visit: Visit, sha256: str, at: datetime) -> None:
    """Note that a narration was heard, with the open walk of this seat that was begun last, if any."""
    with studio.documents.write(visit.workshop) as tx:
        mine = same_seat(tx.find(Walk, participant_id=visit.participant_id, done_at=None), visit.seat)
        walk = next((one for one in reversed(mine) if not one.is_over(at)), None)
        if walk and sha256 not in walk.played:
            tx.put(replace(walk, played=(*walk.played, sha256)))


# -- beginning, and saving drafts ------------------------------------------------------------


def _unfinished(tx: Writing, visit: Visit, stage: Stage, subject_id: str, at: datetime) -> Walk | None:
    """Return the walk that goes on; forget those that were left lying."""
    going = None
    for walk in same_seat(tx.find(Walk, subject_id=subject_id, stage=stage, done_at=None), visit.seat):
        if walk.is_over(at):
            tx.delete(Walk, walk.id)
        else:
            going = walk
    return going


def _new(tx: Reading, visit: Visit, stage: Stage, thing: Subject, at: datetime) -> Walk:
    """Return a new walk; the conditions of what stands are its draft, so that none is lost by not looking."""
    counts = Voices.of(tx, visit, at).counts(stage, thing)
    treatments = frozenset[Treatment]().union(*(one.treatments for one in counts))
    left_out = frozenset[str]().union(*(one.left_out for one in counts))
    return Walk(
        id=new_id("walk"),
        participant_id=visit.participant_id,
        role=visit.role,
        guardian_id=visit.guardian_id,
        stage=stage,
        subject_id=thing.id,
        watched=mark_of(thing),
        language="",
        began_at=at,
        audiences=(),
        treatments=treatments,
        left_out=left_out,
        before=treatments,
        before_left_out=left_out,
        base_number=last_number(tx, visit),
    )


def _spoken_in(walk: Walk, language: str) -> Walk:
    """Return *walk* in *language*; what was learned and told back in another one does not count."""
    if walk.language == language:
        return walk
    return replace(walk, language=language, passed=walk.passed - {Step.LEARN, Step.TELL})


def _change(
    studio: Studio, visit: Visit, walk_id: str, at: datetime, change: Callable[[Reading, Walk], Walk]
) -> Walk:
    """Keep a changed draft. A form that is sent once more after the end changes nothing, or is refused."""
    with studio.documents.write(visit.workshop) as tx:
        walk = walk_in(tx, visit, walk_id)
        if walk.is_over(at):
            raise NotFound("walk", walk_id)
        changed = change(tx, walk)
        if walk.done_at and changed.stamp != walk.stamp:
            raise WalkOver(walk)
        if walk.done_at:
            return walk
        tx.put(changed)
    return changed


def _check(wanted: Iterable[str], offer: Collection[str]) -> None:
    for one in wanted:
        if one not in offer:
            raise NotOffered(one)
