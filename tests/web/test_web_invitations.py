"""Registering without an account, and what facilitators see and do of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from web_world import HOME, Place
from werkzeug.test import TestResponse

from pvstudio.model import AgeBand, Participant
from web.security.limits import Limit
from workflows.accounts import Role
from workflows.accounts.audit import AuditEntry
from workflows.invitations import invitation_of, registered
from workflows.wiring import AUDIT

PAGE = f"/workshops/{HOME}/invitation"
DOOR = "/join/ABCDEFGH"
FULL = "All places are taken: you can wait."


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([\w-]*)"', page)
    assert found, name
    return found[1]


def sent(browser: FlaskClient, address: str = DOOR, **fields: object) -> TestResponse:
    """Fill in the form at *address* and send it."""
    page = browser.get(DOOR).text
    return browser.post(address, data={"token": hidden(page, "token"), "own": hidden(page, "own"), **fields})


def letters_of(page: str) -> str:
    return "".join(re.findall(r"<span>(\w{4})</span>", page))


def with_letters(browser: FlaskClient, address: str, letters: str, **more: str) -> TestResponse:
    token = hidden(browser.get("/join/mine").text, "token")
    return browser.post(address, data={"token": token, "own": letters, **more})


def test_a_stranger_registers_looks_and_takes_it_back(place: Place) -> None:
    phone = place.browser()
    page = sent(phone, name="Lejla", contact="061 777", languages=["bs", "ar"], needs="a cradle")
    assert page.status_code == 200
    assert "You have a place" in page.text
    letters = letters_of(page.text)
    assert len(letters) == 16
    listed = place.client.get(f"{PAGE}/").text
    assert all(words in listed for words in ("Lejla", "061 777", "a cradle", "bosanski"))
    assert letters not in listed
    assert "You have a place" in with_letters(phone, "/join/mine", letters.lower()).text
    gone = with_letters(phone, "/join/mine/back", letters)
    assert gone.status_code == 303
    assert "Lejla" not in place.client.get(f"{PAGE}/").text
    assert with_letters(phone, "/join/mine", letters).status_code == 422


def test_when_it_is_full_one_is_told_so_and_moves_up(place: Place) -> None:
    first = letters_of(sent(place.browser(), name="Amra").text)
    assert FULL not in place.browser().get(DOOR).text
    sent(place.browser(), name="Bilal")
    form = place.browser().get(DOOR).text
    assert 0 < form.find(FULL) < form.find('<form class="form"'), "before anything is typed"
    page = sent(place.browser(), name="Zahra").text
    assert "waiting list" in page
    assert "You are the first who moves up" in page
    assert "1 person waits before you" in sent(place.browser(), name="Nur").text
    with_letters(place.browser(), "/join/mine/back", first)
    assert "you moved up" in with_letters(place.browser(), "/join/mine", letters_of(page)).text
    assert "Moved up" in place.client.get(f"{PAGE}/").text


def test_another_language_is_one_touch_away_and_nothing_typed_is_lost(place: Place) -> None:
    phone = place.browser()
    page = sent(phone, name="Lejla", needs="a cradle", language="ar")
    assert '<html lang="ar" dir="rtl">' in page.text
    assert 'value="Lejla"' in page.text
    assert "a cradle" in page.text
    assert registered(place.studio, HOME) == []
    own = hidden(page.text, "own")
    done = phone.post(DOOR, data={"token": hidden(page.text, "token"), "own": own, "name": "Lejla"})
    assert letters_of(done.text) == own
    assert '<html lang="ar"' in done.text
    again = with_letters(phone, "/join/mine", own, language="en")
    assert '<html lang="en" dir="ltr">' in again.text
    assert "You have a place" in again.text


def test_a_button_pressed_twice_counts_once(place: Place) -> None:
    phone = place.browser()
    page = phone.get(DOOR).text
    data = {"token": hidden(page, "token"), "own": hidden(page, "own"), "name": "Lejla"}
    assert letters_of(phone.post(DOOR, data=data).text) == letters_of(phone.post(DOOR, data=data).text)
    assert len(registered(place.studio, HOME)) == 1


def test_what_is_wrong_is_said_where_it_is_and_stays_typed(place: Place) -> None:
    page = sent(place.browser(), name="", contact="somebody " * 20, needs="a cradle")
    assert page.status_code == 422
    assert 'id="wrong-name"' in page.text
    assert 'id="wrong-contact"' in page.text
    assert "a cradle" in page.text


def test_names_are_shown_as_text(place: Place) -> None:
    sent(place.browser(), name='<img src=x onerror="alert(1)">', contact='=HYPERLINK("x")')
    listed = place.client.get(f"{PAGE}/").text
    assert "<img" not in listed
    assert "&lt;img src=x" in listed


def test_all_that_is_not_open_looks_the_same(place: Place) -> None:
    phone = place.browser()
    page = phone.get(DOOR).text
    late = {"token": hidden(page, "token"), "own": hidden(page, "own"), "name": "Lejla"}

    def seen(address: str = DOOR) -> str:
        answer = phone.get(address)
        assert answer.status_code == 404
        return answer.text.replace(address, "…")

    pages = {seen("/join/QQQQQQQQ"), seen("/join/ABCD-QQQQ"), seen("/join/" + "x" * 500)}
    place.post("invitation/close")
    pages.add(seen())
    assert phone.post(DOOR, data=late).status_code == 404
    place.post("invitation/reopen")
    assert phone.get(DOOR).status_code == 200
    place.post("invitation/delete", sure="yes")
    pages.add(seen())
    assert len(pages) == 1
    assert registered(place.studio, HOME) == []


def test_a_flood_from_one_address_is_stopped(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.invitations.joining.REGISTERING", Limit(2, 0.01))
    found = [sent(place.browser(), name=f"Flood {number}").status_code for number in range(4)]
    assert found == [200, 200, 429, 429]
    assert len(registered(place.studio, HOME)) == 2


def test_nothing_of_it_stands_in_the_trail_or_the_log(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    letters = letters_of(sent(place.browser(), name="Lejla", contact="061 777").text)
    with_letters(place.browser(), "/join/mine", letters)
    with_letters(place.browser(), "/join/mine/back", letters)
    month = next(one for one in place.studio.desks() if one.startswith(AUDIT))
    with place.studio.documents.read(month) as tx:
        written = repr(tx.find(AuditEntry))
    assert "joining.sign_up" in written
    assert not any(word in written + caplog.text for word in ("Lejla", "061 777", letters))


def test_a_registered_person_becomes_a_participant(place: Place) -> None:
    letters = letters_of(sent(place.browser(), name="Lejla", languages="ar").text)
    only = registered(place.studio, HOME)[0].registration.id
    refused = place.post(f"invitation/{only}/participant", pseudonym="Amra", age_band="adult")
    assert refused.status_code == 422
    assert f'id="wrong-pseudonym-{only}"' in refused.text
    place.post(f"invitation/{only}/participant", pseudonym="Sokolica", age_band="adult")
    with place.studio.documents.read(HOME) as tx:
        made = tx.find(Participant, pseudonym="Sokolica")[0]
    assert (made.age_band, made.languages) == (AgeBand.ADULT, ("ar",))
    listed = place.client.get(f"{PAGE}/").text
    assert "Sokolica" in listed
    assert "Lejla" not in listed
    assert "on the list of the workshop now" in with_letters(place.browser(), "/join/mine", letters).text
    place.post(f"invitation/{only}/remove")
    assert with_letters(place.browser(), "/join/mine", letters).status_code == 422


def test_who_takes_back_as_a_participant_is_told_that_they_are_one_still(place: Place) -> None:
    letters = letters_of(sent(place.browser(), name="Lejla").text)
    only = registered(place.studio, HOME)[0].registration.id
    place.post(f"invitation/{only}/participant", pseudonym="Sokolica", age_band="adult")
    phone = place.browser()
    with_letters(phone, "/join/mine/back", letters)
    told = phone.get("/join/mine").text
    assert "still on the list of the workshop" in told
    assert "Nothing of it is left here" not in told


def test_a_workshop_is_opened_with_what_is_known_of_it(place: Place) -> None:
    place.post("invitation/delete", sure="yes")
    page = place.client.get(f"{PAGE}/").text
    assert 'value="Priče s mosta"' in page
    today = datetime.now(UTC).astimezone().date()
    fields = {
        "title-en": "Stories",
        "words-en": "Five days",
        "title-ar": "قصص",
        "place": "Bihać",
        "places": "12",
        "until": today,
        "delete_on": today + timedelta(days=9),
        "languages": ["bs", "ar"],
    }
    refused = place.post("invitation/edit", seen="", **fields | {"places": "many", "until": "soon"})
    assert refused.status_code == 422
    assert 'id="wrong-places"' in refused.text
    assert 'value="soon"' in refused.text
    assert place.post("invitation/edit", seen="", **fields).status_code == 303
    made = invitation_of(place.studio, HOME, datetime.now(UTC))
    assert made
    assert (made.places, [one.language for one in made.told]) == (12, ["en", "ar"])
    assert str(made.delete_on) in place.client.get(f"/workshops/{HOME}/").text
    for told in made.told:
        poster = place.client.get(f"{PAGE}/poster/{told.language}").text
        assert told.title in poster
        assert f"{made.code[:4]} {made.code[4:]}" in poster
    assert place.client.get(f"{PAGE}/poster/sq").status_code == 404
    overtaken = place.post("invitation/edit", seen="another", **fields | {"places": "13"})
    assert overtaken.status_code == 409


def fields_of(place: Place, **more: object) -> dict[str, object]:
    today = datetime.now(UTC).astimezone().date()
    days = {"until": today, "starts": today, "ends": today + timedelta(days=2)}
    kept = {"delete_on": today + timedelta(days=9), "title-en": "Stories", "place": "Bihać", "places": "12"}
    place.post("invitation/delete", sure="yes")
    return {"seen": "", **days, **kept, **more}


def test_the_poster_says_which_network_and_whom_to_tell(place: Place) -> None:
    said = {"network": "Studio <5>", "network_key": "=1+1 river", "tell": "Huda, 061 777"}
    assert place.post("invitation/edit", **fields_of(place, **said)).status_code == 303
    poster = place.client.get(f"{PAGE}/poster/en").text
    assert all(words in poster for words in ("Studio &lt;5&gt;", "=1+1 river", "061\u00a0777", "Password:"))
    page = place.client.get(f"{PAGE}/").text
    made = invitation_of(place.studio, HOME, datetime.now(UTC))
    assert made
    assert "print the poster again" in page
    assert "river" not in place.browser().get(f"/join/{made.code}").text
    assert place.post("invitation/edit", **fields_of(place, tell="x" * 121)).status_code == 422


def test_a_day_that_is_too_late_says_which_is_the_last(place: Place) -> None:
    fields = fields_of(place)
    last = fields["ends"]
    assert isinstance(last, date)
    late = {"until": last + timedelta(days=1), "delete_on": last + timedelta(days=181)}
    refused = place.post("invitation/edit", **fields | late)
    assert refused.status_code == 422
    assert f"Not after the last day ({last})." in refused.text
    assert f"Not after {last + timedelta(days=180)}." in refused.text


def test_a_later_day_is_for_those_who_come_later_and_each_is_told_theirs(place: Place) -> None:
    first = sent(place.browser(), name="Amra")
    home = invitation_of(place.studio, HOME, datetime.now(UTC))
    assert home
    later = home.delete_on + timedelta(days=20)
    page = place.client.get(f"{PAGE}/edit").text
    changed = {"title-ar": "x", "place": "Bihać", "places": "2", "until": home.until, "delete_on": later}
    assert place.post("invitation/edit", seen=hidden(page, "seen"), **changed).status_code == 303
    assert str(later) in place.browser().get(DOOR).text
    told = {"own": "ABCDEFGHJKMNPQRS", "name": "Zahra", "promised": str(home.delete_on)}
    slow = place.browser()  # the form was open meanwhile
    answer = slow.post(DOOR, data={"token": hidden(slow.get(DOOR).text, "token"), **told})
    assert str(home.delete_on) in answer.text
    place.post(f"invitation/{registered(place.studio, HOME)[1].registration.id}/remove")
    assert str(later) in sent(place.browser(), name="Bilal").text
    mine = with_letters(place.browser(), "/join/mine", letters_of(first.text)).text
    assert str(home.delete_on) in mine
    assert str(later) not in mine
    listed = place.client.get(f"{PAGE}/").text
    amra, bilal = (listed.index(name) for name in ("Amra", "Bilal"))
    assert str(home.delete_on) in listed[amra:bilal]
    assert str(later) not in listed[amra:bilal]
    assert str(later) in listed[bilal:]
    assert str(home.delete_on) not in listed[bilal:]


def test_where_no_phone_reaches_the_studio_nobody_is_told_that_one_can_register(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.phones.entrances.homes", lambda *_: [])
    assert place.post("invitation/edit", **fields_of(place)).status_code == 303
    page = place.client.get(f"{PAGE}/").text
    assert "but no phone can reach this studio now: nobody can register yet" in page
    assert "whoever has the poster can register" not in page
    assert 'class="mark yes"' not in page


def test_names_of_languages_stand_in_their_own_direction(place: Place) -> None:
    page = place.browser().get(DOOR).text
    assert '<bdi lang="ar" dir="rtl">العربية</bdi></button>' in page
    assert '<bdi lang="bs" dir="ltr">' in page


def test_deleting_asks_whether_it_is_meant(place: Place) -> None:
    assert place.post("invitation/delete").status_code == 400
    assert place.client.get(f"{PAGE}/").text.count("ABCD")


@pytest.mark.parametrize("role", [Role.HOST, Role.OFFICE])
def test_who_does_not_work_there_sees_nobody(place: Place, role: Role) -> None:
    sent(place.browser(), name="Lejla")
    assert place.browser(role).get(f"{PAGE}/").status_code == 403
