"""How far people have looked at a track: machine → reviewed → approved, and back when words change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track, TrackState
from pvstudio.subtitles.rows import Difference
from workflows.subtitles.changing import Hand, open_for_writing
from workflows.subtitles.desks import Desk
from workflows.subtitles.errors import SeenOld, StateImpossible
from workflows.subtitles.history import Change, Deed
from workflows.wiring import Studio

#: From where to where people bring a track.
STEPS = {
    TrackState.MACHINE: (TrackState.REVIEWED,),
    TrackState.REVIEWED: (TrackState.APPROVED,),
    TrackState.APPROVED: (TrackState.REVIEWED,),
}


def set_state(
    studio: Studio, workshop: str, clip_id: str, language: str, wanted: TrackState, *, hand: Hand
) -> Desk:
    """Say that a person has reviewed, or approved, a track as it was at the hand's revision.

    Raises :class:`SeenOld` if others have changed it since, :class:`StateImpossible` for a step that is
    none, and :class:`~pvstudio.errors.NotFound` for a track that nobody has begun.
    """
    with studio.documents.write(workshop) as tx:
        tracks = {track.language: track for track in tx.find(Track, clip_id=clip_id)}
        desk = open_for_writing(studio, tx, workshop, clip_id, language, tracks)
        track = tx.get(Track, desk.track.id)
        if track.state is wanted:
            return desk
        since = [one for one in desk.history.since(hand.revision) if not hand.is_mine(one)]
        if others := [one.by for one in since if one.difference.touched]:
            raise SeenOld(others[-1])
        if wanted not in STEPS[track.state]:
            raise StateImpossible(track.state, wanted)
        change = Change(
            revision=track.revision + 1,
            by=hand.by,
            at=datetime.now(UTC),
            deed=Deed.STATE,
            difference=Difference(),
            key=hand.key,
            state=wanted,
        )
        desk.history.append(change)
        said = replace(track, state=wanted, state_by=change.by, state_at=change.at, needs_review=False)
        tx.put(replace(said, revision=change.revision))
        return replace(desk, track=replace(said, revision=change.revision))


def states(tx: Reading, clip_ids: frozenset[str]) -> dict[str, dict[str, TrackState]]:
    """Return, for each of these clips, the state of its track in each language that it has."""
    found: dict[str, dict[str, TrackState]] = {clip_id: {} for clip_id in clip_ids}
    for track in tx.find(Track):
        if track.clip_id in clip_ids:
            found[track.clip_id][track.language] = track.state
    return found
