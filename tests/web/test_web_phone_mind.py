"""Changing one's mind on the phone: two taps, at once, no reason; then only that, or erased."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from phone_world import Phone, phone_of
from web_world import HOME, Place

import workflows.erasures
import workflows.withdrawals
from consent.answers.appearances import log_appearance
from consent.answers.enrolling import enrol
from consent.gate.policy import withheld
from consent.gate.records import Records
from consent.notices import Topic, notice
from consent.releases import Answer, Guardian, Role, Sign
from pvstudio.model import Audience, CutVersion, Kit, KitState, Participant
from workflows.erasures import ErasureOrder
from workflows.queue import JobQueue
from workflows.spoken import SpokenAnswer
from workflows.spoken_no import write_no
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal

EVERYTHING = "everything"


def is_shown(place: Place) -> bool:
    with place.studio.documents.read(HOME) as tx:
        version = tx.get(CutVersion, "version-1")
        records = Records.for_version(tx, HOME, version)
    at = datetime.now(UTC)
    kinds = {one.kind for one in withheld(version, Audience.COMMUNITY, None, at, records=records)}
    return not kinds & {"withdrawn", "recalled"}


def noes(place: Place, person: str = "person-amra") -> list[Answer]:
    with place.studio.documents.read(HOME) as tx:
        return [one for one in tx.find(Answer, participant_id=person) if not one.state.is_yes]


def targets(page: str) -> list[str]:
    return re.findall(r'action="/p/mind/stop">.*?name="what" value="([^"]+)"', page)


def test_change_my_mind_stands_at_the_foot_of_every_page_and_offers_all_that_is_open(place: Place) -> None:
    phone = phone_of(place)
    for page in ("films/", "mind/", "me/", "receipts/"):
        assert 'href="/p/mind/"' in phone.get(page).text
    page = phone.get("mind/").text
    assert targets(page) == [EVERYTHING, "clip-bread", "version-1"]
    assert "/p/clips/clip-bread/poster.jpg" in page
    assert "/p/films/version-1/poster.jpg" in page
    assert "النهر" not in page  # another's clip


@pytest.mark.parametrize("what", [EVERYTHING, "clip-bread", "version-1"])
def test_the_second_tap_does_it_and_the_next_page_says_what_it_did(place: Place, what: str) -> None:
    phone = phone_of(place)
    assert is_shown(place)
    answer = phone.post("mind/stop", what=what)
    assert answer.status_code == 303
    assert not is_shown(place)
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
    page = phone.client.get(answer.location, headers={"Accept": "text/html"}).text
    cards = notice(Topic.WITHDRAWAL, "en").cards
    assert all(card.text in page for card in cards if card.drawing != "closed")
    assert "Copies that others must delete: <bdi>1</bdi>" in page
    assert "/p/receipts/" in page
    assert f'href="/p/mind/erase/{what}/"' in page
    assert "<textarea" not in page
    assert 'type="text"' not in page
    assert what not in targets(phone.get("mind/").text)


def test_tapped_twice_it_is_the_same(place: Place) -> None:
    phone = phone_of(place)
    first = phone.post("mind/stop", what=EVERYTHING)
    said = noes(place)
    assert phone.post("mind/stop", what=EVERYTHING).location == first.location
    assert noes(place) == said
    page = phone.get("mind/").text
    assert targets(page) == []
    assert "Nothing with you is shown now." in page


@pytest.mark.parametrize("what", ["clip-river", "person-nur", "", "everything-else"])
def test_what_is_another_s_cannot_be_stopped_or_erased(place: Place, what: str) -> None:
    phone = phone_of(place)
    assert phone.post("mind/stop", what=what).status_code == 404
    assert phone.post("mind/erase", what=what or "clip-river", sure="yes").status_code == 404
    assert phone.get("mind/erase/clip-river/").status_code == 404
    assert is_shown(place)


def test_what_it_did_is_told_to_nobody_else(place: Place) -> None:
    done = phone_of(place).post("mind/stop", what="version-1").location.removeprefix("/p/")
    other = phone_of(place, "person-nur", Role.CHILD_ASSENT)
    assert other.get(done).status_code == 404
    assert other.get("mind/done/withdrawal-0/").status_code == 404


@pytest.mark.parametrize("role", [Role.CHILD_ASSENT, Role.GUARDIAN])
def test_a_child_alone_and_a_guardian_alone_can_stop_it(place: Place, role: Role) -> None:
    phone = phone_of(place, "person-nur", role)
    assert targets(phone.get("mind/").text) == [EVERYTHING, "clip-river", "version-1"]
    phone.post("mind/stop", what=EVERYTHING)
    assert not is_shown(place)
    whose = "the child" if role is Role.GUARDIAN else "you"
    assert f"Nothing with {whose} is shown now." in phone.get("mind/").text
    assert {one.role for one in noes(place, "person-nur")} == {role}
    assert {bool(one.guardian_id) for one in noes(place, "person-nur")} == {role is Role.GUARDIAN}


def test_it_holds_and_says_so_where_the_queue_is_down(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(JobQueue, "__init__", down)
    phone = phone_of(place)
    answer = phone.post("mind/stop", what="clip-bread", follow=True)
    assert answer.status_code == 200
    assert "It is closed." in answer.text
    assert not is_shown(place)
    erased = phone.post("mind/erase", what="clip-bread", sure="yes", follow=True)
    assert "being erased" in erased.text


def test_nothing_is_stopped_by_looking_by_a_stranger_or_without_the_form_s_token(place: Place) -> None:
    phone, half = phone_of(place), phone_of(place, "person-nur", Role.CHILD_ASSENT, pin=False)
    assert phone.get("mind/stop").status_code != 200
    assert phone.client.post("/p/mind/stop", data={"what": EVERYTHING}).status_code == 400
    assert half.post("mind/stop", what=EVERYTHING).location == "/p/pin"
    stranger = Phone(place.app.test_client(), "")
    assert stranger.post("mind/stop", what=EVERYTHING).location == "/p/clock"
    assert is_shown(place)


# -- erasing ----------------------------------------------------------------------------------


def test_erasing_is_said_in_pictures_and_words_then_asked_once_more(place: Place) -> None:
    phone = phone_of(place)
    page = phone.get("mind/erase/clip-bread/").text
    assert all(card.text in page for card in notice(Topic.ERASURE, "en").cards)
    assert page.count('class="drawing"') >= 5
    assert "Films that lose it: <bdi>1</bdi>" in page
    assert "/p/me/take/" in page  # a copy first, if they want one
    assert "Other people are in it too." not in page
    unsure = phone.post("mind/erase", what="clip-bread")
    assert unsure.location == "/p/mind/erase/clip-bread/"
    with place.studio.documents.read(HOME) as tx:
        assert tx.find(ErasureOrder) == []
    assert is_shown(place)


@pytest.mark.parametrize("what", [EVERYTHING, "clip-bread", "version-1"])
def test_erased_is_what_was_shown_in_the_right_of_whoever_holds_the_phone(place: Place, what: str) -> None:
    phone = phone_of(place)
    answer = phone.post("mind/erase", what=what, sure="yes")
    assert not is_shown(place)
    with place.studio.documents.read(HOME) as tx:
        [order] = tx.find(ErasureOrder)
        [withdrawal] = tx.find(Withdrawal)
    assert (order.clip_ids, order.everything, order.withdrawal_id) == (("clip-bread",), False, withdrawal.id)
    assert {one.role for one in noes(place)} == {Role.SELF}
    page = phone.client.get(answer.location, headers={"Accept": "text/html"}).text
    assert "being erased" in page
    assert "/p/receipts/" in page
    assert phone.post("mind/erase", what=what, sure="yes").location == answer.location
    other = phone_of(place, "person-nur", Role.GUARDIAN)
    assert other.get(answer.location.removeprefix("/p/")).status_code == 404


def test_others_in_the_clip_are_told_of_without_a_name(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        log_appearance(tx, "clip-bread", "person-nur", {Sign.VOICE})
    page = phone_of(place).get("mind/erase/clip-bread/").text
    assert "Other people are in it too." in page
    assert "نور" not in page


def test_the_pages_stay_in_no_cache_and_give_nothing_away(place: Place) -> None:
    phone = phone_of(place, language="ar")
    for path in ("mind/", "mind/erase/everything/", phone.post("mind/stop", what=EVERYTHING).location[3:]):
        answer = phone.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert '<html lang="ar" dir="rtl">' in answer.text
        assert "Amra" not in answer.text
        assert "Bread" not in (re.search("<title>(.*?)</title>", answer.text) or [""])[0]
        assert len(answer.data) < 8_000


# -- who hears of it ----------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["stop", "erase"])
def test_what_a_child_stops_or_erases_is_no_guardian_s_business(place: Place, act: str) -> None:
    child, mother = (phone_of(place, "person-nur", one) for one in (Role.CHILD_ASSENT, Role.GUARDIAN))
    done = child.post(f"mind/{act}", what="clip-river", sure="yes").location.removeprefix("/p/")
    word = "Taken back" if act == "stop" else "Erased"
    assert word in child.get("me/more/").text
    assert word not in mother.get("me/more/").text
    assert mother.get(done).status_code == 404
    own = mother.post(f"mind/{act}", what="clip-river", sure="yes").location.removeprefix("/p/")
    assert own != done
    assert word in mother.get("me/more/").text
    assert {one.role for one in noes(place, "person-nur")} == {Role.CHILD_ASSENT, Role.GUARDIAN}


def test_old_notes_without_a_right_are_shown_to_no_guardian(place: Place) -> None:
    child, mother = (phone_of(place, "person-nur", one) for one in (Role.CHILD_ASSENT, Role.GUARDIAN))
    mother.post("mind/erase", what="clip-river", sure="yes")
    with place.studio.book(HOME) as tx:
        kinds: tuple[Any, ...] = (Withdrawal, ErasureOrder)
        for kind in kinds:
            [one] = tx.find(kind, participant_id="person-nur")
            rows = {name: getattr(one, name) for name in one.__slots__ if name not in {"role", "guardian_id"}}
            tx.put(kind(**rows))  # as it was written before
    assert "Erased" not in mother.get("me/more/").text
    assert "Erased" in child.get("me/more/").text
    assert mother.post("mind/stop", what="clip-river").status_code == 303


@pytest.mark.parametrize("act", ["stop", "erase"])
def test_what_failed_is_never_told_as_done_because_somebody_else_s_was(
    place: Place, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    module, name = ("taking_back", "withdraw") if act == "stop" else ("erasing_mine", "erase")
    with place.studio.documents.read(HOME) as tx:
        [guardian] = tx.find(Guardian, participant_id="person-nur")
    real = getattr(workflows.withdrawals if act == "stop" else workflows.erasures, name)

    def full(studio: Studio, workshop: str, who: str, clips: list[str], **_more: object) -> None:
        real(studio, workshop, who, clips, role=Role.GUARDIAN, guardian_id=guardian.id)  # the same, meanwhile
        raise OSError("no space left on device")

    monkeypatch.setattr(f"workflows.{module}.{name}", full)
    child = phone_of(place, "person-nur", Role.CHILD_ASSENT)
    answer = child.post(f"mind/{act}", what="clip-river", sure="yes")
    assert answer.status_code == 500
    assert {one.role for one in noes(place, "person-nur")} == {Role.GUARDIAN}


# -- what was spoken to the phone ---------------------------------------------------------------


def test_what_was_spoken_goes_too_and_the_page_says_so(place: Place) -> None:
    phone = phone_of(place)
    page = phone.get("mind/erase/everything/").text
    assert "Spoken answers that go: <bdi>1</bdi>" in page
    assert "What nobody has listened to yet" not in page
    assert "Spoken answers" not in phone.get("mind/erase/clip-bread/").text
    phone.post("mind/erase", what=EVERYTHING, sure="yes")
    with place.studio.documents.read(HOME) as tx:
        assert [one.spoken for one in tx.find(ErasureOrder)] == [("spoken-1",)]
    assert "Spoken answers: 1" in place.client.get(f"/workshops/{HOME}/people/person-amra/where/").text


def test_who_has_only_spoken_is_offered_it_and_told_what_stays(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        enrol(tx, Participant(id="person-zed", pseudonym="Zed", languages=("en",)))
    phone = phone_of(place, "person-zed")
    assert "/p/mind/erase/" not in phone.get("mind/").text
    with place.studio.book(HOME) as tx:
        waiting = replace(tx.get(SpokenAnswer, "spoken-1"), id="spoken-2", participant_id="person-zed")
        tx.put(replace(waiting, written_at=None, unclear=False))
    assert 'href="/p/mind/erase/everything/"' in phone.get("mind/").text
    page = phone.get("mind/erase/everything/").text
    assert "Spoken answers that go: <bdi>1</bdi>" in page
    assert "What nobody has listened to yet" in page
    write_no(place.studio, HOME, "spoken-2", by="Huda", at=datetime.now(UTC))
    assert "/p/mind/erase/" not in phone.get("mind/").text
    page = phone.get("mind/erase/everything/").text
    assert "nothing left to erase" in page
    assert "stays here, as proof." in page
