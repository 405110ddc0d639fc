"""Where a walk is: which screen comes next."""

from __future__ import annotations

from collections.abc import Sequence

from consent.notices import best_for
from consent.releases import Answer, Stage
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Workshop
from pvstudio.store import Reading
from workflows.phones.seat import Visit
from workflows.walks.offering import offered_in
from workflows.walks.subjects import thing_of
from workflows.walks.walk import Step, Walk
from workflows.walks.watching import seen


def walk_in(tx: Reading, visit: Visit, walk_id: str) -> Walk:
    """Return a walk of this seat, or raise :class:`~pvstudio.errors.NotFound`."""
    for walk in tx.find(Walk, id=walk_id):
        if walk.seat == visit.seat:
            return walk
    raise NotFound("walk", walk_id)


def step_in(tx: Reading, visit: Visit, walk: Walk) -> tuple[Step, Audience | None]:
    """Return where *walk* is."""
    if walk.done_at:
        return Step.DONE, None
    if _needs_watching(walk) and not _may_answer(tx, visit, walk):
        return Step.WATCH, None
    return _after_watching(tx, visit, walk)


def is_whole(tx: Reading, visit: Visit, walk: Walk) -> bool:
    """Tell whether everything was said that is read back, whether or not it is to be watched again."""
    return _after_watching(tx, visit, walk)[0] is Step.READ_BACK


def _needs_watching(walk: Walk) -> bool:
    """A no needs nothing, and “not now” says nothing."""
    return bool(_unsaid(walk)) or walk.says_yes


def _after_watching(tx: Reading, visit: Visit, walk: Walk) -> tuple[Step, Audience | None]:
    unsaid = _unsaid(walk)
    if not unsaid and not walk.says_yes:
        return Step.READ_BACK, None
    if not walk.learned or walk.language != spoken_at(visit, walk):
        return Step.LEARN, None
    if unsaid:
        return Step.ASK, unsaid[0]
    missing = (step for step in _conditions(tx, walk) if step not in walk.passed)
    return next(missing, Step.READ_BACK), None


def _unsaid(walk: Walk) -> list[Audience | None]:
    return [audience for audience in walk.audiences if audience not in dict(walk.said)]


def spoken_at(visit: Visit, walk: Walk) -> str:
    """Return the language in which this visit is told: its own where there are notices in it."""
    return next(iter(best_for([visit.language] if visit.language else ())), walk.language)


def _may_answer(tx: Reading, visit: Visit, walk: Walk) -> bool:
    thing = thing_of(tx, visit, walk.stage, walk.subject_id)
    known = None if isinstance(thing, Workshop) else seen(tx, visit, thing)
    return isinstance(thing, Workshop) or (known is not None and known.counts_in(visit.id))


def _conditions(tx: Reading, walk: Walk) -> Sequence[Step]:
    """Return what a yes leads through: at S1 and S2 nothing is shown yet, so there is nothing to choose."""
    if walk.stage in {Stage.S1, Stage.S2}:
        return (Step.TELL,)
    several = len(offered_in(tx, walk).languages) > 1
    return (Step.HOW, Step.NAME, *([Step.LANGUAGES] if several else []), Step.TELL)


def last_number(tx: Reading, visit: Visit) -> int:
    """Return the number of the answer that was recorded last for this person, 0 if none was."""
    return max((one.number for one in tx.find(Answer, participant_id=visit.participant_id)), default=0)
