"""What pages of a clip show is made by workers: small copy, pictures, waveform, and treated previews."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from dbos import DBOS

from consent.gate.policy import wishes
from consent.gate.records import Records
from pvstudio.media.mezzanines import make_mezzanine
from pvstudio.media.progress import part
from pvstudio.media.proxies import make_proxy
from pvstudio.model import Audience, Clip, Footage, Participant, Treatment
from workflows import running
from workflows.clips.trying import CAN_BE_TRIED, clip_of, treatments_of, trial_jobs
from workflows.ingest import prepare_mezzanine, prepare_pictures, prepare_proxy
from workflows.queue import JobQueue, Work, job_id
from workflows.wiring import Studio

__all__ = [
    "CAN_BE_TRIED", "Asked", "TreatedPreview", "ask_preview", "asked_for", "forget_work", "prepare_soon",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatedPreview:
    """With which treatments somebody wants to see a clip (a document; its id is the clip's)."""

    id: str
    treatments: frozenset[Treatment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody in a clip agrees to *audiences* on the condition of *treatment*."""

    person: Participant
    treatment: Treatment
    audiences: tuple[Audience, ...]


def prepare_soon(studio: Studio, workshop: str, clips: Iterable[Clip]) -> None:
    """Queue the preparation of *clips*; what is there already is not made again."""
    with JobQueue(studio) as queue:
        for clip in clips:
            queue.ask(Work.PREPARE, workshop, clip.id, again=True)


def forget_work(studio: Studio, clip: Clip) -> None:
    """Stop what is done for a clip that is not there any more, and forget what was."""
    works = [job_id(work, clip.id) for work in (Work.PREPARE, Work.PREVIEW, Work.SUBTITLE)]
    with JobQueue(studio) as queue:
        for job in queue.jobs(works + trial_jobs(clip.id)):
            if job.over:
                queue.forget([job.id])
            else:
                queue.stop(job.id)


@DBOS.workflow(name=Work.PREPARE, max_recovery_attempts=10)
def prepare(workshop: str, clip_id: str) -> None:
    """Prepare one clip for watching; once more if it was cut meanwhile."""
    done = list[str]()
    while (span := span_of(workshop, clip_id)) not in done:
        prepare_mezzanine(workshop, clip_id)
        prepare_proxy(workshop, clip_id)
        prepare_pictures(workshop, clip_id)
        done.append(span)


@DBOS.step(name="prepare.span_of")
def span_of(workshop: str, clip_id: str) -> str:
    """Say which range of which footage a clip is now."""
    with running.studio().documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
    return f"{clip.footage_id} {clip.start_ms}-{clip.end_ms}"


def ask_preview(studio: Studio, workshop: str, clip_id: str, treatments: Iterable[Treatment]) -> None:
    """Queue a treated copy of a clip, to be looked at by facilitators and the people in it."""
    wanted = frozenset(treatments) & CAN_BE_TRIED
    with studio.documents.write(workshop) as tx:
        tx.put(TreatedPreview(id=tx.get(Clip, clip_id).id, treatments=wanted))
    with JobQueue(studio) as queue:
        queue.ask(Work.PREVIEW, workshop, clip_id, again=True)


@DBOS.workflow(name=Work.PREVIEW, max_recovery_attempts=10)
def preview(workshop: str, clip_id: str) -> None:
    """Make a clip as its preview wants it; once more if somebody wants another one meanwhile."""
    done = list[list[str]]()
    while (wanted := wanted_treatments(workshop, clip_id)) not in done:
        treat(workshop, clip_id, wanted)
        done.append(wanted)


@DBOS.workflow(name=Work.TRY, max_recovery_attempts=10)
def try_on(workshop: str, trial: str) -> None:
    """Make a clip with the treatments of a trial; once more if it was cut meanwhile."""
    done = list[str]()
    while (span := span_of(workshop, clip_of(trial))) not in done:
        treat(workshop, clip_of(trial), treatments_of(trial))
        done.append(span)


@DBOS.step(name="preview.wanted_treatments")
def wanted_treatments(workshop: str, clip_id: str) -> list[str]:
    """Return the treatments that somebody wants to see."""
    with running.studio().documents.read(workshop) as tx:
        return sorted(tx.get(TreatedPreview, clip_id).treatments)


@DBOS.step(name="preview.treat")
def treat(workshop: str, clip_id: str, wanted: list[str]) -> None:
    """Make the treated clip, then its small copy."""
    studio, job = running.studio(), running.job("try the treatment")
    with studio.documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        footage = tx.get(Footage, clip.footage_id)
    treatments = frozenset(map(Treatment, wanted))
    files, film = studio.files(workshop), studio.settings.film
    made = make_mezzanine(clip, footage, files, film, treatments=treatments, job=part(job, 0, 90))
    make_proxy(made, job=part(job, 90, 100))


def asked_for(clip_id: str, records: Records) -> tuple[Asked, ...]:
    """Return who in a clip asks for which treatment, for which audiences, now."""
    found: dict[tuple[str, Treatment], list[Audience]] = {}
    for audience in Audience:
        for wish in wishes(clip_id, audience, datetime.now(UTC), records):
            found.setdefault((wish.participant_id, wish.treatment), []).append(audience)
    return tuple(
        Asked(person=records.people[who], treatment=treatment, audiences=tuple(audiences))
        for (who, treatment), audiences in found.items()
    )
