"""Spoken notes: what a host or facilitator says of a screening, recorded right after it, written down here.

The recording is sealed like all media. It is the voice of whoever spoke, about an evening: nobody's answer,
no footage. What is recognised is a beginning that people put right.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from io import BytesIO

from pvstudio.media.errors import MediaRefused
from pvstudio.media.probing import probe
from pvstudio.model import Footage, Kit
from pvstudio.store import Reading
from pvstudio.store.errors import FootageErased
from workflows.discard import discard
from workflows.errors import WorkflowError
from workflows.feedback.notes import Heard, SpokenNote
from workflows.fields import several_lines
from workflows.queue import JobQueue, Work, job_id
from workflows.spoken import SpokenAnswer
from workflows.uploads.receiving import require_room
from workflows.wiring import Studio

#: Ten minutes as telephones record them, filmed ones too short to be a film.
MAX_BYTES = 32 << 20
LONGEST_MS = 10 * 60_000
LONGEST_WORDS = 8000
#: So many notes of a workshop wait to be heard at most.
MOST_WAITING = 20


class NotKept(StrEnum):
    """Why a recording was not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    NO_SOUND = "no-sound"  # nothing that can be heard, or not without harm
    ERASED = "erased"  # these very bytes were erased here before
    FOOTAGE = "footage"  # these very bytes are footage, or somebody's answer
    TOO_MANY = "too-many"


class NoteRefused(WorkflowError):
    """Nothing of a recording was kept; *why* is for programs."""

    def __init__(self, why: NotKept) -> None:
        super().__init__(
            f"The spoken note was not kept: {why}.", advice="Record it again, shorter, as sound."
        )
        self.why = why


def keep_note(studio: Studio, queue: JobQueue, workshop: str, note: SpokenNote, content: bytes) -> SpokenNote:
    """Keep a recording, sealed from its first byte, and have it heard. The same *note.id* is kept once.

    Raises :class:`NoteRefused` and what keeping a file raises (``DiskFull``, ``KeysAway`` …): then nothing
    is kept; ``NotFound`` for an unknown kit.
    """
    with studio.documents.read(workshop) as tx:
        tx.get(Kit, note.kit_id)
        if known := tx.find(SpokenNote, id=note.id):
            return known[0]
    _require_fit(studio, workshop, content)
    try:
        received = studio.files(workshop).receive(BytesIO(content), name="a spoken note")
    except FootageErased as erased:
        raise NoteRefused(NotKept.ERASED) from erased
    try:
        length_ms = _length_ms(studio, workshop, received.sha256)
        kept = _noted(studio, workshop, replace(note, sha256=received.sha256, duration_ms=length_ms))
    except BaseException:
        if not received.duplicate:
            discard(studio, workshop, received.sha256)
        raise
    queue.enqueue(Work.NOTE, workshop, kept.id)
    return kept


def notes_of(tx: Reading, *, kit_id: str = "", screening_id: str = "") -> list[SpokenNote]:
    """Return the spoken notes of a workshop, a kit or a screening, the newest first."""
    where = {name: id_ for name, id_ in (("kit_id", kit_id), ("screening_id", screening_id)) if id_}
    return sorted(tx.find(SpokenNote, **where), key=lambda one: one.at, reverse=True)


def correct_note(
    studio: Studio, workshop: str, note_id: str, words: str, *, by: str, at: datetime
) -> SpokenNote:
    """Keep what was really said, as *by* has heard it."""
    with studio.documents.write(workshop) as tx:
        known = tx.get(SpokenNote, note_id)
        kept = several_lines(words)[:LONGEST_WORDS]
        note = replace(known, words=kept, corrected_at=at, corrected_by=by)
        tx.put(note)
    return note


def delete_note(studio: Studio, queue: JobQueue, workshop: str, note_id: str) -> None:
    """Delete a note, what was recognised in it, its recording and what was made from that."""
    queue.stop(job_id(Work.NOTE, note_id))  # an erasure may have forgotten it
    with studio.documents.write(workshop) as tx:
        sha256 = tx.get(SpokenNote, note_id).sha256
        tx.delete(SpokenNote, note_id)
    discard(studio, workshop, sha256)
    studio.documents.erase_traces()


def _require_fit(studio: Studio, workshop: str, content: bytes) -> None:
    if not content:
        raise NoteRefused(NotKept.EMPTY)
    if len(content) > MAX_BYTES:
        raise NoteRefused(NotKept.TOO_LARGE)
    with studio.documents.read(workshop) as tx:
        if len(tx.find(SpokenNote, heard=Heard.WAITING)) >= MOST_WAITING:
            raise NoteRefused(NotKept.TOO_MANY)
    require_room(studio, 4 * len(content))  # the copy that is listened to and the machine's, too


def _length_ms(studio: Studio, workshop: str, sha256: str) -> int:
    try:
        media = probe(studio.files(workshop).original(sha256), name="a spoken note")
    except MediaRefused as refused:
        raise NoteRefused(NotKept.NO_SOUND) from refused
    if media.audio is None:
        raise NoteRefused(NotKept.NO_SOUND)
    if media.duration_ms > LONGEST_MS:
        raise NoteRefused(NotKept.TOO_LONG)
    return media.duration_ms


def _noted(studio: Studio, workshop: str, note: SpokenNote) -> SpokenNote:
    with studio.documents.write(workshop) as tx:
        for known in tx.find(SpokenNote, sha256=note.sha256, kit_id=note.kit_id):
            return known
        answers, footage = tx.find(SpokenAnswer, sha256=note.sha256), tx.find(Footage, sha256=note.sha256)
        if answers or footage:
            raise NoteRefused(NotKept.FOOTAGE)  # it would outlast an erasure of who is in it
        if not studio.files(workshop).has(note.sha256):
            raise NoteRefused(NotKept.ERASED)
        tx.put(note)
    return note
