"""What a host sees: what must be deleted before all else, kits that ended, the list of recalls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from flask.testing import FlaskClient
from web_filled import answer
from web_world import HOME, Place

from consent.releases import AnswerState
from pvstudio.model import Audience, Kit, KitState, Workshop
from workflows.accounts import Account, Role
from workflows.kits import last_day
from workflows.publish import kit_folder
from workflows.recall_lists import read
from workflows.wiring import ACCOUNTS
from workflows.withdrawals import consent_changes

NOW = datetime.now(UTC)


def change(place: Place, **values: object) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), host="account-host", **values))


def recalled(place: Place, **values: object) -> None:
    change(place, state=KitState.RECALLED, recalled_at=NOW, **values)


def second_kit(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), id="kit-2", state=KitState.PUBLISHED, recalled_at=None))


def says(host: FlaskClient, what: str, kit: str = "kit-1", **form: str) -> int:
    host.get("/kits/")
    with host.session_transaction() as session:
        token = session["token"]
    return host.post(f"/kits/{kit}/{what}", data={"token": token, **form}).status_code


def says_deleted(host: FlaskClient, kit: str = "kit-1") -> int:
    return says(host, "deleted", kit, sure="yes")


@pytest.fixture
def host(place: Place) -> FlaskClient:
    return place.browser(Role.HOST)


def test_until_a_recall_is_confirmed_a_host_sees_nothing_else(place: Place, host: FlaskClient) -> None:
    recalled(place)
    second_kit(place)
    page = host.get("/", follow_redirects=True).text
    assert "Delete these kits now" in page
    assert '<code dir="ltr">kit-1</code>' in page
    assert "kit-2" not in page
    assert says_deleted(host) == 303
    page = host.get("/kits/").text
    assert "Delete these kits now" not in page
    assert page.index("kit-2/") < page.index("kit-1/")
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Kit, "kit-1").acknowledged_at
    assert "<bdi>Host</bdi>" in place.client.get(f"/workshops/{HOME}/recalls/").text


def test_who_left_the_workshop_is_told_of_the_recall_and_of_nothing_else(
    place: Place, host: FlaskClient
) -> None:
    recalled(place)
    second_kit(place)
    with place.studio.documents.write(ACCOUNTS) as tx:
        tx.put(replace(tx.get(Account, "account-host"), workshops=frozenset()))
    page = host.get("/kits/").text
    assert "Bread and river" in page
    assert HOME not in page
    assert "Priče s mosta" not in page
    assert says_deleted(host) == 303
    assert "Bread and river" not in host.get("/kits/").text


def test_one_tap_confirms_nothing_and_a_mistake_is_taken_back(place: Place, host: FlaskClient) -> None:
    recalled(place)
    assert says(host, "deleted") == 400
    assert "Delete these kits now" in host.get("/kits/").text
    assert says_deleted(host) == 303
    assert "That was a mistake" in host.get("/kits/").text
    assert says(place.browser(Role.OFFICE), "still-out") == 404
    assert says(host, "still-out") == 303
    assert "Delete these kits now" in host.get("/kits/").text
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Kit, "kit-1").acknowledged_at is None


def test_nobody_confirms_for_another(place: Place) -> None:
    recalled(place)
    assert says_deleted(place.browser(Role.OFFICE)) == 404
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Kit, "kit-1").acknowledged_at is None


def test_a_kit_that_was_not_recalled_cannot_be_confirmed(place: Place, host: FlaskClient) -> None:
    change(place)
    assert says_deleted(host) == 409
    assert says_deleted(host, "ghost") == 404


def test_a_kit_past_its_day_says_so_and_its_film_stays(place: Place, host: FlaskClient) -> None:
    film = f"/workshops/{HOME}/kits/kit-1/film.mp4"
    change(place, expires_at=NOW + timedelta(days=3))
    assert host.get(film).status_code == 200
    soon = host.get("/kits/").text
    assert "until" in soon
    assert "Ended" not in soon
    change(place, expires_at=NOW - timedelta(minutes=1))
    ended = host.get("/kits/").text
    assert "Ended" in ended
    assert "ask the studio for a new one" in ended
    assert host.get(film).status_code == 403


def test_a_kit_whose_pages_name_a_later_day_than_a_yes_now_allows_says_so(
    place: Place, host: FlaskClient
) -> None:
    change(place)
    left = kit_folder(place.studio, HOME, "kit-1") / "kit.json"
    with place.studio.documents.read(HOME) as tx:
        left.write_bytes(msgspec.json.encode(tx.get(Kit, "kit-1")))
    pages = ("/kits/", f"/workshops/{HOME}/kits/kit-1/")
    assert not [page for page in pages if "name a later day" in host.get(page).text]
    end = NOW + timedelta(days=2)
    with consent_changes(place.studio, HOME) as tx:
        answer(tx, "amra", "version-1", AnswerState.GIVEN, Audience.COMMUNITY, expires_at=end)
    for page in pages:
        shown = host.get(page).text
        assert "name a later day" in shown
        assert last_day(end) in shown
    assert last_day(end) in place.client.get(f"/workshops/{HOME}/kits/").text


@pytest.mark.parametrize("role", list(Role))
def test_everybody_fetches_the_list_of_recalls(place: Place, role: Role) -> None:
    recalled(place)
    browser = place.browser(role)
    answer = browser.get("/kits/recalls.pvrecall")
    assert ".pvrecall" in answer.headers["Content-Disposition"]
    made = read(answer.data, place.studio.accepted_keys)
    assert made.recalls("kit-1")
    assert not made.recalls("kit-2")
    page = browser.get("/kits/recalls/").text
    assert page.count('class="square"') == 1
    assert "1 recalled kit is in it." in page


def test_one_damaged_workshop_hides_no_recall_of_the_others(place: Place, host: FlaskClient) -> None:
    with place.studio.documents.write("mostar") as tx:
        tx.put(Workshop(id="mostar", title="Mostar"))
    recalled(place)
    pages = ("/kits/", "/kits/recalls/", "/kits/recalls.pvrecall")
    assert not [page for page in pages if b"cannot be read" in host.get(page).data]
    (place.studio.folder("mostar") / "documents.json").write_bytes(b"garbage")
    answers = [host.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "Bread and river" in answers[0].text
    assert [("cannot be read" in answer.text) for answer in answers] == [True, True, False]
    made = read(answers[2].data, place.studio.accepted_keys)
    assert made.recalls("kit-1")
    assert not made.is_whole  # who checks with it is told
    assert says_deleted(host) == 303
    assert "cannot be read" in host.get("/kits/").text
