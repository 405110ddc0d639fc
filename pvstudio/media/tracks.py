"""Tracks: heads that were found in some frames become what is hidden in every frame.

A detector that looks at every third frame and misses three in ten must leak nothing. So what it
finds is linked to tracks, and a track hides

- each head where it was found, until the next look on either side;
- the way between two finds; where looks between them found nothing, all that holds both;
- the first place for *hold* frames before it, and the last for as long after it.

What is hidden unseen is hidden wider, the longer the head may have moved.
A doubtful link hides too much, never too little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pvstudio.media.boxes import Box

#: Frames from one look to the next.
STEP = 3

#: A found box holds the face; this much more holds the head, and errs on the side of hiding.
GROWTH = 1.4

#: What is hidden unseen is so much larger for each frame: 0.07 of a head on each side, two heads a
#: second. Measured: 0.04 leaks 64 of 30,000 frames, 0.1 one, 0.14 none; 0.14 hides 8 % more than 0.1.
UNSEEN_GROWTH = 0.14

#: And no larger than this, seen or unseen.
MAX_GROWTH = 2.6

#: A head can have moved this many sizes from one look to the next, and be linked.
REACH = 1.0

#: And this many, however many looks missed it.
MAX_REACH = 3.0

Masks = Mapping[int, Sequence[Box]]  # frame: what is hidden in it


@dataclass(slots=True)
class Track:
    """One head through time: *finds* are (frame, box), in order."""

    finds: list[tuple[int, Box]] = field(default_factory=list)


def link(looks: Iterable[tuple[int, Sequence[Box]]], *, patience: int) -> list[Track]:
    """Link the heads of successive *looks* (frame, boxes); a track ends when unseen for *patience* frames."""
    tracks: list[Track] = []
    for frame, boxes in looks:
        free = [track for track in tracks if frame - track.finds[-1][0] <= patience]
        pairs = sorted(
            (
                (box.distance(track.finds[-1][1]), b, t)
                for b, box in enumerate(boxes)
                for t, track in enumerate(free)
            ),
        )
        linked: dict[int, Track] = {}
        for distance, b, t in pairs:
            if (
                distance <= REACH
                and b not in linked
                and not any(free[t] is track for track in linked.values())
            ):
                linked[b] = free[t]
        for b, box in enumerate(boxes):
            if b not in linked:
                tracks.append(linked.setdefault(b, Track()))
            linked[b].finds.append((frame, box))
    return tracks


def lost(track: Track, frames: int) -> Iterable[int]:
    """Yield the frame of each look that did not find the head which the look before it had found."""
    for (before, _), (after, _) in pairwise(track.finds):
        if after - before > STEP:
            yield before + STEP
    if (end := track.finds[-1][0] + STEP) < frames:
        yield end


def _reach(frames: int) -> float:
    return min(REACH * max(1, frames / STEP), MAX_REACH)


def masks_of(tracks: Iterable[Track], frames: int, *, hold: int) -> Masks:
    """Return what is hidden in each of *frames* frames; see the rule above."""
    masks: defaultdict[int, list[Box]] = defaultdict(list)
    for track in tracks:
        for frame, box in _hidden(track, hold):
            if 0 <= frame < frames:
                masks[frame].append(box)
    return dict(masks)


def _hidden(track: Track, hold: int) -> Iterable[tuple[int, Box]]:
    finds = track.finds
    for (before, here), (after, there) in pairwise(finds):
        for frame in range(before + 1, after):
            if after - before <= STEP:
                yield frame, here.between(there, (frame - before) / (after - before)).grown(GROWTH)
            else:
                yield frame, _wide(here.hull(there), min(frame - before, after - frame))
    for frame, box in finds:
        for away in range(1 - STEP, STEP):
            yield frame + away, box.grown(GROWTH)
    (first, at_first), (last, at_last) = finds[0], finds[-1]
    for away in range(STEP, hold + 1):
        yield first - away, _wide(at_first, away)
        yield last + away, _wide(at_last, away)


def _wide(box: Box, unseen: int) -> Box:
    """Return what is hidden of *box* when the head was last, or will next be, seen in so many frames."""
    return box.grown(min(GROWTH + UNSEEN_GROWTH * unseen, MAX_GROWTH))
