"""Recordings that people send from a phone, in place of touching an answer: kept sealed, and looked into.

What they say nobody knows until a person has listened (:mod:`workflows.spoken`).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from consent.releases import Stage
from pvstudio.media.errors import MediaRefused
from pvstudio.media.probing import probe
from pvstudio.model import Footage, MediaInfo, Workshop, new_id
from pvstudio.store.copying import Received
from pvstudio.store.errors import FootageErased, SourceFailed
from workflows.discard import discard
from workflows.erasures import ErasureOrder
from workflows.errors import WorkflowError
from workflows.phones import Visit
from workflows.queue import JobQueue, Work
from workflows.spoken import Kind, SpokenAnswer, spoken_by
from workflows.uploads.receiving import require_room
from workflows.walks.subjects import asked_about, thing_of
from workflows.walks.watching import seen
from workflows.wiring import Studio

#: Two minutes as a phone films them in 1080p.
MAX_BYTES = 256 << 20
#: Nobody listens longer to find out whether it is a yes.
LONGEST_MS = 10 * 60_000
#: So many recordings of one seat wait for a listener at most.
MOST_WAITING = 5


class Unheard(StrEnum):
    """Why a recording was not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    BROKEN_OFF = "broken-off"
    NO_RECORDING = "no-recording"  # nothing that can be heard or seen, or not without harm
    ERASED = "erased"  # these very bytes were erased here before
    FOOTAGE = "footage"  # these very bytes are footage: nobody has spoken them to this phone
    TOO_MANY = "too-many"


class NotHeard(WorkflowError):
    """Nothing of what somebody sent was kept, and it counts for nothing; *why* is for programs."""

    def __init__(self, why: Unheard) -> None:
        super().__init__(
            f"The recording was not kept: {why}.", advice="Record it again, or ask a facilitator."
        )
        self.why = why


class _Source:
    """The bytes of one recording, no more than may come; they end early by an error only."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._left = stream, MAX_BYTES

    def read(self, size: int) -> bytes:
        block = self._stream.read(min(size, self._left + 1))
        self._left -= len(block)
        if self._left < 0:
            raise NotHeard(Unheard.TOO_LARGE)
        return block


def keep_spoken(
    studio: Studio,
    queue: JobQueue,
    visit: Visit,
    stage: Stage,
    subject_id: str,
    source: BinaryIO,
    at: datetime,
) -> SpokenAnswer:
    """Keep a recording of whoever holds the phone, sealed from its first byte, and look inside.

    The same file about the same thing is one recording. *source* raises ``OSError`` where the link breaks.
    Raises :class:`NotHeard`, what :func:`watched_of` raises, and what keeping a file raises (``DiskFull``,
    ``KeysAway`` …): then nothing is kept.
    """
    watched = watched_of(studio, visit, stage, subject_id)
    require_place(studio, visit)
    received = _received(studio, visit.workshop, source)
    try:
        media = _looked_into(studio, visit.workshop, received)
        spoken = _noted(studio, visit, (stage, subject_id, watched), received.sha256, media, at)
    except BaseException:
        if not received.duplicate:
            discard(studio, visit.workshop, received.sha256)
        raise
    queue.enqueue(Work.VOICE, visit.workshop, spoken.id)
    return spoken


def watched_of(studio: Studio, visit: Visit, stage: Stage, subject_id: str) -> str:
    """Return the fingerprint of what this seat has watched; "" where it has not, and of a workshop.

    As a walk judges it: what is asked, and what was watched. Raises :class:`~pvstudio.errors.NotFound` for
    what they are not in, :class:`~workflows.walks.NotAsked` for a film that was not sent to them.
    """
    with studio.documents.read(visit.workshop) as tx:
        thing = thing_of(tx, visit, stage, subject_id)
        asked_about(tx, visit, stage, thing)
        known = None if isinstance(thing, Workshop) else seen(tx, visit, thing)
    return known.fingerprint if known and known.counts_in(visit.id) else ""


def require_place(studio: Studio, visit: Visit) -> None:
    """Refuse what nobody could listen to in time, before its first byte."""
    with studio.documents.read(visit.workshop) as tx:
        waiting = [one for one in spoken_by(tx, visit) if one.written_at is None]
    if len(waiting) >= MOST_WAITING:
        raise NotHeard(Unheard.TOO_MANY)
    require_room(studio, 2 * MAX_BYTES)  # the copy that is listened to, too


def _received(studio: Studio, workshop: str, source: BinaryIO) -> Received:
    try:
        return studio.files(workshop).receive(_Source(source), name="a spoken answer")  # type: ignore[arg-type]
    except FootageErased as erased:
        raise NotHeard(Unheard.ERASED) from erased
    except SourceFailed as broken:
        raise NotHeard(Unheard.BROKEN_OFF) from broken


def _looked_into(studio: Studio, workshop: str, received: Received) -> MediaInfo:
    if not received.size_bytes:
        raise NotHeard(Unheard.EMPTY)
    try:
        media = probe(studio.files(workshop).original(received.sha256), name="a spoken answer")
    except MediaRefused as refused:
        raise NotHeard(Unheard.NO_RECORDING) from refused
    if media.duration_ms > LONGEST_MS:
        raise NotHeard(Unheard.TOO_LONG)
    return media


def _noted(
    studio: Studio,
    visit: Visit,
    about: tuple[Stage, str, str],
    sha256: str,
    media: MediaInfo,
    at: datetime,
) -> SpokenAnswer:
    stage, subject_id, watched = about
    with studio.documents.write(visit.workshop) as tx:
        for known in spoken_by(tx, visit, stage, subject_id):
            if known.sha256 == sha256:
                return known
        gone = tx.find(ErasureOrder, participant_id=visit.participant_id, everything=True)
        gone += [one for one in tx.find(ErasureOrder, done_at=None) if sha256 in one.gone]
        if gone or not studio.files(visit.workshop).has(sha256):  # they were erased while it came
            raise NotHeard(Unheard.ERASED)
        if tx.find(Footage, sha256=sha256):  # as evidence of theirs it would outlast an erasure of others
            raise NotHeard(Unheard.FOOTAGE)
        spoken = SpokenAnswer(
            id=new_id("spoken"),
            participant_id=visit.participant_id,
            role=visit.role,
            guardian_id=visit.guardian_id,
            stage=stage,
            subject_id=subject_id,
            watched=watched,
            sha256=sha256,
            kind=Kind.VIDEO if media.video else Kind.AUDIO,
            duration_ms=media.duration_ms,
            language=visit.language,
            at=at,
        )
        tx.put(spoken)
    return spoken
