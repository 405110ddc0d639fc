"""What people do to the rows of a track: pure, each from rows to rows.

Whatever comes out is in order, within its clip, and leaves something to read: a row without words is
gone. Rows may overlap, be too fast or too long: that is said (:mod:`pvstudio.subtitles.remarks`), never
forbidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pvstudio.subtitles.cuetext import clean
from pvstudio.subtitles.errors import SubtitleError
from pvstudio.subtitles.layout import best_lines, fits
from pvstudio.subtitles.rows import NewId, Row, Rows, in_order, new_row_id
from pvstudio.subtitles.rules import Rules
from pvstudio.subtitles.segmentation import SpokenWord


class RowGone(SubtitleError):
    """There is no row *row_id* any more: somebody deleted it, or joined it to another."""

    def __init__(self, row_id: str) -> None:
        super().__init__(
            "This line is not there any more.", advice="Look at the lines as they are now, then do it again."
        )
        self.row_id = row_id


class TimesImpossible(SubtitleError):
    """A row cannot stand from *start_ms* to *end_ms* in a clip of *clip_ms*."""

    def __init__(self, start_ms: int, end_ms: int, clip_ms: int) -> None:
        super().__init__(
            f"A line cannot stand from {_clock(start_ms)} to {_clock(end_ms)}: "
            f"it has to end after it starts, within the clip ({_clock(clip_ms)}).",
            advice="Give it other times.",
        )
        self.start_ms, self.end_ms, self.clip_ms = start_ms, end_ms, clip_ms


class NothingToCut(SubtitleError):
    """A row cannot be split where somebody asked for it, or joined: *reason* is a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, advice="Choose another place.")


def find_row(rows: Rows, row_id: str) -> Row:
    """Return the row *row_id*, or raise :class:`RowGone`."""
    for row in rows:
        if row.id == row_id:
            return row
    raise RowGone(row_id)


def put(rows: Rows, new: Row, clip_ms: int) -> Rows:
    """Return *rows* with *new* in the place of the row of its id, or added; without words it goes.

    Raises :class:`TimesImpossible`.
    """
    others = tuple(row for row in rows if row.id != new.id)
    words = clean(new.text)
    if not words:
        return others
    _require(new.start_ms, new.end_ms, clip_ms)
    return in_order((*others, replace(new, text=words)))


def set_times(rows: Rows, row_id: str, start_ms: int, end_ms: int, clip_ms: int) -> Rows:
    """Move one row; raises :class:`RowGone` and :class:`TimesImpossible`."""
    return put(rows, replace(find_row(rows, row_id), start_ms=start_ms, end_ms=end_ms), clip_ms)


def delete(rows: Rows, row_id: str) -> Rows:
    """Take one row away; raises :class:`RowGone`."""
    gone = find_row(rows, row_id)
    return tuple(row for row in rows if row is not gone)


def split(
    rows: Rows,
    row_id: str,
    at: int,
    *,
    words: Sequence[SpokenWord] = (),
    new_id: NewId = new_row_id,
) -> Rows:
    """Cut a row in two before its letter number *at* (code points from 0).

    The second begins with its first word, if that is among *words* (what was recognised, in ms of the
    clip), else in proportion to the letters. Raises :class:`RowGone` and :class:`NothingToCut`.
    """
    row = find_row(rows, row_id)
    left, right = clean(row.text[:at]), clean(row.text[at:])
    if not left or not right:
        raise NothingToCut("There are no words on one side of the cut.")
    if row.end_ms - row.start_ms < 2:
        raise NothingToCut("This line is too short to be cut.")
    cut = min(max(_cut_ms(row, left, right, words), row.start_ms + 1), row.end_ms - 1)
    first = replace(row, text=left, end_ms=cut)
    second = replace(row, id=new_id(), text=right, start_ms=cut)
    return in_order((*(one for one in rows if one is not row), first, second))


def middle(row: Row) -> int:
    """Return the place in the words of *row* where a space or line break is nearest to their middle."""
    spaces = [at for at, letter in enumerate(row.text) if letter.isspace()]
    return min(spaces, key=lambda at: abs(2 * at - len(row.text)), default=len(row.text) // 2)


def _cut_ms(row: Row, left: str, right: str, words: Sequence[SpokenWord]) -> int:
    inside = [word for word in words if row.start_ms <= (word.start_ms + word.end_ms) // 2 < row.end_ms]
    before = len(left.split())
    if len(inside) == before + len(right.split()):
        return inside[before].start_ms
    begins = [word.start_ms for word in inside if _bare(word.text) == _bare(right.split()[0])]
    guess = row.start_ms + (row.end_ms - row.start_ms) * len(left) // (len(left) + len(right))
    return min(begins, key=lambda ms: abs(ms - guess), default=guess)


def _bare(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def merge_with_next(rows: Rows, row_id: str, rules: Rules) -> Rows:
    """Join a row with the one behind it: all their words, from the first's start to the later end.

    Raises :class:`RowGone`, and :class:`NothingToCut` for the last row.
    """
    row = find_row(rows, row_id)
    place = rows.index(row)
    if place + 1 == len(rows):
        raise NothingToCut("There is no line behind this one.")
    following = rows[place + 1]
    joined = replace(
        row,
        end_ms=max(row.end_ms, following.end_ms),
        text=_joined(row.text, following.text, rules),
        made_from=tuple(dict.fromkeys((*row.made_from, *following.made_from))),
    )
    return in_order((*(one for one in rows if one not in (row, following)), joined))


def _joined(left: str, right: str, rules: Rules) -> str:
    """Set the words of both anew where they fit; else keep every line that there was."""
    words = f"{left} {right}".split()
    if rules.space and fits(words, rules):
        return "\n".join(best_lines(words, rules))
    return f"{left}\n{right}"


def shift(rows: Rows, by_ms: int, clip_ms: int, *, start: str = "") -> Rows:
    """Move all rows, or those from row *start* on. The last may lose what would stand behind the clip's end.

    Raises :class:`RowGone`, and :class:`TimesImpossible` for the first row that would leave the clip.
    """
    first = rows.index(find_row(rows, start)) if start else 0
    moved = []
    for row in rows[first:]:
        begins, ends = row.start_ms + by_ms, min(row.end_ms + by_ms, clip_ms)
        _require(begins, ends, clip_ms)
        moved.append(replace(row, start_ms=begins, end_ms=ends))
    return in_order((*rows[:first], *moved))


def untangled(rows: Rows, gap_ms: int) -> Rows:
    """End each row before the next begins, by *gap_ms* where there is room; what begins together stays so."""
    ends = []
    for place, row in enumerate(rows):
        later = next((one.start_ms for one in rows[place + 1 :] if one.start_ms > row.start_ms), None)
        latest = row.end_ms if later is None else later - gap_ms if later - gap_ms > row.start_ms else later
        ends.append(replace(row, end_ms=min(row.end_ms, latest)))
    return in_order(ends)


def timed_like(rows: Rows, source: Rows) -> Rows:
    """Give each row that was made from rows of *source* the time from their first start to their last end.

    Where several rows were made from the same one, they keep the time that they have.
    """
    at = {one.id: one for one in source}
    sources = {row.id: tuple(mark.partition(":")[0] for mark in row.made_from) for row in rows}
    used = Counter(one for ids in sources.values() for one in ids)
    moved = []
    for row in rows:
        there = [at[one] for one in sources[row.id] if one in at]
        if there and all(used[one] == 1 for one in sources[row.id]):
            start, end = min(one.start_ms for one in there), max(one.end_ms for one in there)
            row = replace(row, start_ms=start, end_ms=end)
        moved.append(row)
    return in_order(moved)


def confirm(rows: Rows, seen: Mapping[str, Sequence[str]]) -> Rows:
    """Say of rows of a translation, by id, which prints of the source somebody compared them with.

    Raises :class:`RowGone`.
    """
    wanted = {find_row(rows, row_id): tuple(prints) for row_id, prints in seen.items()}
    return tuple(replace(row, made_from=wanted.get(row, row.made_from)) for row in rows)


def _require(start_ms: int, end_ms: int, clip_ms: int) -> None:
    if not 0 <= start_ms < end_ms <= clip_ms:
        raise TimesImpossible(start_ms, end_ms, clip_ms)


def _clock(ms: int) -> str:
    sign, ms = "-" if ms < 0 else "", abs(ms)
    return f"{sign}{ms // 60_000}:{ms // 1000 % 60:02}.{ms % 1000:03}"
