"""Lines as a page shows them: a row beside what it was made from, or the place for one that is to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pvstudio.subtitles.remarks import Limits, Remark, all_remarks
from pvstudio.subtitles.rows import Row, print_of, prints_now
from workflows.subtitles.desks import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One line: *row*, empty where nothing was made from *sources* yet."""

    row: Row
    sources: tuple[Row, ...]
    seen: tuple[str, ...]  # prints of the sources as they are shown here
    empty: bool = False
    stale: bool = False
    remarks: tuple[Remark, ...] = ()


def new_id(source: Row) -> str:
    """Return the id of the row that is first made from *source*: two who begin it at once meet in it."""
    return f"t{source.id}"[:40]


def pairs(desk: Desk, limits: Limits) -> list[Pair]:
    """Return all lines of a desk, in order of time."""
    said = all_remarks(desk.rows, limits)
    there = {row.id: row for row in desk.source_rows}
    found = [*_rows(desk, there, said), *_places(desk)]
    return sorted(found, key=lambda pair: (pair.row.start_ms, pair.row.end_ms, pair.row.id))


def _rows(desk: Desk, there: dict[str, Row], said: dict[str, tuple[Remark, ...]]) -> Iterator[Pair]:
    for row in desk.rows:
        ids = [mark.partition(":")[0] for mark in row.made_from]
        yield Pair(
            row=row,
            sources=tuple(there[one] for one in ids if one in there),
            seen=prints_now(row, tuple(there[one] for one in ids if one in there)),
            stale=row.id in desk.stale,
            remarks=said.get(row.id, ()),
        )


def _places(desk: Desk) -> Iterator[Pair]:
    for source in desk.untold:
        row = Row(id=new_id(source), start_ms=source.start_ms, end_ms=source.end_ms, text="")
        yield Pair(row=row, sources=(source,), seen=(print_of(source),), empty=True)
