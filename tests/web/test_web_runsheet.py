"""The run sheet in the browser: made from an agenda, ticked off, what was filmed, who is ready, on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import product

from lxml import etree
from web_around import PLANNED
from web_world import HOME, Place

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop
from web.wording.i18n import LANGUAGES
from workflows.accounts import Role
from workflows.agendas import agenda, agendas, competences, exercise
from workflows.sessions.making import make_sessions
from workflows.sessions.readiness import Said, Verdict, judge, readiness_of
from workflows.sessions.running import tick
from workflows.workshops import agenda as plan_of

RUN = f"/workshops/{HOME}/run/"
DAY = date(2026, 6, 1)


def today() -> date:
    return date.today()  # noqa: DTZ011 the wall's, as the page has it


def planned(place: Place, workshop: str = HOME) -> list[AgendaSession]:
    with place.studio.documents.read(workshop) as tx:
        return [one for one in plan_of(tx) if one != PLANNED]


def page(place: Place, path: str = "") -> str:
    answer = place.client.get(RUN + path)
    assert answer.status_code == 200, path
    return unescape(answer.text)


# -- made from an agenda -------------------------------------------------------------------------


def test_a_workshop_gets_an_agenda_and_not_twice(place: Place) -> None:
    offered = page(place, "agendas/")
    assert all(one.title in offered for one in agendas("en"))
    made = place.post("run/agendas/workshop-2-days", first_day="2026-06-01")
    assert (made.status_code, made.location) == (303, RUN)
    assert "28 sessions are planned." in page(place)
    again = place.post("run/agendas/workshop-2-days", first_day="2026-06-01")
    assert again.status_code == 303
    assert "All of it is planned already." in page(place)
    assert len(planned(place)) == 28


def test_a_day_that_is_none_is_said_where_it_was_typed(place: Place) -> None:
    wrong = {"": "Fill this in.", "2026-13-01": "This is no day.", "9999-12-31": "This year cannot be right."}
    for typed, said in wrong.items():
        answer = place.post("run/agendas/screening-90", first_day=typed)
        assert answer.status_code == 422
        card = answer.text[answer.text.index('id="screening-90"') :]
        assert said in card
        assert f'value="{typed}"' in card
    assert planned(place) == []
    assert place.post("run/agendas/circus", first_day="2026-06-01").status_code == 404


def test_it_begins_when_it_is_wanted(place: Place) -> None:
    assert 'value="18:00"' in page(place, "agendas/"), "the time of the agenda is proposed"
    place.post("run/agendas/screening-90", first_day="2026-06-01", starts="15:30")
    assert [one.starts for one in planned(place)][:2] == ["15:30", "15:40"]
    wrong = place.post("run/agendas/screening-90", first_day="2026-06-01", starts="late")
    assert (wrong.status_code, "This is no time" in wrong.text) == (422, True)


def together(place: Place) -> list[dict[str, str]]:
    """Return the hidden fields of each form that moves, or takes out, many."""
    fields = re.findall(
        r'name="which" value="([^"]*)"><input type="hidden" name="stands" value="(\w+)"', page(place)
    )
    return [{"which": which, "stands": stands} for which, stands in fields]


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


def test_a_workshop_begins_with_an_agenda(place: Place) -> None:
    about = {"title": "Trainers", "languages": ["en"], "agenda": "tot-5-days"}
    refused = place.client.post("/workshops/", data={"token": place.token(), **about})
    assert refused.status_code == 422
    assert "Fill this in." in refused.text
    assert '<option value="tot-5-days" lang="en" selected>' in refused.text
    strange = place.client.post("/workshops/", data={"token": place.token(), **about, "agenda": "circus"})
    assert (strange.status_code, "Choose one of these." in strange.text) == (422, True)
    made = place.client.post("/workshops/", data={"token": place.token(), **about, "starts": "2026-06-01"})
    workshop = made.location.split("/")[2]
    with place.studio.documents.read(workshop) as tx:
        assert tx.get(Workshop, workshop).ends == date(2026, 6, 5)
    assert len(planned(place, workshop)) == len(agenda("tot-5-days", "en").slots)


def form_of_plan(place: Place) -> dict[str, object]:
    """What the form of the plan sends back when nobody touches it."""
    form = etree.HTML(place.client.get(f"/workshops/{HOME}/agenda").text).find(".//form[@class='plan']")
    fields: dict[str, object] = {one.get("name"): one.get("value") or "" for one in form.iterfind(".//input")}
    fields |= {one.get("name"): one.text or "" for one in form.iterfind(".//textarea")}
    for name in ("id", "seen"):
        fields[name] = [one.get("value") for one in form.iterfind(f".//input[@name='{name}']")]
    fields.pop("token")
    return fields


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


# -- while it runs -------------------------------------------------------------------------------


def test_it_is_ticked_off_and_taken_back(place: Place) -> None:
    first, second = (AgendaSession(id=f"session-{id_}", title=id_, day=today()) for id_ in "ab")
    with place.studio.documents.write(HOME) as tx:
        tx.put(first)
        tx.put(second)
    shown = page(place)
    assert shown.index("Today") < shown.index("The name game"), "what is over comes last"
    answer = place.post(f"run/{first.id}/done")
    assert (answer.status_code, answer.location) == (303, f"{RUN}#{first.id}")
    assert [one.done_by for one in planned(place) if one.done_at] == [f"account-{Role.FACILITATOR}"]
    now = page(place, "now")
    assert re.search(rf'class="what"><a href="{RUN}{second.id}/"', now)
    assert place.post(f"run/{first.id}/undone", then="show").location == f"{RUN}{first.id}/"
    assert not any(one.done_at for one in planned(place))
    for one in planned(place):
        tick(place.studio, HOME, one.id, by="account-1", at=datetime.now(UTC))
    assert "Everything of today is done." in page(place, "now")


def test_nothing_is_on_when_nothing_is_planned_for_today(place: Place) -> None:
    make_sessions(place.studio, HOME, "screening-90", today() + timedelta(days=3), "en")
    shown = page(place)
    assert "Nothing is planned for today." in shown
    assert f'Next day: <time datetime="{today() + timedelta(days=3)}"' in shown


def test_a_session_shows_how_it_is_done_and_what_is_asked_there(place: Place) -> None:
    make_sessions(place.studio, HOME, "workshop-2-days", DAY, "ar")
    camera = next(one for one in planned(place) if one.exercise == "before-the-camera")
    shown = page(place, f"{camera.id}/")
    for words in (
        "Nobody is filmed who has not said yes",
        "Plain and striped bands",
        "A yes today is not a yes",
    ):
        assert words in shown
    assert "Being filmed" in shown
    assert f"/workshops/{HOME}/notices/" in shown
    place.client.set_cookie("language", "ar")
    arabic = place.client.get(f"{RUN}{camera.id}/").text
    assert 'dir="rtl"' in arabic
    pause = next(one for one in planned(place) if one.exercise == "break")
    assert '<div class="how"' not in page(place, f"{pause.id}/")


def test_a_session_of_another_studio_s_agenda_still_says_what_it_is(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(AgendaSession(id="session-x", title="Juggling", day=today(), exercise="juggling", notes="<b>"))
    assert "Juggling" in page(place)
    assert "Juggling" in page(place, "session-x/")
    assert "&lt;b&gt;" in place.client.get(RUN).text


# -- what was filmed -----------------------------------------------------------------------------


def test_what_was_filmed_is_chosen_and_shown_with_who_may_watch_it(place: Place) -> None:
    [one, *_] = make_sessions(place.studio, HOME, "screening-90", DAY, "en")
    assert "chosen for \u2068The name game" in page(place, f"{one.id}/")
    answer = place.post(f"run/{one.id}/footage", footage=["footage-1"], shown=["footage-1"])
    assert answer.location == f"{RUN}{one.id}/"
    shown = page(place, f"{one.id}/")
    assert f"/workshops/{HOME}/clips/clip-bread/poster" in shown
    assert re.search(r'class="l yes" title="Community', shown)
    assert re.search(r'class="l shut" title="Online', shown)
    assert f'href="/workshops/{HOME}/consent/"' in shown
    assert "2 clips" in page(place)
    place.post(f"run/{one.id}/footage", shown=["footage-1"])
    assert all(not each.footage_ids for each in planned(place))


# -- the plan, a day at a time -------------------------------------------------------------------


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


def row(one: AgendaSession) -> tuple[object, ...]:
    return one.title, one.day, one.starts, one.minutes, one.exercise, one.stage


# -- who is ready to lead ------------------------------------------------------------------------


def test_minutes_are_changed_in_the_plan(place: Place) -> None:
    first = make_sessions(place.studio, HOME, "screening-90", DAY, "en")[0]
    shown = form_of_plan(place)
    row = next(name.removeprefix("title-") for name, value in shown.items() if value == first.title)
    assert shown[f"minutes-{row}"] == str(first.minutes)
    assert place.post("agenda", **shown | {f"minutes-{row}": "25"}).status_code == 303
    assert next(one for one in planned(place) if one.id == first.id).minutes == 25
    wrong = place.post("agenda", **form_of_plan(place) | {f"minutes-{row}": "2000"})
    assert (wrong.status_code, 'value="2000"' in wrong.text) == (422, True)


def form_of(text: str) -> dict[str, str]:
    """Return what the form of a trainee would send back as it is."""
    fields = dict(re.findall(r'name="(seen-[\w-]+)" value="(\w+)"', text))
    fields |= dict(re.findall(r'name="(verdict-[\w-]+)" value="([\w-]*)" checked', text))
    return fields | dict(re.findall(r'name="(note-[\w-]+)"[^>]* value="([^"]*)"', text))


def test_a_trainee_is_signed_off_competence_by_competence(place: Place) -> None:
    make_sessions(place.studio, HOME, "refresher-1-day", DAY, "en")
    assert f"{RUN}ready/" in page(place)
    known = [one.id for one in competences("en")]
    fields = form_of(page(place, "ready/person-amra/")) | {f"verdict-{id_}": "seen" for id_ in known}
    fields[f"verdict-{known[0]}"] = "practises"
    assert place.post("run/ready/person-amra/", **fields).status_code == 303
    assert f"{len(known) - 1} of {len(known)} seen" in page(place, "ready/")
    fields = form_of(page(place, "ready/person-amra/")) | {f"verdict-{known[0]}": "seen"}
    place.post("run/ready/person-amra/", **fields)
    assert "Ready to lead" in re.findall(r'class="mark yes">.*?</span>', page(place, "ready/"), re.DOTALL)[0]
    with place.studio.documents.read(HOME) as tx:
        assert {one.by for one in readiness_of(tx, "person-amra").values()} == {f"account-{Role.FACILITATOR}"}


def test_an_old_form_takes_nothing_from_a_colleague(place: Place) -> None:
    old = form_of(page(place, "ready/person-amra/"))
    hers = {"stops": Said(verdict=Verdict.SEEN, note="at once")}
    judge(place.studio, HOME, "person-amra", hers, by="account-officer", on=DAY)
    place.post("run/ready/person-amra/", **old | {"verdict-grounds-people": "not-yet"})
    with place.studio.documents.read(HOME) as tx:
        said = readiness_of(tx, "person-amra")
    assert {id_: (one.verdict, one.by) for id_, one in said.items()} == {
        "stops": (Verdict.SEEN, "account-officer"),
        "grounds-people": (Verdict.NOT_YET, f"account-{Role.FACILITATOR}"),
    }


def test_two_who_judge_the_same_both_see_what_the_other_wrote(place: Place) -> None:
    """The second is shown both, keeps all that was typed, and may then decide."""
    first = form_of(page(place, "ready/person-amra/"))
    hers = {"verdict-stops": "seen", "note-stops": "at once"}
    his = {"verdict-stops": "not-yet", "note-stops": "asked twice", "verdict-grounds-people": "seen"}
    assert place.post("run/ready/person-amra/", **first | hers).status_code == 303
    told = place.post("run/ready/person-amra/", **first | his)
    assert told.status_code == 409
    text = unescape(told.text)
    assert all(both in text for both in ("Seen · at once", "Not yet · asked twice"))
    assert said_of_amra(place) == {"stops": (Verdict.SEEN, "at once")}
    again = form_of(told.text)
    assert {name: again[name] for name in his} == his
    assert place.post("run/ready/person-amra/", **again).status_code == 303
    assert said_of_amra(place)["stops"] == (Verdict.NOT_YET, "asked twice")
    assert "grounds-people" in said_of_amra(place)
    same = first | hers | {"verdict-stops": "not-yet", "note-stops": "asked twice"}
    assert place.post("run/ready/person-amra/", **same).status_code == 303, "what is kept already"


def test_whoever_is_overtaken_twice_is_told_twice(place: Place) -> None:
    old = form_of(page(place, "ready/person-amra/"))
    mine = {"verdict-stops": "not-yet"}
    for number in (1, 2):
        hers = {"stops": Said(verdict=Verdict.SEEN, note=f"look {number}")}
        judge(place.studio, HOME, "person-amra", hers, by="account-officer", on=DAY)
        told = place.post("run/ready/person-amra/", **old | mine)
        assert told.status_code == 409
        assert f"look {number}" in told.text
        old = form_of(told.text)
    assert place.post("run/ready/person-amra/", **old).status_code == 303


def said_of_amra(place: Place) -> dict[str, tuple[Verdict, str]]:
    with place.studio.documents.read(HOME) as tx:
        return {id_: (one.verdict, one.note) for id_, one in readiness_of(tx, "person-amra").items()}


def test_a_note_without_a_verdict_comes_back_as_typed(place: Place) -> None:
    fields = form_of(page(place, "ready/person-amra/")) | {"note-stops": "very kind"}
    answer = place.post("run/ready/person-amra/", **fields)
    assert answer.status_code == 422
    assert 'value="very kind"' in answer.text
    assert "Choose one of these." in answer.text


def test_nobody_else_sees_any_of_it(place: Place) -> None:
    for browser in (place.browser(Role.HOST), place.browser(Role.OFFICE)):
        for path in ("", "agendas/", "ready/", "ready/person-amra/", "ready/person-amra/sheet", "sheet"):
            assert browser.get(RUN + path).status_code == 403, path


# -- on paper ------------------------------------------------------------------------------------


def test_papers_are_whole_files_in_the_language_asked_for(place: Place) -> None:
    make_sessions(place.studio, HOME, "workshop-2-days", DAY, "en")
    papers = ("sheet", "agendas/refresher-1-day", "agendas/screening-90", "exercises/name-game")
    for language, path in product(LANGUAGES, papers):
        answer = place.client.get(RUN + path, query_string={"language": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text
        assert not re.search(r'(?:src|href)="(?!#|data:)', answer.text)
    assert place.client.get(RUN + "exercises/juggling").status_code == 404


def test_the_sheet_of_a_trainee_says_what_was_seen(place: Place) -> None:
    said = {"stops": Said(verdict=Verdict.SEEN, note="<i>at once</i>")}
    judge(place.studio, HOME, "person-amra", said, by="account-1", on=DAY)
    sheet = place.client.get(RUN + "ready/person-amra/sheet").text
    assert "Amra" in sheet
    assert "&lt;i&gt;at once" in sheet
    assert "2026-06-01" in sheet
    assert "Not everything has been seen yet." in sheet
