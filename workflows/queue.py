"""The durable queue, seen from outside a worker: enqueue, look, cancel, retry.

Names of workflows and queues stand here once; dbos accepts a misspelt name without a word.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from dbos import DBOSClient, DBOSPortableJSONSerializer, run_dbos_database_migrations

from pvstudio.errors import NotFound
from workflows.wiring import Studio

#: Pinned: work that a killed worker left is taken up only under the same version. Raise it, with a
#: migration, when the steps of a workflow change their order.
APPLICATION_VERSION = "1"
APPLICATION_NAME = "pvstudio"


class Queue(StrEnum):
    """Queues, and how many workflows of each one worker runs at the same time."""

    URGENT = "urgent"  # withdrawals and erasures
    LIGHT = "light"
    HEAVY = "heavy"  # ffmpeg, Whisper: one at a time


WORKER_CONCURRENCY = {Queue.URGENT: 2, Queue.LIGHT: 2, Queue.HEAVY: 1}


class Work(StrEnum):
    """Registered workflows."""

    TAKE_IN = "take-in"  # an upload becomes footage
    INGEST = "ingest"
    PREPARE = "prepare"
    PREVIEW = "preview"
    TRY = "try"  # a treatment, for somebody in the clip who waits to see it
    VOICE = "voice"  # a spoken answer is made playable
    SUBTITLE = "subtitle"
    NOTE = "note"  # a spoken note of a screening is made playable and written down
    ASSEMBLE = "assemble"
    PHONE_COPY = "phone-copy"  # of a film, for those who are in it
    KIT = "kit"  # that was ordered: its film, its papers
    WITHDRAW = "withdraw"
    ERASE = "erase"


class JobState(StrEnum):
    """Where a piece of durable work stands, in words for people."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DEAD_LETTER = "dead letter"  # it took its worker down again and again


_STATES = {
    "ENQUEUED": JobState.WAITING,
    "DELAYED": JobState.WAITING,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.DONE,
    "ERROR": JobState.FAILED,
    "CANCELLED": JobState.CANCELLED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": JobState.DEAD_LETTER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobInfo:
    """One piece of durable work as people see it."""

    id: str
    work: str
    about: str  # the document that it works on
    workshop: str
    state: JobState
    reason: str = ""
    error: str = ""  # the kind of what failed: the name of its class
    step: str = ""
    percent: float | None = None
    remaining_s: float | None = None
    updated_at: datetime | None = None

    @property
    def over(self) -> bool:
        """Say whether nothing more will happen by itself."""
        return self.state not in {JobState.WAITING, JobState.RUNNING}


def job_id(work: Work, about: str) -> str:
    """Return the id of *work* on the document *about*: there is one piece of it at most."""
    return f"{work}:{about}"


def prepare_database(url: str) -> None:
    """Create or migrate the queue's tables; on SQLite switch to WAL, so that readers never wait."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    run_dbos_database_migrations(url)


class JobQueue:
    """The queue of one studio; use as a context manager."""

    def __init__(self, studio: Studio) -> None:
        studio.settings.home.mkdir(parents=True, exist_ok=True)
        prepare_database(studio.queue_url)
        self._client = DBOSClient(
            system_database_url=studio.queue_url,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION_NAME,
        )

    def __enter__(self) -> JobQueue:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.destroy()

    def enqueue(self, work: Work, workshop: str, about: str) -> str:
        """Queue *work* on the document *about*; the same work asked for twice is done once."""
        wanted = job_id(work, about)
        self._client.enqueue(
            {
                "workflow_name": work,
                "queue_name": QUEUES[work],
                "workflow_id": wanted,
                "app_version": APPLICATION_VERSION,
                "attributes": {"workshop": workshop, "about": about},
            },
            workshop,
            about,
        )
        return wanted

    def ask(self, work: Work, workshop: str, about: str, *, again: bool = False) -> str:
        """Queue *work* for a person who asks: what failed or was stopped is tried again, and with
        *again* what is done is done anew.
        """
        wanted = self.enqueue(work, workshop, about)
        job = self.job(wanted)
        if job.over and (again or job.state is not JobState.DONE):
            self.retry(wanted)
        return wanted

    def jobs(self, ids: Sequence[str] | None = None, *, workshop: str | None = None) -> list[JobInfo]:
        """Return the given jobs, or all, oldest first."""
        found = self._client.list_workflows(
            workflow_ids=list(ids) if ids is not None else None, name=list(Work), load_output=True
        )
        return [self._info(one) for one in found if workshop in {None, _told(one)[0]}]

    def lately(self, since: datetime) -> list[JobInfo]:
        """Return all work that people may want to see, oldest first: the done if it ended *since*."""
        left = [status for status, state in _STATES.items() if state is not JobState.DONE]
        found = self._client.list_workflows(name=list(Work), status=left)
        found += self._client.list_workflows(
            name=list(Work), status="SUCCESS", completed_after=since.isoformat(), load_output=False
        )
        return [self._info(one) for one in sorted(found, key=lambda one: one.created_at or 0)]

    def _info(self, status: Any) -> JobInfo:
        workshop, about = _told(status)
        state = _STATES[status.status]
        progress: dict[str, Any] = {}
        if state is JobState.RUNNING:
            progress = self._client.get_event(status.workflow_id, "progress", timeout_seconds=0) or {}
        return JobInfo(
            id=status.workflow_id,
            work=status.name,
            about=about,
            workshop=workshop,
            state=state,
            reason=_reason(state, status.error),
            error=getattr(status.error, "name", "") if status.error else "",
            step=progress.get("step", ""),
            percent=progress.get("percent"),
            remaining_s=progress.get("remaining_s"),
            updated_at=datetime.fromtimestamp(status.updated_at / 1000, UTC) if status.updated_at else None,
        )

    def job(self, wanted: str) -> JobInfo:
        """Return one job, or raise :class:`~pvstudio.errors.NotFound`."""
        found = self.jobs([wanted])
        if not found:
            raise NotFound("job", wanted)
        return found[0]

    def cancel(self, wanted: str) -> None:
        """Stop a job; the step that runs notices within a second. What was finished stays."""
        self.job(wanted)
        self._client.cancel_workflow(wanted)

    def stop(self, wanted: str) -> None:
        """Stop a job, if the queue knows of it: what goes with it must not stay because of that."""
        with suppress(NotFound):
            self.cancel(wanted)

    def about(self, workshop: str) -> dict[str, JobState]:
        """Return all work of one workshop with its state, also what other work has started by itself."""
        found = self._client.list_workflows(name=list(Work), load_input=True, load_output=False)
        return {one.workflow_id: _STATES[one.status] for one in found if _told(one)[0] == workshop}

    def forget(self, ids: Sequence[str]) -> None:
        """Leave nothing of these jobs in the queue: not what they worked on, came to or failed of."""
        if ids:
            self._client.delete_workflows(list(ids))

    def retry(self, wanted: str) -> None:
        """Queue a job that is over once more; outputs that are there are not made twice."""
        job = self.job(wanted)
        queue = QUEUES[Work(job.work)]
        if job.state in {JobState.FAILED, JobState.DONE}:
            self._client.rewind_workflow(wanted, queue_name=queue)
        else:
            self._client.resume_workflow(wanted, queue_name=queue)


#: Where each kind of work waits.
QUEUES = {
    Work.TAKE_IN: Queue.LIGHT,
    Work.INGEST: Queue.HEAVY,
    Work.PREPARE: Queue.LIGHT,
    Work.PREVIEW: Queue.HEAVY,
    Work.TRY: Queue.LIGHT,  # nobody stands at a phone until an hour of speech was written down
    Work.VOICE: Queue.LIGHT,
    Work.SUBTITLE: Queue.HEAVY,
    Work.NOTE: Queue.HEAVY,
    Work.ASSEMBLE: Queue.HEAVY,
    Work.PHONE_COPY: Queue.LIGHT,  # somebody stands there with a phone: not behind an hour of Whisper
    Work.KIT: Queue.HEAVY,
    Work.WITHDRAW: Queue.URGENT,
    Work.ERASE: Queue.URGENT,
}


def _told(status: Any) -> tuple[str, str]:
    """Return the workshop that a job works in, and on which document: what each is told."""
    told = (*((status.input or {}).get("args") or ()), "", "")
    return str(told[0]), str(told[1])


def _reason(state: JobState, error: BaseException | None) -> str:
    if state is JobState.DEAD_LETTER:
        return "it took its worker down several times and was set aside"
    return str(error) if error else ""
