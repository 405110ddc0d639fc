"""Histories when recordings are erased: those of others are carried over, those with a name are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pvstudio.model import Clip, Footage
from pvstudio.store import Reading
from pvstudio.store.reading import openable, read_bytes
from pvstudio.subtitles.cues import Track
from workflows.subtitles.desks import history_file
from workflows.subtitles.errors import HistoryUnreadable
from workflows.subtitles.history import History, on_this_clock
from workflows.wiring import Studio


def carry_histories(
    studio: Studio, workshop: str, tx: Reading, clips: Iterable[Clip], old: Footage, new: Footage
) -> None:
    """Copy the histories of the tracks of *clips* from the recording *old* to *new*.

    Only what came after the last cut of each clip: before it the words may be of somebody in the part
    that was cut off. A history that cannot be read stays behind: no erasure waits for one.
    """
    for clip in clips:
        for track in tx.find(Track, clip_id=clip.id):
            source = history_file(studio, workshop, old, track.id)
            if not openable(source):
                continue
            try:
                changes = on_this_clock(History(source, track.id, track.revision).all())
            except HistoryUnreadable:
                continue
            History.write(history_file(studio, workshop, new, track.id), changes)


def histories_with(studio: Studio, workshop: str, tx: Reading, pattern: re.Pattern[str]) -> Iterator[str]:
    """Name the histories in which *pattern* is found, as "History <track>"."""
    recordings = {clip.id: clip.footage_id for clip in tx.find(Clip)}
    footage = {one.id: one for one in tx.find(Footage)}
    for track in tx.find(Track):
        recording = footage.get(recordings.get(track.clip_id, ""))
        path = recording and history_file(studio, workshop, recording, track.id)
        if path and openable(path) and pattern.search(read_bytes(path).decode(errors="replace")):
            yield f"History {track.id}"
