"""Voices: what people are shown, recorded by facilitators for those who do not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consent.notices.narrations import (
    Narration,
    Speakable,
    attach_narration,
    choose,
    receive_narration,
    take_out,
)
from pvstudio.errors import NotFound
from pvstudio.store import Writing
from pvstudio.store.files import clear_or_beside, write_bytes
from workflows.wiring import Studio

#: The largest recording that is taken, in bytes: 15 minutes as telephones record them, or 3 of WAV.
MAX_BYTES = 32 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What somebody sent: the file as it came, what they call it, and who speaks."""

    content: bytes
    name: str
    by: str


def keep_recording(
    studio: Studio, workshop: str, words: Speakable, recording: Recording, *, at: datetime
) -> Narration:
    """Keep a *recording* of *words*; from now on it is the one that is played.

    It is plain only in a room of its own, for as long as it is re-encoded; no lock is held meanwhile.
    Raises :class:`~pvstudio.media.errors.MediaRefused`.
    """
    folder = studio.folder(workshop)
    with clear_or_beside(folder / "notices") as room:
        came = room / "came"  # never a name that somebody sent
        write_bytes(came, recording.content)
        sha256, duration_ms = receive_narration(came, folder, name=recording.name)
    with studio.documents.write(workshop) as tx:
        return attach_narration(tx, words, sha256, duration_ms, by=recording.by, at=at)


def play_again(studio: Studio, workshop: str, words: Speakable, narration_id: str, at: datetime) -> Narration:
    """Go back to an earlier recording of *words*. Raises :class:`NotFound`."""
    with studio.documents.write(workshop) as tx:
        return choose(tx, _of(tx, words, narration_id).id, at=at)


def play_no_more(
    studio: Studio, workshop: str, words: Speakable, narration_id: str, at: datetime
) -> Narration:
    """Take a recording of *words* out of use; it is kept, for answers may have been given to it."""
    with studio.documents.write(workshop) as tx:
        return take_out(tx, _of(tx, words, narration_id).id, at=at)


def _of(tx: Writing, words: Speakable, narration_id: str) -> Narration:
    found = tx.get(Narration, narration_id)
    if found.notice != words.reference:
        raise NotFound("narration", narration_id)
    return found
