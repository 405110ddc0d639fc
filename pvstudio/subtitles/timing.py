"""When cues come and go: in step with speech, long enough to read, never touching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.rules import Rules, gap_ms

#: Gaps of fewer frames than this are closed to two: a flicker otherwise.
CLOSED_BELOW = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The text of one cue to be, and when its words are spoken (ms)."""

    start_ms: int
    end_ms: int
    text: str
    rules: Rules


def lay_out(groups: Sequence[Group], fps: Fraction | int) -> tuple[Cue, ...]:
    """Return cues with their times, in order.

    Each starts with its first word and stays up to half a second after its last, unless the next
    one comes. Where speech leaves less than the shortest time, the next one waits for it.
    """
    gap, flicker = gap_ms(fps), gap_ms(fps, CLOSED_BELOW)
    cues: list[Cue] = []
    earliest = 0
    for at, group in enumerate(groups):
        following = groups[at + 1].start_ms if at + 1 < len(groups) else None
        start = max(group.start_ms, earliest)
        end = _end(group, start, following, gap, flicker)
        cues.append(Cue(start_ms=start, end_ms=end, text=group.text))
        earliest = end + gap
    return tuple(cues)


def _end(group: Group, start: int, following: int | None, gap: int, flicker: int) -> int:
    rules = group.rules
    shortest, longest = start + rules.shortest_ms, start + rules.longest_ms
    end = group.end_ms + rules.linger_ms
    if following is not None and following - end < flicker:
        end = following - gap
    return min(max(end, shortest), longest)
