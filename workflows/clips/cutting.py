"""Clips are cut anew: divided, trimmed, taken out once more, joined again. Footage is never changed.

Consent follows: a range that changed is another thing to agree to (:func:`consent.releases.fingerprint`),
so a yes to the whole is none to a part, and a no to the whole still stands on the part that keeps its id.
Whoever was logged in the whole is logged in each part until somebody has looked again; a veto is on all
parts. What is cut away stays, as a clip of its own: so an erasure still finds everybody who is in it.
A clip that films hold is left as it is.
"""

from __future__ import annotations

import re

from consent.gate.letters import folded
from consent.releases import Answer
from pvstudio.editing.errors import EditingError
from pvstudio.editing.recipe_parsing import drafted
from pvstudio.model import Clip, Cut, CutVersion
from pvstudio.store import Reading
from workflows.clips.carving import Carving
from workflows.clips.errors import AnsweredApart, ClipBusy, ClipInFilms, CutNotInside, NothingToJoin
from workflows.clips.parts import Span
from workflows.clips.preparing import forget_work, prepare_soon
from workflows.queue import JobQueue, JobState, Work, job_id
from workflows.wiring import Studio
from workflows.withdrawals import consent_changes

#: No part is shorter: a handful of pictures.
LEAST_MS = 200


def split(studio: Studio, workshop: str, clip_id: str, at_ms: int, *, by: str = "") -> tuple[Clip, Clip]:
    """Divide a clip at a moment of it; the first part keeps its id. Raises as :func:`trim` does."""
    _require_idle(studio, clip_id)
    with consent_changes(studio, workshop) as tx:
        clip = tx.get(Clip, clip_id)
        if not LEAST_MS <= at_ms <= clip.duration_ms - LEAST_MS:
            raise CutNotInside(clip, 0, at_ms, LEAST_MS)
        _require_free(tx.tx, clip)
        first, second = Carving(studio, workshop, tx, by).carve(clip, [0, at_ms, clip.duration_ms], keep=0)
    prepare_soon(studio, workshop, [first, second])
    return first, second


def trim(
    studio: Studio, workshop: str, clip_id: str, start_ms: int, end_ms: int, *, by: str = ""
) -> tuple[Clip, ...]:
    """Let a clip be only that range of it; return it, then what was before and after as clips of their own.

    Less than :data:`LEAST_MS` at an edge is no clip: then the range reaches to that edge.
    Raises :class:`CutNotInside`, :class:`ClipInFilms`, :class:`ClipBusy`, :class:`~pvstudio.errors.NotFound`.
    """
    _require_idle(studio, clip_id)
    with consent_changes(studio, workshop) as tx:
        clip = tx.get(Clip, clip_id)
        _require_inside(clip, start_ms, end_ms)
        edges = {0, clip.duration_ms}
        edges |= {edge for edge in (start_ms, end_ms) if LEAST_MS <= edge <= clip.duration_ms - LEAST_MS}
        if edges == {0, clip.duration_ms}:
            raise CutNotInside(clip, start_ms, end_ms, LEAST_MS)
        _require_free(tx.tx, clip)
        parts = Carving(studio, workshop, tx, by).carve(clip, sorted(edges), keep=int(start_ms >= LEAST_MS))
    prepare_soon(studio, workshop, parts)
    return parts


def excerpt(studio: Studio, workshop: str, clip_id: str, start_ms: int, end_ms: int, *, by: str = "") -> Clip:
    """Return a new clip of that range; the old one stays as it is, in films too. Raises as :func:`trim`."""
    with consent_changes(studio, workshop) as tx:
        clip = tx.get(Clip, clip_id)
        start_ms, end_ms = max(0, start_ms), min(end_ms, clip.duration_ms)
        _require_inside(clip, start_ms, end_ms)
        first, last = start_ms == 0, end_ms == clip.duration_ms
        span = Span(start_ms=start_ms, end_ms=end_ms, first=first, last=last)
        made = Carving(studio, workshop, tx, by).part(clip, span)
    prepare_soon(studio, workshop, [made])
    return made


def join(studio: Studio, workshop: str, clip_id: str, *, by: str = "") -> Clip:
    """Join a clip with the one that begins where it ends, and return it: a division undone.

    Raises :class:`NothingToJoin`, :class:`AnsweredApart`, :class:`ClipInFilms`, :class:`ClipBusy`.
    """
    _require_idle(studio, clip_id)
    with studio.documents.read(workshop) as looking:
        _require_idle(studio, _following(looking, looking.get(Clip, clip_id)).id)
    with consent_changes(studio, workshop) as tx:
        first = tx.get(Clip, clip_id)
        second = _following(tx.tx, first)
        for clip in (first, second):
            _require_free(tx.tx, clip)
        if tx.find(Answer, subject_id=second.id):
            raise AnsweredApart(second)
        whole = Carving(studio, workshop, tx, by).joined(first, second)
    forget_work(studio, second)
    prepare_soon(studio, workshop, [whole])
    return whole


def films_of(tx: Reading, clip: Clip) -> tuple[str, ...]:
    """Return the titles of the films that hold *clip*, or whose recipe names it."""
    holding = {one.cut_id for one in tx.find(CutVersion) if any(i.clip_id == clip.id for i in one.items)}
    cuts = [cut for cut in tx.find(Cut) if cut.id in holding or names(cut.recipe, clip)]
    gone = holding - {cut.id for cut in cuts}
    return (*sorted(cut.title for cut in cuts), *sorted(gone))


def names(recipe: str, clip: Clip) -> bool:
    """Tell whether a recipe names *clip* by id or title; one that cannot be read does if it holds either."""
    called = {name for name in (clip.id, clip.title) if name}
    try:
        known = drafted(recipe)
    except EditingError:
        return any(_letters(name) in _letters(recipe) for name in called)
    holders = [*known.parts, *(one for one in (known.opening, known.credits) if one)]
    named = {part.clip for part in known.parts} | {one.background.picture for one in holders}
    return bool(named & called)


def _letters(text: str) -> str:
    """Return *text* without what TOML may write in another way: quotation marks, spaces, signs."""
    return re.sub(r"[\W_]+", "", folded(text))


def follower(tx: Reading, clip: Clip) -> Clip | None:
    """Return the clip of the same recording that begins where *clip* ends, if there is exactly one."""
    found = [one for one in tx.find(Clip, footage_id=clip.footage_id) if one.start_ms == clip.end_ms]
    return found[0] if len(found) == 1 else None


# -- what must be so ---------------------------------------------------------------------------


def _require_inside(clip: Clip, start_ms: int, end_ms: int) -> None:
    if not (0 <= start_ms <= end_ms - LEAST_MS and end_ms <= clip.duration_ms):
        raise CutNotInside(clip, start_ms, end_ms, LEAST_MS)


def _require_free(tx: Reading, clip: Clip) -> None:
    if films := films_of(tx, clip):
        raise ClipInFilms(clip, films)


def _require_idle(studio: Studio, clip_id: str) -> None:
    """Refuse while a worker listens to the clip: what it writes would be of another range."""
    with JobQueue(studio) as queue:
        for job in queue.jobs([job_id(Work.SUBTITLE, clip_id)]):
            if job.state in {JobState.WAITING, JobState.RUNNING}:
                with studio.documents.read(job.workshop) as tx:
                    raise ClipBusy(tx.get(Clip, clip_id))


def _following(tx: Reading, clip: Clip) -> Clip:
    following = follower(tx, clip)
    if following is None:
        raise NothingToJoin(clip)
    return following
