"""The plan in the browser: made from an agenda, moved, taken out again, its rows changed in a form."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

from lxml import etree
from test_web_runsheet import DAY, RUN, page, planned, today
from web_world import HOME, Place

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop
from workflows.agendas import exercise
from workflows.sessions.making import make_sessions
from workflows.sessions.running import tick


def form_of_plan(place: Place) -> dict[str, object]:
    """What the form of the plan sends back when nobody touches it."""
    form = etree.HTML(place.client.get(f"/workshops/{HOME}/agenda").text).find(".//form[@class='plan']")
    fields: dict[str, object] = {one.get("name"): one.get("value") or "" for one in form.iterfind(".//input")}
    fields |= {one.get("name"): one.text or "" for one in form.iterfind(".//textarea")}
    for name in ("id", "seen"):
        fields[name] = [one.get("value") for one in form.iterfind(f".//input[@name='{name}']")]
    fields.pop("token")
    return fields


def row(one: AgendaSession) -> tuple[object, ...]:
    return one.title, one.day, one.starts, one.minutes, one.exercise, one.stage


def together(place: Place) -> list[dict[str, str]]:
    """Return the hidden fields of each form that moves, or takes out, many."""
    fields = re.findall(
        r'name="which" value="([^"]*)"><input type="hidden" name="stands" value="(\w+)"', page(place)
    )
    return [{"which": which, "stands": stands} for which, stands in fields]


def test_it_begins_when_it_is_wanted(place: Place) -> None:
    assert 'value="18:00"' in page(place, "agendas/"), "the time of the agenda is proposed"
    place.post("run/agendas/screening-90", first_day="2026-06-01", starts="15:30")
    assert [one.starts for one in planned(place)][:2] == ["15:30", "15:40"]
    wrong = place.post("run/agendas/screening-90", first_day="2026-06-01", starts="late")
    assert (wrong.status_code, "This is no time" in wrong.text) == (422, True)


def test_an_agenda_by_mistake_is_moved_and_taken_out_again(place: Place) -> None:
    first, *others = make_sessions(place.studio, HOME, "screening-90", today() + timedelta(days=3), "en")
    tick(place.studio, HOME, first.id, by="account-selma", at=datetime.now(UTC))
    form = next(one for one in together(place) if one["which"].startswith("screening"))
    wrong = place.post("run/together/move", **form, days="x")
    assert (wrong.status_code, "Write a number in digits" in wrong.text) == (422, True)
    moved = place.post("run/together/move", **form, days="-3")
    assert (moved.status_code, moved.location) == (303, RUN)
    assert f"{len(others)} sessions were moved. 1 stays." in page(place)
    after = {one.id: one for one in planned(place)}
    assert {after[one.id].day for one in others} == {today()}
    assert place.post("run/together/move", **form, days="-3").status_code == 409, "pressed twice"
    assert planned(place) == sorted(after.values(), key=lambda one: one.order)
    form = next(one for one in together(place) if one["which"].startswith(f"screening-90 {today()}"))
    assert place.post("run/together/out", **form).status_code == 303
    assert f"{len(others)} sessions were taken out." in page(place)
    assert [one.id for one in planned(place)] == [first.id]
    again = place.post("run/together/out", **form)
    assert (again.status_code, "nothing was moved or taken out" in again.text) == (409, True)


def test_a_plan_is_not_moved_onto_another_of_the_same_agenda(place: Place) -> None:
    for days in (3, 10):
        make_sessions(place.studio, HOME, "screening-90", today() + timedelta(days=days), "en")
    which = f"screening-90 {today() + timedelta(days=3)}"
    form = next(one for one in together(place) if one["which"].startswith(which))
    wrong = place.post("run/together/move", **form, days="7")
    assert (wrong.status_code, "The same agenda is planned for that day" in wrong.text) == (422, True)


def test_a_plan_that_outlasts_its_workshop_says_so_until_the_days_are_changed(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=DAY, ends=DAY))
        for one in tx.find(AgendaSession):
            tx.delete(AgendaSession, one.id)
    make_sessions(place.studio, HOME, "workshop-2-days", DAY + timedelta(days=30), "en")
    held = '<time datetime="2026-07-02" dir="ltr">2026-07-02</time>'
    assert f"The plan goes on until {held}: change the days" in page(place)
    form = place.client.get(f"/workshops/{HOME}/about?plan=1").text
    assert 'value="2026-06-01"' in form
    assert 'value="2026-07-02"' in form, "proposed"
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Workshop, HOME).ends == DAY, "and not kept before it is saved"
    fields = {"title": "Bread", "starts": "2026-06-01", "ends": "2026-07-02"}
    fields["seen"] = re.findall(r'name="seen" value="(\w+)"', form)[0]
    assert place.post("about", **fields).status_code == 303
    assert "The plan goes on" not in page(place)


def test_minutes_are_changed_in_the_plan(place: Place) -> None:
    first = make_sessions(place.studio, HOME, "screening-90", DAY, "en")[0]
    shown = form_of_plan(place)
    row = next(name.removeprefix("title-") for name, value in shown.items() if value == first.title)
    assert shown[f"minutes-{row}"] == str(first.minutes)
    assert place.post("agenda", **shown | {f"minutes-{row}": "25"}).status_code == 303
    assert next(one for one in planned(place) if one.id == first.id).minutes == 25
    wrong = place.post("agenda", **form_of_plan(place) | {f"minutes-{row}": "2000"})
    assert (wrong.status_code, 'value="2000"' in wrong.text) == (422, True)


def test_a_long_plan_is_changed_a_day_at_a_time(place: Place) -> None:
    made = make_sessions(place.studio, HOME, "tot-5-days", DAY, "en")
    second = place.client.get(f"/workshops/{HOME}/agenda?day=2026-06-02").text
    ids, stamps = (re.findall(rf'name="{name}" value="([\w-]*)"', second) for name in ("id", "seen"))
    assert set(filter(None, ids)) == {one.id for one in made if one.day == date(2026, 6, 2)}
    fields: dict[str, object] = {"id": ids, "seen": stamps, "of": "2026-06-02"}
    fields |= {
        name: unescape(value) for name, value in re.findall(r'name="(\w+-\d+)"[^>]* value="([^"]*)"', second)
    }
    fields["title-0"] = "Sunrise"
    answer = place.post("agenda", **fields, more="1")
    assert (answer.status_code, answer.location) == (303, f"/workshops/{HOME}/agenda?day=2026-06-02")
    after = {one.id: one for one in planned(place)}
    assert after.keys() == {one.id for one in made}, "an empty row that begins with its day is none"
    changed = [one for one in made if row(after[one.id]) != row(one)]
    assert [(one.title, after[one.id].title) for one in changed] == [("Morning circle", "Sunrise")]
    wrong = place.post("agenda", **fields | {"starts-0": "late"})
    assert (wrong.status_code, 'name="of" value="2026-06-02"' in wrong.text) == (422, True)


def test_the_form_of_the_plan_speaks_the_readers_language_and_touches_nothing_by_it(place: Place) -> None:
    """Exercises are said as the reader calls them; what somebody typed stays, and another's change, too."""
    make_sessions(place.studio, HOME, "screening-90", DAY, "en")
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(planned(place)[0], title="Coffee at Huda's"))
    before = planned(place)
    place.client.post("/language", data={"token": place.token(), "language": "sr-Cyrl"})
    shown = form_of_plan(place)
    film = exercise("screening-film", "sr-Cyrl").title
    row = next(name.removeprefix("title-") for name, value in shown.items() if value == film)
    assert "Coffee at Huda's" in shown.values()
    assert not any(one.title in shown.values() for one in before[1:])
    assert film in place.client.get(f"/workshops/{HOME}/changes/new").text
    with place.studio.documents.write(HOME) as tx:  # somebody else, meanwhile
        tx.put(replace(before[-1], title="Goodbye, with tea"))
    assert place.post("agenda", **shown | {f"notes-{row}": "сала"}).status_code == 303
    after = {one.id: one for one in planned(place)}
    touched = next(one for one in before if one.exercise == "screening-film")
    assert (after[touched.id].title, after[touched.id].notes) == (film, "сала")
    assert after[before[-1].id].title == "Goodbye, with tea"
    assert all(after[one.id].title == one.title for one in before[:-1] if one != touched)
    place.client.post("/language", data={"token": place.token(), "language": "en"})
    assert touched.title in form_of_plan(place).values(), "an exercise stays one, whoever saved it"
