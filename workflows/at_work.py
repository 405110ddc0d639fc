"""The durable work of a workshop as its facilitators see it: on what, how far, and what it waits for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pvstudio.errors import NotFound
from pvstudio.languages import canonical
from pvstudio.model import Clip, Cut, CutVersion, Footage, FootageState, Kit, Participant
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from workflows.clips.trying import clip_of
from workflows.erasures import ErasureOrder
from workflows.feedback.notes import SpokenNote
from workflows.queue import QUEUES, JobInfo, JobQueue, JobState, Work
from workflows.screening_kits.wishes import KitOrder
from workflows.spoken import SpokenAnswer
from workflows.subtitle import SpeechReport, SpeechState
from workflows.uploads.records import Upload, UploadState
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal

#: So long what is done stays in sight, and what failed or was stopped.
_DONE_STAYS, _FAILED_STAYS = timedelta(hours=12), timedelta(days=14)
#: A worker takes up what waits within a second; after this long there is none.
_PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One piece of work: *name* is what people call its subject, "" for what must not be named here."""

    job: JobInfo
    name: str = ""
    clip_id: str = ""  # whose picture stands for it
    behind: Line | None = None  # it waits for this
    refused: bool = False  # it was done, and the file could not be used or was not kept
    reason: str = ""  # why, in English
    alone: bool = False  # it waits, and no worker seems to be there


def at_work(studio: Studio, queue: JobQueue, workshop: str, *, at: datetime) -> list[Line]:
    """Return the work of a workshop: what runs, what waits in its order, what failed, what is done."""
    jobs = queue.lately(at - _DONE_STAYS)
    with studio.documents.read(workshop) as tx:
        lines = {job.id: _line(tx, workshop, job) for job in jobs}
    running = [job for job in jobs if job.state is JobState.RUNNING]
    mine = [job for job in jobs if job.workshop == workshop and not _is_old(job, at)]
    found = [_explained(lines[job.id], running, lines, at) for job in mine]
    return sorted(found, key=lambda line: _ORDER.index(line.job.state))


_ORDER = [
    JobState.RUNNING,
    JobState.WAITING,
    JobState.FAILED,
    JobState.DEAD_LETTER,
    JobState.CANCELLED,
    JobState.DONE,
]


def _is_old(job: JobInfo, at: datetime) -> bool:
    return job.over and job.updated_at is not None and job.updated_at < at - _FAILED_STAYS


def _explained(line: Line, running: Sequence[JobInfo], lines: dict[str, Line], at: datetime) -> Line:
    """Say why the work of *line* waits, if it does."""
    if line.job.state is not JobState.WAITING:
        return line
    queue, since = QUEUES[Work(line.job.work)], line.job.updated_at
    before = [one for one in running if QUEUES[Work(one.work)] is queue]
    alone = not running and since is not None and since < at - _PATIENCE
    return replace(line, behind=lines[before[0].id] if before else None, alone=alone)


def _line(tx: Reading, workshop: str, job: JobInfo) -> Line:
    """Name what a job works on; that of another workshop stays unnamed."""
    if job.workshop != workshop:
        return Line(job=job)
    name, clip_id = _subject(tx, Work(job.work), job.about)
    refused, reason = _outcome(tx, job)
    return Line(job=job, name=name, clip_id=clip_id, refused=refused, reason=reason)


def _outcome(tx: Reading, job: JobInfo) -> tuple[bool, str]:
    """Return whether the file that the work was about is refused, and why: such work is done all the same."""
    try:
        match job.work:
            case Work.TAKE_IN:
                upload = tx.get(Upload, job.about)
                return upload.state is UploadState.REFUSED, upload.reason
            case Work.INGEST:
                footage = tx.get(Footage, job.about)
                return footage.state is FootageState.REFUSED, footage.reason
    except NotFound:  # it has been erased since
        pass
    return False, ""


def _subject(tx: Reading, work: Work, about: str) -> tuple[str, str]:
    """Return what people call the document *about*, and the clip whose picture stands for it."""
    try:
        match work:
            case Work.TAKE_IN:
                return tx.get(Upload, about).name, ""
            case Work.INGEST:
                clips = tx.find(Clip, footage_id=about)
                return tx.get(Footage, about).original_name, clips[0].id if clips else ""
            case Work.ASSEMBLE | Work.PHONE_COPY:
                version = tx.get(CutVersion, about)
                return f"{tx.get(Cut, version.cut_id).title} {version.number}", ""
            case Work.KIT:
                return _of_kit(tx, about), ""
            case Work.WITHDRAW:
                return tx.get(Participant, tx.get(Withdrawal, about).participant_id).pseudonym, ""
            case Work.ERASE:
                return tx.get(Participant, tx.get(ErasureOrder, about).participant_id).pseudonym, ""
            case Work.VOICE:
                return tx.get(Participant, tx.get(SpokenAnswer, about).participant_id).pseudonym, ""
            case Work.NOTE:
                return _of_kit(tx, tx.get(SpokenNote, about).kit_id), ""
            case _:
                clip = tx.get(Clip, clip_of(about))
                return clip.title, clip.id
    except NotFound:  # it has been erased since
        return "", ""


def _of_kit(tx: Reading, kit_id: str) -> str:
    """Return what people call a kit that is made, or was: its film, and who gets it."""
    ordered = tx.find(KitOrder, id=kit_id)
    kit = ordered[0] if ordered else tx.get(Kit, kit_id)
    cut = tx.get(Cut, tx.get(CutVersion, kit.cut_version_id).cut_id)
    return f"{cut.title} · {kit.recipient}"


def job_of(queue: JobQueue, workshop: str, wanted: str) -> JobInfo:
    """Return one job of the workshop, or raise :class:`~pvstudio.errors.NotFound`."""
    job = queue.job(wanted)
    if job.workshop != workshop:
        raise NotFound("job", wanted)
    return job


def unheard(tx: Reading) -> list[Clip]:
    """Return the clips that can be listened to and were not, or not with success, by title."""
    ready = {one.id for one in tx.find(Footage, state=FootageState.READY) if one.media and one.media.audio}
    heard = {one.id for one in tx.find(SpeechReport) if one.state is not SpeechState.MANUAL}
    heard |= {track.clip_id for track in tx.find(Track)}
    found = [clip for clip in tx.find(Clip) if clip.footage_id in ready and clip.id not in heard]
    return sorted(found, key=lambda clip: clip.title.casefold())


def hear(
    studio: Studio, queue: JobQueue, workshop: str, clip_ids: Collection[str], language: str = ""
) -> list[str]:
    """Let the machine listen to clips, in *language* (BCP 47; "": the clip's, or found); return the jobs.

    Subtitles that people have worked on stay as they are.
    """
    spoken = canonical(language) if language else None
    with studio.documents.write(workshop) as tx:
        clips = [tx.get(Clip, one) for one in clip_ids]
        for clip in clips:
            if spoken and clip.language != spoken:
                tx.put(replace(clip, language=spoken))
    return [queue.ask(Work.SUBTITLE, workshop, clip.id, again=True) for clip in clips]
