"""What was said in a clip, divided with it: cues and words go to the part that holds their middle.

So each of them is in exactly one part, whatever the parts are; what reaches over a cut ends, or
begins, there. Times are milliseconds, on the clock of the clip before and of the part after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from pvstudio.subtitles.cues import Cue, Track, TrackState
from pvstudio.subtitles.rows import Row, Rows, new_row_id, rows_of, with_rows
from pvstudio.transcription.transcript import Segment, Transcript, Word

Timed = TypeVar("Timed", Cue, Row, Word)

#: From the least looked at to the most.
_LOOKED_AT = (TrackState.MACHINE, TrackState.REVIEWED, TrackState.APPROVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a clip, from *start_ms* up to *end_ms*; *first*, *last*: of the clip."""

    start_ms: int
    end_ms: int
    first: bool = False
    last: bool = False

    def holds(self, start_ms: int, end_ms: int) -> bool:
        """Tell whether the middle of a moment lies in here."""
        middle = start_ms + end_ms  # doubled, so that nothing is rounded
        return (self.first or 2 * self.start_ms <= middle) and (self.last or middle < 2 * self.end_ms)

    def clamped(self, at_ms: int) -> int:
        """Return a moment of the clip on the clock of this part."""
        return max(0, min(at_ms, self.end_ms) - self.start_ms)


def divided(timed: Iterable[Timed], span: Span) -> tuple[Timed, ...]:
    """Return those cues or words that belong to *span*, on its own clock."""
    return tuple(
        replace(one, start_ms=span.clamped(one.start_ms), end_ms=span.clamped(one.end_ms))
        for one in timed
        if span.holds(one.start_ms, one.end_ms)
    )


def part_of_rows(rows: Rows, span: Span) -> tuple[Rows, bool]:
    """Return the rows of a part, and whether one of them lay over a cut: then somebody has to look."""
    here = [row for row in rows if span.holds(row.start_ms, row.end_ms)]
    cut = divided(rows, span)
    return cut, any(b.end_ms - b.start_ms != a.end_ms - a.start_ms for b, a in zip(here, cut, strict=True))


def part_of_words(transcript: Transcript, span: Span, clip_id: str) -> Transcript:
    """Return what was said in the part that becomes *clip_id*; segments without a word are left out."""
    some = (Segment(language=one.language, words=divided(one.words, span)) for one in transcript.segments)
    return replace(transcript, clip_id=clip_id, segments=tuple(one for one in some if one.words))


def joined_track(first: Track, second: Track, by_ms: int) -> Track:
    """Return *first* with the cues of *second*, *by_ms* later; as little looked at as the less of both."""
    rows = rows_of(first)
    known = {row.id for row in rows}
    later = (
        replace(
            row,
            id=new_row_id() if row.id in known else row.id,
            start_ms=row.start_ms + by_ms,
            end_ms=row.end_ms + by_ms,
        )
        for row in rows_of(second)
    )
    return replace(
        with_rows(first, (*rows, *later)),
        state=min(first.state, second.state, key=_LOOKED_AT.index),
        needs_review=first.needs_review or second.needs_review,
    )


def joined_words(first: Transcript, second: Transcript, by_ms: int) -> Transcript:
    """Return *first* with what was said in *second*, *by_ms* later."""
    later = tuple(
        Segment(
            language=segment.language,
            words=tuple(
                replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms)
                for word in segment.words
            ),
        )
        for segment in second.segments
    )
    notes = (*first.notes, *(note for note in second.notes if note not in first.notes))
    return replace(first, segments=(*first.segments, *later), notes=notes)
