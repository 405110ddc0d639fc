"""Transcripts as files: JSON beside the media, never in documents."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pvstudio.store.files import write_bytes
from pvstudio.store.reading import read_bytes
from pvstudio.transcription.errors import WordsUnreadable
from pvstudio.transcription.transcript import Transcript


def save_words(transcript: Transcript, path: Path) -> None:
    """Write *transcript* to *path*, whole or not at all."""
    write_bytes(path, msgspec.json.encode(transcript))


def load_words(path: Path) -> Transcript:
    """Read what :func:`save_words` wrote; raise :class:`WordsUnreadable` for anything else."""
    try:
        return msgspec.json.decode(read_bytes(path), type=Transcript)
    except (OSError, msgspec.DecodeError) as error:
        raise WordsUnreadable(path, str(error)) from error
