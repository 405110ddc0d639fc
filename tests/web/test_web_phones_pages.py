"""Participants' phones, as facilitators see them: codes, cards, presence, who asks for a person."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from phone_world import PIN, phone_of, seat_of
from web_world import HOME, Place
from werkzeug.test import TestResponse

from consent.releases import Role
from pvstudio.config import Settings
from pvstudio.model import AgeBand, Clip, Participant
from web import reachable, server
from web.pages.phones import cards
from web.phone.wording import phrases
from web.wording.showing import now
from workflows.accounts.audit import entries
from workflows.participants import Person, change_person, end_guardian
from workflows.phones import (
    CodeRefused,
    PinWrong,
    Seat,
    SeatLocked,
    check_pin,
    check_presence,
    enter,
    state_of,
    visit_of,
)

PHONE = "people/person-amra/phone"
AMRA = Seat(participant_id="person-amra", role=Role.SELF)
#: What nobody may learn from what is held up or printed.
PERSONAL = ("Amra", "نور", "ليلى", "Priče", "Bihać", "person-", HOME)


@pytest.fixture(autouse=True)
def _in_a_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine is in two networks, whatever runs the test is in."""
    monkeypatch.setattr(reachable, "own_addresses", lambda: ["192.168.0.7", "10.42.0.1"])


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what the cards hold that are made: on the page it stands in squares alone."""
    noted: list[str] = []
    make = cards.new_card

    def note(*args: object, **named: object) -> str:
        noted.append(make(*args, **named))  # type: ignore[arg-type]
        return noted[-1]

    monkeypatch.setattr(cards, "new_card", note)
    return noted


def letters(answer: TestResponse) -> str:
    """Return what is written in large letters."""
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'class="letters" dir="ltr">(.*?)</p>', answer.text)
    assert found
    return " ".join(re.findall(r"<span>(\w+)</span>", found[1]))


def opens(place: Place, secret: str, seat: Seat = AMRA) -> bool:
    try:
        return enter(place.studio, secret, now())[1].seat == seat
    except CodeRefused:
        return False


def state(place: Place, seat: Seat = AMRA):
    return state_of(place.studio, HOME, seat, now())


def seen(place: Place, seat: Seat = AMRA) -> str:
    """Return what a form sends back of the card that it saw."""
    at = state(place, seat).card_at
    return at.isoformat() if at else ""


def article(answer: TestResponse) -> str:
    """Return what is printed."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'<div class="sheet">(.*?)</div>\s*</main>', answer.text, re.DOTALL)
    assert found
    return found[1]


def lock(place: Place, person: str = "person-amra", role: Role = Role.SELF) -> Seat:
    """Guess the pictures of somebody until it is locked."""
    token = phone_of(place, person, role).token
    visit = visit_of(place.studio, token, now())
    assert visit
    for _ in range(5):
        with pytest.raises((PinWrong, SeatLocked)):
            check_pin(place.studio, visit, PIN[::-1], now())
    return seat_of(place, person, role)


def test_everybody_who_answers_for_a_child_has_a_phone_of_their_own(place: Place) -> None:
    page = place.client.get(f"/workshops/{HOME}/people/person-nur/phone/").text
    assert page.count("<h2") == 2
    assert "ليلى" in page
    assert page.count('name="role" value="child-assent"') == page.count('name="role" value="guardian"') == 2
    for there in ("people/person-nur/", "participants/"):
        assert "people/person-nur/phone/" in place.client.get(f"/workshops/{HOME}/{there}").text


def test_a_code_opens_once_and_the_next_one_ends_it(place: Place) -> None:
    first, second = (letters(place.post(f"{PHONE}/code", role="self")) for _ in range(2))
    assert re.fullmatch(r"[0-9A-Z]{4} [0-9A-Z]{4}", first)
    assert not opens(place, first)
    assert opens(place, second)
    assert not opens(place, second)


def test_what_is_held_up_or_printed_names_nobody(place: Place) -> None:
    shown = place.post("people/person-nur/phone/code", role="child-assent").text
    held_up = re.sub(r'<a class="go plain".*?</a>', "", shown)
    printed = article(place.post("people/person-nur/phone/card", role="child-assent"))
    for told in PERSONAL:
        assert told not in held_up
        assert told not in printed


def test_a_card_is_made_once_and_the_next_one_ends_it(place: Place, secrets: list[str]) -> None:
    before = seen(place)
    article(place.post(f"{PHONE}/card", role="self", seen=before))
    again = place.post(f"{PHONE}/card", role="self", seen=before)  # loaded again
    assert again.status_code == 409
    assert "shown already" in again.text
    assert len(secrets) == 1
    phone_of(place)  # by a code
    assert opens(place, secrets[0])
    old = phrases("bs-Latn").get("card_old")
    assert old
    assert old in article(place.post(f"{PHONE}/card", role="self", seen=seen(place)))
    assert [opens(place, one) for one in secrets] == [False, True]


def test_no_address_no_header_and_no_document_holds_a_secret(place: Place, secrets: list[str]) -> None:
    code = letters(place.post(f"{PHONE}/code", role="self")).replace(" ", "")
    made = place.post(f"{PHONE}/card", role="self")
    assert secrets[0] not in str(made.headers)
    assert made.headers["Cache-Control"] == "no-store"
    for file in place.studio.settings.home.rglob("*"):
        if file.is_file():
            assert not {secrets[0].encode(), code.encode()} & set(re.findall(rb"\w+", file.read_bytes()))


def test_a_card_speaks_the_language_of_its_holder(place: Place) -> None:
    printed = article(
        place.post(
            "people/person-nur/phone/card",
            role="guardian",
            guardian=seat_of(place, "person-nur", Role.GUARDIAN).guardian_id,
        )
    )
    assert '<article class="way-in" lang="ar" dir="rtl">' in printed
    assert printed.count('class="how') == 3


def test_a_locked_phone_is_told_and_opened_by_a_person(place: Place) -> None:
    seat = lock(place)
    page = place.client.get(f"/workshops/{HOME}/{PHONE}/").text
    assert "Locked since" in page
    assert "Amra" in place.client.get(f"/workshops/{HOME}/calls/").text
    assert place.post(f"{PHONE}/unlock", role="self").status_code == 303
    now_so = state(place, seat)
    assert (now_so.locked_at, now_so.has_pin) == (None, False)
    assert "Locked since" not in place.client.get(f"/workshops/{HOME}/{PHONE}/").text
    said = entries(place.studio, f"{now():%Y-%m}")
    about = [one.about for one in said if one.action == "phones.open_again"]
    assert about == [{"person_id": "person-amra", "role": "self", "guardian_id": ""}]


def test_a_visit_is_seen_and_ended(place: Place) -> None:
    phone = phone_of(place)
    assert "A phone is open" in place.client.get(f"/workshops/{HOME}/{PHONE}/").text
    assert place.post(f"{PHONE}/end", role="self").status_code == 303
    assert visit_of(place.studio, phone.token, now()) is None


def test_nobody_has_a_seat_that_is_another_s(place: Place) -> None:
    others = [{}, {"role": "guardian"}, {"role": "child-assent"}, {"role": "self", "guardian": "guardian-1"}]
    for action in ("code", "card", "unlock", "end"):
        assert place.post(f"people/ghost/phone/{action}", role="self").status_code == 404
        for seat in others:
            assert place.post(f"{PHONE}/{action}", **seat).status_code == 404, (action, seat)


def test_digits_show_on_their_phone_who_is_there(place: Place) -> None:
    visit = visit_of(place.studio, phone_of(place).token, now())
    assert visit
    digits = letters(place.post("presence"))
    assert re.fullmatch(r"\d{3} \d{3}", digits)
    assert check_presence(place.studio, visit, digits, now()) == "Facilitator"


def test_who_asks_for_a_person_stands_on_a_list_until_somebody_went(place: Place) -> None:
    phone_of(place, "person-nur", Role.CHILD_ASSENT).post("help", about="clip-river")
    lines = f"/workshops/{HOME}/calls/lines"
    page = place.client.get(lines).text
    assert "1 person waits." in page
    assert f'href="/workshops/{HOME}/clips/clip-river/"' in page
    there = re.search(rf'action="/workshops/{HOME}/(calls/\w[^"]*/done)"', page)
    assert there
    with place.studio.documents.write(HOME) as tx:
        tx.delete(Clip, "clip-river")  # erased meanwhile
    assert "clip-river" not in place.client.get(lines).text
    assert place.post(there[1]).status_code == 303
    page = place.client.get(f"/workshops/{HOME}/calls/").text
    assert "Nobody waits." in page
    assert "<bdi>Facilitator</bdi>" in page
    assert place.post("calls/ghost/done").status_code == 404


def test_a_call_may_be_about_a_film_or_about_nothing(place: Place) -> None:
    phone = phone_of(place)
    phone.post("help", about="version-1")
    page = place.client.get(f"/workshops/{HOME}/calls/").text
    assert f'href="/workshops/{HOME}/films/version-1/"' in page
    phone.post("help", about="<b>me")
    page = place.client.get(f"/workshops/{HOME}/calls/").text
    assert "1 person waits." in page
    assert "films/version-1" not in page
    assert "<b>me" not in page


def test_who_asked_and_may_hold_no_phone_any_more_is_still_waited_for(place: Place) -> None:
    phone_of(place, "person-nur", Role.CHILD_ASSENT).post("help")
    phone_of(place, "person-nur", Role.GUARDIAN, pin=False).post("help")
    mother = seat_of(place, "person-nur", Role.GUARDIAN).guardian_id
    end_guardian(place.studio, HOME, mother, by="Olga", reason="moved away")
    with place.studio.documents.read(HOME) as tx:
        grown = replace(Person.of(tx.get(Participant, "person-nur")), age_band=AgeBand.ADULT)
    change_person(place.studio, HOME, "person-nur", grown, by="Ana", age_change_said=True)
    page = place.client.get(f"/workshops/{HOME}/calls/").text
    assert "2 people wait." in page
    for there in re.findall(r'action="/workshops/[^/]+/(calls/[^"]+/done)"', page):
        assert place.post(there).status_code == 303
    page = place.client.get(f"/workshops/{HOME}/calls/").text
    assert "Nobody waits." in page
    assert page.count("<bdi>نور</bdi>") == 2


def test_the_page_says_what_a_card_waits_for(place: Place) -> None:
    first = "First show a code: they choose their pictures. Then the card works."
    for page in (f"{PHONE}/", "cards/"):
        assert first in place.client.get(f"/workshops/{HOME}/{page}").text
    assert first in place.post(f"{PHONE}/card", role="self").text
    phone_of(place)
    assert first not in place.client.get(f"/workshops/{HOME}/{PHONE}/").text
    assert first not in place.post(f"{PHONE}/card", role="self", seen=seen(place)).text


def test_cards_for_all_go_to_those_who_have_none(place: Place, secrets: list[str]) -> None:
    article(place.post(f"{PHONE}/card", role="self"))
    page = place.client.get(f"/workshops/{HOME}/cards/").text
    ticked = re.findall(r'name="seat" value="([^"]+)"', page)
    assert len(ticked) == 2
    made = place.post("cards/", seat=[*ticked, "person-amra self", "ghost"])
    printed = article(made)
    assert re.findall(r'class="number">(\d)<', printed) == ["1", "2"]
    whose = re.findall(r'<li value="(\d)"><bdi>(.*?)</bdi>', made.text)
    seats = {"ليلى": Role.GUARDIAN, "نور": Role.CHILD_ASSENT}
    assert [number for number, _name in whose] == ["1", "2"]
    for secret, (_number, name) in zip(secrets[1:], whose, strict=True):
        phone_of(place, "person-nur", seats[name])  # chooses pictures, by a code
        assert opens(place, secret, seat_of(place, "person-nur", seats[name]))
    assert place.post("cards/", seat=ticked).status_code == 303  # loaded again
    assert len(secrets) == 3
    phone_of(place)
    assert opens(place, secrets[0])


def test_where_no_phone_gets_no_code_is_shown(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    reachable.bind(place.app, "127.0.0.1")
    page = place.client.get(f"/workshops/{HOME}/{PHONE}/").text
    assert "serve --host 0.0.0.0" in page
    assert "phone/code" not in page
    for path in (f"{PHONE}/code", f"{PHONE}/card", "cards/"):
        assert place.post(path, role="self", seat="person-amra self").status_code == 409
    assert (state(place).card_at, state(place).code_until) == (None, None)
    reachable.bind(place.app, "0.0.0.0")
    monkeypatch.setattr(reachable, "own_addresses", list)
    assert "in no network" in place.client.get(f"/workshops/{HOME}/cards/").text


def test_an_address_is_chosen_and_stays_chosen(place: Place) -> None:
    there = f"/workshops/{HOME}/{PHONE}/"
    first, second = "192.168.0.7", "10.42.0.1"
    assert f"{first}/p</code>" in place.client.get(there).text
    assert f"{second}/p</code>" in place.client.get(there, query_string={"home": second}).text
    assert f"{first}/p</code>" in place.client.get(there).text, "only looked at"
    assert f"{second}/p</code>" in place.post(f"{PHONE}/code", role="self", home=second).text
    assert f"{second}/p</code>" in place.client.get(there).text
    assert f"{second}/p</code>" in place.client.get(there, query_string={"home": "evil.example"}).text


@pytest.mark.parametrize(
    ("host", "bound", "names", "found"),
    [
        ("localhost", "", (), ["192.168.0.7", "10.42.0.1"]),
        (
            "localhost:8000",
            "0.0.0.0",
            ("studio.lan",),
            ["192.168.0.7:8000", "10.42.0.1:8000", "studio.lan:8000"],
        ),
        ("[::1]:8000", "::", (), ["192.168.0.7:8000", "10.42.0.1:8000"]),
        ("10.42.0.1:8000", "0.0.0.0", (), ["10.42.0.1:8000", "192.168.0.7:8000"]),
        ("localhost:8000", "localhost", ("studio.lan",), []),
        ("studio.example", "127.0.0.1", (), ["studio.example", "192.168.0.7", "10.42.0.1"]),  # a proxy
    ],
)
def test_phones_are_sent_where_they_get(
    host: str, bound: str, names: tuple[str, ...], found: list[str]
) -> None:
    app = Flask("room")
    if bound:
        reachable.bind(app, bound)
    with app.test_request_context(headers={"Host": host}) as asked:
        settings = Settings(home=Path("studio"), names=names)
        assert reachable.homes(app, asked.request, settings) == found


def test_a_room_s_own_network_comes_before_bridges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    there = ["172.17.0.1", "127.0.1.1", "8.8.8.8", "169.254.3.4", "192.168.0.7", "10.0.0.2", "0.0.0.0"]
    monkeypatch.setattr(reachable, "_of_interfaces", lambda: iter(there))
    monkeypatch.setattr(reachable, "_by_route", lambda: iter(there))
    monkeypatch.setattr(reachable, "_by_name", lambda: iter(["127.0.1.1", "10.0.0.2"]))
    assert reachable.own_addresses() == ["10.0.0.2", "192.168.0.7", "172.17.0.1", "8.8.8.8"]


def test_the_server_notes_where_it_is_bound(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    apps = []
    monkeypatch.setattr(server, "_serve_by_gunicorn", lambda app, *_: apps.append(app))
    monkeypatch.setattr(server, "_serve_by_waitress", lambda app, *_: apps.append(app))
    server.serve(place.studio.settings, host="10.42.0.1")
    assert [app.extensions["bound_to"] for app in apps] == ["10.42.0.1"]
