"""What comes with the key of a kit waits until somebody who is signed in says that it was so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from feedback_world import HELD, KIT, TODAY, bundle, press, responses, said, shown_waiting
from flask.testing import FlaskClient
from phone_world import phone_of
from web_world import HOME, Place

from pvstudio.model import Audience, Kit, KitState
from workflows.accounts import Role
from workflows.attendance import Attendance
from workflows.feedback import Response, results
from workflows.feedback.keys import FeedbackKey, key_of
from workflows.feedback.notes import SpokenNote
from workflows.screenings import Screening
from workflows.wiring import FEEDBACK


def key(place: Place) -> str:
    return key_of(place.studio, HOME, "kit-1", at=datetime.now(UTC))


def send(place: Place, content: str) -> int:
    """Send as a stranger with the key; return the status."""
    sent = {"key": key(place), "bundle": content}
    return place.browser().post("/f", data=sent, headers={"Accept": "application/json"}).status_code


def bring(place: Place, content: str) -> str:
    """Bring a file in as a facilitator; return the page."""
    answer = place.post("feedback/kits/kit-1/bring", bundle=(BytesIO(content.encode()), "feedback.json"))
    assert answer.status_code == 200, answer.status_code
    return answer.text


def hand_to_host(place: Place, **fields: object) -> FlaskClient:
    """Hand the kit to the host; return their browser."""
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), host="account-host", **fields))
    return place.browser(Role.HOST)


def test_what_a_key_brings_is_seen_by_nobody_else_until_somebody_says_that_it_was_so(place: Place) -> None:
    host, words = hand_to_host(place), "We know you, Amra. 061 222 333"
    last_month = datetime.now(UTC).replace(day=1) - timedelta(days=1)
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), published_at=last_month.replace(day=1)))
    threat = HELD | {"place": words, "on": last_month.date().isoformat()}
    answers = [said(number, screening=HELD["id"]) for number in range(6)]
    assert send(place, bundle(*answers, said(7), screenings=[threat])) == 200
    phone = phone_of(place)

    def told() -> tuple[bool, bool, bool, int | None]:
        report = place.client.get(f"/workshops/{HOME}/report/paper?audience=community").text
        with place.studio.documents.read(HOME) as tx:
            found = results(tx, kit_id="kit-1").responses
        figures = place.client.get(f"/workshops/{HOME}/attendance/figures").text
        on_phones = words in phone.get("films/version-1/").text + phone.get("about-me/").text
        return on_phones, words in report, ">7<" in figures, found

    assert told() == (False, False, False, 0)
    for page in (f"{KIT}/", f"/workshops/{HOME}/kits/kit-1/"):
        for browser in (host, place.client):
            seen = browser.get(page).text
            assert words in seen
            assert "It says the name of somebody" in seen
            assert "It holds a number" in seen
    desk = f"/workshops/{HOME}/"
    assert "before it is confirmed" in place.client.get(desk).text
    assert press(host, do="delete", screening=str(HELD["id"])) == 400
    assert press(host, do="confirm", screening=str(HELD["id"])) == 303
    assert told() == (True, False, True, 6)  # a place that names somebody is left out of reports
    assert press(place.client, do="delete", screening="") == 303
    assert len(responses(place)) == 6
    assert "Was it so?" not in place.client.get(f"{KIT}/").text
    assert "before it is confirmed" not in place.client.get(desk).text


def test_what_was_not_so_is_deleted_whole(place: Place) -> None:
    answers = [said(number, screening=HELD["id"]) for number in range(6)]
    send(place, bundle(*answers, screenings=[HELD]))
    assert press(place.client, do="delete", screening=str(HELD["id"])) == 303
    with place.studio.documents.read(HOME) as tx:
        assert tx.find(Screening) == tx.find(Response) == tx.find(Attendance) == []


def test_a_file_of_somebody_who_is_signed_in_confirms_what_a_key_brought(place: Place) -> None:
    sent = bundle(*map(said, range(6)), screenings=[HELD])
    send(place, sent)
    bring(place, sent)
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Screening, str(HELD["id"])).confirmed
        assert results(tx, kit_id="kit-1").responses == 6


def test_four_invented_answers_uncover_no_fifth(place: Place) -> None:
    bring(place, bundle(said(0)))
    send(place, bundle(*map(said, range(1, 5))))
    with place.studio.documents.read(HOME) as tx:
        assert results(tx, kit_id="kit-1").responses is None


def test_two_screenings_of_one_evening_that_phones_tell_apart_are_two(place: Place) -> None:
    other = HELD | {"id": "screening-00000000000000bb"}
    answer = said(1, screening=other["id"])
    assert "Not kept" not in bring(place, bundle(answer, screenings=[HELD, other]))
    with place.studio.documents.read(HOME) as tx:
        assert {one.id for one in tx.find(Screening)} == {HELD["id"], other["id"]}
        assert {one.screening_id for one in tx.find(Attendance)} == {HELD["id"], other["id"]}
        assert tx.find(Response)[0].screening_id == other["id"]


def test_a_key_counts_what_was_kept_and_nothing_else(place: Place) -> None:
    sent = bundle(*map(said, range(3)), said(4, surprise=True))
    for _again in range(3):
        assert send(place, sent) == 200
    assert send(place, bundle(said(9), kit="kit-2")) == 409
    with place.studio.documents.read(FEEDBACK) as tx:
        assert [one.taken for one in tx.find(FeedbackKey)] == [3]


def test_a_host_hears_and_deletes_only_notes_of_their_own(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(SpokenNote, "note-1"), by="account-facilitator"))
    host = hand_to_host(place)
    assert "note-1" not in host.get(f"{KIT}/").text
    assert host.get(f"{KIT}/notes/note-1/recording").status_code == 404
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(SpokenNote, "note-1"), by="account-host"))
    assert "note-1" in host.get(f"{KIT}/").text
    assert host.get(f"{KIT}/notes/note-1/recording").status_code == 200


def test_a_host_sees_of_a_recalled_kit_that_it_must_be_deleted_and_of_others_no_results(place: Place) -> None:
    host = hand_to_host(place)
    bring(place, bundle(*map(said, range(6)), screenings=[HELD]))
    held = f"{KIT}/?screening={HELD['id']}"
    for address in (f"{KIT}/", held):
        assert "6 answers" not in host.get(address).text
        assert 'class="share"' not in host.get(address).text
        assert 'class="share"' in place.client.get(f"{KIT}/").text
    hand_to_host(place, state=KitState.RECALLED, recalled_at=datetime.now(UTC))
    for page in ("", "page.html", "form/en", "type", "notes/note-1/recording"):
        answer = host.get(f"{KIT}/{page}")
        assert (answer.status_code, answer.location) == (303, "/kits/"), page
    assert place.client.get(f"{KIT}/").status_code == 200


def test_nothing_stands_at_a_screening_of_another_kit(place: Place) -> None:
    elsewhere = Screening(
        id="screening-00000000000000bb", kit_id="kit-2", version_id="version-1", audience=Audience.COMMUNITY,
        held_on=date.fromisoformat(TODAY), place="Kino", people=9, reported_at=datetime.now(UTC), by="other",
    )  # fmt: skip
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), id="kit-2", host="other"))
        tx.put(elsewhere)
        known = tx.find(SpokenNote)
        tx.put(replace(known[0], screening_id=elsewhere.id))  # as it came in before that was refused
    note = {"id": f"note-{1:016x}", "on": TODAY, "screening": elsewhere.id, "data": "AAAA"}
    sent = bundle(said(1, screening=elsewhere.id), said(2), notes=[note])
    told = place.browser().post(
        "/f", data={"key": key(place), "bundle": sent}, headers={"Accept": "application/json"}
    )
    assert told.get_json()["refused"] == dict.fromkeys(
        (f"response-{1:016x}", note["id"]), "It belongs to another kit."
    )
    assert [one.id for one in responses(place)] == [f"response-{2:016x}"]
    page = place.client.get(f"/workshops/{HOME}/feedback/kits/kit-2/?screening={elsewhere.id}")
    assert page.status_code == 200
    assert known[0].id not in page.text


def test_only_what_was_seen_is_confirmed_or_deleted(place: Place) -> None:
    """More comes while somebody looks at the page, and before they press."""
    send(place, bundle(*map(said, range(6)), screenings=[HELD]))
    shown = shown_waiting(place.client)
    send(place, bundle(*map(said, range(100, 160))))
    assert press(place.client, do="confirm", screening="", answers=shown) == 303
    assert sorted(one.id for one in responses(place) if one.confirmed) == [said(n)["id"] for n in range(6)]
    with place.studio.documents.read(HOME) as tx:
        assert not tx.get(Screening, str(HELD["id"])).confirmed, "it was another form's"
    assert "60 answers" in place.client.get(f"{KIT}/").text
    shown = shown_waiting(place.client)
    send(place, bundle(*map(said, range(200, 203))))
    assert press(place.client, do="delete", screening="", answers=shown) == 303
    assert len(responses(place)) == 9
    assert press(place.client, do="delete", screening="", answers="junk " + said(0)["id"][9:]) == 303
    assert len(responses(place)) == 9, "what was confirmed is deleted by no press"


def test_a_screening_is_turned_away_without_the_answers_that_came_since(place: Place) -> None:
    send(place, bundle(said(1, screening=HELD["id"]), screenings=[HELD]))
    shown = shown_waiting(place.client, str(HELD["id"]))
    send(place, bundle(said(2, screening=HELD["id"])))
    assert press(place.client, do="delete", screening=str(HELD["id"]), answers=shown) == 303
    assert [one.id for one in responses(place)] == [said(2)["id"]]
    assert shown_waiting(place.client) == str(said(2)["id"]).removeprefix("response-")
