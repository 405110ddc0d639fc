"""Tracks: heads that were found in some frames become what is hidden in every frame.

A detector that looks at every third frame and misses three in ten must leak nothing. So what it
finds is linked to tracks, and a track hides

- each head where it was found, until the next look on either side;
- the way between two finds;
- the last place before and the first place after any look that found nothing, for *hold* frames,
  growing while the head may be moving.

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

#: What is held grows by this share of itself for each frame that nobody has seen the head.
HOLD_GROWTH = 0.02

#: A head can have moved this many sizes between two looks and be linked.
REACH = 1.0

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
            yield frame, here.between(there, (frame - before) / (after - before)).grown(GROWTH)
    seen = [frame for frame, _ in finds]
    for n, (frame, box) in enumerate(finds):
        yield frame, box.grown(GROWTH)
        unseen_before = n == 0 or frame - seen[n - 1] > STEP
        unseen_after = n + 1 == len(seen) or seen[n + 1] - frame > STEP
        for away in range(1, (hold if unseen_before else STEP - 1) + 1):
            yield frame - away, box.grown(GROWTH * (1 + HOLD_GROWTH * away))
        for away in range(1, (hold if unseen_after else STEP - 1) + 1):
            yield frame + away, box.grown(GROWTH * (1 + HOLD_GROWTH * away))
