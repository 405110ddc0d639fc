"""“We showed it”: hosts report screenings of their own kits; what cannot be so is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from web_world import HOME, Place
from werkzeug.test import TestResponse

from pvstudio.model import Audience, Kit, KitState
from workflows.accounts import Role
from workflows.screenings import Screening

KIT = f"/workshops/{HOME}/kits/kit-1"


def today() -> date:
    return datetime.now(UTC).astimezone().date()


def change_kit(place: Place, **fields: object) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), **fields))


@pytest.fixture
def host(place: Place) -> FlaskClient:
    """The browser of the host to whom the kit was handed ten days ago."""
    change_kit(place, host="account-host", published_at=datetime.now(UTC) - timedelta(days=10))
    return place.browser(Role.HOST)


def said(place: Place) -> list[tuple[date, str, int]]:
    with place.studio.documents.read(HOME) as tx:
        return [(one.held_on, one.place, one.people) for one in tx.find(Screening)]


def seen(browser: FlaskClient, path: str) -> str:
    """Return what the form at *path* sends back of the report that it showed, if there is one."""
    found = re.search(rf'{path}">.*?name="seen" value="(\w+)"', browser.get(f"{KIT}/").text, re.DOTALL)
    return found[1] if found else ""


def send(browser: FlaskClient, path: str = "/screenings/", **fields: object) -> TestResponse:
    shown = seen(browser, path)
    with browser.session_transaction() as session:
        token = session["token"]
    form = {"held_on": today().isoformat(), "place": "Dom kulture", "people": "34", "seen": shown} | fields
    return browser.post(f"{KIT}{path}", data={"token": token, **form}, headers={"Accept": "text/html"})


def test_a_host_reports_corrects_and_deletes(place: Place, host: FlaskClient) -> None:
    assert "Nothing was reported yet." in host.get(f"{KIT}/").text
    for _twice in range(2):
        assert send(host, place="  Dom\u202e kulture ", people="٣٤").status_code == 303
    assert said(place) == [(today(), "Dom kulture", 34)], "a form that is sent twice counts once"
    page = host.get(f"{KIT}/").text
    assert "<bdi>Dom kulture</bdi>" in page
    assert "34 people" in page
    with place.studio.documents.read(HOME) as tx:
        [one] = tx.find(Screening)
    assert (one.version_id, one.audience, one.by) == ("version-1", Audience.COMMUNITY, "account-host")
    day = today() - timedelta(days=3)
    assert send(host, f"/screenings/{one.id}", held_on=day.isoformat(), people="40").status_code == 303
    assert said(place) == [(day, "Dom kulture", 40)]
    assert send(host, f"/screenings/{one.id}/delete").status_code == 303
    assert said(place) == []


def test_a_stale_report_takes_the_place_of_no_other(place: Place, host: FlaskClient) -> None:
    send(host, people="30")
    with place.studio.documents.read(HOME) as tx:
        path = f"/screenings/{tx.find(Screening)[0].id}"
    stale = seen(host, path)
    assert send(place.client, path, people="55", place="Kino <1>").status_code == 303
    for shown in (stale, ""):
        answer = send(host, path, people="31", seen=shown)
        assert answer.status_code == 409
        assert "Somebody changed this while you did." in answer.text
        assert 'value="31"' in answer.text, "what was typed is in the form still"
        assert "Kino &lt;1&gt;" in answer.text
    assert said(place) == [(today(), "Kino <1>", 55)]
    assert send(host, path, people="many", seen=stale).status_code == 422
    assert stale in send(host, path, people="many", seen=stale).text, "a mended slip is as stale"
    shown_now = re.search(rf'{path}">.*?name="seen" value="(\w+)"', answer.text, re.DOTALL)
    assert shown_now
    assert send(host, path, people="31", place="Kino <1>", seen=shown_now[1]).status_code == 303
    assert said(place) == [(today(), "Kino <1>", 31)]


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"held_on": (today() + timedelta(days=2)).isoformat()}, "That day is still to come."),
    ({"held_on": (today() - timedelta(days=12)).isoformat()}, "handed over later than that"),
    ({"held_on": "yesterday"}, "Choose the day."),
    ({"held_on": ""}, "Choose the day."),
    ({"people": "-1"}, "how many people came"),
    ({"people": "100001"}, "how many people came"),
    ({"people": "9" * 5000}, "how many people came"),
    ({"people": "many"}, "how many people came"),
    ({"place": " \u200f\u202e "}, "Write the town or the hall."),
    ({"place": "x" * 81}, "more than 80 letters"),
)


def test_what_cannot_be_so_is_refused_and_what_was_typed_comes_back(place: Place, host: FlaskClient) -> None:
    for fields, words in WRONG:
        answer = send(host, **fields)
        assert answer.status_code == 422, fields
        assert words in answer.text
        typed = {"held_on": today().isoformat(), "place": "Dom kulture", "people": "34"} | fields
        assert all(f'value="{one}"' in answer.text for one in typed.values()), fields
    assert said(place) == []


def test_a_recalled_kit_can_be_reported_for_the_days_before(place: Place, host: FlaskClient) -> None:
    recalled = datetime.now(UTC) - timedelta(days=4)
    change_kit(place, state=KitState.RECALLED, recalled_at=recalled)
    assert "recalled before that day" in send(host).text
    assert said(place) == []
    before = (today() - timedelta(days=5)).isoformat()
    assert send(host, held_on=before).status_code == 303
    assert len(said(place)) == 1


def test_a_report_is_its_host_s_and_who_works_there_may_mend_it(place: Place, host: FlaskClient) -> None:
    assert send(place.client).status_code == 303
    with place.studio.documents.read(HOME) as tx:
        [of_facilitator] = tx.find(Screening)
    assert send(host, f"/screenings/{of_facilitator.id}", people="1").status_code == 404
    assert send(host, f"/screenings/{of_facilitator.id}/delete").status_code == 404
    assert of_facilitator.id not in host.get(f"{KIT}/").text
    assert send(host, people="7").status_code == 303
    with place.studio.documents.read(HOME) as tx:
        [of_host] = tx.find(Screening, by="account-host")
    assert send(place.client, f"/screenings/{of_host.id}", people="8").status_code == 303
    assert sorted(people for _day, _place, people in said(place)) == [8, 34]
    change_kit(place, host="account-other")
    assert send(host, f"/screenings/{of_host.id}", people="9").status_code == 404
    assert send(host).status_code == 404


def test_a_report_is_found_below_its_own_kit_alone(place: Place, host: FlaskClient) -> None:
    assert send(host).status_code == 303
    with place.studio.documents.write(HOME) as tx:
        [one] = tx.find(Screening)
        tx.put(replace(tx.get(Kit, "kit-1"), id="kit-2"))
        tx.put(replace(one, kit_id="kit-2"))
    assert send(host, f"/screenings/{one.id}", people="1").status_code == 404
    assert send(host, f"/screenings/{one.id}/delete").status_code == 404
    assert len(said(place)) == 1
