"""Subtitle files that people bring: looked at first, then taken as one change among others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pvstudio.subtitles import read_subtitles
from pvstudio.subtitles.cues import Cue, Track, TrackState
from pvstudio.subtitles.errors import SubtitlesUnreadable
from pvstudio.subtitles.imported import Problem
from pvstudio.subtitles.reading import subtitles_in
from pvstudio.subtitles.rows import Difference, Row, Rows, difference, rows_from
from workflows.subtitles.changing import Hand, change
from workflows.subtitles.desks import Desk, open_desk
from workflows.subtitles.history import Deed
from workflows.subtitles.states import set_state
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a file would change in a track, and what of it could not be read or lies outside the clip."""

    cues: tuple[Cue, ...]
    format: str
    encoding: str
    difference: Difference
    problems: tuple[Problem, ...]

    @property
    def ids(self) -> list[str]:
        """The ids of the rows that would change, in order of time."""
        sides = (*self.difference.after, *self.difference.before)
        return list(dict.fromkeys(row.id for row in sorted(sides, key=lambda row: row.start_ms)))

    def sides(self, row_id: str) -> tuple[Row | None, Row | None]:
        """Return a row as it is and as it would be; None where it is not there."""
        both = (self.difference.before, self.difference.after)
        now, then = (next((row for row in side if row.id == row_id), None) for side in both)
        return now, then


def look_at(desk: Desk, data: bytes, *, name: str) -> Brought:
    """Say what a subtitle file, called *name* by its owner, would change on *desk*; nothing is changed.

    Raises :class:`SubtitlesUnreadable` when there is no cue in it that the clip has room for.
    """
    imported = subtitles_in(data, name=name, language=desk.track.language)
    cues, outside = within(imported.cues, desk.clip.duration_ms)
    if not cues:
        raise SubtitlesUnreadable(name, "all its times lie behind the end of this clip.")
    return Brought(
        cues=cues,
        format=imported.format,
        encoding=imported.encoding,
        difference=difference(desk.rows, taken(desk, cues)),
        problems=(*imported.problems, *outside),
    )


def take(
    studio: Studio, workshop: str, clip_id: str, language: str, cues: tuple[Cue, ...], *, hand: Hand
) -> Desk:
    """Let *cues* be all that the track holds; what it held before stays in its history."""

    def edit(desk: Desk) -> Rows:
        return taken(desk, cues)

    return change(studio, workshop, clip_id, language, Deed.IMPORT, edit, hand=hand)


def within(cues: tuple[Cue, ...], clip_ms: int) -> tuple[tuple[Cue, ...], tuple[Problem, ...]]:
    """Return *cues* cut at the end of a clip of *clip_ms*, and those that begin behind it."""
    inside = tuple(
        Cue(start_ms=cue.start_ms, end_ms=min(cue.end_ms, clip_ms), text=cue.text)
        for cue in cues
        if cue.start_ms < clip_ms
    )
    outside = tuple(
        Problem(line=number, text=cue.text, reason="it begins behind the end of this clip")
        for number, cue in enumerate(cues, start=1)
        if cue.start_ms >= clip_ms
    )
    return inside, outside


def taken(desk: Desk, cues: tuple[Cue, ...]) -> Rows:
    """Return the rows that a desk has when *cues* are all that it holds: what was there stays that row."""
    return rows_from(cues, desk.rows)


def import_track(studio: Studio, workshop: str, clip_id: str, path: Path, language: str, by: str) -> Track:
    """Keep the cues of a subtitle file that people wrote as a reviewed track of the clip.

    Raises :class:`SubtitlesUnreadable`, which names the lines, when anything in it could not be read.
    """
    cues = read_subtitles(path, language=language)
    with studio.documents.read(workshop) as tx:
        now = open_desk(studio, tx, workshop, clip_id, language)
    cues, outside = within(cues, now.clip.duration_ms)
    if outside:
        raise SubtitlesUnreadable(path.name, f"{outside[0]}.", advice="Is it the file of another clip?")
    hand = Hand(by=by, revision=now.track.revision)
    desk = take(studio, workshop, clip_id, language, cues, hand=hand)
    hand = Hand(by=by, revision=desk.track.revision)
    if desk.track.state is TrackState.MACHINE:
        desk = set_state(studio, workshop, clip_id, language, TrackState.REVIEWED, hand=hand)
    return desk.track
