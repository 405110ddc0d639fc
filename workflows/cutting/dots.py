"""Dots: the group decides together what comes first. Each person has a few, and places them on clips.

Only sums are kept, unless the group chose to vote by name. Nobody signs in to vote: a facilitator's device
is passed round, or the facilitator taps. A ballot bears a random mark: given in twice it counts once.
The room sees the sums once the vote is closed: seen while they grow, each change would be somebody's ballot.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from pvstudio.editing.arranging import reordered
from pvstudio.editing.recipe import Recipe, clips_of
from pvstudio.errors import NotFound
from pvstudio.model import Clip, Participant
from pvstudio.store import Reading, Writing
from workflows.cutting.errors import TooManyDots, VoteClosed
from workflows.wiring import Studio

#: How many dots each person may have, at most.
MOST_DOTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What one person placed, where the group votes by name: clip ids, one for each dot."""

    participant_id: str
    clip_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """A vote about the order of one cut (a document; its id is the cut's)."""

    id: str
    each: int = 3  # dots a person
    by_name: bool = False
    sums: tuple[tuple[str, int], ...] = ()  # clip id, dots: of those who are not named
    turns: tuple[str, ...] = ()  # random marks of ballots that were given in, in order of the marks
    ballots: tuple[Ballot, ...] = ()
    closed: bool = False  # the sums may be shown, and nothing more is given in

    @property
    def voted(self) -> int:
        """How many people gave their dots."""
        return len(self.turns) + len(self.ballots)

    def on(self, clip_id: str) -> int:
        """Return the dots on a clip."""
        named = sum(ballot.clip_ids.count(clip_id) for ballot in self.ballots)
        return named + dict(self.sums).get(clip_id, 0)


def dots_of(tx: Reading, cut_id: str) -> Dots:
    """Return the vote about a cut; one that nobody has given a dot in, where there is none."""
    try:
        return tx.get(Dots, cut_id)
    except NotFound:
        return Dots(id=cut_id)


def begin(studio: Studio, workshop: str, cut_id: str, each: int, *, by_name: bool) -> Dots:
    """Begin anew, without any dot. Raises :class:`TooManyDots`."""
    if not 1 <= each <= MOST_DOTS:
        raise TooManyDots(each, MOST_DOTS)
    fresh = Dots(id=cut_id, each=each, by_name=by_name)
    with studio.documents.write(workshop) as tx:
        tx.put(fresh)
    return fresh


def close(studio: Studio, workshop: str, cut_id: str) -> Dots:
    """Close the vote about a cut and return it: from now on its sums may be shown; again changes nothing."""
    with studio.documents.write(workshop) as tx:
        closed = replace(dots_of(tx, cut_id), closed=True)
        tx.put(closed)
    return closed


def place(
    studio: Studio,
    workshop: str,
    cut_id: str,
    clips: Collection[str],
    placed: Mapping[str, int],
    turn: str,
    participant_id: str = "",
) -> Dots:
    """Give in the dots of one person; *turn* is the mark of the ballot.

    Raises :class:`TooManyDots`, :class:`VoteClosed`.
    *clips* are those that can be voted on. Who votes by name and gives in again replaces what they gave.
    """
    number = sum(placed.values())
    with studio.documents.write(workshop) as tx:
        vote = dots_of(tx, cut_id)
        if vote.closed and turn not in vote.turns:
            raise VoteClosed(cut_id)
        unknown = [clip for clip, dots in placed.items() if dots and clip not in clips]
        if unknown or number > vote.each or min(placed.values(), default=0) < 0:
            raise TooManyDots(number, vote.each)
        if vote.by_name:
            vote = _named(vote, tx.get(Participant, participant_id).id, placed)
        elif turn not in vote.turns:
            sums = dict(vote.sums)
            for clip, dots in placed.items():
                sums[clip] = sums.get(clip, 0) + dots
            # Sorted marks: in order of arrival they would tell who voted when.
            turns = tuple(sorted((*vote.turns, turn)))
            vote = replace(vote, sums=tuple(sorted((c, d) for c, d in sums.items() if d)), turns=turns)
        tx.put(vote)
    return vote


def by_dots(recipe: Recipe, clips: list[Clip], vote: Dots) -> Recipe:
    """Return *recipe* with what has most dots first; what has as many stays in its order."""
    ids = [clip.id for clip in clips_of(recipe, clips)]
    order = sorted(range(len(ids)), key=lambda number: -vote.on(ids[number]))
    return reordered(recipe, order)


def forget_dots(tx: Writing, clip_ids: Collection[str], participant_id: str = "") -> None:
    """Take erased clips, and the ballots of an erased person, out of every vote."""
    for vote in tx.find(Dots):
        kept = tuple(
            replace(one, clip_ids=tuple(clip for clip in one.clip_ids if clip not in clip_ids))
            for one in vote.ballots
            if one.participant_id != participant_id
        )
        sums = tuple((clip, dots) for clip, dots in vote.sums if clip not in clip_ids)
        if (kept, sums) != (vote.ballots, vote.sums):
            tx.put(replace(vote, ballots=kept, sums=sums))


def _named(vote: Dots, person: str, placed: Mapping[str, int]) -> Dots:
    clips = tuple(clip for clip, dots in sorted(placed.items()) for _dot in range(dots))
    others = tuple(one for one in vote.ballots if one.participant_id != person)
    return replace(vote, ballots=(*others, Ballot(participant_id=person, clip_ids=clips)))
