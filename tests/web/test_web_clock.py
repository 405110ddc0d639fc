"""A clock that has leapt, as pages meet it: nothing is told for good by a look, and pages say why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from report_world import PAPER, TODAY, answered, gathered, read
from web_world import HOME, Place

from workflows.accounts import Role
from workflows.attendance.tellings import Telling
from workflows.calendar import HOLDS, Calendar
from workflows.reports.answers import Closing
from workflows.wiring import CALENDAR

FIGURES = f"/workshops/{HOME}/attendance/figures"
UNKEPT, AHEAD = "the studio could not keep what it tells", "was told by a wrong clock"
LAST_MONTH = TODAY.replace(day=1) - timedelta(days=3)


@pytest.fixture
def leapt(place: Place) -> Place:
    """Some came and answered last month, as the clock says; the studio looked last before that."""
    gathered(place, LAST_MONTH, 20)
    answered(place, LAST_MONTH, step=3)
    _seen(place, Calendar(latest=TODAY - timedelta(days=60)))
    return place


def _seen(place: Place, known: Calendar) -> None:
    with place.studio.documents.write(CALENDAR) as tx:
        tx.put(known)


def kept(place: Place) -> tuple[int, int]:
    with place.studio.documents.read(HOME) as tx:
        return len(tx.find(Telling)), len(tx.find(Closing))


def test_a_look_by_a_clock_that_has_leapt_fixes_nothing(leapt: Place) -> None:
    page = leapt.browser(Role.OFFICE).get(FIGURES).text
    assert UNKEPT in page
    assert leapt.browser(Role.OFFICE).get(FIGURES + ".csv").status_code == 200
    assert read(leapt, PAPER, since="2000-01-01").count(UNKEPT) == 2
    assert kept(leapt) == (0, 0)


def test_the_hour_that_a_look_began_tells_when_it_is_over(leapt: Place) -> None:
    """No worker has to run for that."""
    leapt.browser(Role.OFFICE).get(FIGURES)
    with leapt.studio.documents.read(CALENDAR) as tx:
        known = tx.get(Calendar, "calendar")
    assert known.leapt_at is not None
    _seen(leapt, replace(known, leapt_at=known.leapt_at - HOLDS))
    assert UNKEPT not in read(leapt, PAPER, since="2000-01-01")
    assert UNKEPT not in leapt.browser(Role.OFFICE).get(FIGURES).text
    assert kept(leapt) == (1, 1)


def test_what_a_wrong_clock_told_says_so(leapt: Place) -> None:
    _seen(leapt, Calendar(latest=datetime.now(UTC).astimezone().date()))
    assert AHEAD not in read(leapt, PAPER, since="2000-01-01")
    with leapt.studio.documents.write(HOME) as tx:
        for one in tx.find(Telling):
            tx.put(replace(one, told_on=TODAY + timedelta(days=40)))
        for one in tx.find(Closing):
            tx.put(replace(one, told_on=TODAY + timedelta(days=40)))
    assert read(leapt, PAPER, since="2000-01-01").count(AHEAD) == 2
    assert AHEAD in leapt.browser(Role.OFFICE).get(FIGURES).text
