"""An erased person goes out of the records of who came; how many came stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pvstudio.store import Writing
from workflows.attendance.records import Attendance, added_up, attendances_of


def forget_attendances(tx: Writing, person_id: str) -> None:
    """Count *person_id* among those whom nobody knows, new where they first came. Again changes nothing."""
    for one in list(_without(tx, person_id)):
        tx.put(one)


def _without(tx: Writing, person_id: str) -> Iterator[Attendance]:
    new = 1
    for one in attendances_of(tx):
        kept = [(who, alike) for who, alike in one.known if who != person_id]
        gone = [replace(alike, first_time=new) for who, alike in one.known if who == person_id]
        if gone:
            new = 0
            yield replace(
                one,
                participants=tuple(who for who, _ in kept),
                told=tuple(alike for _, alike in kept),
                tallies=added_up([*one.tallies, *gone]),
            )
