"""Histories when recordings are erased: those of others are carried over, those with a name are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from pvstudio.model import Clip, Footage
from pvstudio.store import Reading
from pvstudio.store.reading import openable, read_bytes
from pvstudio.subtitles.cues import Track
from workflows.naming import texts
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


def histories_with(
    studio: Studio, workshop: str, tx: Reading, named: Callable[[str], object]
) -> Iterator[str]:
    """Name the histories with a text for which *named* says so, as "History <track>"."""
    recordings = {clip.id: clip.footage_id for clip in tx.find(Clip)}
    footage = {one.id: one for one in tx.find(Footage)}
    for track in tx.find(Track):
        recording = footage.get(recordings.get(track.clip_id, ""))
        path = recording and history_file(studio, workshop, recording, track.id)
        if path and openable(path) and any(map(named, _said(read_bytes(path)))):
            yield f"History {track.id}"


def _said(history: bytes) -> Iterator[str]:
    """Yield every text of a history; a line that cannot be read as it stands."""
    for line in history.splitlines():
        try:
            yield from texts(msgspec.json.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield line.decode(errors="replace")
