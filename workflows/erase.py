"""Erasing, the durable part. The gate is closed already; a crash anywhere leaves the rest to the next worker.

In this order, so that nobody's recording is lost and nothing half erased stays so:

1. kits emptied, narrowed films drafted while the old layouts can still be read;
2. what other people have in the same recordings is copied out and compared (:mod:`workflows.keep`): should
   that fail, nothing was deleted, and the failed work says why;
3. one transaction forgets everything that documents say, and notes which bytes are to go;
4. the bytes go, then what durable work left in its queue, then the traces of all of it;
5. the narrowed films are rendered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dbos import DBOS

from consent.deeds import ErasureStep
from pvstudio.editing.segments import forget_clips
from pvstudio.model import CutState, CutVersion
from pvstudio.store.clear import sweep_all as sweep_clear
from pvstudio.store.files import delete_tree, sweep
from pvstudio.store.files import remove as remove_file
from workflows import running
from workflows.clips.portraits import erase_portraits
from workflows.clips.trying import clip_of
from workflows.erasures import ErasureOrder, also_in, enter
from workflows.forget import forget_documents
from workflows.keep import keep_others, shared_footage
from workflows.publish import erase_film, pieces_folder
from workflows.queue import JobQueue, JobState, Work, job_id
from workflows.queue_traces import erase_traces
from workflows.spoken import SpokenAnswer
from workflows.wiring import Studio
from workflows.withdraw import close, draft, finish, render_drafts

#: Half-made files that nobody has touched for this long were left by a killed process.
_ABANDONED_S = 60.0


@DBOS.workflow(name=Work.ERASE, max_recovery_attempts=100)
def erase(workshop: str, order_id: str) -> list[str]:
    """Carry out an erasure; return the narrowed versions that take the place of erased films."""
    withdrawal = stop_work(workshop, order_id)
    close(workshop, withdrawal)
    drafts, failures = list[str](), list[Exception]()
    try:
        drafts = draft(workshop)
    except Exception as failure:  # noqa: BLE001 - a film that cannot be laid out must not keep footage here
        failures.append(failure)
    finish(workshop, withdrawal, drafts)
    for footage_id in to_keep(workshop, order_id):
        keep(workshop, order_id, footage_id)
    forget(workshop, order_id)
    remove(workshop, order_id)
    end(workshop, order_id)
    render_drafts(workshop, drafts)
    if failures:
        raise failures[0]
    return drafts


@DBOS.step(name="erase.stop_work")
def stop_work(workshop: str, order_id: str) -> str:
    """Stop whatever works on the footage or the films; return the id of the withdrawal."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        order = tx.get(ErasureOrder, order_id)
        touched = {*order.clip_ids, *order.films, *order.spoken, *shared_footage(tx, order)}
        touched |= {film.id for film in tx.find(CutVersion) if film.narrows in order.films}
        if order.everything:
            touched |= {one.id for one in tx.find(SpokenAnswer, participant_id=order.participant_id)}
    with JobQueue(studio) as queue:
        for job, state in queue.about(workshop).items():
            if state in {JobState.WAITING, JobState.RUNNING} and clip_of(job.partition(":")[2]) in touched:
                queue.stop(job)  # another erasure may just have forgotten it
    return order.withdrawal_id


@DBOS.step(name="erase.to_keep")
def to_keep(workshop: str, order_id: str) -> list[str]:
    """Return the recordings that hold clips of other people."""
    with running.studio().documents.read(workshop) as tx:
        order = tx.get(ErasureOrder, order_id)
        return shared_footage(tx, order) if order.keep else []


@DBOS.step(name="erase.keep")
def keep(workshop: str, order_id: str, footage_id: str) -> None:
    """Make a recording anew with the other people's clips alone, and let its documents name that one."""
    keep_others(
        running.studio(), workshop, order_id, footage_id, job=running.job("keep other people's clips")
    )


@DBOS.step(name="erase.forget")
def forget(workshop: str, order_id: str) -> None:
    """Forget what documents say, in one transaction; it notes which bytes are to go."""
    forget_documents(running.studio(), workshop, order_id)


@DBOS.step(name="erase.remove")
def remove(workshop: str, order_id: str) -> None:
    """Delete the recordings, whatever was made from them, and the films that held the clips."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        order = tx.get(ErasureOrder, order_id)
        unfinished = [film.id for film in tx.find(CutVersion) if _is_unfinished(film, order)]
    for version_id in (*order.films, *unfinished):
        erase_film(studio, workshop, version_id)
    for sha256 in order.gone:
        studio.files(workshop).erase(sha256)
    for sha256 in order.stays:
        _leave_the_evidence(studio, workshop, sha256)
    if order.everything:
        erase_portraits(studio, workshop, order.participant_id)
    forget_clips(pieces_folder(studio, workshop), order.clip_ids)
    idle_s = min(_ABANDONED_S, (datetime.now(UTC) - order.at).total_seconds())
    sweep(studio.folder(workshop), older_than_s=idle_s)
    sweep_clear(studio.settings.home)


def _leave_the_evidence(studio: Studio, workshop: str, sha256: str) -> None:
    """Delete what was made from a recording; the recording itself stays as somebody's evidence."""
    files = studio.files(workshop)
    if files.has(sha256):
        for path in files.folder(sha256).iterdir():
            if path.is_dir():
                delete_tree(path)
            elif path != files.original(sha256):
                remove_file(path)


def _is_unfinished(film: CutVersion, order: ErasureOrder) -> bool:
    """Tell whether what lies in the film's folder was begun with a recording that is another now."""
    return film.state is CutState.DRAFT and film.narrows in order.films


@DBOS.step(name="erase.end")
def end(workshop: str, order_id: str) -> None:
    """Clear the queue and the traces; then say in the ledger that it is done."""
    studio = running.studio()
    mine = job_id(Work.ERASE, order_id)
    with JobQueue(studio) as queue:
        found = queue.about(workshop)
        queue.forget([job for job, state in found.items() if job != mine and _is_over(state)])
        erase_traces(studio.queue_url)
        with studio.documents.read(workshop) as looking:
            elsewhere = also_in(studio, workshop, looking.get(ErasureOrder, order_id).gone)
        with studio.book(workshop) as tx:
            order = tx.get(ErasureOrder, order_id)
            now = datetime.now(UTC)
            enter(tx, order, ErasureStep.DONE, (), at=now)
            tx.put(replace(order, done_at=order.done_at or now, elsewhere=elsewhere))
        studio.documents.erase_traces()
        for one in order.kept:
            queue.ask(Work.INGEST, workshop, one.footage_id)


def _is_over(state: JobState) -> bool:
    return state not in {JobState.WAITING, JobState.RUNNING}
