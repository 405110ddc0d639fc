"""Getting in by phone, and out again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from phone_world import HOME, PIN, phone_of, seat_of
from web_world import Place

from consent.releases import Role
from workflows.accounts import Role as AccountRole
from workflows.phones import new_card, once_code

LOOKS = {"Accept": "text/html"}


def _form_token(client: FlaskClient) -> str:
    client.get("/p", headers=LOOKS)
    with client.session_transaction() as session:
        return str(session["token"])


def test_a_code_opens_a_visit_once_and_the_pictures_open_the_films(place: Place) -> None:
    code = once_code(place.studio, HOME, seat_of(place, "person-amra"), by="Ana", at=datetime.now(UTC))
    phone = place.app.test_client()
    sent = {"token": _form_token(phone), "code": code}
    assert phone.post("/p", data=sent, headers=LOOKS).location == "/p/language"
    languages = phone.get("/p/language", headers=LOOKS).text
    assert languages.index('value="bs-Latn"') < languages.index('value="ar"')  # hers stand first
    chosen = phone.post("/p/language", data={**sent, "language": "bs-Latn"}, headers=LOOKS)
    assert chosen.location == "/p/pin"
    first = phone.post("/p/pin", data={**sent, "picked": " ".join(PIN)}, headers=LOOKS).text
    assert f'name="first" value="{" ".join(PIN)}"' in first
    again = {**sent, "picked": " ".join(PIN), "first": " ".join(PIN)}
    assert phone.post("/p/pin", data=again, headers=LOOKS).location == "/p/films/"
    other = place.app.test_client()
    used = other.post("/p", data={"token": _form_token(other), "code": code}, headers=LOOKS)
    assert used.status_code == 422
    assert "Set-Cookie" not in str(used.headers.get("Set-Cookie", "")).split("visit")


@pytest.mark.parametrize("picture", ["sun", "fish"])
def test_pictures_are_touched_one_by_one_without_scripts(place: Place, picture: str) -> None:
    phone = phone_of(place, pin=False)
    page = phone.post("pin", picked="cat", pick=picture).text
    assert f'name="picked" value="cat {picture}"' in page
    assert page.count('class="full"') == 2


def test_wrong_pictures_are_counted_and_close_the_seat(place: Place) -> None:
    phone_of(place)  # chooses the pictures
    card = new_card(place.studio, HOME, seat_of(place, "person-amra"), by="Ana", at=datetime.now(UTC))
    phone = place.app.test_client()
    sent = {"token": _form_token(phone), "code": card}
    phone.post("/p", data=sent, headers=LOOKS)
    for left in (4, 3, 2, 1):
        page = phone.post("/p/pin", data={**sent, "picked": "sun sun cat cup"}, headers=LOOKS)
        assert page.status_code == 422
        assert f"Tries left: <bdi>{left}</bdi>" in page.text
    assert phone.post("/p/pin", data={**sent, "picked": "sun sun cat cup"}, headers=LOOKS).status_code == 423
    assert phone.post("/p", data={**sent, "token": _form_token(phone)}, headers=LOOKS).status_code == 423


def test_hiding_ends_the_visit_and_leaves_the_clock(place: Place) -> None:
    phone = phone_of(place)
    assert phone.get("language").status_code == 200
    gone = phone.post("hide")
    assert gone.location == "/p/clock"
    assert gone.headers["Clear-Site-Data"]
    assert phone.get("language").location == "/p/clock"  # also by going back
    phone.client.set_cookie("visit", phone.token, path="/p")
    assert phone.get("language").location == "/p/clock"  # and with what the browser held before


@pytest.mark.parametrize("way", ["hide", "not-me"])
def test_a_page_of_an_earlier_session_still_hides(place: Place, way: str) -> None:
    phone = phone_of(place)
    assert phone.client.post(f"/p/{way}", data={"token": "of yesterday"}, headers=LOOKS).status_code == 303
    phone.client.set_cookie("visit", phone.token, path="/p")
    assert phone.get("films/").location == "/p/clock"


def test_the_clock_is_the_end_however_one_came_there(place: Place) -> None:
    phone = phone_of(place)
    at_the_clock = phone.get("clock")
    assert "visit=;" in at_the_clock.headers["Set-Cookie"]
    phone.client.set_cookie("visit", phone.token, path="/p")
    assert phone.get("films/").location == "/p/clock"
    assert "Set-Cookie" not in place.browser().get("/p/clock", headers=LOOKS).headers


def test_what_stops_hiding_leads_to_the_clock(place: Place) -> None:
    phone = phone_of(place)
    place.app.extensions["buckets"].take = lambda *_: 9.0  # very much at once
    assert phone.client.post("/p/hide", headers=LOOKS).location == "/p/clock"
    assert phone.get("clock").status_code == 200
    phone.client.set_cookie("visit", phone.token, path="/p")
    assert phone.get("films/").location == "/p/clock"


def test_the_clock_says_nothing(place: Place) -> None:
    page = place.browser().get("/p/clock", headers=LOOKS).text
    assert "PVStudio" not in page
    assert "/p/films" not in page


@pytest.mark.parametrize("path", ["/p/language", "/p/pin", "/p/seat", "/p/films/", "/p/nothing/here"])
def test_without_a_visit_every_address_is_the_clock(place: Place, path: str) -> None:
    assert place.browser().get(path, headers=LOOKS).location == "/p/clock"
    signed_in = place.browser(AccountRole.FACILITATOR).get(path, headers=LOOKS)
    assert signed_in.location == "/p/clock" or signed_in.status_code == 404


def test_before_the_pictures_nothing_else_opens(place: Place) -> None:
    phone = phone_of(place, pin=False)
    assert phone.get("seat").location == "/p/pin"
    assert phone.get("films/").location == "/p/pin"


def test_a_visit_opens_no_page_of_the_studio(place: Place) -> None:
    phone = phone_of(place)
    phone.client.set_cookie("visit", phone.token)  # also if a browser sent it there
    assert phone.client.get(f"/workshops/{HOME}/", headers=LOOKS).location.startswith("/sign-in")


def test_the_phone_is_handed_to_the_grown_up_by_their_pictures(place: Place) -> None:
    phone_of(place, "person-nur", Role.GUARDIAN, language="ar")
    child = phone_of(place, "person-nur", Role.CHILD_ASSENT)
    guardian = seat_of(place, "person-nur", Role.GUARDIAN).guardian_id
    assert guardian in child.get("seat").text
    assert "ليلى" not in child.get("seat").text
    assert child.post("seat", seat=guardian).status_code == 200
    assert child.post("seat", seat=guardian, picked="sun sun cup cat").status_code == 422
    assert child.post("seat", seat=guardian, picked=" ".join(PIN)).location == "/p/films/"


def test_a_person_is_called_and_one_goes_back_to_where_one_was(place: Place) -> None:
    phone = phone_of(place)
    coming = phone.post("help", about="clip-bread", then="/p/seat", follow=True).text
    assert 'href="/p/seat"' in coming
    assert 'href="/p/films/"' in phone.get("help?then=//evil.example").text
