"""Who came: written down, put right, refused where it cannot be; hosts for their own screenings only."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from web_world import HOME, Place
from werkzeug.test import TestResponse

from pvstudio.agenda import AgendaSession
from pvstudio.gatherings import ActivityType, AgeGroup, Sex, Tally
from pvstudio.model import Kit, Participant, PopulationGroup, Workshop
from workflows.accounts import Role
from workflows.attendance import Attendance, attendances_of
from workflows.screenings import Report, Screening, report

ROOT = f"/workshops/{HOME}/attendance"
ID = "attendance-" + "0" * 16


def today() -> date:
    return datetime.now(UTC).astimezone().date()


def send(browser: FlaskClient, path: str, **fields: object) -> TestResponse:
    """Fill in a form as it stands there now, unless *fields* say what it was when it was shown (seen)."""
    page = browser.get(path if "delete" not in path else f"{ROOT}/").text
    fields = {"seen": shown_in(page)} | fields
    with browser.session_transaction() as session:
        token = session["token"]
    form = {"activity": "joint-social-interaction", "country": "BiH"} | fields
    return browser.post(path, data={"token": token, **form}, headers={"Accept": "text/html"})


def shown_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    return found[1] if found else ""


def tally(*rows: tuple[str, str, str, str, str]) -> dict[str, list[str]]:
    names = ("group", "sex", "age", "people", "first_time")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def kept(place: Place) -> list[Attendance]:
    with place.studio.documents.read(HOME) as tx:
        return attendances_of(tx)


GATHERING = {"id": ID, "title": "Walk", "held_on": today().isoformat(), "place": "Una"}
ROW = ("local-resident", "female", "30-59", "7", "5")


@pytest.fixture
def desk(place: Place) -> FlaskClient:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=today() - timedelta(days=20), ends=None))
        tx.put(AgendaSession(id="session-1", title="Three frames", day=today()))
    return place.browser(Role.FACILITATOR)


def screened(place: Place, host: str = "account-host") -> str:
    before = datetime.now(UTC) - timedelta(days=10)
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), host=host, published_at=before))
    said = Report(held_on=today(), place="Dom", people=9)
    return report(place.studio, HOME, "kit-1", said, by="account-host", at=datetime.now(UTC)).id


def test_the_same_form_counts_once_and_can_be_put_right_and_deleted(place: Place, desk: FlaskClient) -> None:
    for people, path in (("7", "new"), ("7", "new"), ("8", f"gatherings/{ID}")):
        answer = send(desk, f"{ROOT}/{path}", **GATHERING, **tally((*ROW[:3], people, "5")))
        assert answer.status_code == 303, answer.text
    [one] = kept(place)
    alike = Tally(group=PopulationGroup.RESIDENT, sex=Sex.FEMALE, age=AgeGroup.MIDDLE, people=8, first_time=5)
    assert (one.id, one.tallies, one.by, one.activity) == (ID, (alike,), "Facilitator", ActivityType.SOCIAL)
    assert "8 people" in desk.get(f"{ROOT}/").text
    assert send(desk, f"{ROOT}/gatherings/{ID}/delete").status_code == 303
    assert kept(place) == []


def test_people_who_are_known_are_ticked_and_counted_as_they_say(place: Place, desk: FlaskClient) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Participant, "person-amra"), sex=Sex.FEMALE))
    page = desk.get(f"{ROOT}/sessions/session-1").text
    assert 'value="person-amra"' in page
    fields = {**GATHERING, "who": ["person-amra", "person-nur", "person-amra"], **tally(ROW)}
    assert send(desk, f"{ROOT}/sessions/session-1", **fields).status_code == 303
    [one] = kept(place)
    assert (one.session_id, one.people) == ("session-1", 9)
    assert [(alike.sex, alike.age) for _, alike in one.known] == [
        (Sex.FEMALE, AgeGroup.UNDISCLOSED),
        (Sex.UNDISCLOSED, AgeGroup.UNDER_18),
    ]
    again = {**GATHERING, "id": "attendance-" + "1" * 16, "who": ["person-nur"]}
    assert send(desk, f"{ROOT}/sessions/session-1", **again).status_code == 303
    assert [(other.id, other.people) for other in kept(place)] == [(ID, 1)], "a session has one record"


WRONG: list[tuple[dict[str, object], str]] = [
    (tally((*ROW[:3], "-3", "0")), "A number cannot be less than nought."),
    (tally((*ROW[:3], "many", "0")), "Write a whole number, in digits."),
    (tally((*ROW[:3], "3", "4")), "More are here for the first time than came."),
    (tally((*ROW[:3], "100001", "")), "That many people cannot have come."),
    (tally(*[(*ROW[:3], "60000", "")] * 2), "That many people cannot have come."),
    (tally(("tourists", *ROW[1:])), "Choose one of these."),
    ({"activity": "war"}, "Choose one of these."),
    ({"held_on": (today() + timedelta(days=2)).isoformat()}, "That day is still to come."),
    ({"held_on": (today() - timedelta(days=21)).isoformat()}, "The workshop had not begun then."),
    ({"held_on": "soon"}, "This is no day."),
    ({"held_on": "0026-11-22"}, "This year cannot be right."),
    ({"title": " "}, "Write in a few words what it was."),
    ({"who": "person-ghost"}, "Somebody was ticked who is not of this workshop."),
]


def test_what_cannot_be_is_named_where_it_is(place: Place, desk: FlaskClient) -> None:
    for wrong, words in WRONG:
        fields = {**GATHERING, **tally(ROW), "country": "Kept as typed", **wrong}
        answer = send(desk, f"{ROOT}/new", **fields)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'class="wrong"' in answer.text
        assert "Kept as typed" in answer.text
    assert kept(place) == []


def test_more_rows_without_javascript(place: Place, desk: FlaskClient) -> None:
    before = desk.get(f"{ROOT}/new").text.count('<fieldset class="tally">')
    answer = send(desk, f"{ROOT}/new", **GATHERING, **tally(ROW), more="1")
    assert answer.status_code == 200
    assert answer.text.count('<fieldset class="tally">') > before
    assert 'value="7"' in answer.text
    assert kept(place) == []


def test_a_host_counts_at_their_own_screening_only(place: Place, desk: FlaskClient) -> None:
    own = f"{ROOT}/screenings/{screened(place)}"
    host = place.browser(Role.HOST)
    page = host.get(own).text
    assert "person-amra" not in page, "a host sees nobody whom the workshop knows"
    answer = send(host, own, **tally((*ROW[:3], "7", "5")))
    assert answer.status_code == 422
    assert "7 people are counted here, and the screening&#39;s report says 9" in answer.text
    forged = tally((*ROW[:3], "9", "5")) | {"who": "person-amra", "title": "Mine", "held_on": "2020-01-01"}
    assert send(host, own, **forged).status_code == 303
    [one] = kept(place)
    assert (one.title, one.held_on, one.place, one.participants) == ("Bread and river", today(), "Dom", ())
    screened(place, host="account-else")
    for path in (own, f"{ROOT}/screenings/ghost", f"{ROOT}/", f"{ROOT}/new", f"{ROOT}/sessions/session-1"):
        assert host.get(path).status_code in {403, 404}
    assert send(host, f"{ROOT}/gatherings/{one.id}/delete").status_code == 404
    assert len(kept(place)) == 1


def test_two_who_write_at_once_see_each_other(place: Place, desk: FlaskClient) -> None:
    send(desk, f"{ROOT}/new", **GATHERING, **tally(ROW))
    path = f"{ROOT}/gatherings/{ID}"
    before = shown_in(desk.get(path).text)
    other = GATHERING | {"title": "Long walk", "who": "person-amra"}
    assert send(desk, path, seen=before, **other, **tally(ROW)).status_code == 303
    mine = tally((*ROW[:3], "12", "5"))
    answer = send(desk, path, seen=before, **GATHERING, **mine)
    assert answer.status_code == 409
    assert "Local residents · Female · 30 to 59: 7" in answer.text
    assert "Local residents · Female · 30 to 59: 12" in answer.text
    assert [(one.title, one.people) for one in kept(place)] == [("Long walk", 8)]
    assert send(desk, path, seen=shown_in(answer.text), **GATHERING, **mine).status_code == 303
    assert [(one.title, one.people) for one in kept(place)] == [("Walk", 12)]
    stale = send(desk, f"{ROOT}/new", seen=before, **(GATHERING | {"title": "Again"}), **tally(ROW))
    assert stale.status_code == 409, "the same form once more, from another tab"
    stale = shown_in(desk.get(path).text)
    assert send(desk, f"{path}/delete").status_code == 303
    assert send(desk, f"{ROOT}/new", seen=stale, **GATHERING, **mine).status_code == 409, "deleted meanwhile"
    assert send(desk, f"{ROOT}/new", seen="", **GATHERING, **mine).status_code == 303, (
        "nothing is overwritten"
    )


def test_a_host_sees_no_record_of_others_and_takes_none_away(place: Place, desk: FlaskClient) -> None:
    id_ = screened(place)
    own, host = f"{ROOT}/screenings/{id_}", place.browser(Role.HOST)
    assert send(host, own, **tally((*ROW[:3], "9", "5"))).status_code == 303
    assert 'value="9"' in host.get(own).text, "their own"
    counted = tally((*ROW[:3], "6", "5"), ("staff", "male", "18-29", "2", "1")) | {"who": "person-amra"}
    assert send(desk, own, **counted).status_code == 303
    [one] = kept(place)
    page = host.get(own).text
    assert "Somebody else has written it down already." in page
    assert '<input type="number"' not in page
    assert not re.search(r'value="(6|2|5|1|staff|person-amra)"', page)
    assert send(host, own, **tally((*ROW[:3], "9", "5"))).status_code == 409
    assert send(host, f"{ROOT}/gatherings/{one.id}/delete").status_code == 404
    assert kept(place) == [one]

    report_of = f"/workshops/{HOME}/kits/kit-1/screenings/{id_}"
    day = (today() - timedelta(days=1)).isoformat()
    with place.studio.documents.read(HOME) as tx:
        shown = tx.get(Screening, id_).seen
    assert send(host, report_of, held_on=day, place="Kino", people="41", seen=shown).status_code == 303
    [still] = kept(place)
    assert still == replace(one, held_on=today() - timedelta(days=1), place="Kino")
    flag = "The report says 41, who came adds up to 9."
    assert flag in desk.get(f"/workshops/{HOME}/kits/kit-1/").text
    assert flag not in host.get(f"/workshops/{HOME}/kits/kit-1/").text
    for path in (own, f"{ROOT}/"):
        assert "The report of the screening says 41." in desk.get(path).text

    assert send(host, f"{report_of}/delete").status_code == 303
    assert kept(place) == [replace(still, screening_id="")], "a gathering of its own"
    assert f"{ROOT}/gatherings/{one.id}" in desk.get(f"{ROOT}/").text


def test_what_was_told_stays_and_the_record_says_so(place: Place, desk: FlaskClient) -> None:
    """Whoever works in the workshop may look it over first; from the office's first look on it stands."""
    held = today().replace(day=1) - timedelta(days=1)
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=None))
    days, office = GATHERING | {"held_on": held.isoformat()}, place.browser(Role.OFFICE)

    def writes(people: str, id_: str = ID) -> None:
        path = f"{ROOT}/gatherings/{ID}" if len(kept(place)) and id_ == ID else f"{ROOT}/new"
        answer = send(desk, path, **(days | {"id": id_}), **tally((*ROW[:3], people, "5")))
        assert answer.status_code == 303, answer.text

    writes("37")
    assert "Look them over" in desk.get(f"{ROOT}/figures").text
    assert ">37<" in desk.get(f"{ROOT}/figures").text
    writes("41")
    assert "they stay as they were told" not in desk.get(f"{ROOT}/gatherings/{ID}").text
    seen = office.get(f"{ROOT}/figures").text
    assert ">41<" in seen
    assert "Figures stay as they were first told" in seen
    writes("42")
    assert "they stay as they were told" in desk.get(f"{ROOT}/gatherings/{ID}").text
    late = ID[:-1] + "7"
    writes("12", late)
    assert f"counted with \u2068{today():%B %Y}" in desk.get(f"{ROOT}/gatherings/{late}").text
    for browser in (office, desk):
        page = browser.get("/figures/people/").text
        assert ">41<" in page
        assert not any(f">{number}<" in page for number in ("42", "53", "12"))
    assert "41" in office.get(f"{ROOT}/figures.csv").text
    assert "Figures stay as they were first told" in office.get(f"{ROOT}/figures.csv").text


def test_a_record_outlives_its_session(place: Place, desk: FlaskClient) -> None:
    send(desk, f"{ROOT}/sessions/session-1", **GATHERING, **tally(ROW))
    with place.studio.documents.write(HOME) as tx:
        tx.delete(AgendaSession, "session-1")
    assert f"{ROOT}/gatherings/{ID}" in desk.get(f"{ROOT}/").text
    fields = GATHERING | {"title": "Renamed"}
    assert send(desk, f"{ROOT}/gatherings/{ID}", **fields, **tally(ROW)).status_code == 303
    assert [(one.title, one.session_id) for one in kept(place)] == [("Renamed", "")]


def test_what_was_typed_stands_as_text(place: Place, desk: FlaskClient) -> None:
    title = "<script>alert(1)</script>"
    send(desk, f"{ROOT}/new", **(GATHERING | {"title": title}), **tally(ROW))
    for path in ("/", f"/gatherings/{ID}"):
        assert title not in desk.get(ROOT + path).text


def test_figures_of_one_workshop_and_of_all_are_sent_suppressed(place: Place, desk: FlaskClient) -> None:
    """Pages, CSV and workbook say the same, and nothing of fewer than five; hosts see none of it."""
    held = today().replace(day=1) - timedelta(days=1)
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=None, title="=HYPERLINK(1)"))
    rows = tally(("local-resident", "female", "30-59", "873", "31"), ("staff", "male", "18-29", "3", "3"))
    fields = GATHERING | {"held_on": held.isoformat(), "country": "=1+1"}
    assert send(desk, f"{ROOT}/new", **fields, **rows).status_code == 303
    office = place.browser(Role.OFFICE)
    for path in (f"{ROOT}/figures", "/figures/people/"):
        page = office.get(path, query_string={"period": "month"}).text
        assert page.count(">876<") >= 4, "everybody, in each table"
        assert ">873<" not in page, "the other three would be known"
        assert f"{held:%Y-%m}" in page
        assert place.browser(Role.HOST).get(path).status_code in {403, 404}
    for stem in (f"{ROOT}/figures", "/figures/people/figures"):
        text = office.get(f"{stem}.csv").data.decode("utf-8-sig")
        assert '"Local residents",' in text
        assert "873" not in text
        assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(text)) for cell in row)
        book = load_workbook(io.BytesIO(office.get(f"{stem}.xlsx").data))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert 876 in {cell.value for cell in cells}
        assert not {3, 873} & {cell.value for cell in cells}
    office.set_cookie("language", "ar")
    sheets = load_workbook(io.BytesIO(office.get(f"{ROOT}/figures.xlsx").data)).worksheets
    assert all(sheet.sheet_view.rightToLeft for sheet in sheets)
    numbers = [chart.series[0].val.numRef.numCache.pt for sheet in sheets for chart in sheet._charts]
    by_kind, by_quarter, *_ = [[point.v for point in some] for some in numbers]
    assert (by_kind, by_quarter) == ([0, 876, 0, 0], [876]), "bars of kinds and of quarters, of what is told"
    assert office.get(f"{ROOT}/").status_code in {403, 404}, "the office sees no record"


@pytest.mark.parametrize("stem", [f"{ROOT}/figures", "/figures/people/"])
def test_days_that_cannot_be_are_refused_with_what_was_typed(place: Place, stem: str) -> None:
    office = place.browser(Role.OFFICE)
    files = [f"{stem.replace('people/', 'people/figures')}.{ending}" for ending in ("csv", "xlsx")]
    for path in (stem, *files):
        for since, until, field in (("2026-10-31", "2026-10-01", "until"), ("2026-02-31", "", "since")):
            answer = office.get(path, query_string={"since": since, "until": until, "period": "year"})
            assert answer.status_code == 422
            assert f'id="wrong-{field}"' in answer.text
            assert f'value="{since}"' in answer.text
            assert "attendances" not in answer.text, "no figures of other days"


def test_whole_months_that_are_told_are_named(place: Place, desk: FlaskClient) -> None:
    """All came on the 12th: who asks for the days after it reads that these are figures of September."""
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=None))
    send(desk, f"{ROOT}/new", **(GATHERING | {"held_on": "2026-09-12"}), **tally((*ROW[:3], "51", "37")))
    days, office = {"since": "2026-09-15", "until": "2026-09-20"}, place.browser(Role.OFFICE)
    for path in (f"{ROOT}/figures", f"{ROOT}/figures.csv", "/figures/people/figures.csv"):
        text = office.get(path, query_string=days).text
        assert "51" in text
        assert "Figures are of whole months: \u2068September 2026\u2069" in text
        assert "2026-09-15 –" not in text
        assert "whole months" not in office.get(path).text
        longer = office.get(path, query_string=days | {"until": "2026-11-02"}).text
        assert "\u2068September 2026 – November 2026\u2069" in longer
    office.set_cookie("language", "mk")
    assert "септември 2026" in office.get(f"{ROOT}/figures.csv", query_string=days).text
