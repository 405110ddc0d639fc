"""Spoken notes: what a host or facilitator says of a screening, recorded right after it, written down here.

The recording is sealed like all media. It is the voice of whoever spoke, about an evening: nobody's answer,
no footage. What is recognised is a beginning that people put right.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from pvstudio.media.errors import MediaRefused
from pvstudio.media.probing import probe
from pvstudio.model import Footage, Kit
from pvstudio.store import Reading, Writing
from pvstudio.store.copying import Received
from pvstudio.store.erasure import tombstone
from pvstudio.store.errors import FootageErased, KeyGone, SealBroken
from pvstudio.store.reading import size_of
from workflows.discard import discard_in
from workflows.errors import WorkflowError
from workflows.feedback.gone import bury
from workflows.feedback.notes import Heard, PassingSound, SpokenNote
from workflows.fields import check_unchanged, several_lines
from workflows.queue import JobQueue, Work, job_id
from workflows.spoken import SpokenAnswer
from workflows.uploads.receiving import pieces_of, require_room
from workflows.uploads.records import Upload, UploadState
from workflows.wiring import Studio

#: Ten minutes as telephones record them, filmed ones too short to be a film.
MAX_BYTES = 32 << 20
LONGEST_MS = 10 * 60_000
LONGEST_WORDS = 8000
#: So many notes of a workshop wait to be heard at most; and of those that came with a key.
MOST_WAITING, MOST_WAITING_BY_KEY = 20, 5
#: So long after it began to come in a recording may be noted any moment.
_ON_ITS_WAY = timedelta(hours=1)


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
    _require_fit(studio, workshop, note, content)
    sha256 = hashlib.sha256(content).hexdigest()
    is_new = _comes(studio, workshop, sha256, note.at + _ON_ITS_WAY)
    received = _received(studio, workshop, content)
    try:
        if is_new and received.duplicate:  # somebody else was quicker: nothing that is theirs passes
            _pass(studio, workshop, sha256)
        length_ms = _length_ms(studio, workshop, sha256)
        kept = _noted(studio, workshop, replace(note, sha256=sha256, duration_ms=length_ms), content)
    except BaseException:
        if not received.duplicate:
            _drop(studio, workshop, sha256)
        raise
    queue.enqueue(Work.NOTE, workshop, kept.id)
    return kept


def _received(studio: Studio, workshop: str, content: bytes) -> Received:
    try:
        return studio.files(workshop).receive(BytesIO(content), name="a spoken note")
    except FootageErased as erased:
        raise NoteRefused(NotKept.ERASED) from erased


def notes_of(tx: Reading, *, kit_id: str = "", screening_id: str = "") -> list[SpokenNote]:
    """Return the spoken notes of a workshop, a kit or a screening, the newest first."""
    where = {name: id_ for name, id_ in (("kit_id", kit_id), ("screening_id", screening_id)) if id_}
    return sorted(tx.find(SpokenNote, **where), key=lambda one: one.at, reverse=True)


def correct_note(
    studio: Studio, workshop: str, note_id: str, words: str, *, by: str, at: datetime, sent: str | None = None
) -> SpokenNote:
    """Keep what was really said, as *by* has heard it.

    *sent* stands for the words that the form showed (:func:`workflows.fields.seen`). Raises
    :class:`~workflows.fields.ChangedMeanwhile` where they are others by now.
    """
    with studio.documents.write(workshop) as tx:
        known = tx.get(SpokenNote, note_id)
        kept = several_lines(words)[:LONGEST_WORDS]
        check_unchanged(known.words, kept, sent)
        note = replace(known, words=kept, corrected_at=at, corrected_by=by)
        tx.put(note)
    return note


def delete_note(studio: Studio, queue: JobQueue, workshop: str, note_id: str) -> None:
    """Delete a note, what was recognised in it, its recording and what was made from that, for good."""
    queue.stop(job_id(Work.NOTE, note_id))  # an erasure may have forgotten it
    with studio.documents.write(workshop) as tx:
        sha256 = tx.get(SpokenNote, note_id).sha256
        tx.delete(SpokenNote, note_id)
        bury(tx, note_id)
        tx.put(PassingSound(id=sha256, until=datetime.now(UTC)))
    _drop(studio, workshop, sha256)
    studio.documents.erase_traces()


def sweep_passing(studio: Studio, workshop: str, *, at: datetime) -> list[str]:
    """Delete recordings of notes that a crash left on their way in or out; return their SHA-256.

    Also those whose time is further off than any can be: the clock was wrong when they came.
    """
    with studio.documents.read(workshop) as tx:
        due = [one.id for one in tx.find(PassingSound) if not at < one.until <= at + _ON_ITS_WAY]
    return [one for one in due if _drop(studio, workshop, one)]


def _comes(studio: Studio, workshop: str, sha256: str, until: datetime) -> bool:
    """Note that a recording comes in, unless its bytes are here already; tell whether they are not.

    What is here is somebody else's, or passes since an earlier attempt.
    """
    with studio.documents.write(workshop) as tx:
        is_new = not studio.files(workshop).has(sha256)
        if is_new or tx.find(PassingSound, id=sha256):
            tx.put(PassingSound(id=sha256, until=until))
    return is_new


def _drop(studio: Studio, workshop: str, sha256: str) -> bool:
    """Delete a recording unless a document names it; tell whether it was deleted.

    Footage with the very same bytes may be coming in, and be named in a moment: then it is left for the
    next round. What was erased on purpose stays erased.
    """
    files, deleted = studio.files(workshop), False
    with studio.documents.write(workshop) as tx:
        if files.has(sha256) and not tombstone(files.root, sha256).exists():
            if _may_be_footage(tx, studio, workshop, files.original(sha256)):
                return False
            deleted = discard_in(tx, studio, workshop, sha256)
        _passed(tx, sha256)
    return deleted


def _may_be_footage(tx: Reading, studio: Studio, workshop: str, original: Path) -> bool:
    """Say whether an upload of as many bytes is here whole: until it is noted, no document names its hash."""
    try:
        size = size_of(original)
    except (KeyGone, SealBroken):
        size = None
    like = [one for one in tx.find(Upload, state=UploadState.ARRIVING) if size in {None, one.size_bytes}]
    return any(pieces_of(studio, workshop, one.id).size == one.size_bytes for one in like)


def _pass(studio: Studio, workshop: str, sha256: str) -> None:
    with studio.documents.write(workshop) as tx:
        _passed(tx, sha256)


def _passed(tx: Writing, sha256: str) -> None:
    if tx.find(PassingSound, id=sha256):
        tx.delete(PassingSound, sha256)


def _require_fit(studio: Studio, workshop: str, note: SpokenNote, content: bytes) -> None:
    if not content:
        raise NoteRefused(NotKept.EMPTY)
    if len(content) > MAX_BYTES:
        raise NoteRefused(NotKept.TOO_LARGE)
    with studio.documents.read(workshop) as tx:
        _require_place(tx, note)
    require_room(studio, 4 * len(content))  # the copy that is listened to and the machine's, too


def _require_place(tx: Reading, note: SpokenNote) -> None:
    """Raise :class:`NoteRefused` where too many wait: a stranger's take nobody else's place."""
    waiting = [one for one in tx.find(SpokenNote, heard=Heard.WAITING) if one.by_key is note.by_key]
    if len(waiting) >= (MOST_WAITING_BY_KEY if note.by_key else MOST_WAITING):
        raise NoteRefused(NotKept.TOO_MANY)


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


def _noted(studio: Studio, workshop: str, note: SpokenNote, content: bytes) -> SpokenNote:
    with studio.documents.write(workshop) as tx:
        for known in tx.find(SpokenNote, sha256=note.sha256, kit_id=note.kit_id):
            _passed(tx, note.sha256)
            return known
        answers, footage = tx.find(SpokenAnswer, sha256=note.sha256), tx.find(Footage, sha256=note.sha256)
        if answers or footage:
            raise NoteRefused(NotKept.FOOTAGE)  # it would outlast an erasure of who is in it
        _require_place(tx, note)
        if not studio.files(workshop).has(note.sha256):  # swept since it came: the clock leapt
            _received(studio, workshop, content)
        _passed(tx, note.sha256)
        tx.put(note)
    return note
