"""A worker: one process that takes work from the queues until it is told to stop."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from dbos import DBOS, DBOSPortableJSONSerializer

from pvstudio.errors import StudioError
from pvstudio.store.clear import sweep_all as sweep_clear
from pvstudio.store.files import sweep
from pvstudio.store.room import keep_reserve
from workflows import (
    assemble,
    erase,
    hearing_notes,
    ingest,
    listening,
    outbox,
    phone_copies,
    publish,
    running,
    spoken_notes,
    subtitle,
    withdraw,
)
from workflows.clips import preparing
from workflows.invitations import delete_overdue
from workflows.queue import (
    APPLICATION_NAME,
    APPLICATION_VERSION,
    WORKER_CONCURRENCY,
    JobQueue,
    Queue,
    prepare_database,
)
from workflows.screening_kits import making
from workflows.slots import Slot, abandoned, held
from workflows.uploads import taking, tending
from workflows.wiring import Studio

#: Modules whose workflows a worker runs; importing them registers the workflows.
REGISTERED = (
    taking, ingest, preparing, listening, subtitle, hearing_notes, assemble, phone_copies, making, withdraw,
    erase,
)  # fmt: skip

#: How often a worker looks for work that a dead neighbour left.
_SWEEP_S = 15.0

#: Half-made files that nobody has touched for this long belong to nobody.
_LEFTOVER_S = 3600.0


@contextmanager
def working(studio: Studio) -> Iterator[Slot]:
    """Be a worker of *studio* inside the block; raises :class:`NoFreeSlot` when all slots are taken.

    Work that this or another dead worker left is taken up first. Leaving the block abandons
    what still runs; the next worker goes on with it.
    """
    studio.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with held(studio) as slot:
        prepare_database(studio.queue_url)
        running.open_studio(studio)
        DBOS(
            config={
                "name": APPLICATION_NAME,
                "system_database_url": studio.queue_url,
                "executor_id": slot.executor_id,
                "application_version": APPLICATION_VERSION,
                "serializer": DBOSPortableJSONSerializer(),
                "log_level": "CRITICAL",  # failures are states of jobs that people see, not log lines
                "run_migrations": False,
            }
        )
        stop = threading.Event()
        try:
            DBOS.launch()
            for queue in Queue:
                DBOS.register_queue(
                    queue, worker_concurrency=WORKER_CONCURRENCY[queue], polling_interval_sec=0.3
                )
            sweeper = threading.Thread(target=_tend, args=(studio, slot, stop), daemon=True)
            sweeper.start()
            yield slot
            stop.set()
            sweeper.join(timeout=10)
        finally:
            stop.set()
            running.stop()
            DBOS.destroy(workflow_completion_timeout_sec=0)


def _tend(studio: Studio, mine: Slot, stop: threading.Event) -> None:
    """Tend the studio until *stop*; should that fail, end this worker, so that another begins afresh.

    A worker that went on alone would leave withdrawals lying that a crash kept from the queue.
    """
    try:
        while not stop.is_set():
            _tend_once(studio, mine)
            stop.wait(_SWEEP_S)
    finally:
        if not stop.is_set():
            os.kill(os.getpid(), signal.SIGTERM)


def _tend_once(studio: Studio, mine: Slot) -> None:
    """Queue again what dead workers left, and what a crash kept from being queued at all.

    Then delete what killed processes left half-made, which may hold pictures of people, and registrations
    whose day has come; what room there is then is kept for whoever says no.
    """
    for slot in abandoned(studio, mine):
        # The public way is to launch once under the dead id; this call, pinned with the
        # version, does the same inside a running worker and keeps the attempt count.
        DBOS._recover_pending_workflows([slot.executor_id])  # noqa: SLF001
    with JobQueue(studio) as queue:
        for workshop in studio.workshops():
            with suppress(StudioError):  # one that cannot be read is told to whoever opens it
                outbox.flush(studio, workshop, queue)
                tending.flush(studio, workshop, queue)
    for workshop in studio.workshops():
        with suppress(StudioError):
            publish.erase_again(studio, workshop)
            tending.sweep(studio, workshop, at=datetime.now(UTC))
            spoken_notes.sweep_passing(studio, workshop, at=datetime.now(UTC))
        studio.files(workshop).sweep(older_than_s=_LEFTOVER_S)
        sweep(studio.folder(workshop), older_than_s=_LEFTOVER_S)
    with suppress(StudioError):
        delete_overdue(studio, at=datetime.now(UTC))
    sweep_clear(studio.settings.home)
    with suppress(StudioError):
        keep_reserve(studio.settings.home)
