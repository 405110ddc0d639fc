"""Uploads begin, go on and are given up; each acknowledged byte is sealed and on disk."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from filelock import Timeout

from pvstudio.errors import NotFound
from pvstudio.languages import canonical
from pvstudio.model import new_id
from pvstudio.store import Reading, room
from pvstudio.store.errors import KeyGone
from pvstudio.store.files import make_folder
from pvstudio.store.locks import locked
from workflows.queue import JobQueue, Work
from workflows.uploads.errors import (
    ChecksumDiffers,
    FileEmpty,
    FileTooLarge,
    OffsetDiffers,
    TooMuchSent,
    UploadBusy,
    UploadOver,
    UploadWhole,
)
from workflows.uploads.pieces import Pieces
from workflows.uploads.records import Upload, UploadState, clean_name
from workflows.wiring import Studio

#: The largest file that may come in.
MAX_BYTES = 256 << 30
#: One piece: what is held in memory, and what a broken link may cost at most.
PIECE_BYTES = 4 << 20
#: Bytes that can be sent at once with a checksum: they are kept only after it was compared.
CHECKED_BYTES = 16 << 20
#: So long a request waits for another one that changes the same upload.
_PATIENCE_S = 5.0


class Source(Protocol):
    """Where bytes come from: fewer than asked for only at the end, or where the link broke."""

    def read(self, size: int, /) -> bytes:
        """Return up to *size* bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Checksum:
    """What bytes must hash to: *algorithm* is one of hashlib's."""

    algorithm: str
    digest: bytes

    def fits(self, block: bytes) -> bool:
        """Tell whether *block* is what was sent."""
        return hmac.compare_digest(hashlib.new(self.algorithm, block).digest(), self.digest)


def folder_of(studio: Studio, workshop: str) -> Path:
    """Return where the uploads of a workshop lie."""
    return studio.folder(workshop) / "uploads"


def pieces_of(studio: Studio, workshop: str, upload_id: str) -> Pieces:
    """Return the bytes of an upload."""
    return Pieces(folder_of(studio, workshop) / upload_id)


@contextmanager
def alone(
    studio: Studio, workshop: str, upload_id: str, *, patience_s: float | None = None
) -> Iterator[Pieces]:
    """Be the only one, in all processes, who changes an upload. Raises :class:`UploadBusy`."""
    locks = make_folder(folder_of(studio, workshop) / ".locks", mode=0o700)
    try:
        with locked(
            locks / f"{upload_id}.lock", patience_s=_PATIENCE_S if patience_s is None else patience_s
        ):
            yield pieces_of(studio, workshop, upload_id)
    except Timeout:
        raise UploadBusy(upload_id) from None


def begin(
    studio: Studio,
    workshop: str,
    *,
    name: str,
    size_bytes: int | None,
    by: str,
    mime: str = "",
    modified_ms: int | None = None,
    language: str = "",
) -> Upload:
    """Note that a file is about to come; nothing of it is here yet.

    While it is taken in it lies here twice, so there must be room for that. Raises
    :class:`FileEmpty`, :class:`FileTooLarge` and :class:`~pvstudio.store.errors.DiskFull`.
    """
    upload = Upload(
        id=new_id("upload"),
        name=clean_name(name),
        size_bytes=size_bytes,
        by=by,
        began_at=datetime.now(UTC),
        mime=clean_name(mime)[:100] if mime else "",
        modified_ms=modified_ms,
        language=canonical(language) if language else None,
    )
    _refuse_size(upload)
    require_room(studio, 2 * (size_bytes or 0))
    with studio.documents.write(workshop) as tx:
        tx.put(upload)
    return upload


def _refuse_size(upload: Upload) -> None:
    if upload.size_bytes == 0:
        raise FileEmpty(upload.name)
    if upload.size_bytes is not None and upload.size_bytes > MAX_BYTES:
        raise FileTooLarge(upload.name, MAX_BYTES)


def require_room(studio: Studio, wanted_bytes: int) -> None:
    """Raise :class:`~pvstudio.store.errors.DiskFull` unless so much can come in."""
    room.require_room(studio.settings.home, wanted_bytes)


def find(studio: Studio, workshop: str, upload_id: str, *, by: str) -> tuple[Upload, int]:
    """Return an upload of the account *by*, and how many bytes of it are here.

    Raises :class:`~pvstudio.errors.NotFound`, also for somebody else's, and :class:`UploadOver`
    when its time is over, or it was refused.
    """
    with studio.documents.read(workshop) as tx:
        upload = tx.get(Upload, upload_id)
    if upload.by != by:
        raise NotFound("upload", upload_id)
    if upload.state is UploadState.TAKEN_IN:
        return upload, upload.size_bytes or 0
    pieces = pieces_of(studio, workshop, upload_id)
    ends = ends_at(studio, upload, pieces)
    if upload.state is UploadState.REFUSED or (ends and ends < datetime.now(UTC)):
        raise UploadOver(upload_id)
    return upload, pieces.size


def ends_at(studio: Studio, upload: Upload, pieces: Pieces) -> datetime | None:
    """Return when an upload that nobody goes on with is deleted; None: never, as once it is whole."""
    days = studio.settings.retention.unfinished_uploads
    if not days or upload.state is not UploadState.ARRIVING or pieces.size == upload.size_bytes:
        return None
    began, touched = upload.began_at, pieces.touched_at
    last = max(began, datetime.fromtimestamp(touched, UTC)) if touched else began
    return last + timedelta(days=days)


def arriving(tx: Reading, by: str) -> list[Upload]:
    """Return what the account *by* has begun to upload and that is not taken in yet, oldest first."""
    found = tx.find(Upload, by=by, state=UploadState.ARRIVING)
    return sorted(found, key=lambda one: one.began_at)


def append(
    studio: Studio,
    queue: JobQueue,
    workshop: str,
    upload: Upload,
    at: int,
    source: Source,
    *,
    checksum: Checksum | None = None,
) -> int:
    """Keep what comes from *source* as the bytes from *at* on; return where the next one begins.

    When the source ends early (a broken link), what came is kept, unless a *checksum* was to
    hold for all of it. Whole, it is queued to be taken in. Nobody is kept waiting while the link
    is slow: the lock is held for one piece at a time. Raises :class:`OffsetDiffers`,
    :class:`ChecksumDiffers`, :class:`TooMuchSent`, :class:`UploadBusy`, :class:`UploadOver`, and
    what keeping a file raises; then everything before stays.
    """
    _require_offset(at, pieces_of(studio, workshop, upload.id))
    block = _first(source, at, checksum)
    while block:
        at = _keep(studio, workshop, upload, at, block)
        block = b"" if checksum else _full(source, PIECE_BYTES)
    if at == upload.size_bytes:
        queue.enqueue(Work.TAKE_IN, workshop, upload.id)
    return at


def _first(source: Source, at: int, checksum: Checksum | None) -> bytes:
    if checksum is None:
        return _full(source, PIECE_BYTES)
    block = _full(source, CHECKED_BYTES + 1)
    if len(block) > CHECKED_BYTES:
        raise TooMuchSent(CHECKED_BYTES)
    if not checksum.fits(block):
        raise ChecksumDiffers(at)
    return block


def _full(source: Source, size: int) -> bytes:
    """Read *size* bytes, fewer only where the source ends."""
    found = bytearray()
    while len(found) < size and (more := source.read(size - len(found))):
        found += more
    return bytes(found)


def _keep(studio: Studio, workshop: str, upload: Upload, at: int, block: bytes) -> int:
    with alone(studio, workshop, upload.id) as pieces:
        _require_arriving(studio, workshop, upload.id)
        _require_offset(at, pieces)
        if upload.size_bytes is not None and at + len(block) > upload.size_bytes:
            raise TooMuchSent(upload.size_bytes - at)
        try:
            return pieces.add(at, block)
        except KeyGone:
            raise UploadOver(upload.id) from None


def _require_offset(at: int, pieces: Pieces) -> None:
    if at != (wanted := pieces.size):
        raise OffsetDiffers(at, wanted)


def _require_arriving(studio: Studio, workshop: str, upload_id: str) -> None:
    """A key is made with the first piece: none for an upload that somebody has ended meanwhile."""
    with studio.documents.read(workshop) as tx:
        state = tx.get(Upload, upload_id).state
    if state is not UploadState.ARRIVING:
        raise UploadOver(upload_id, taken_in=state is UploadState.TAKEN_IN)


def complete(studio: Studio, queue: JobQueue, workshop: str, upload: Upload) -> Upload:
    """Say that an upload of unknown length is whole now, and queue it to be taken in.

    Raises :class:`FileEmpty` for a file without a byte; nothing of it stays.
    """
    with alone(studio, workshop, upload.id) as pieces:
        whole = replace(upload, size_bytes=pieces.size)
        if not whole.size_bytes:
            _end(studio, workshop, upload.id, pieces)
            _refuse_size(whole)
        with studio.documents.write(workshop) as tx:
            tx.put(whole)
    queue.enqueue(Work.TAKE_IN, workshop, upload.id)
    return whole


def cancel(studio: Studio, workshop: str, upload: Upload) -> None:
    """End an upload for good: its key is shredded, its bytes are deleted. Again is no error.

    Raises :class:`UploadBusy` while it is taken in, :class:`UploadWhole` as soon as all of it is here.
    """
    with alone(studio, workshop, upload.id) as pieces:
        with studio.documents.read(workshop) as tx:
            known = tx.find(Upload, id=upload.id)
        if known and _is_here(known[0], pieces):
            raise UploadWhole(upload.id)
        _end(studio, workshop, upload.id, pieces)


def _is_here(upload: Upload, pieces: Pieces) -> bool:
    arriving = upload.state is UploadState.ARRIVING
    return upload.state is UploadState.TAKEN_IN or (arriving and pieces.size == upload.size_bytes)


def _end(studio: Studio, workshop: str, upload_id: str, pieces: Pieces) -> None:
    with studio.documents.write(workshop) as tx:
        tx.delete(Upload, upload_id)
    pieces.delete()
