"""The subtitles of the whole film: the cues of its clips, moved to where the clips stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from pvstudio.editing.plan import FilmPart
from pvstudio.subtitles.cues import Cue

#: A cue that a trim or a cross-fade leaves shorter than this is dropped: nobody can read it.
_SHORTEST_MS = 200


def film_cues(parts: Sequence[tuple[FilmPart, int, int]], language: str) -> tuple[Cue, ...]:
    """Return the cues in *language*; *parts* come with start and length in the film, in ms.

    Nothing that a trim cut off is left, and no two cues are on screen at once: in a cross-fade the
    coming clip has the word.
    """
    cues = [cue for part, start, length in parts for cue in _placed(part, start, length, language)]
    cues.sort(key=lambda cue: (cue.start_ms, cue.end_ms))
    return tuple(_one_at_a_time(cues))


def _placed(part: FilmPart, start: int, length: int, language: str) -> Iterable[Cue]:
    cut_off = part.part.in_ms or 0
    for cue in part.tracks.get(language, ()):
        first, last = max(cue.start_ms - cut_off, 0), min(cue.end_ms - cut_off, length)
        if last - first >= min(_SHORTEST_MS, cue.end_ms - cue.start_ms):
            yield replace(cue, start_ms=start + first, end_ms=start + last)


def _one_at_a_time(cues: Sequence[Cue]) -> Iterable[Cue]:
    for cue, following in zip_longest(cues, cues[1:]):
        if following is None or following.start_ms >= cue.end_ms:
            yield cue
        elif following.start_ms - cue.start_ms >= _SHORTEST_MS:
            yield replace(cue, end_ms=following.start_ms)
