"""The door as people meet it: the first time, every morning, with a wrong password, in their language."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_world import HOME, PASSWORD, Client, Place

from pvstudio.config import Settings
from web.app import create_app
from web.security import trail
from web.security.limits import Buckets, Limit
from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.accounts.audit import entries, months
from workflows.accounts.keeping import account_named, accounts
from workflows.accounts.signing_in import FREE_ATTEMPTS
from workflows.wiring import AUDIT, Studio


@pytest.fixture
def new(tmp_path: Path) -> Flask:
    """A studio that nobody has set up."""
    app = create_app(Settings(home=tmp_path / "new"))
    app.test_client_class = Client
    return app


def send(client: FlaskClient, url: str, **fields: object):
    page = client.get("/sign-in", follow_redirects=True).text
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return client.post(url, data={"token": found[1], **fields}, headers={"Accept": "text/html"})


def sign_in(client: FlaskClient, name: str = "Host", password: str = PASSWORD, **fields: object):
    return send(client, "/sign-in", name=name, password=password, **fields)


# -- the first time --------------------------------------------------------------------------
def test_a_new_studio_asks_for_its_keeper_and_lets_them_in(new: Flask) -> None:
    client = new.test_client()
    assert client.get("/").headers["Location"] == "/welcome"
    wrong = send(client, "/welcome", name="Ines", password="three blue rivers", again="three blue river")
    assert (wrong.status_code, "are not the same" in wrong.text, 'value="Ines"' in wrong.text) == (
        422,
        True,
        True,
    )
    easy = send(client, "/welcome", name="Ines", password="1234567890", again="1234567890")
    assert (easy.status_code, "too easy to guess" in easy.text) == (422, True)
    done = send(client, "/welcome", name="Ines", password="three blue rivers", again="three blue rivers")
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    assert client.get("/").status_code == 200
    assert client.get("/accounts/").status_code == 200
    again = send(
        new.test_client(), "/welcome", name="Eve", password="three red rivers", again="three red rivers"
    )
    assert again.status_code >= 400
    assert [one.name for one in accounts(new.extensions["studio"])] == ["Ines"]


def test_a_studio_is_not_set_up_from_elsewhere(new: Flask) -> None:
    stranger = {"REMOTE_ADDR": "192.168.1.66"}
    assert "on its own computer first" in new.test_client().get("/welcome", environ_base=stranger).text
    client = new.test_client()
    client.get("/welcome")
    with client.session_transaction() as session:
        token = session["token"]
    fields = {"token": token, "name": "Eve", "password": "three red rivers", "again": "three red rivers"}
    assert client.post("/welcome", data=fields, environ_base=stranger).status_code == 403
    assert accounts(new.extensions["studio"]) == []


# -- every morning ---------------------------------------------------------------------------
def test_one_is_led_to_the_door_and_back(place: Place) -> None:
    client = place.browser()
    there = f"/workshops/{HOME}/?at=3"
    door = client.get(there)
    assert door.status_code == 302
    page = client.get(door.headers["Location"]).text
    assert f'name="then" value="{there}"' in page
    done = sign_in(client, "facilitator", then=there)
    assert (done.status_code, done.headers["Location"]) == (303, there)
    cookie = next(one for one in done.headers.getlist("Set-Cookie") if one.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "away",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil", "evil"],
)
def test_nobody_is_sent_away_from_here(place: Place, away: str) -> None:
    assert sign_in(place.browser(), then=away).headers["Location"] == "/"


def test_a_wrong_password_is_told_kindly_and_the_name_is_kept(place: Place) -> None:
    answer = sign_in(place.browser(), password="not this one")
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert 'value="Host"' in answer.text
    assert "not this one" not in answer.text


def test_a_guesser_is_told_to_wait(place: Place) -> None:
    client = place.browser()
    for _ in range(FREE_ATTEMPTS):
        assert sign_in(client, password="not this one").status_code == 422
    stopped = sign_in(client)
    assert (stopped.status_code, "Wait until" in stopped.text) == (429, True)


def test_out_is_out_here_and_everywhere(place: Place) -> None:
    here, there = place.browser(), place.browser()
    for client in (here, there):
        sign_in(client)
    gone = send(here, "/sign-out")
    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert (here.get("/me").status_code, there.get("/me").status_code) == (302, 200)
    sign_in(here)
    send(here, "/sign-out", everywhere="1")
    assert there.get("/me").status_code == 302


def test_a_sign_in_and_its_forms_outlive_the_server(place: Place, settings: Settings) -> None:
    token = place.token()
    again = create_app(settings).test_client()
    for name in (COOKIE, "studio"):
        found = place.client.get_cookie(name)
        assert found
        again.set_cookie(name, found.value)
    assert again.post("/language", data={"token": token, "language": "ar"}).status_code == 303


def test_ones_own_password(place: Place) -> None:
    client = place.browser()
    sign_in(client)
    new = {"password": "four green hills", "again": "four green hills"}
    assert send(client, "/me/password", old="not this one", **new).status_code == 400
    assert send(client, "/me/password", old=PASSWORD, **new).status_code == 303
    assert client.get("/me").status_code == 302
    assert sign_in(client, password="four green hills").status_code == 303


# -- accounts --------------------------------------------------------------------------------
def test_the_keeper_lets_others_in_and_closes(place: Place) -> None:
    def post(url: str, **fields: object) -> int:
        return place.client.post(url, data={"token": place.token(), **fields}).status_code

    assert post("/accounts/", name="Nur", password="three blue rivers", roles="host", workshops=HOME) == 303
    nur = account_named(place.studio, "Nur")
    assert (nur.roles, nur.workshops, nur.keeper) == ({Role.HOST}, {HOME}, False)
    assert post("/accounts/", name="NUR", password="three blue rivers", roles="host") == 409
    assert post(f"/accounts/{nur.id}", roles="office", everywhere="1") == 303
    assert account_named(place.studio, "Nur").may_enter("elsewhere")
    assert post(f"/accounts/{nur.id}", wish="close") == 303
    assert sign_in(place.browser(), "Nur").status_code == 422
    assert post(f"/accounts/{nur.id}", wish="open") == 303
    assert post(f"/accounts/{nur.id}/password", password="four green hills") == 303
    assert sign_in(place.browser(), "Nur", "four green hills").status_code == 303


def test_the_last_keeper_stays(place: Place) -> None:
    answer = place.client.post(
        "/accounts/account-facilitator", data={"token": place.token(), "wish": "close"}
    )
    assert answer.status_code == 409
    assert "only one who looks after" in answer.text


# -- what is written down --------------------------------------------------------------------
def test_the_trail_has_ids_and_no_words(place: Place) -> None:
    place.post(
        "people/person-amra/answers", stage="S1", subject=HOME, state="given", how="spoken", role="self"
    )
    sign_in(place.browser(), "Nobody at all", "wrong wrong wrong")
    found = entries(place.studio, months(place.studio)[0])
    assert {(one.action, one.account_id) for one in found} >= {
        ("people.answer", "account-facilitator"),
        ("entrance.enter", ""),
    }
    text = (place.studio.settings.home / "workshops" / _desk(place) / "documents.json").read_text()
    for word in ("Amra", "given", "Nobody", "wrong"):
        assert word not in text
    mine = place.client.get("/audit/").text
    assert "people.answer" in mine


def test_the_trail_says_who_was_attacked_and_what_changed(place: Place) -> None:
    sign_in(place.browser(), "Host", "wrong wrong wrong")
    place.client.post(
        "/accounts/account-host",
        data={"token": place.token(), "roles": ["host", "office"], "workshops": HOME},
    )
    found = {one.action: one for one in entries(place.studio, months(place.studio)[0])}
    assert found["entrance.enter"].about == {"tried": "account-host"}
    assert found["accounts.change"].about["was"] == f"host {HOME}"
    assert found["accounts.change"].about["is"] == f"host office {HOME}"


def test_the_keeper_does_not_make_himself_officer(place: Place) -> None:
    fields = {"token": place.token(), "roles": ["facilitator", "officer"], "keeper": "1"}
    assert place.client.post("/accounts/account-facilitator", data=fields).status_code == 400
    assert Role.OFFICER not in account_named(place.studio, "Facilitator").roles


def test_what_is_done_is_done_though_the_trail_is_full(place: Place, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(trail, "note", full)
        assert (
            place.client.post("/language", data={"token": place.token(), "language": "ar"}).status_code == 303
        )
    place.begin_trail()
    found = entries(place.studio, months(place.studio)[0])
    assert len([one for one in found if one.action == "entrance.speak"]) == 2


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}, {"Host": "studio.example"}],
)
def test_who_comes_through_a_proxy_is_not_here(new: Flask, headers: dict[str, str]) -> None:
    new.extensions["studio"] = Studio.open(
        replace(new.extensions["studio"].settings, names=("studio.example",))
    )
    assert "on its own computer first" in new.test_client().get("/welcome", headers=headers).text


def test_people_see_their_own_trail_only(place: Place) -> None:
    place.post("people/person-amra/answers")
    with place.studio.documents.write("studio.accounts") as tx:
        keeper = account_named(place.studio, "Facilitator")
        tx.put(replace(keeper, id="account-other", name="Other", keeper=False))
    other = place.browser()
    sign_in(other, "Other")
    assert "people.answer" not in other.get("/audit/").text
    assert "people.answer" in place.client.get("/audit/").text
    assert "people.answer" in place.browser(Role.OFFICER).get("/audit/").text


def test_the_log_says_what_and_not_who(place: Place, caplog) -> None:
    with caplog.at_level(logging.INFO, "pvstudio.web"):
        place.client.get(f"/workshops/{HOME}/people/person-amra/?name=Amra")
    (line,) = [json.loads(record.message) for record in caplog.records if record.name == "pvstudio.web"]
    assert (line["page"], line["method"], line["status"]) == ("people.show", "GET", 200)
    assert set(line) == {"at", "page", "method", "status", "ms"}


# -- too much --------------------------------------------------------------------------------
def test_a_bucket_fills_up_again() -> None:
    buckets, limit = Buckets(), Limit(burst=3, per_second=0.5)
    assert [buckets.take("a", limit, 0.0) for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a", limit, 0.0) == pytest.approx(2)
    assert buckets.take("b", limit, 0.0) == 0
    assert buckets.take("a", limit, 2.0) == 0
    assert buckets.take("a", limit, 2.0) > 0


def test_very_much_at_once_is_told_to_wait(place: Place) -> None:
    client = place.browser()
    client.get("/sign-in")
    with client.session_transaction() as session:
        token = session["token"]
    codes = [client.post("/language", data={"token": token, "language": "en"}).status_code for _ in range(40)]
    assert codes[0] == 303
    last = client.post("/language", data={"token": token, "language": "en"})
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) >= 1


# -- health, languages -----------------------------------------------------------------------
def test_health_says_how_and_nothing_of_what(place: Place, monkeypatch) -> None:
    answer = place.browser().get("/healthz")
    assert answer.json is not None
    assert set(answer.json) == {"status", "documents", "room"}
    documents = place.studio.settings.home / "workshops" / HOME / "documents.json"
    documents.write_text("{ broken")
    broken = place.browser().get("/healthz")
    assert (broken.status_code, broken.json["documents"]) == (503, False)  # type: ignore[index]


def test_the_language_is_the_browsers_then_ones_own(place: Place) -> None:
    client = place.browser()
    arabic = client.get("/sign-in", headers={"Accept-Language": "de, ar-SY;q=0.8, en;q=0.5"}).text
    assert '<html lang="ar" dir="rtl">' in arabic
    for asked, given in (
        ("hr", "bs"),
        ("sr-RS", "sr-Cyrl"),
        ("sr-Latn", "bs"),
        ("xx", "en"),
        ("sq-XK", "sq"),
    ):
        page = client.get("/sign-in", headers={"Accept-Language": asked}).text
        assert f'<html lang="{given}"' in page
    sign_in(client)
    send(client, "/language", language="sq", then="/me")
    assert account_named(place.studio, "Host").language == "sq"
    assert '<html lang="sq" dir="ltr">' in client.get("/me").text
    elsewhere = place.browser(Role.HOST)
    assert '<html lang="sq"' in elsewhere.get("/me").text


def _desk(place: Place) -> str:
    """Where today's trail is kept."""
    return next(one for one in place.studio.desks() if one.startswith(AUDIT))


def test_an_address_that_is_none_is_no_error(place: Place) -> None:
    assert place.browser().get("/sign-in?then=//[").status_code == 200
    assert place.client.get("/", headers={"Origin": "http://["}).status_code == 403
