"""The run sheet in the browser: made from an agenda, ticked off, what was filmed, who is ready, on paper."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import product

from web_around import PLANNED
from web_world import HOME, Place

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop
from web.wording.i18n import LANGUAGES
from workflows.accounts import Role
from workflows.agendas import agenda, agendas, competences
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


# -- who is ready to lead ------------------------------------------------------------------------


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
