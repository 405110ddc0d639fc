"""Rows: cues as an editor works on them, each with an id that stays while words and times change."""

from __future__ import annotations

import hashlib
import secrets
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pvstudio.subtitles.cues import Cue, Mark, Track

#: Makes the id of a new row; tests give their own.
NewId = Callable[[], str]


def new_row_id() -> str:
    """Return a fresh id such as ``r4be1c09a7d``; it says nothing of the row."""
    return f"r{secrets.token_hex(5)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One cue of a track that is being edited; times in ms from the start of the clip."""

    id: str
    start_ms: int
    end_ms: int
    text: str
    made_from: tuple[str, ...] = ()  # of a translation: prints of the source's rows

    @property
    def cue(self) -> Cue:
        """What of it people watch."""
        return Cue(start_ms=self.start_ms, end_ms=self.end_ms, text=self.text)


Rows = tuple[Row, ...]


def in_order(rows: Iterable[Row]) -> Rows:
    """Return *rows* by time; the id settles what begins and ends together."""
    return tuple(sorted(rows, key=lambda row: (row.start_ms, row.end_ms, row.id)))


def rows_of(track: Track) -> Rows:
    """Return the cues of *track* as rows. Those of a track that nobody has edited are numbered from 1."""
    marks = track.marks
    if len(marks) != len(track.cues):  # somebody else wrote the track
        marks = tuple(Mark(id=str(number)) for number in range(1, len(track.cues) + 1))
    return in_order(_row(cue, mark) for cue, mark in zip(track.cues, marks, strict=True))


def with_rows(track: Track, rows: Rows) -> Track:
    """Return *track* with these rows, in order, as its cues."""
    ordered = in_order(rows)
    return replace(
        track,
        cues=tuple(row.cue for row in ordered),
        marks=tuple(Mark(id=row.id, made_from=row.made_from) for row in ordered),
    )


def rows_from(cues: Iterable[Cue], known: Rows = (), *, new_id: NewId = new_row_id) -> Rows:
    """Return *cues* as rows: what *known* has in the same words or at the same time stays that row."""
    free = list(known)
    return in_order(_adopted(cue, free, new_id) for cue in cues)


def _adopted(cue: Cue, free: list[Row], new_id: NewId) -> Row:
    """Take the row of *free* that *cue* is most likely a new version of, else a new one."""
    alike = (
        next((row for row in free if row.cue == cue), None)
        or next((row for row in free if (row.start_ms, row.end_ms) == (cue.start_ms, cue.end_ms)), None)
        or next((row for row in free if row.start_ms == cue.start_ms), None)
    )
    if alike is None:
        return _row(cue, Mark(id=new_id()))
    free.remove(alike)
    return _row(cue, Mark(id=alike.id, made_from=alike.made_from))


def _row(cue: Cue, mark: Mark) -> Row:
    return Row(id=mark.id, start_ms=cue.start_ms, end_ms=cue.end_ms, text=cue.text, made_from=mark.made_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed: the touched rows as they were, and as they are. Both sides are in order."""

    before: Rows = ()
    after: Rows = ()

    @property
    def touched(self) -> frozenset[str]:
        """The ids of all rows that were changed, came or went."""
        return frozenset(row.id for row in (*self.before, *self.after))

    @property
    def reversed(self) -> Difference:
        """The way back."""
        return Difference(before=self.after, after=self.before)


def difference(before: Sequence[Row], after: Sequence[Row]) -> Difference:
    """Return what leads from *before* to *after*."""
    same = set(before) & set(after)
    return Difference(
        before=tuple(row for row in before if row not in same),
        after=tuple(row for row in after if row not in same),
    )


def patched(rows: Rows, change: Difference) -> Rows:
    """Return *rows* with *change* done to them, whatever the touched rows look like now."""
    touched = change.touched
    return in_order((*(row for row in rows if row.id not in touched), *change.after))


def print_of(row: Row) -> str:
    """Return what a translation remembers of the *row* it was made from: its id, and its words hashed."""
    return f"{row.id}:{hashlib.blake2s(row.text.encode(), digest_size=6).hexdigest()}"


def stale(rows: Rows, source: Rows) -> frozenset[str]:
    """Return the ids of the rows whose source has other words now, or is gone."""
    prints = {print_of(row) for row in source}
    return frozenset(row.id for row in rows if not prints.issuperset(row.made_from))


def prints_now(row: Row, source: Rows) -> tuple[str, ...]:
    """Return the prints that *row* would have if it were made from its sources as they are now."""
    ids = {mark.partition(":")[0] for mark in row.made_from}
    return tuple(print_of(one) for one in source if one.id in ids)


def linked(rows: Rows, source: Rows) -> Rows:
    """Return *rows*, each that says nothing of its source as made from what is said at the same time."""
    starts = [one.start_ms for one in source]
    longest = max((one.end_ms - one.start_ms for one in source), default=0)

    def near(row: Row) -> Rows:
        return source[bisect_left(starts, row.start_ms - longest) : bisect_left(starts, row.end_ms)]

    return tuple(
        row if row.made_from else replace(row, made_from=_spoken_then(row, near(row))) for row in rows
    )


def _spoken_then(row: Row, near: Rows) -> tuple[str, ...]:
    """Name the row that *row* overlaps longest, and each that lies for its larger part within it."""
    shared = [min(row.end_ms, one.end_ms) - max(row.start_ms, one.start_ms) for one in near]
    longest = max(1, *shared, 1)
    return tuple(
        print_of(one)
        for one, ms in zip(near, shared, strict=True)
        if ms == longest or 2 * ms > one.end_ms - one.start_ms
    )
