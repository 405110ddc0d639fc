"""What is left of uploads: those that a crash kept from being taken in, and those nobody went on with."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from pvstudio.store.files import remove
from workflows.queue import JobQueue, Work
from workflows.uploads.errors import UploadBusy, UploadWhole
from workflows.uploads.receiving import alone, cancel, ends_at, folder_of, pieces_of
from workflows.uploads.records import Upload, UploadState
from workflows.wiring import Studio

#: So long an upload that ended can still be asked what became of it.
_TOLD_DAYS = 7


def flush(studio: Studio, workshop: str, queue: JobQueue) -> list[str]:
    """Queue every whole upload to be taken in; return the ids of the jobs."""
    with studio.documents.read(workshop) as tx:
        found = tx.find(Upload, state=UploadState.ARRIVING)
    whole = [
        one for one in found if one.size_bytes and pieces_of(studio, workshop, one.id).size == one.size_bytes
    ]
    return [queue.enqueue(Work.TAKE_IN, workshop, one.id) for one in whole]


def sweep(studio: Studio, workshop: str, *, at: datetime) -> list[str]:
    """Delete uploads whose time is over, and what is left of those that ended; return their ids."""
    with studio.documents.read(workshop) as tx:
        known = {one.id: one for one in tx.find(Upload)}
    over = [one.id for one in known.values() if _is_over(studio, workshop, one, at)]
    for one in over:
        with suppress(UploadBusy, UploadWhole):  # or its last bytes came this moment
            if known[one].state is UploadState.ARRIVING:
                cancel(studio, workshop, known[one])
            else:
                with studio.documents.write(workshop) as tx:
                    tx.delete(Upload, one)
    return [*over, *_sweep_folders(studio, workshop)]


def _is_over(studio: Studio, workshop: str, upload: Upload, at: datetime) -> bool:
    if upload.ended_at:
        return upload.ended_at + timedelta(days=_TOLD_DAYS) < at
    ends = ends_at(studio, upload, pieces_of(studio, workshop, upload.id))
    return ends is not None and ends < at


def _sweep_folders(studio: Studio, workshop: str) -> list[str]:
    """Delete pieces, with their keys, and locks of uploads that no document says to be arriving."""
    folder = folder_of(studio, workshop)
    named = {path.name for path in folder.glob("upload-*")}
    named |= {path.stem for path in folder.glob(".locks/*.lock")}
    swept = []
    for upload_id in sorted(named):
        with suppress(UploadBusy), alone(studio, workshop, upload_id, patience_s=0) as pieces:
            with studio.documents.read(workshop) as tx:
                left = not tx.find(Upload, id=upload_id, state=UploadState.ARRIVING)
            if left:
                pieces.delete()
                remove(folder / ".locks" / f"{upload_id}.lock")
                swept.append(upload_id)
    return swept
