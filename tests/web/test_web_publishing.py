"""A film that its people agreed to is published, fetched by its host, stopped and called back."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from web_world import HOME, Place

from consent.ledger.keys import fingerprint
from consent.releases import AnswerState
from pvstudio.editing.film import write_sums
from pvstudio.model import Audience, Clip, CutVersion, Kit, KitState
from pvstudio.store.errors import DiskFull
from web.pages import publishing
from web.sending import delivery as sending
from workflows.accounts import Account, Role
from workflows.publish import call_back, film_folder, kit_folder
from workflows.publish import publish as really
from workflows.screening_kits.pages.verify import grouped
from workflows.screening_kits.wishes import KitOrder
from workflows.withdrawals import withdraw

FILM = f"/workshops/{HOME}/films/version-1"


@pytest.fixture
def ready(place: Place) -> Place:
    """The film as a render leaves it: with the sums of its files."""
    write_sums(film_folder(place.studio, HOME, "version-1"))
    return place


def publish(place: Place, **fields: object):
    return place.post("films/version-1/publish/", **fields)


def kits(place: Place, host: str = "account-host") -> list[Kit]:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(Kit, host=host)


def orders(place: Place) -> list[KitOrder]:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(KitOrder)


def handed(place: Place) -> Kit:
    """Order a kit in the browser; let it leave as a worker would, without its papers."""
    answer = publish(place, audiences="community", host="account-host", languages="ar")
    assert answer.status_code == 303, answer.text
    [order] = orders(place)
    assert answer.location.endswith(f"/kits/{order.id}/")
    assert "The kit is being made" in place.client.get(answer.location).text
    more = {"recipient": order.recipient, "host": order.host, "wish": order.wish, "kit_id": order.id}
    kit = really(place.studio, HOME, order.cut_version_id, order.audience, **more)
    with place.studio.documents.write(HOME) as tx:
        tx.delete(KitOrder, order.id)
    return kit


def test_a_kit_is_stopped_and_one_that_is_out_is_shown_instead(ready: Place) -> None:
    def stopped(kit_id: str) -> str:
        answer = ready.post(f"kits/{kit_id}/forget")
        assert answer.status_code == 303
        return str(answer.location)

    publish(ready, audiences="community", host="account-host", languages="ar", press="a")
    assert stopped(orders(ready)[0].id).endswith("/films/version-1/publish/")
    assert (orders(ready), kits(ready)) == ([], [])
    kit = handed(ready)
    assert stopped(kit.id).endswith(f"/kits/{kit.id}/")
    assert [one.state for one in kits(ready)] == [KitState.PUBLISHED]


def test_what_the_gate_refuses_is_said_and_does_not_leave(ready: Place) -> None:
    answer = publish(ready, audiences=["community", "online"], host="account-host")
    assert answer.status_code == 409
    assert "has not answered" in answer.text
    [order] = orders(ready)
    assert order.audience is Audience.COMMUNITY
    assert kits(ready) == []
    assert publish(ready, audiences="community").status_code == 422
    assert publish(ready, host="account-host").status_code == 422


@pytest.mark.parametrize("fails", [Audience.COMMUNITY, Audience.GROUP])
def test_a_full_disk_at_one_audience_hides_no_kit_and_loses_nothing_typed(
    ready: Place, monkeypatch: pytest.MonkeyPatch, fails: Audience
) -> None:
    """The kit that was made is told of and not asked for again; the other one stays asked for."""

    def sometimes(*what: object, **more: str) -> str:
        if fails in what:
            raise DiskFull(ready.studio.settings.home)
        return "kit-ordered"

    monkeypatch.setattr(publishing, "order_kit", sometimes)
    answer = publish(ready, audiences=["group", "community"], recipient="Kino")
    assert answer.status_code == 409
    assert "1 kit is being made for" in answer.text
    assert "The disk of the studio is full." in answer.text
    ticked = re.findall(r'name="audiences" value="([a-z]+)" checked', answer.text)
    assert ticked == (["community"] if fails is Audience.COMMUNITY else [])  # no group may see it
    assert 'name="recipient" value="Kino"' in answer.text
    assert 'name="languages" value="ar">' in answer.text  # left out, as it was


def test_what_was_chosen_for_a_kit_stays_when_something_is_missing(ready: Place) -> None:
    page = publish(ready, host="account-host", languages="ar", recipient="Kino").text
    assert '<option value="account-host" selected>' in page
    assert 'name="recipient" value="Kino"' in page
    assert 'name="languages" value="ar" checked' in page
    assert 'value="community" checked' not in page
    assert 'value="community" checked' in publish(ready, audiences="community", languages="ar").text


def test_a_host_is_never_told_who_stands_in_the_way(ready: Place) -> None:
    kit, host = handed(ready), ready.browser(Role.HOST)
    with ready.studio.book(HOME) as tx:
        tx.put(replace(tx.get(Clip, "clip-bread"), people_complete=False))
    ready.say("amra", "clip-bread", AnswerState.WITHDRAWN)
    for name in ("film.mp4", "poster.jpg", "kit.zip"):
        url = f"/workshops/{HOME}/kits/{kit.id}/{name}"
        for kind in ("text/html", "video/mp4", "*/*"):
            answer = host.get(url, headers={"Accept": kind})
            assert answer.status_code == 403
            assert "It may not be shown now." in answer.text
            assert not re.search("Amra|Bread|Somebody", answer.text), kind
        if name != "poster.jpg":
            assert "Amra" in ready.client.get(url, headers={"Accept": "text/html"}).text


def test_a_kit_whose_pages_name_a_later_day_than_a_yes_leaves_no_more(ready: Place) -> None:
    kit, host = handed(ready), ready.browser(Role.HOST)
    page = f"/workshops/{HOME}/kits/{kit.id}/"
    assert f"{page}kit.zip" in host.get(page).text
    with ready.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, kit.id), expires_at=datetime.now(UTC) + timedelta(days=2)))
    answer = host.get(f"{page}kit.zip", headers={"Accept": "text/html"})
    assert answer.status_code == 409
    assert "a new kit" in answer.text.lower()
    told = host.get(page).text
    assert f"{page}kit.zip" not in told
    assert "cannot be fetched any more" in told
    assert host.get(f"{page}film.mp4").status_code == 200  # watched here: here the day is kept


def test_a_host_sees_their_kits_and_no_others(ready: Place) -> None:
    kit, host = handed(ready), ready.browser(Role.HOST)
    mine = host.get("/kits/").text
    assert f"/workshops/{HOME}/kits/{kit.id}/" in mine
    assert "kit-1/" not in mine
    for name in ("", "film.mp4", "poster.jpg", "kit.zip"):
        assert host.get(f"/workshops/{HOME}/kits/{kit.id}/{name}").status_code == 200, name
        assert host.get(f"/workshops/{HOME}/kits/kit-1/{name}").status_code == 404, name
    letters = grouped(fingerprint(ready.studio.signing_key.public))  # to compare with those of VERIFY.html
    for browser in (host, ready.client):
        assert letters in browser.get(f"/workshops/{HOME}/kits/{kit.id}/").text
    for path in ("kits/", "", "films/version-1/", "consent/", "people/person-amra/", "recalls/"):
        assert host.get(f"/workshops/{HOME}/{path}").status_code == 403, path
    with ready.studio.documents.write("studio.accounts") as tx:
        tx.put(replace(tx.get(Account, "account-host"), workshops=frozenset()))
    assert host.get(f"/workshops/{HOME}/kits/{kit.id}/film.mp4").status_code == 404
    assert kit.id not in host.get("/kits/").text


def test_the_zip_holds_the_kit(ready: Place) -> None:
    kit = handed(ready)
    url = f"/workshops/{HOME}/kits/{kit.id}/kit.zip"
    whole = ready.browser(Role.HOST).get(url)
    assert whole.mimetype == "application/zip"
    folder = kit_folder(ready.studio, HOME, kit.id)
    with zipfile.ZipFile(io.BytesIO(whole.data)) as archive:
        found = {Path(name).name: archive.read(name) for name in archive.namelist()}
    assert found == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {"film.mp4", "film.ar.vtt", "START-HERE.txt", "SHA256SUMS"} <= found.keys()
    part = ready.browser(Role.HOST).get(url, headers={"Range": f"bytes={len(whole.data) // 2}-"})
    assert (part.status_code, part.data) == (206, whole.data[len(whole.data) // 2 :])


def test_a_withdrawal_ends_a_download_in_the_middle(ready: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = handed(ready)
    monkeypatch.setattr(sending, "GOOD_FOR_S", 0.0)
    monkeypatch.setattr("web.sending.ranges.BLOCK", 1 << 10)
    answer = ready.browser(Role.HOST).get(f"/workshops/{HOME}/kits/{kit.id}/kit.zip", buffered=False)
    stream = answer.iter_encoded()
    next(stream)
    withdraw(ready.studio, HOME, "person-amra", ["clip-bread"])
    with pytest.raises(ConnectionResetError):
        list(stream)
    answer.close()
    assert ready.browser(Role.HOST).get(f"/workshops/{HOME}/kits/{kit.id}/kit.zip").status_code == 403


def test_a_kit_is_called_back_and_its_host_confirms(ready: Place) -> None:
    kit, host = handed(ready), ready.browser(Role.HOST)
    assert ready.post(f"kits/{kit.id}/recall").status_code == 400
    assert ready.post(f"kits/{kit.id}/recall", sure="yes").status_code == 303
    assert host.get(f"/workshops/{HOME}/kits/{kit.id}/film.mp4").status_code == 403
    names = {path.name for path in kit_folder(ready.studio, HOME, kit.id).iterdir()}
    assert names == {"RECALLED.txt"}
    assert "Every copy is deleted" in host.get("/kits/").text
    with host.session_transaction() as session:
        token = session["token"]
    confirmed = f"/workshops/{HOME}/recalls/{kit.id}/confirmed"
    said = {"token": token, "by": "Somebody else"}
    assert host.post(confirmed, data=said).status_code == 400
    assert host.post(confirmed, data=said | {"sure": "yes"}).status_code == 303
    assert host.post(confirmed.replace("confirmed", "still-out"), data=said).status_code == 303
    assert kits(ready)[0].acknowledged_at is None
    assert host.post(confirmed, data=said | {"sure": "yes"}).status_code == 303
    [kit] = kits(ready)
    assert kit.state is KitState.RECALLED
    assert kit.acknowledged_at
    assert "Host" in ready.client.get(f"/workshops/{HOME}/recalls/").text
    other = f"/workshops/{HOME}/recalls/kit-1/confirmed"
    assert host.post(other, data={"token": token}).status_code == 404


def test_the_pages_of_publishing_say_what_stands_in_the_way(place: Place) -> None:
    page = place.client.get(f"{FILM}/publish/").text
    assert page.count("disabled") == 4
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(CutVersion, "version-1").audience is Audience.COMMUNITY


def test_papers_in_other_languages_time_and_place_are_ordered_and_a_kit_always_ends(ready: Place) -> None:
    page = ready.client.get(f"{FILM}/publish/").text
    rule = date.today() + timedelta(days=365)  # noqa: DTZ011
    assert f"Without a day: until \N{FIRST STRONG ISOLATE}{rule}" in page
    wanted = {"audiences": "community", "recipient": "Kino", "papers": ["mk", "../mk"]}
    wrong = publish(ready, **wanted, event_time="25:00", event_place="x" * 81)
    assert wrong.status_code == 422
    assert 'value="mk" checked' in wrong.text
    assert publish(ready, **wanted, event_time="18:30", event_place="The mill").status_code == 303
    [one] = orders(ready)
    assert one.wish.papers == ("mk",)
    assert (one.wish.event_time, one.wish.event_place) == ("18:30", "The mill")
    assert one.wish.until == rule


def test_the_same_press_for_another_host_is_another_kit(ready: Place) -> None:
    again = {"audiences": "community", "press": "a"}
    publish(ready, **again, recipient="Kino")
    publish(ready, **again, recipient="Kino", until=(date.today() + timedelta(days=9)).isoformat())  # noqa: DTZ011
    publish(ready, **again, host="account-host")
    publish(ready, **again, host="account-host")
    soon = date.today() + timedelta(days=100)  # noqa: DTZ011
    assert sorted((one.recipient, one.wish.until < soon) for one in orders(ready)) == [
        ("Host", False),
        ("Kino", False),
        ("Kino", True),
    ]


def test_the_press_of_a_kit_that_was_recalled_is_told_and_the_next_makes_another(ready: Place) -> None:
    wanted = {"audiences": "community", "host": "account-host", "languages": "ar"}
    kit_id = publish(ready, **wanted, press="a").location.rstrip("/").split("/")[-1]
    [order] = orders(ready)
    more = {"recipient": order.recipient, "host": order.host, "wish": order.wish, "kit_id": order.id}
    really(ready.studio, HOME, order.cut_version_id, order.audience, **more)
    call_back(ready.studio, HOME, kit_id)
    with ready.studio.documents.write(HOME) as tx:
        tx.delete(KitOrder, kit_id)
    assert "This kit is not made." in ready.client.get(f"/workshops/{HOME}/kits/{kit_id}/making").text
    answer = publish(ready, **wanted, press="a")
    assert answer.status_code == 409
    assert "is not made again" in answer.text
    assert "Make another, if all agree." in answer.text
    [press] = re.findall(r'name="press" value="([^"]+)"', answer.text)
    assert publish(ready, **wanted, press=press).status_code == 303
    assert [one.id == kit_id for one in orders(ready)] == [False]


def test_while_the_gate_says_no_an_order_says_why_and_waits(ready: Place) -> None:
    kit_id, asked = "kit-1a2b", {"cut_version_id": "version-1", "audience": Audience.ONLINE}
    with ready.studio.documents.write(HOME) as tx:
        tx.put(KitOrder(id=kit_id, recipient="Kino", at=datetime.now(UTC), **asked))
    answer = ready.post(f"kits/{kit_id}/again")
    page = ready.client.get(answer.location).text
    assert "has not answered" in page
    assert "Try again" not in page
    withdraw(ready.studio, HOME, "person-amra")
    assert ready.client.get(f"/workshops/{HOME}/kits/{kit_id}/").status_code == 404
