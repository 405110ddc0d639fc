"""A spoken note is made playable and heard by a worker; what no machine can hear, people type."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dbos import DBOS

from pvstudio.media.probing import probe
from pvstudio.media.speech import make_speech
from pvstudio.media.voicing import make_voiced, voiced_path
from pvstudio.model import Clip, Footage, FootageState, MediaInfo, Workshop
from pvstudio.store.files import remove
from pvstudio.transcription import recogniser
from pvstudio.transcription.errors import TranscriptionError
from pvstudio.transcription.transcript import Transcript
from workflows import running
from workflows.feedback.notes import Heard, SpokenNote
from workflows.queue import Work
from workflows.subtitle import main_language
from workflows.wiring import Studio


@DBOS.workflow(name=Work.NOTE, max_recovery_attempts=10)
def hear_note(workshop: str, note_id: str) -> str:
    """Make the copy that people listen to, then the words; return how far they are."""
    make_note_playable(workshop, note_id)
    return write_note_down(workshop, note_id)


@DBOS.step(name="note.make_playable")
def make_note_playable(workshop: str, note_id: str) -> None:
    """Copy all of the sound; of a note that was filmed, the picture is nobody's business."""
    studio, job = running.studio(), running.job("make playable")
    original = studio.files(workshop).original(_note(studio, workshop, note_id).sha256)
    make_voiced(original, _sound_of(original), job=job)


@DBOS.step(name="note.listen")
def write_note_down(workshop: str, note_id: str) -> str:
    """Let the engine hear it; what it cannot do becomes a state with a reason, never a crash."""
    studio, job = running.studio(), running.job("listen")
    note = _note(studio, workshop, note_id)
    with studio.documents.read(workshop) as tx:
        candidates = tx.get(Workshop, workshop).languages
    wav = _speech(studio, workshop, note)
    try:
        said = recogniser(studio.settings).transcribe(
            wav, clip_id=note.id, languages=candidates, language=note.language or None, job=job
        )
    except TranscriptionError as error:
        reason = f"{error} {error.advice}".strip()
        return _keep(studio, workshop, note_id, heard=Heard.BY_HAND, reason=reason)
    finally:
        remove(wav)
    if said.confidence is None:
        return _keep(studio, workshop, note_id, heard=Heard.SILENT, engine=said.engine)
    return _keep(
        studio, workshop, note_id,
        heard=Heard.HEARD, words=_words(said), engine=said.engine, unsure=said.needs_review,
        language=note.language or main_language(said),
    )  # fmt: skip


def note_playable(studio: Studio, workshop: str, note: SpokenNote) -> Path | None:
    """Return what can be listened to, or None as long as it is not made, or if it was erased."""
    path = voiced_path(studio.files(workshop).original(note.sha256), pictures=False)
    return path if path.exists() else None


def _note(studio: Studio, workshop: str, note_id: str) -> SpokenNote:
    with studio.documents.read(workshop) as tx:
        return tx.get(SpokenNote, note_id)


def _sound_of(original: Path) -> MediaInfo:
    """Look into a recording again, which nobody vouches for."""
    return replace(probe(original, name="a spoken note"), video=None)


def _speech(studio: Studio, workshop: str, note: SpokenNote) -> Path:
    """Make the WAV of a note as of any recording: as if it were a clip of all of it."""
    files = studio.files(workshop)
    media = _sound_of(files.original(note.sha256))
    clip = Clip(id=note.id, footage_id=note.id, title=note.id, start_ms=0, end_ms=media.duration_ms)
    footage = Footage(
        id=note.id,
        sha256=note.sha256,
        original_name="a spoken note",
        size_bytes=0,
        received_at=note.at,
        state=FootageState.READY,
        media=media,
    )
    return make_speech(clip, footage, files, studio.settings.film, job=running.job("listen"))


def _words(said: Transcript) -> str:
    """Return what was said, a line for each stretch."""
    return "\n".join(" ".join(word.text.strip() for word in each.words) for each in said.segments)


def _keep(studio: Studio, workshop: str, note_id: str, **found: object) -> str:
    with studio.documents.write(workshop) as tx:
        known = tx.get(SpokenNote, note_id)  # it may have been deleted meanwhile
        if known.corrected_at:
            found.pop("words", None)  # somebody was quicker
        note = replace(known, **found)  # type: ignore[arg-type]
        tx.put(note)
    return note.heard
