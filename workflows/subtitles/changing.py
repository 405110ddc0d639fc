"""Changes to a track: made on a revision, merged with what others did meanwhile, kept with their history.

Whoever sends a change says on which revision they made it. Rows that nobody else has touched since are
changed; for a row that somebody has, nothing at all is changed and both versions come back
(:class:`~workflows.subtitles.errors.Overtaken`): a person chooses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pvstudio.model import Clip
from pvstudio.store import Writing
from pvstudio.subtitles.cues import Track, TrackState
from pvstudio.subtitles.editing import RowGone
from pvstudio.subtitles.rows import Difference, Row, Rows, difference, linked, rows_of, with_rows
from workflows.subtitles.desks import Desk, desk_for, new_track, spoken_language
from workflows.subtitles.errors import Conflict, Overtaken
from workflows.subtitles.history import Change, Deed
from workflows.wiring import Studio

#: From a desk to the rows that it is to have.
Edit = Callable[[Desk], Rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose change it is, made on which revision; *key* as :class:`Change` says."""

    by: str
    revision: int
    key: str = ""

    def is_mine(self, change: Change) -> bool:
        """Tell whether *change* came from the same window: its answer was lost, or is on its way."""
        window = self.key.rpartition("-")[0]
        return bool(window) and change.window == window


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a change comes to: the rows as they are to be, and which revision that takes back, if any."""

    rows: Rows
    undoes: int = 0


def change(
    studio: Studio, workshop: str, clip_id: str, language: str, deed: Deed, edit: Edit, *, hand: Hand
) -> Desk:
    """Let *edit* change a clip's track in *language*; as :func:`carry_out`."""
    return carry_out(studio, workshop, clip_id, language, deed, lambda desk: Step(rows=edit(desk)), hand=hand)


def carry_out(
    studio: Studio,
    workshop: str,
    clip_id: str,
    language: str,
    deed: Deed,
    plan: Callable[[Desk], Step],
    *,
    hand: Hand,
) -> Desk:
    """Do what *plan* makes of a clip's track in *language*, keep who did it; return the desk after it.

    A change that changes nothing leaves no trace. The words of an approved track that are changed are
    reviewed, not approved any more. Raises :class:`Overtaken`, whatever *plan* raises,
    :class:`~workflows.subtitles.errors.UnknownLanguage`, and :class:`~pvstudio.errors.NotFound`.
    """
    with studio.documents.write(workshop) as tx:
        tracks = {track.language: track for track in tx.find(Track, clip_id=clip_id)}
        desk = open_for_writing(studio, tx, workshop, clip_id, language, tracks)
        since = desk.history.since(hand.revision)
        if hand.key and any(one.key == hand.key for one in since):
            return desk  # done already: only the answer was lost
        others = [one for one in since if not hand.is_mine(one)]
        step = _planned(desk, plan, others)
        done = difference(desk.rows, step.rows)
        _refuse_overtaken(desk, done, others, hand)
        if not done.touched:
            return desk
        _link_translations(tx, desk, tracks)
        return keep(tx, desk, step.rows, _change(desk, deed, done, step, hand))


def open_for_writing(
    studio: Studio, tx: Writing, workshop: str, clip_id: str, language: str, tracks: dict[str, Track]
) -> Desk:
    """Return the desk of a track in a transaction that is about to change it."""
    clip = tx.get(Clip, clip_id)
    track = tracks.get(language) or new_track(clip, language)
    return desk_for(studio, tx, workshop, clip, track, tracks)


def _planned(desk: Desk, plan: Callable[[Desk], Step], others: list[Change]) -> Step:
    try:
        return plan(desk)
    except RowGone as gone:
        for change in others:
            if gone.row_id in change.difference.touched:
                raise Overtaken([_conflict(gone.row_id, desk, {}, others)]) from gone
        raise


def _refuse_overtaken(desk: Desk, done: Difference, others: list[Change], hand: Hand) -> None:
    """Raise :class:`Overtaken` for rows that others have changed since the hand last saw them."""
    theirs = frozenset[str]().union(*(change.difference.touched for change in others))
    if hand.revision > desk.track.revision:  # of a time that a restored backup does not know
        theirs |= done.touched
    if both := theirs & done.touched:
        mine = {row.id: row for row in done.after}
        raise Overtaken([_conflict(row_id, desk, mine, others) for row_id in sorted(both)])


def _conflict(row_id: str, desk: Desk, mine: dict[str, Row], others: list[Change]) -> Conflict:
    last = next((one for one in reversed(others) if row_id in one.difference.touched), None)
    return Conflict(
        row_id=row_id,
        mine=mine.get(row_id),
        theirs=next((row for row in desk.rows if row.id == row_id), None),
        by=last.by if last else "",
        at=last.at if last else None,
    )


def _change(desk: Desk, deed: Deed, done: Difference, step: Step, hand: Hand) -> Change:
    approved = desk.track.state is TrackState.APPROVED
    worded = {(row.id, row.text) for row in done.before} != {(row.id, row.text) for row in done.after}
    return Change(
        revision=desk.track.revision + 1,
        by=hand.by,
        at=datetime.now(UTC),
        deed=deed,
        difference=done,
        key=hand.key,
        undoes=step.undoes,
        state=TrackState.REVIEWED if approved and worded else None,
    )


def _link_translations(tx: Writing, desk: Desk, tracks: dict[str, Track]) -> None:
    """Let translations that say nothing of this source remember it as it was until now."""
    spoken = desk.track.language == spoken_language(tx, desk.clip, tracks)
    for track in tracks.values():
        mine = track.translates == desk.track.language or (spoken and not track.translates)
        if mine and track.language != desk.track.language:
            rows = rows_of(track)
            remembering = linked(rows, desk.rows)
            if remembering != rows:
                tx.put(with_rows(track, remembering))


def keep(tx: Writing, desk: Desk, rows: Rows, change: Change) -> Desk:
    """Write the history, then the track; return the desk as it is then."""
    desk.history.append(change)
    brought = change.deed is Deed.IMPORT  # whatever was there before: these are a person's words
    track = with_rows(desk.track, rows)
    track = replace(
        track,
        revision=change.revision,
        source=f"written by {change.by}" if brought or not track.source else track.source,
        needs_review=track.needs_review and not brought,
        translates=desk.source.language if desk.source else "",
    )
    if change.state:
        track = replace(track, state=change.state, state_by=change.by, state_at=change.at)
    tx.put(track)
    return Desk(clip=desk.clip, track=track, source=desk.source, history=desk.history)
