"""Taking back: one's own last change, or everything since a moment. Both are changes like any other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pvstudio.subtitles.cues import Track
from pvstudio.subtitles.rows import Difference, patched
from workflows.subtitles.changing import Hand, Step, carry_out, open_for_writing
from workflows.subtitles.desks import Desk
from workflows.subtitles.errors import CannotUndo, SeenOld
from workflows.subtitles.history import Change, Deed, on_this_clock
from workflows.wiring import Studio

_BACK = (Deed.UNDO, Deed.REDO)


def undo(studio: Studio, workshop: str, clip_id: str, language: str, *, hand: Hand) -> Desk:
    """Take back the last change of this person that still holds.

    Raises :class:`CannotUndo` if there is none, or if somebody else has changed the same rows since.
    """

    def plan(desk: Desk) -> Step:
        return _back(desk, undoable(desk.history.all(), hand.by))

    return carry_out(studio, workshop, clip_id, language, Deed.UNDO, plan, hand=hand)


def redo(studio: Studio, workshop: str, clip_id: str, language: str, *, hand: Hand) -> Desk:
    """Take back this person's last undoing, if they have done nothing since; raises as :func:`undo`."""

    def plan(desk: Desk) -> Step:
        return _back(desk, redoable(desk.history.all(), hand.by))

    return carry_out(studio, workshop, clip_id, language, Deed.REDO, plan, hand=hand)


def restore(studio: Studio, workshop: str, clip_id: str, language: str, to: int, *, hand: Hand) -> Desk:
    """Make the rows what they were at revision *to*; what was done since stays in the history.

    Raises :class:`~workflows.subtitles.errors.NoSuchRevision`.
    """

    def plan(desk: Desk) -> Step:
        return Step(rows=desk.history.rows_at(to, desk.rows))

    return carry_out(studio, workshop, clip_id, language, Deed.RESTORE, plan, hand=hand)


def forget_past(studio: Studio, workshop: str, clip_id: str, language: str, *, hand: Hand) -> Desk:
    """Delete all earlier words of a track; who did that, and when, is all that its history says then.

    Raises :class:`SeenOld` if others have changed it since the hand looked.
    """
    with studio.documents.write(workshop) as tx:
        tracks = {track.language: track for track in tx.find(Track, clip_id=clip_id)}
        desk = open_for_writing(studio, tx, workshop, clip_id, language, tracks)
        track = tx.get(Track, desk.track.id)
        if hand.revision != track.revision:
            raise SeenOld(next((one.by for one in desk.history.all()[-1:]), ""))
        desk.history.forget()
        change = Change(
            revision=track.revision + 1,
            by=hand.by,
            at=datetime.now(UTC),
            deed=Deed.FORGET,
            difference=Difference(),
        )
        desk.history.append(change)
        track = replace(track, revision=change.revision)
        tx.put(track)
        return replace(desk, track=track)


def undoable(changes: Sequence[Change], by: str) -> Change | None:
    """Return the last change of *by* that was not taken back, since the clip was last cut."""
    changes = on_this_clock(changes)
    back = _taken_back(changes)
    mine = (one for one in reversed(changes) if one.by == by and one.difference.touched)
    return next((one for one in mine if one.deed not in _BACK and one.revision not in back), None)


def redoable(changes: Sequence[Change], by: str) -> Change | None:
    """Return the last undoing of *by* that was not taken back itself; None after anything else of theirs."""
    changes = on_this_clock(changes)
    back = _taken_back(changes)
    for one in reversed(changes):
        if one.by == by and one.difference.touched and one.deed is not Deed.REDO:
            if one.deed is not Deed.UNDO:
                return None
            if one.revision not in back:
                return one
    return None


def _taken_back(changes: Sequence[Change]) -> Collection[int]:
    """Return the revisions that do not hold: undone, and not done again."""
    back = set[int]()
    for one in changes:
        if one.deed is Deed.UNDO:
            back.add(one.undoes)
        elif one.deed is Deed.REDO:  # what it takes back is an undo, which names the change itself
            back.add(one.undoes)
            back -= {other.undoes for other in changes if other.revision == one.undoes}
    return back


def _back(desk: Desk, change: Change | None) -> Step:
    """Do *change* backwards; its rows must be as it left them."""
    if change is None:
        raise CannotUndo
    now = {row.id: row for row in desk.rows}
    left = {row.id: row for row in change.difference.after}
    if any(now.get(row_id) != left.get(row_id) for row_id in change.difference.touched):
        later = [
            one
            for one in desk.history.since(change.revision)
            if one.difference.touched & change.difference.touched
        ]
        raise CannotUndo(later[-1].by if later else "Somebody")
    return Step(rows=patched(desk.rows, change.difference.reversed), undoes=change.revision)
