"""Feedback in the browser: shown, asked, brought in, typed; who may; what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from feedback_world import HELD, KIT, TODAY, bring, bundle, clear, key, press, responses, said, send
from web_world import HOME, Place

from pvstudio.gatherings import ActivityType, Tally
from pvstudio.model import Kit, KitState, Workshop
from workflows.accounts import Role
from workflows.attendance.records import Attendance, attendance_of
from workflows.feedback import results
from workflows.screenings import Screening


def test_a_file_brought_in_twice_counts_once_and_the_phone_learns_its_number(place: Place) -> None:
    sent = bundle(*map(said, range(6)), screenings=[HELD])
    assert "4821" in bring(place, sent)
    bring(place, sent)
    assert len(responses(place)) == 6
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Screening, HELD["id"]).people == 7
        counted = attendance_of(tx, screening_id=str(HELD["id"]))
        found = results(tx, kit_id="kit-1")
    assert counted is not None
    assert [(one.people, one.first_time) for one in counted.tallies] == [(7, 2)]
    assert found.responses == 6
    page = place.client.get(f"{KIT}/").text
    assert "Dom kulture" in page


def test_what_cannot_be_is_named_and_the_rest_is_kept(place: Place) -> None:
    wrong = [
        said(1, answers={"smiley": 6}),
        said(2, answers={"nothing": 1}),
        said(3, on="2001-01-01"),
        said(4, surprise=True),
        said(5, screening="screening-00000000000000bb"),
    ]
    twice = HELD | {"id": "screening-00000000000000bb", "tallies": HELD["tallies"] * 2}  # type: ignore[operator]
    page = bring(place, bundle(said(0), *wrong, screenings=[twice]))
    for number in range(1, 6):
        assert f"response-{number:016x}" in page
    assert "screening-00000000000000bb" in page
    assert [one.id for one in responses(place)] == [f"response-{0:016x}"]
    assert "4821" not in page  # nothing is confirmed by its number


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "[" * 100_000, '{"format": "other/1"}', bundle(kit="kit-2")]
)
def test_what_is_no_bundle_is_refused_whole(place: Place, content: str) -> None:
    bring(place, content)
    assert responses(place) == []


def test_a_phone_sends_with_the_key_from_a_file_too(place: Place) -> None:
    headers = {"Origin": "null", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    status, told = send(place, key(place), bundle(said(1)), **headers)
    assert (status, told["kept"], told["receipt"]) == (200, [f"response-{1:016x}"], "4821")
    status, told = send(place, key(place).lower(), bundle(said(1)))
    assert (status, told["kept"], told["known"]) == (200, [], [f"response-{1:016x}"])


def test_another_site_cannot_send_and_other_pages_take_no_files(place: Place) -> None:
    assert send(place, key(place), bundle(said(1)), Origin="https://example.org")[0] == 403
    elsewhere = place.browser().post("/sign-in", headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    assert responses(place) == []


def test_a_wrong_key_and_the_key_of_a_recalled_kit_open_nothing(place: Place) -> None:
    assert send(place, "0" * 26, bundle(said(1)))[0] == 409
    right = key(place)
    with place.studio.documents.write(HOME) as tx:
        kit = tx.get(Kit, "kit-1")
        now = datetime.now(UTC)
        tx.put(
            type(kit)(
                **{
                    **{f: getattr(kit, f) for f in kit.__slots__},
                    "state": KitState.RECALLED,
                    "recalled_at": now,
                }
            )
        )
    assert send(place, right, bundle(said(1)))[0] == 409
    assert responses(place) == []


def test_a_key_made_anew_shuts_the_old_one(place: Place) -> None:
    old = key(place)
    assert place.post("feedback/kits/kit-1/key").status_code == 303
    assert send(place, old, bundle(said(1)))[0] == 409
    assert send(place, key(place), bundle(said(1)))[0] == 200


def test_the_page_of_f_is_the_same_for_everybody_and_runs_only_its_own_script(place: Place) -> None:
    answer = place.browser().get("/f")
    assert answer.status_code == 200
    assert "sha256-" in answer.headers["Content-Security-Policy"]
    assert key(place) not in answer.text
    assert "Bread and river" not in answer.text


def test_words_that_name_somebody_wait_for_a_reader(place: Place) -> None:
    one = said(1, said={"stays": "Amra zna."}, consent="reports")
    two = said(2, said={"stays": "Zovi 061 222 333"}, consent="here")
    bring(place, bundle(one, two, said(3, said={"stays": "not for you"}, consent="none")))
    page = place.client.get(f"{KIT}/").text
    assert "Amra zna." in page
    assert "061 222 333" in page
    assert "not for you" not in page
    assert "It says the name of somebody" in page
    path = f"feedback/quotes/response-{1:016x}"
    assert clear(place, f"response-{1:016x}") == 303
    assert "It says the name of somebody" not in place.client.get(f"{KIT}/").text
    assert place.post(path, do="delete").status_code == 303
    assert "Amra zna." not in place.client.get(f"{KIT}/").text


def test_no_words_leave_the_workshop_before_somebody_there_has_read_them(place: Place) -> None:
    words = "The woman with the bread is Fatima from Cazin"
    sent = bundle(said(1, said={"stays": words}, consent="reports"))
    assert send(place, key(place), sent)[0] == 200
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), host="account-host"))
    host, report = place.browser(Role.HOST), f"/workshops/{HOME}/report/paper?audience=community"
    assert words not in host.get(f"{KIT}/").text
    assert words not in place.client.get(report).text
    page = place.client.get(f"{KIT}/").text
    assert words in page
    assert "Read first, before they go into reports: 1" in page
    assert clear(place, f"response-{1:016x}") == 303
    page = place.client.get(f"{KIT}/").text
    assert "Read first" not in page
    assert "Not confirmed" in page.partition(words)[2]
    assert words not in place.client.get(report).text, "a stranger with the key could have written them"
    assert words not in host.get(f"{KIT}/").text
    assert press(place.client, do="confirm", screening="") == 303
    assert "Not confirmed" not in place.client.get(f"{KIT}/").text
    assert words in place.client.get(report).text
    assert words in host.get(f"{KIT}/").text


def test_questions_are_chosen_four_at_most(place: Place) -> None:
    five = ["smiley", "thermometer", "circles", "distance", "unease"]
    assert place.post("feedback/kits/kit-1/questions", questions=five).status_code == 422
    assert place.post("feedback/kits/kit-1/questions", questions=five[:2]).status_code == 303
    page = place.client.get(f"{KIT}/page.html").text
    assert '"id":"thermometer"' in page
    assert '"id":"circles","kind"' not in page


def test_a_host_sees_only_the_kits_that_are_theirs(place: Place) -> None:
    host = place.browser(Role.HOST)
    assert host.get(f"{KIT}/").status_code == 404
    assert host.get(f"/workshops/{HOME}/feedback/").status_code == 403
    assert place.browser(Role.OFFICE).get(f"{KIT}/").status_code in {403, 404}


def test_a_phone_takes_nobody_s_record_away(place: Place) -> None:
    """Somebody has written down who came before the phone that counted is heard of."""
    others = (Tally(people=7, first_time=1),)
    bring(place, bundle(screenings=[HELD | {"tallies": []}]))
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Screening, HELD["id"]), people=7))
        theirs = Attendance(
            id="attendance-1", activity=ActivityType.SOCIAL, held_on=date.fromisoformat(TODAY), country="BA",
            title="x", tallies=others, screening_id=str(HELD["id"]), by="Huda",
        )  # fmt: skip
        tx.put(theirs)
    bring(place, bundle(screenings=[HELD]))
    with place.studio.documents.read(HOME) as tx:
        assert tx.find(Attendance) == [theirs]


def test_a_report_whose_numbers_cannot_be_leaves_nothing(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=datetime.now(UTC).date() + timedelta(days=3)))
    assert "These numbers cannot be." in bring(place, bundle(screenings=[HELD]))
    with place.studio.documents.read(HOME) as tx:
        assert tx.find(Screening) == tx.find(Attendance) == []


def test_who_came_follows_the_report(place: Place) -> None:
    bring(place, bundle(screenings=[HELD]))
    path = f"kits/kit-1/screenings/{HELD['id']}"
    with place.studio.documents.read(HOME) as tx:
        shown = tx.get(Screening, HELD["id"]).seen
    assert place.post(path, held_on=TODAY, place="Kino", people="9", seen=shown).status_code == 303
    with place.studio.documents.read(HOME) as tx:
        counted = attendance_of(tx, screening_id=str(HELD["id"]))
    assert counted is not None
    assert (counted.place, counted.people) == ("Kino", 7), "who came is not forgotten for another number"
    assert place.post(f"{path}/delete").status_code == 303
    with place.studio.documents.read(HOME) as tx:
        assert attendance_of(tx, screening_id=str(HELD["id"])) is None


def test_two_who_write_down_a_note_see_each_other(place: Place) -> None:
    """A note whose words somebody put right meanwhile is not written over, nor emptied."""
    shown = re.search(
        r'notes/note-1">.*?name="seen" value="(\w+)"', place.client.get(f"{KIT}/").text, re.DOTALL
    )
    assert shown
    path, seen = "feedback/kits/kit-1/notes/note-1", shown[1]
    assert place.post(path, words="Ten minutes <typed>.", seen=seen).status_code == 303
    for fields in ({"words": "One word.", "seen": seen}, {"words": ""}):
        answer = place.post(path, **fields)
        assert answer.status_code == 409
        assert "Somebody changed this while you did." in answer.text
        assert f"{fields['words']}</textarea>" in answer.text
        assert "Ten minutes &lt;typed&gt;." in answer.text
    again = re.search(r'notes/note-1">.*?name="seen" value="(\w+)"', answer.text, re.DOTALL)
    assert again
    assert place.post(path, words="Both.", seen=again[1]).status_code == 303
