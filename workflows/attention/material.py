"""Footage, work, clips, treatments, subtitles: what the machine could not do alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consent.treated import held
from pvstudio.model import Clip, Footage, FootageState, Kit
from pvstudio.subtitles.cues import Track, TrackState
from pvstudio.subtitles.rows import rows_of, stale
from workflows.attention.look import Look
from workflows.attention.need import Need, NeedKind
from workflows.erasures import ErasureOrder
from workflows.queue import JobInfo, JobState, Work
from workflows.withdrawals import Withdrawal

#: What was cancelled somebody did not want.
_FAILED = frozenset({JobState.FAILED, JobState.DEAD_LETTER})


def material_needs(look: Look) -> Iterator[Need]:
    """Yield what is refused, failed, unlogged, unwatched or read by nobody."""
    refused = look.find(Footage, state=FootageState.REFUSED)
    yield from _need(NeedKind.FOOTAGE_REFUSED, [(one.id, one.original_name) for one in refused])
    yield from _need(NeedKind.WORK_FAILED, [(one.id, one.reason) for one in _failed(look)])
    open_ = [clip for clip in look.find(Clip) if not clip.people_complete]
    logged = look.records.appearing
    yield from _clips(NeedKind.CLIP_UNLOGGED, [clip for clip in open_ if clip.id not in logged])
    yield from _clips(NeedKind.CLIP_UNCONFIRMED, [clip for clip in open_ if clip.id in logged])
    yield from _treatments(look)
    yield from _subtitles(look)


def _need(kind: NeedKind, some: Iterable[tuple[str, str]]) -> Iterator[Need]:
    found = dict(some)
    if found:
        yield Need(kind=kind, count=len(found), about=tuple(found), names=tuple(found.values()))


def _clips(kind: NeedKind, clips: Iterable[Clip]) -> Iterator[Need]:
    yield from _need(kind, [(clip.id, clip.title) for clip in clips])


def _failed(look: Look) -> Iterator[JobInfo]:
    """Yield work that failed and is still wanted; refused footage says so itself, a no stands first."""
    urgent = {one.id for one in look.find(ErasureOrder, done_at=None)}
    urgent |= {one.id for one in look.find(Withdrawal, done=False)}
    refused = {one.id for one in look.find(Footage, state=FootageState.REFUSED)}
    films = {film.id for film in look.films}
    for job in look.around.jobs:
        if job.state not in _FAILED or job.about in urgent or job.about in refused:
            continue
        if job.work != Work.ASSEMBLE or job.about in films:  # nobody waits for an older film
            yield job


def _treatments(look: Look) -> Iterator[Need]:
    titles = {clip.id: clip.title for clip in look.find(Clip)}
    waiting = [
        (item.treated, titles.get(item.clip_id, ""))
        for _version, item in held(look)
        if (item.clip_id, item.treated) not in look.records.checks
    ]
    yield from _need(NeedKind.TREATMENT, waiting)


def _subtitles(look: Look) -> Iterator[Need]:
    """Yield the clips of films about to be published whose subtitles nobody has read, or are out of date."""
    published = {kit.cut_version_id for kit in look.find(Kit)}
    wanted = {
        (item.clip_id, language)
        for film in look.films
        if film.id not in published
        for item in film.items
        for language in film.languages
    }
    tracks = [one for one in look.find(Track) if (one.clip_id, one.language) in wanted]
    unread = {one.clip_id for one in tracks if one.state is TrackState.MACHINE}
    by_language = {(one.clip_id, one.language): one for one in look.find(Track)}
    sources = [(one, by_language.get((one.clip_id, one.translates))) for one in tracks if one.translates]
    old = {one.clip_id for one, source in sources if source and stale(rows_of(one), rows_of(source))}
    yield from _clips(NeedKind.SUBTITLES_STALE, [clip for clip in look.find(Clip) if clip.id in old])
    yield from _clips(NeedKind.SUBTITLES_MACHINE, [clip for clip in look.find(Clip) if clip.id in unread])
