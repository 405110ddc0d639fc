"""A clock that has leapt tells no figures for good: they come when it is put right, or an hour later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from test_attendance_told_once import come, shown, sums, tellings
from workflow_world import WORKSHOP, World

from pvstudio.store import tiny
from pvstudio.store.errors import DiskFull
from workflows.attendance import figures_for
from workflows.calendar import HOLDS, LEAP, Calendar, counts, note
from workflows.feedback import Moment, Response
from workflows.invitations import delete_overdue
from workflows.reports.answers import answers_told
from workflows.wiring import CALENDAR

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
AHEAD = datetime(2026, 12, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)


def noted(world: World) -> list[Calendar]:
    with world.studio.documents.read(CALENDAR) as tx:
        return tx.find(Calendar)


def days_pass(world: World, until: datetime = LATER) -> None:
    at = NOW
    while at <= until:
        note(world.studio, at=at)
        at += timedelta(days=1)


def november(world: World, number: int, people: int, day: int) -> None:
    came = date(2026, 11, day)
    come(world, f"came-{number}", people, day=came, on=came)


def answer(world: World, number: int, day: int) -> None:
    said = Response(
        id=f"response-{number:016x}",
        kit_id="kit-1",
        held_on=date(2026, 11, day),
        moment=Moment.AFTER,
        answers={"smiley": 3},
    )
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(said)


def answers(world: World, at: datetime) -> tuple[list[tuple[str, int]], bool]:
    found = answers_told(world.studio, WORKSHOP, today=at.date())
    return [(f"{one.month:%m}", len(one.counted)) for one in found.months], found.unkept


def test_a_clock_that_is_ahead_fixes_no_figures_of_a_month_that_goes_on(world: World) -> None:
    november(world, 1, 20, 5)
    note(world.studio, at=NOW)
    note(world.studio, at=AHEAD)
    found = shown(world, AHEAD.date())
    assert (found.unkept, found.units, tellings(world)) == (True, (), [])
    november(world, 2, 30, 12)
    days_pass(world)
    assert sums(world, LATER.date()) == [("11-01", 50)]
    assert not shown(world, LATER.date()).unkept


def test_a_clock_that_is_ahead_fixes_no_answers(world: World) -> None:
    for number in range(6):
        answer(world, number, 5)
    note(world.studio, at=NOW)
    note(world.studio, at=AHEAD)
    assert answers(world, AHEAD) == ([], True)
    for number in range(6, 20):
        answer(world, number, 12)
    days_pass(world)
    assert answers(world, LATER) == ([("11", 20)], False)


def test_a_laptop_that_lay_switched_off_for_months_tells_an_hour_later(world: World) -> None:
    november(world, 1, 20, 5)
    for number in range(6):
        answer(world, number, 5)
    note(world.studio, at=NOW)
    back = NOW + timedelta(days=90)
    note(world.studio, at=back)
    assert shown(world, back.date()).unkept
    assert answers(world, back)[1]
    note(world.studio, at=back + HOLDS)
    assert sums(world, back.date()) == [("11-01", 20)]
    assert answers(world, back) == ([("11", 6)], False)


def test_what_was_told_before_is_told_by_a_clock_that_has_leapt_as_well(world: World) -> None:
    november(world, 1, 20, 5)
    days_pass(world)
    before = sums(world, LATER.date())
    note(world.studio, at=LATER + timedelta(days=300))
    assert sums(world, (LATER + timedelta(days=300)).date()) == before


def test_what_a_wrong_clock_told_says_so_until_that_day(world: World) -> None:
    """It was believed: the studio had looked at no day before."""
    november(world, 1, 20, 5)
    for number in range(6):
        answer(world, number, 5)
    assert not shown(world, AHEAD.date()).ahead
    assert not answers_told(world.studio, WORKSHOP, today=AHEAD.date()).ahead(AHEAD.date())
    assert shown(world, LATER.date()).ahead
    assert answers_told(world.studio, WORKSHOP, today=LATER.date()).ahead(LATER.date())
    elsewhere = figures_for(world.studio, [WORKSHOP], AHEAD.date(), None, today=LATER.date())
    assert not elsewhere.ahead


def test_rounds_and_figures_note_the_day_also_where_nobody_invites(world: World) -> None:
    assert noted(world) == []
    delete_overdue(world.studio, at=NOW)
    assert noted(world) == [Calendar(latest=NOW.date())]
    today = datetime.now(UTC).astimezone().date()
    with world.studio.documents.write(CALENDAR) as tx:
        tx.put(Calendar(latest=today - timedelta(days=1)))
    figures_for(world.studio, [WORKSHOP], None, None)
    assert noted(world)[0].latest >= today


def test_a_leap_that_cannot_be_noted_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    note(world.studio, at=NOW)

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise DiskFull(path)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(tiny, "write_bytes", refuse)
        for late in (timedelta(), HOLDS):
            assert not note(world.studio, at=AHEAD + late).is_believed
        assert not counts(world.studio, AHEAD.date())
    assert noted(world) == [Calendar(latest=NOW.date())]


def test_two_weeks_are_no_leap(world: World) -> None:
    note(world.studio, at=NOW)
    assert counts(world.studio, NOW.date() + LEAP)
    assert not counts(world.studio, NOW.date() + LEAP + timedelta(days=1))
    assert counts(world.studio, NOW.date() - timedelta(days=900))
