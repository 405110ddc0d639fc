"""A clip as somebody in it would appear: made with treatments for them alone to look at, before they answer.

Each choice of treatments is work of its own, so that nobody's wish takes the place of another's or of the
facilitators' preview; nothing is noted of who wanted it. The file is named by what it is made from
(:mod:`pvstudio.media.mezzanines`): a film with the same treatments takes it, and it goes with the recording.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from pvstudio.errors import NotFound
from pvstudio.media.treatments import PICTURE, SOUND
from pvstudio.model import Clip, Treatment
from workflows.queue import JobInfo, JobQueue, JobState, Work, job_id
from workflows.wiring import Studio

#: What can be seen, or heard, before a film is made.
CAN_BE_TRIED = frozenset(PICTURE.keys() | SOUND.keys())

#: Between the id of a clip and the treatments; no id has it.
_THEN = "."


def choices() -> list[frozenset[Treatment]]:
    """Return every choice of treatments that can be tried, the single ones first."""
    counts = range(1, len(CAN_BE_TRIED) + 1)
    return [frozenset(some) for n in counts for some in combinations(sorted(CAN_BE_TRIED), n)]


def trial_id(clip_id: str, treatments: Iterable[Treatment]) -> str:
    """Return the one id of these treatments on a clip: what the work is about."""
    return _THEN.join((clip_id, *sorted(treatments)))


def clip_of(about: str) -> str:
    """Return the clip that work is about, whether it tries treatments on it or not."""
    return about.partition(_THEN)[0]


def treatments_of(trial: str) -> list[str]:
    """Return the treatments that are tried."""
    return trial.split(_THEN)[1:]


def trial_jobs(clip_id: str) -> list[str]:
    """Return the ids of all the work that trials of a clip can have caused."""
    return [job_id(Work.TRY, trial_id(clip_id, some)) for some in choices()]


def ask_trial(
    studio: Studio, queue: JobQueue, workshop: str, clip_id: str, treatments: Iterable[Treatment]
) -> str:
    """Queue a clip with *treatments* for whoever waits for it; what failed is tried again. Return the job.

    Raises :class:`~pvstudio.errors.NotFound` for a clip, or a choice of treatments, that is not there.
    """
    return queue.ask(Work.TRY, workshop, _wanted(studio, workshop, clip_id, treatments), again=True)


def try_ahead(
    studio: Studio, queue: JobQueue, workshop: str, clip_id: str, treatments: Iterable[Treatment]
) -> str:
    """Queue a clip with *treatments* before anybody asks; what failed, or was stopped, is left alone."""
    return queue.enqueue(Work.TRY, workshop, _wanted(studio, workshop, clip_id, treatments))


def _wanted(studio: Studio, workshop: str, clip_id: str, treatments: Iterable[Treatment]) -> str:
    chosen = frozenset(treatments)
    if chosen not in choices():
        raise NotFound("treatment", _THEN.join(sorted(chosen)))
    with studio.documents.read(workshop) as tx:
        return trial_id(tx.get(Clip, clip_id).id, chosen)


def trying(queue: JobQueue, clip_id: str, treatments: Iterable[Treatment]) -> JobInfo | None:
    """Return how far the work on these treatments is; None if nobody asked for it."""
    return next(iter(queue.jobs([job_id(Work.TRY, trial_id(clip_id, treatments))])), None)


def ended_badly(job: JobInfo | None) -> bool:
    """Tell whether nothing will come of the work unless somebody asks again."""
    return job is not None and job.over and job.state is not JobState.DONE
