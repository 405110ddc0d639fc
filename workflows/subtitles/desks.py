"""A desk: one track as it lies before somebody, with its source, its clip and its history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pvstudio.languages import canonical
from pvstudio.model import Clip, Footage
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from pvstudio.subtitles.rows import Row, Rows, linked, rows_of, stale
from workflows.subtitles.errors import UnknownLanguage
from workflows.subtitles.history import History
from workflows.subtitles.speech import SpeechReport, track_id
from workflows.wiring import Studio


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A track at one moment. One that nobody has begun has no rows, and revision 0.

    *source* is the track that this one translates: what is spoken, unless this is that.
    """

    clip: Clip
    track: Track
    source: Track | None
    history: History

    @cached_property
    def rows(self) -> Rows:
        """Its rows; of a translation that says nothing of its source, as if it was made at the same time."""
        return linked(rows_of(self.track), self.source_rows) if self.source else rows_of(self.track)

    @cached_property
    def source_rows(self) -> Rows:
        """The rows of its source, none if it has none."""
        return rows_of(self.source) if self.source else ()

    @cached_property
    def stale(self) -> frozenset[str]:
        """The ids of the rows of a translation whose source was changed since."""
        return stale(self.rows, self.source_rows) if self.source else frozenset()

    @property
    def untold(self) -> tuple[Row, ...]:
        """The rows of the source that nothing was made from yet."""
        told = {mark.partition(":")[0] for row in self.rows for mark in row.made_from}
        return tuple(row for row in self.source_rows if row.id not in told)


def history_file(studio: Studio, workshop: str, footage: Footage, track: str) -> Path:
    """Return where the history of a track lies: with the recording, sealed by its key."""
    return studio.files(workshop).derived(footage.sha256, f"history-{track}.jsonl")


def open_desk(studio: Studio, tx: Reading, workshop: str, clip_id: str, language: str) -> Desk:
    """Return the desk of a clip's track in *language*, begun or not.

    Raises :class:`~pvstudio.errors.NotFound`, and :class:`UnknownLanguage` for a new one that is none.
    """
    clip = tx.get(Clip, clip_id)
    tracks = {track.language: track for track in tx.find(Track, clip_id=clip_id)}
    track = tracks.get(language) or new_track(clip, language)
    return desk_for(studio, tx, workshop, clip, track, tracks)


def desk_for(
    studio: Studio, tx: Reading, workshop: str, clip: Clip, track: Track, tracks: dict[str, Track]
) -> Desk:
    """Return the desk of *track*, one of the *tracks* by language that *clip* has, or a new one."""
    path = history_file(studio, workshop, tx.get(Footage, clip.footage_id), track.id)
    return Desk(
        clip=clip,
        track=track,
        source=_source(tx, clip, track, tracks),
        history=History(path, track.id, track.revision),
    )


def spoken_language(tx: Reading, clip: Clip, tracks: dict[str, Track]) -> str:
    """Return in which of its *tracks* a clip's words stand as they were spoken; "" if it has none.

    The clip's own language, else what was recognised, else the track that nobody translated.
    """
    heard = [report.language for report in tx.find(SpeechReport, id=clip.id)]
    for language in (clip.language, *heard):
        if language in tracks and not tracks[language].translates:
            return language
    return next((track.language for track in tracks.values() if not track.translates), "")


def _source(tx: Reading, clip: Clip, track: Track, tracks: dict[str, Track]) -> Track | None:
    language = track.translates or spoken_language(tx, clip, tracks)
    return tracks.get(language) if language != track.language else None


def new_track(clip: Clip, language: str) -> Track:
    """Return a track of *clip* in *language* that nobody has begun; raises :class:`UnknownLanguage`."""
    tag = canonical(language)
    if tag is None or tag != language:
        raise UnknownLanguage(language)
    return Track(id=track_id(clip.id, tag), clip_id=clip.id, language=tag, cues=(), source="")
