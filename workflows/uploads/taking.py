"""A whole upload becomes footage: durable work, so that a crash anywhere costs and doubles nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO, cast

from dbos import DBOS

from pvstudio.media.errors import Cancelled
from pvstudio.media.ffmpeg import Job, Progress
from pvstudio.model import Footage, FootageState
from pvstudio.store import Writing
from pvstudio.store.copying import Received
from pvstudio.store.errors import FootageErased
from workflows import running
from workflows.ingest import noted
from workflows.queue import JobQueue, Work
from workflows.uploads.pieces import Pieces
from workflows.uploads.receiving import alone
from workflows.uploads.records import Upload, UploadState
from workflows.wiring import Studio

#: A request may still be at the upload: its last bytes, sent twice.
_PATIENCE_S = 60.0


@DBOS.workflow(name=Work.TAKE_IN, max_recovery_attempts=10)
def take_in(workshop: str, upload_id: str) -> str:
    """Make footage of an upload, and have it looked into; return the footage's id, "" if it was refused."""
    footage_id = keep(workshop, upload_id)
    if footage_id:
        look_into(workshop, footage_id)
    clear_away(workshop, upload_id)
    return footage_id


@DBOS.step(name="take_in.keep")
def keep(workshop: str, upload_id: str) -> str:
    """Copy the pieces into one sealed recording; it, and what became of the upload, are noted at once."""
    studio = running.studio()
    job = running.job("take in")
    with alone(studio, workshop, upload_id, patience_s=_PATIENCE_S) as pieces:
        with studio.documents.read(workshop) as tx:
            known = tx.find(Upload, id=upload_id)
        if known and known[0].state is UploadState.ARRIVING:
            return _kept(studio, workshop, known[0], pieces, job).footage_id
    return known[0].footage_id if known else ""  # nobody wants it any more


def _kept(studio: Studio, workshop: str, upload: Upload, pieces: Pieces, job: Job) -> Upload:
    """Copy and note; copy again while what these bytes were before, a deleted note, goes between the two."""
    ended = None
    while ended is None:
        try:
            received = _received(studio, workshop, upload, pieces, job)
        except FootageErased as erased:
            return _refused(studio, workshop, upload, erased)
        with studio.documents.write(workshop) as tx:
            if studio.files(workshop).has(received.sha256):
                ended = _taken_in(tx, upload, received)
    return ended


def _received(studio: Studio, workshop: str, upload: Upload, pieces: Pieces, job: Job) -> Received:
    with pieces.opened() as stream:
        source = cast(BinaryIO, _Watched(stream, upload.size_bytes or 0, job))
        return studio.files(workshop).receive(source, expected_bytes=upload.size_bytes)


def _refused(studio: Studio, workshop: str, upload: Upload, erased: FootageErased) -> Upload:
    reason = f"{erased} {erased.advice}"
    refused = replace(upload, state=UploadState.REFUSED, reason=reason, ended_at=datetime.now(UTC))
    with studio.documents.write(workshop) as tx:
        tx.put(refused)
    return refused


def _taken_in(tx: Writing, upload: Upload, received: Received) -> Upload:
    footage, duplicate = noted(tx, upload.name, received, language=upload.language)
    ended = replace(
        upload,
        state=UploadState.TAKEN_IN,
        footage_id=footage.id,
        duplicate=duplicate,
        ended_at=datetime.now(UTC),
    )
    tx.put(ended)
    return ended


@DBOS.step(name="take_in.look_into")
def look_into(workshop: str, footage_id: str) -> None:
    """Queue the look inside; footage that was looked into before is left as it is."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        found = tx.find(Footage, id=footage_id, state=FootageState.RECEIVED)
    if found:
        with JobQueue(studio) as queue:
            queue.enqueue(Work.INGEST, workshop, footage_id)


@DBOS.step(name="take_in.clear_away")
def clear_away(workshop: str, upload_id: str) -> None:
    """Shred the key of the pieces and delete them: the recording lies elsewhere now, or may not be here."""
    with alone(running.studio(), workshop, upload_id) as pieces:
        pieces.delete()


class _Watched:
    """A stream that tells how far it was read, and ends with :class:`Cancelled` when a person says so."""

    def __init__(self, stream: BinaryIO, size_bytes: int, job: Job) -> None:
        self._stream, self._size, self._job = stream, max(1, size_bytes), job
        self._read, self._began = 0, time.monotonic()

    def read(self, size: int) -> bytes:
        """Read on."""
        if self._job.cancelled():
            raise Cancelled("It was stopped before it was taken in; what was uploaded is kept.")
        block = self._stream.read(size)
        self._read += len(block)
        passed, share = time.monotonic() - self._began, self._read / self._size
        left = passed / share - passed if share else None
        self._job.on_progress(Progress(percent=100 * min(1.0, share), speed=None, remaining_s=left))
        return block
