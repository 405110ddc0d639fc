"""Figures that were told are kept, in a real store: what is late, deleted, confirmed, erased moves none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from workflow_world import PEOPLE, WORKSHOP, World

from pvstudio.gatherings import ActivityType, Sex, Tally
from pvstudio.model import Audience, Workshop
from pvstudio.store import tiny
from pvstudio.store.codec import encode
from pvstudio.store.errors import DiskFull
from workflows.attendance import Attendance, Shown, figures_for, record, take_out
from workflows.attendance.forgetting import forget_attendances
from workflows.attendance.tellings import Telling, told_on, told_with
from workflows.attendance.units import Batch
from workflows.screenings import Screening

OVER, NEXT = date(2026, 7, 3), date(2026, 8, 3)
JUNE = Batch(date(2026, 6, 1), date(2026, 6, 30))


def come(
    world: World, id_: str, people: int, *, day: date = JUNE.first, on: date = OVER, **fields: object
) -> Attendance:
    """Write down, on the day *on*, a gathering of the day *day*."""
    said = Attendance(
        id=id_,
        activity=ActivityType.SOCIAL,
        held_on=day,
        country="BA",
        title="Tea",
        tallies=(Tally(sex=Sex.FEMALE, people=people, first_time=people),),
    )
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return record(world.studio, WORKSHOP, replace(said, **fields), by="Ana", at=at)


def shown(world: World, today: date = OVER, *, keep: bool = True) -> Shown:
    return figures_for(world.studio, [WORKSHOP], None, None, today=today, keep=keep)


def sums(world: World, today: date = OVER) -> list[tuple[str, int]]:
    """Return what is told, by month."""
    units = shown(world, today).units
    return [(f"{one.batch.first:%m-%d}", one.whole.attendances if one.whole else 0) for one in units]


def tellings(world: World) -> list[Telling]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.find(Telling)


def test_who_looks_from_inside_fixes_nothing(world: World) -> None:
    come(world, "first", 20)
    assert shown(world, keep=False).total.attendances == 20
    assert shown(world, keep=False).early
    come(world, "first", 21)
    assert tellings(world) == []
    assert shown(world).total.attendances == 21
    assert not shown(world, keep=False).early


def test_what_is_corrected_deleted_or_late_moves_nothing_that_was_told(world: World) -> None:
    one = come(world, "first", 20)
    assert sums(world) == [("06-01", 20)]
    come(world, "first", 19)
    assert sums(world) == [("06-01", 20)]
    late = come(world, "late", 3)
    come(world, "own", 9, day=date(2026, 7, 9), on=date(2026, 7, 9))
    with world.studio.documents.read(WORKSHOP) as tx:
        assert told_on(tx, one) == OVER
        assert told_with(tx, one, None) is None
        assert told_on(tx, late) is None
        assert told_with(tx, late, None) == Batch(date(2026, 7, 1), date(2026, 7, 31))
    assert sums(world, date(2026, 7, 31)) == [("06-01", 20)]
    assert shown(world, date(2026, 7, 31)).to_come == (Batch(date(2026, 7, 1), date(2026, 7, 31)),)
    take_out(world.studio, WORKSHOP, "first")
    assert sums(world, NEXT) == [("06-01", 20), ("07-01", 12)]


def test_what_is_late_waits_until_the_month_in_which_it_came_is_over(world: World) -> None:
    come(world, "first", 20)
    shown(world)
    come(world, "late", 9, on=NEXT)
    assert sums(world, NEXT) == [("06-01", 20)], "nobody came in July, of which nothing is told yet"
    assert sums(world, date(2026, 9, 1)) == [("06-01", 20), ("08-01", 9)]


def test_a_month_of_which_nothing_was_told_stays_so(world: World) -> None:
    come(world, "first", 5)
    assert sums(world) == [("06-01", 0)]
    come(world, "first", 50)
    come(world, "late", 4)
    assert sums(world, NEXT) == [("06-01", 0), ("07-01", 0)]
    assert shown(world, NEXT).left_out == 2


def test_a_screening_that_is_written_anew_counts_once_and_a_confirmed_one_later(world: World) -> None:
    held = Screening(
        id="screening-1", kit_id="kit-1", version_id="film", audience=Audience.GROUP, held_on=JUNE.first,
        place="Una", people=12, reported_at=datetime.now(UTC), by="host", confirmed=False,
    )  # fmt: skip
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(held)
    come(world, "first", 20)
    come(world, "phone", 12, screening_id=held.id)
    assert sums(world) == [("06-01", 20)]
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(held, confirmed=True))
    assert sums(world, NEXT) == [("06-01", 20), ("07-01", 12)]
    take_out(world.studio, WORKSHOP, "phone")
    come(world, "anew", 12, screening_id=held.id, on=NEXT)
    assert sums(world, date(2026, 10, 1)) == [("06-01", 20), ("07-01", 12)]


def test_another_last_day_moves_nothing_that_was_told(world: World) -> None:
    def ends(day: date | None) -> None:
        with world.studio.documents.write(WORKSHOP) as tx:
            tx.put(replace(tx.get(Workshop, WORKSHOP), ends=day))

    ends(date(2026, 6, 5))
    come(world, "first", 20)
    assert sums(world, date(2026, 6, 6)) == [("06-01", 20)]
    come(world, "second", 8, day=date(2026, 6, 8))
    for day in (None, date(2026, 6, 3), date(2026, 6, 10), date(2026, 6, 20)):
        ends(day)
        assert [(unit.batch.first, unit.batch.last) for unit in shown(world, date(2026, 6, 9)).units] == [
            (date(2026, 6, 1), date(2026, 6, 5))
        ]
    ends(date(2026, 6, 10))
    assert sums(world, date(2026, 6, 11)) == [("06-01", 20), ("06-06", 8)]
    ends(None)
    come(world, "third", 7, day=date(2026, 6, 29))
    assert sums(world) == [("06-01", 20), ("06-06", 8), ("06-11", 7)]


def test_days_before_those_that_were_told_are_told_alone(world: World) -> None:
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Workshop, WORKSHOP), ends=date(2026, 6, 5)))
    come(world, "first", 20, day=date(2026, 6, 9))
    shown(world)
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Workshop, WORKSHOP), ends=None))
    come(world, "second", 9)
    assert [one.batch.last for one in shown(world).units] == [date(2026, 6, 5), date(2026, 6, 30)]


def test_a_kept_telling_holds_nobody_and_stays_when_somebody_is_erased(world: World) -> None:
    come(world, "first", 20, participants=PEOPLE)
    before = shown(world)
    kept = str([encode(one) for one in tellings(world)])
    assert not any(who in kept for who in PEOPLE)
    with world.studio.documents.write(WORKSHOP) as tx:
        forget_attendances(tx, "amra")
    assert shown(world) == before
    come(world, "second", 9, day=date(2026, 7, 9), on=date(2026, 7, 9), participants=PEOPLE[1:])
    assert [one.people for one in shown(world, NEXT).activities().total.figures] == [23, 9], (
        "known, so new once"
    )


def test_two_who_look_at_once_are_told_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first has written, a record is put right, and the second is told."""
    come(world, "first", 20)
    write, second = world.studio.documents.write, list[Shown]()

    def overtaken(workshop: str) -> AbstractContextManager[object]:
        monkeypatch.undo()
        come(world, "first", 21)
        second.append(shown(world))
        return write(workshop)

    monkeypatch.setattr(world.studio.documents, "write", overtaken)
    assert [shown(world)] == second
    assert second[0].total.attendances == 21
    assert len(tellings(world)) == 1


def _busy(world: World, _: pytest.MonkeyPatch) -> AbstractContextManager[object]:
    world.studio.documents.patience_s = 0.05
    return world.studio.documents.write(WORKSHOP)


def _full(world: World, monkeypatch: pytest.MonkeyPatch) -> AbstractContextManager[object]:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise DiskFull(path)

    monkeypatch.setattr(tiny, "write_bytes", refuse)
    return nullcontext()


def _shut(world: World, monkeypatch: pytest.MonkeyPatch) -> AbstractContextManager[object]:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(tiny, "write_bytes", refuse)
    return nullcontext()


@pytest.mark.parametrize("happens", [_busy, _full, _shut])
def test_what_cannot_be_kept_is_not_told(
    world: World, monkeypatch: pytest.MonkeyPatch, happens: Callable[..., AbstractContextManager[object]]
) -> None:
    come(world, "first", 20)
    shown(world)
    come(world, "second", 9, day=date(2026, 7, 9), on=date(2026, 7, 9))
    with monkeypatch.context() as meanwhile, happens(world, meanwhile):
        found = shown(world, NEXT)
        assert (found.total.attendances, found.unkept) == (20, True)
    assert shown(world, NEXT).total.attendances == 29
    assert not shown(world, NEXT).unkept
