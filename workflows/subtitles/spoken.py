"""What was recognised in a clip, word by word: sealed beside the recording, read when somebody edits."""

from __future__ import annotations

from pathlib import Path

from pvstudio.model import Clip, Footage
from pvstudio.store import Reading
from pvstudio.transcription.transcript import Word
from pvstudio.transcription.words import load_words
from workflows.wiring import Studio


def spoken_words(studio: Studio, tx: Reading, workshop: str, clip: Clip) -> tuple[Word, ...]:
    """Return the words of *clip* with their times (ms of it) and probabilities; none if nothing was heard.

    Raises :class:`~pvstudio.transcription.errors.WordsUnreadable`.
    """
    path = words_file(studio, workshop, clip, tx.get(Footage, clip.footage_id))
    if not path.exists():
        return ()
    return tuple(word for segment in load_words(path).segments for word in segment.words)


def words_file(studio: Studio, workshop: str, clip: Clip, footage: Footage) -> Path:
    """Return where the words of a clip lie, or would lie; those of a part that was cut lie by its range."""
    of_part = words_of_range(studio, workshop, clip, footage)
    whole = studio.files(workshop).derived(footage.sha256, f"words-{clip.id}.json")
    return of_part if of_part.exists() else whole


def words_of_range(studio: Studio, workshop: str, clip: Clip, footage: Footage) -> Path:
    """Return where the words of a clip lie that was cut anew: a name that no range shares with another."""
    name = f"words-{clip.id}-{clip.start_ms}-{clip.end_ms}.json"
    return studio.files(workshop).derived(footage.sha256, name)
