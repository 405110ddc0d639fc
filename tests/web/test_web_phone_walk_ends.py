"""Where a walk on a phone ends: refused, overtaken, left, two in turn, not to be played."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from phone_walker import CLIP, MIXED, Walker, a_while_ago, answered
from phone_world import phone_of
from web_world import HOME, Place

from consent.answers.appearances import doubt_complete
from consent.answers.enrolling import enrol
from consent.notices import notice
from consent.releases import AnswerState, Role, Stage
from pvstudio.model import Audience, Participant
from workflows.phones.calls import Call
from workflows.queue import JobQueue, Work, job_id
from workflows.reviews import send

__all__ = ["a_while_ago"]  # a fixture


def test_words_that_nobody_has_checked_take_a_no_and_offer_what_takes_a_yes(place: Place) -> None:
    amra = Walker(phone_of(place, language="bs-Latn"), *CLIP)
    amra.watch()
    cards = amra.see()
    assert notice("S3", "bs-Latn").title in cards
    assert 'name="language" value="en"' in cards
    amra.send("learn")
    refused = amra.send("answer", audience="group", answer="yes")
    assert refused.location.endswith("?why=notice-not-approved")
    assert amra.send("answer", audience="group", answer="no").location == f"/p/{amra.path}"
    amra.send("language", language="en")
    assert amra.title() == notice("S3", "en").title
    assert "Nobody has checked" not in amra.see()


@pytest.mark.slow
def test_a_yes_that_is_refused_at_the_end_takes_no_no_with_it(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.to_the_read_back(MIXED)
    with place.studio.book(HOME) as book:
        enrol(book, replace(book.get(Participant, "person-amra"), languages=("sq",)))
    sent = amra.settle()
    page = amra.phone.get(sent.location.removeprefix("/p/")).text
    assert "Your yes is not written down yet." in page
    assert "you understand other languages" in page
    assert "Every no of yours is written down." in page
    assert {one.state.is_yes for one in answered(place)} == {False}
    assert amra.title() == notice("S3", "en").title  # to be looked at once more


def test_why_a_yes_was_refused_is_said_in_plain_words(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    for why, words in (
        ("not-understood", "It was not clear yet."),
        ("notice-not-approved", "Nobody has checked these words"),
        ("not-in-it", "Something is missing."),
        ("nonsense", "Something is missing."),
    ):
        page = amra.see(why=why)
        assert words in page
        assert "Every no" not in page  # none was said


@pytest.mark.slow
def test_what_was_answered_elsewhere_meanwhile_is_shown_before_anything_is_written(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.to_the_read_back(dict.fromkeys(MIXED, "yes"))
    place.say("amra", "clip-bread", AnswerState.REFUSED, Audience.COMMUNITY)
    sent = amra.settle()
    page = amra.phone.get(sent.location.removeprefix("/p/")).text
    assert "Something has changed meanwhile. This counts now." in page
    assert "Taken back" in page
    assert answered(place) == []
    amra.settle()
    assert amra.title() == "It is written down. This counts now."


@pytest.mark.slow
def test_not_now_leaves_the_draft_and_writes_nothing(place: Place) -> None:
    phone = phone_of(place)
    amra = Walker(phone, *CLIP)
    amra.to_the_read_back(MIXED)
    assert amra.settle("later").location == "/p/films/"
    assert answered(place) == []
    assert Walker(phone, *CLIP).path == amra.path  # taken up where it was left


def test_a_person_is_asked_for_and_the_walk_stays_where_it_is(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.watch()
    amra.send("learn")
    fields: dict[str, Any] = {"answer": "ask", "about": "clip-bread", "then": f"/p/{amra.path}"}
    sent_on = amra.send("answer", **fields)
    assert (sent_on.status_code, sent_on.location) == (307, "/p/help")  # the same form goes there
    page = amra.phone.post("help", follow=True, **fields).text
    assert f'href="/p/{amra.path}"' in page
    with place.studio.documents.read(HOME) as tx:
        [call] = tx.find(Call)
    assert (call.about, call.participant_id) == ("clip-bread", "person-amra")
    assert amra.title() == "May these people see your clip? The group"


@pytest.mark.slow
def test_a_film_is_watched_in_its_parts_first_and_answered_for_whom_it_was_asked(place: Place) -> None:
    phone = phone_of(place)
    assert phone.post("walks/", stage="S4", subject="version-1").status_code == 409  # not sent to her yet
    asked = {Audience.COMMUNITY, Audience.ONLINE}
    send(place.studio, HOME, "version-1", asked, by="Ana", at=datetime.now(UTC))
    amra = Walker(phone, "S4", "version-1")
    page = amra.see()
    assert 'src="/p/films/version-1/film.mp4#t=0.0,' in page
    assert page.count("<video") == 2
    assert "/p/films/version-1/subtitles/ar.vtt" in page
    amra.to_the_read_back({"community": "yes", "online": "no"})
    amra.settle()
    assert {one.audience: one.state.is_yes for one in answered(place) if one.stage is Stage.S4} in (
        {Audience.COMMUNITY: True, Audience.ONLINE: False},
        {Audience.ONLINE: False},  # the same yes stood already
    )
    assert "Everybody online" in amra.see()


@pytest.mark.slow
def test_a_child_and_then_the_grown_up_each_in_their_own_words(place: Place) -> None:
    child = Walker(phone_of(place, "person-nur", Role.CHILD_ASSENT), "S3", "clip-river")
    child.watch()
    assert child.title() == notice("assent", "en").title
    assert child.title(cards="stage") == notice("S3", "en").title
    child.to_the_read_back({**MIXED, "community": "yes"})
    assert "the child and the grown-up both say yes" in child.see()
    child.settle()
    assert "A grown-up must answer too." in child.see()
    assert 'href="/p/seat"' in child.see()
    mother = Walker(phone_of(place, "person-nur", Role.GUARDIAN), "S3", "clip-river")
    assert mother.title() == "Please watch this first. Then you decide."  # the child watched for itself
    mother.watch()
    assert mother.title() == notice("guardian", "en").title
    assert "May the child take part?" in mother.phone.get("walks/").text
    mother.to_the_read_back({**MIXED, "community": "yes"})
    mother.settle()
    assert "must answer too" not in mother.see()
    assert answered(place, "person-nur", Role.GUARDIAN)
    assert mother.phone.get(child.path).status_code == 404


def test_taking_part_is_asked_once_and_without_an_audience(place: Place) -> None:
    amra = Walker(phone_of(place), "S1", HOME)
    assert HOME not in amra.path
    amra.send("learn")
    assert amra.title() == "Do you want to take part?"
    amra.send("answer", audience="", answer="no")
    assert "You do not take part." in amra.see()
    amra.settle()
    assert [one.stage for one in answered(place)] == [Stage.S1]
    assert amra.title() == "It is written down. This counts now."


def test_what_waits_for_an_answer_stands_first_on_my_films(place: Place) -> None:
    phone = phone_of(place)
    assert 'value="clip-bread"' in phone.get("films/").text
    assert 'name="stage" value="S1"' not in phone.get("films/").text  # she has answered that
    assert 'name="stage" value="S1"' in phone.get("walks/").text
    assert 'value="clip-river"' not in phone.get("walks/").text


def test_a_script_is_told_where_to_go_on(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    sent = amra.send("refuse", script=True)
    assert (sent.status_code, sent.headers["X-Stays"]) == (204, f"/p/{amra.path}")


def test_what_no_screen_sends_changes_nothing(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    screens: tuple[tuple[str, dict[str, Any]], ...] = (
        ("answer", {"audience": "group", "answer": "perhaps"}),
        ("answer", {"audience": "everybody", "answer": "no"}),
        ("tell", {"choice": "-1"}),
        ("tell", {"choice": "²"}),
        ("name", {"name": "face"}),
        ("language", {"language": "tlh"}),
        ("settle", {"answer": "perhaps"}),
    )
    for step, fields in screens:
        assert amra.send(step, **fields).status_code == 400, step
    assert amra.title() == "Please watch this first. Then you decide."


def test_what_may_not_be_played_now_can_still_be_refused(place: Place) -> None:
    with place.studio.book(HOME) as book:
        doubt_complete(book, "clip-bread")  # somebody else may be in it
    phone = phone_of(place)
    assert "/p/clips/clip-bread/poster.jpg" not in phone.get("walks/").text
    amra = Walker(phone, *CLIP)
    assert "It cannot be played on this phone now." in amra.see()
    assert "<video" not in amra.see()
    amra.send("refuse")
    assert amra.title() == "It is written down. This counts now."


def test_a_film_without_its_small_copy_is_being_prepared(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.phone.watching.phone_film", lambda *_: None)
    send(place.studio, HOME, "version-1", {Audience.ONLINE}, by="Ana", at=datetime.now(UTC))
    amra = Walker(phone_of(place), "S4", "version-1")
    assert "It is being prepared." in amra.see()
    assert "<video" not in amra.see()
    with JobQueue(place.studio) as queue:
        assert queue.jobs([job_id(Work.PHONE_COPY, "version-1")])
