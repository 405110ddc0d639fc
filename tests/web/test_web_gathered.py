"""The list of gatherings: by day, without breaks, in the reader's words; the same people as before."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from web_world import HOME, Place

from pvstudio.agenda import AgendaSession
from pvstudio.gatherings import ActivityType, AgeGroup, Sex, Tally
from pvstudio.model import PopulationGroup, Workshop
from workflows.accounts import Role
from workflows.agendas import exercise
from workflows.attendance import Attendance
from workflows.attendance import record as write_down
from workflows.attendance.units import batch_of
from workflows.sessions.making import make_sessions
from workflows.workshops import agenda

ROOT = f"/workshops/{HOME}/attendance"
ROW = Tally(group=PopulationGroup.RESIDENT, sex=Sex.FEMALE, age=AgeGroup.MIDDLE, people=7, first_time=5)


def today() -> date:
    return datetime.now(UTC).astimezone().date()


@pytest.fixture
def desk(place: Place) -> FlaskClient:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=today() - timedelta(days=9), ends=None))
    make_sessions(place.studio, HOME, "workshop-2-days", today() - timedelta(days=1), "en")
    return place.browser(Role.FACILITATOR)


def planned(place: Place) -> list[AgendaSession]:
    with place.studio.documents.read(HOME) as tx:
        return [one for one in agenda(tx) if one.day in {today() - timedelta(days=1), today()}]


def came(place: Place, session: AgendaSession, **more: object) -> Attendance:
    said = Attendance(
        id="attendance-" + "a" * 16,
        activity=ActivityType.SKILLS,
        held_on=session.day or today(),
        country="Bosnia",
        title=session.title,
        session_id=session.id,
        tallies=(ROW,),
        participants=("person-amra",),
    )
    return write_down(place.studio, HOME, replace(said, **more), by="Huda", at=datetime.now(UTC))


def test_breaks_and_the_talk_of_the_team_are_no_gatherings(place: Place, desk: FlaskClient) -> None:
    page = desk.get(f"{ROOT}/").text
    for one in planned(place):
        is_left_out = one.exercise in {"break", "lunch", "team-debrief"}
        assert (one.id in page) is not is_left_out, one.exercise
    [lunch] = [one for one in planned(place) if one.exercise == "lunch"][:1]
    came(place, lunch)
    assert lunch.id in desk.get(f"{ROOT}/").text, "what was written down stays in sight"


def test_days_are_folded_but_today(desk: FlaskClient) -> None:
    page = desk.get(f"{ROOT}/").text
    assert page.count('<details class="held"') == 3, "two days, and one of the small studio"
    assert page.count('<details class="held" open>') == 1
    opened = page.index('<details class="held" open>')
    assert page.index(f'datetime="{today()}"') - opened < 60


def test_the_same_people_come_again_and_nothing_is_kept_before_it_is_saved(
    place: Place, desk: FlaskClient
) -> None:
    first, then = [one for one in planned(place) if one.exercise not in {"break", "lunch"}][:2]
    made = came(place, first)
    path = f"{ROOT}/sessions/{then.id}"
    assert f'href="?like={made.id}"' in desk.get(path).text
    form = desk.get(path, query_string={"like": made.id}).text
    assert 'value="person-amra" checked' in form
    assert 'value="person-nur" checked' not in form
    assert 'name="people" value="7"' in form
    assert 'name="first_time" value="5"' not in form, "nobody comes for the first time twice"
    assert f'href="?like={made.id}"' not in desk.get(f"{ROOT}/sessions/{first.id}").text
    with place.studio.documents.read(HOME) as tx:
        assert len(tx.find(Attendance)) == 1


def test_titles_are_the_reader_s_until_somebody_changes_them(place: Place, desk: FlaskClient) -> None:
    desk.set_cookie("language", "ar")
    first = planned(place)[0]
    arabic = exercise(first.exercise, "ar").title
    pages = (
        f"/workshops/{HOME}/run/",
        f"/workshops/{HOME}/run/sheet",
        f"/workshops/{HOME}/run/{first.id}/",
        f"/workshops/{HOME}/",
        f"{ROOT}/",
    )
    for path in pages:
        assert arabic in desk.get(path).text, path
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(first, title="Tea with Amra"))
    for path in pages:
        assert "Tea with Amra" in desk.get(path).text, path


def test_the_country_is_offered_as_it_was_written_last(place: Place, desk: FlaskClient) -> None:
    first, then = planned(place)[:2]
    assert came(place, first, country="Србија").country == "RS"
    desk.set_cookie("language", "bs")
    form = desk.get(f"{ROOT}/sessions/{then.id}").text
    assert 'name="country" value="Srbija"' in form
    assert '<option value="Bosna i Hercegovina">' in form


def test_files_say_from_when_on_figures_are_shown_and_no_noughts(place: Place, desk: FlaskClient) -> None:
    came(place, planned(place)[0], held_on=today())
    shown_from = batch_of(today(), None).last + timedelta(days=1)
    words = f"not over yet, shown from \u2068{shown_from.day} {shown_from:%B %Y}"
    assert words in desk.get(f"{ROOT}/figures").text
    text = desk.get(f"{ROOT}/figures.csv").data.decode("utf-8-sig")
    assert words in text
    assert "Nothing can be told yet." in text
    assert "attendances" not in text
    [page] = load_workbook(io.BytesIO(desk.get(f"{ROOT}/figures.xlsx").data)).worksheets
    cells = [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]
    assert any(words in str(cell) for cell in cells)
    assert not any(isinstance(cell, int) for cell in cells)


def test_a_workshop_that_is_over_is_planned_from_today(place: Place) -> None:
    path, wanted = f"/workshops/{HOME}/run/agendas/", f'type="date" required value="{today()}"'
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=date(2026, 1, 5), ends=date(2026, 1, 7)))
    page = place.client.get(path).text
    assert wanted in page
    assert "The days of this workshop are over" in page
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=date(2026, 1, 5), ends=today()))
    page = place.client.get(path).text
    assert 'required value="2026-01-05"' in page
    assert "The days of this workshop are over" not in page


def test_a_plan_is_printed_without_its_exercises(place: Place, desk: FlaskClient) -> None:
    aim = exercise(planned(place)[0].exercise, "en").aim
    for path in (f"/workshops/{HOME}/run/sheet", f"/workshops/{HOME}/run/agendas/workshop-2-days"):
        assert aim in desk.get(path).text
        assert aim not in desk.get(path, query_string={"what": "plan"}).text


def test_a_report_counts_sessions_that_were_ticked_or_had_people_and_says_what_is_to_come(
    place: Place, desk: FlaskClient
) -> None:
    first, second = planned(place)[:2]
    third = next(one for one in planned(place) if one.day == today())  # yesterday's month may be over
    paper = f"/workshops/{HOME}/report/paper"
    came(place, first)
    with place.studio.documents.write(HOME) as tx:
        for one in (first, second):
            tx.put(replace(tx.get(AgendaSession, one.id), done_at=datetime.now(UTC)))
    came(place, third, id="attendance-" + "b" * 16)
    page = desk.get(paper, query_string={"language": "en"}).text
    assert "<strong>3</strong> Sessions and other gatherings" in page
    told_from = batch_of(today(), None).last + timedelta(days=1)
    assert f"not over yet, shown from \u2068{told_from.day} {told_from:%B %Y}" in page


def test_the_office_goes_from_its_figures_to_its_report(place: Place) -> None:
    assert 'href="/reports/"' in place.browser(Role.OFFICE).get("/figures/").text
