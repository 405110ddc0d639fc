"""The consent walk on a phone without scripts: each screen in turn, back, twice, refused, two in turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from phone_world import Phone, phone_of
from web_world import HOME, Place
from werkzeug.test import TestResponse

from consent.answers.appearances import doubt_complete
from consent.answers.enrolling import enrol
from consent.answers.recording import record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Role, Stage, TeachBack
from pvstudio.model import Audience, Participant, Treatment
from workflows.phones import present_code
from workflows.phones.calls import Call
from workflows.queue import JobQueue, Work, job_id
from workflows.reviews import send

CLIP = ("S3", "clip-bread")
MIXED = {"group": "yes", "community": "later", "partners": "no", "authorities": "no", "online": "no"}


@pytest.fixture(autouse=True)
def a_while_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is fetched to be watched was begun a while ago: nobody has to wait."""
    monkeypatch.setattr("web.phone.media.now", lambda: datetime.now(UTC) - timedelta(seconds=30))


class Walker:
    """Somebody who walks: looks at the screen where the walk is, and sends its form."""

    def __init__(self, phone: Phone, stage: str, subject: str) -> None:
        self.phone, self.stage, self.subject = phone, stage, subject
        self.token = phone.form_token()
        self.path = "walks/"
        begun = self.send("", stage=stage, subject=subject)
        assert begun.status_code == 303, begun.text
        self.path = begun.location.removeprefix("/p/")

    def see(self, **query: str) -> str:
        page = self.phone.get(self.path, query_string=query)
        assert page.status_code == 200, page.text
        assert page.text.count("<h1") == 1
        return page.text

    def title(self, **query: str) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.see(**query), re.DOTALL)
        assert found
        return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())

    def send(self, step: str, *, script: bool = False, **fields: object) -> TestResponse:
        return self.phone.client.post(
            f"/p/{self.path}{step}",
            data={"token": self.token, **fields},
            headers={"Accept": "text/html"} | ({"X-Stays": "1"} if script else {}),
        )

    def watch(self) -> TestResponse:
        kind = "films/{}/film.mp4" if self.stage == "S4" else "clips/{}/video.mp4"
        assert self.phone.get(kind.format(self.subject)).status_code == 200
        return self.send("watch")

    def say(self, answers: Mapping[str, str]) -> None:
        for audience, answer in answers.items():
            assert self.send("answer", audience=audience, answer=answer).status_code == 303

    def tell(self, *, right: bool = True) -> TestResponse:
        asked = notice(self.stage, "en").teach_back
        assert asked
        return self.send("tell", choice=asked.right if right else (asked.right + 1) % len(asked.choices))

    def ticked(self, **query: str) -> list[str]:
        """Return the languages that are ticked on the screen."""
        return re.findall(r'name="language" value="([^"]+)" checked', self.see(**query))

    def to_the_read_back(self, answers: Mapping[str, str], *, how: Iterable[str] = ("as-i-am",)) -> None:
        self.watch()
        self.send("learn")
        self.say(answers)
        self.send("how", how=[*how])
        self.send("name", name="")
        self.send("languages", language=self.ticked())
        self.tell()

    def settle(self, answer: str = "yes") -> TestResponse:
        read = re.search(r'name="read" value="(\w+)"', self.see())
        assert read, self.title()
        return self.send("settle", answer=answer, read=read[1])


def _said(place: Place, person: str = "person-amra", role: Role = Role.SELF) -> list[Answer]:
    with place.studio.documents.read(HOME) as tx:
        found = [one for one in tx.find(Answer, participant_id=person) if one.id.startswith("answer-walk-")]
    return sorted((one for one in found if one.role is role), key=lambda one: one.number)


def test_a_clip_is_answered_screen_by_screen_and_nothing_counts_before_it_is_read_back(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    assert amra.title() == "Please watch this first. Then you decide."
    amra.watch()
    assert amra.title() == notice("S3", "en").title
    amra.send("learn")
    assert amra.title() == "May these people see your clip? The group"
    amra.say(MIXED)
    assert amra.title() == "How may you be shown?"
    amra.send("how", how="face-blurred")
    assert amra.title() == "Which name may be shown?"
    amra.send("name", name="no-credit")
    assert amra.title().startswith("Others may read your words in these languages.")
    assert amra.ticked() == ["ar", "bs", "en"]  # a tick means “may”: each as on the read-back
    amra.send("languages", language=["bs", "en"])
    assert amra.ticked(back="languages") == ["bs", "en"]
    assert amra.title().startswith("Somebody says yes to the community.")
    amra.tell()
    marks = re.findall(r'<a href="\?back=ask-\w+">.*?<span class="mark (\w+)">', amra.see(), re.DOTALL)
    assert marks == ["yes", "yes", "no", "no", "no"]  # “not now” to the community, whose yes stands
    assert _said(place) == []
    amra.settle()
    assert amra.title() == "It is written down. This counts now."
    assert "/p/receipts/" in amra.see()
    yes = next(one for one in _said(place) if one.state.is_yes)
    assert yes.audience is Audience.GROUP
    assert yes.treatments == {Treatment.FACE_BLURRED, Treatment.NO_CREDIT}
    assert (set(yes.languages_left_out), yes.teach_back) == ({"ar"}, TeachBack.UNDERSTOOD)
    noes = {one.audience for one in _said(place) if not one.state.is_yes}
    assert noes == {Audience.PARTNERS, Audience.AUTHORITIES, Audience.ONLINE}


def test_the_four_answers_are_alike_and_no_page_says_who_or_where(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    pages = [amra.see()]
    amra.watch()
    amra.send("learn")
    asked = amra.see()
    buttons = re.findall(r'<button class="(\w+)" name="answer" value="(\w+)">', asked)
    assert buttons == [("yes", "yes"), ("no", "no"), ("ask", "ask"), ("later", "later")]
    for page in (*pages, asked):
        assert "<title>Your answer</title>" in page
        assert HOME not in page
        assert "Bihać" not in page


@pytest.mark.slow
def test_an_earlier_screen_is_seen_again_with_what_was_chosen_and_a_later_one_never(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.to_the_read_back(MIXED, how=["face-blurred"])
    asked = amra.see(back="ask-online")
    assert re.search(r'value="no" aria-current="true"', asked)
    assert 'value="face-blurred" checked' in amra.see(back="how")
    amra.send("answer", audience="online", answer="yes")
    assert amra.title() == "This is what you said. Is it right?"
    assert amra.settle("no").location.endswith("?back=ask-group")
    fresh = Walker(phone_of(place, "person-nur", Role.CHILD_ASSENT), "S3", "clip-river")
    for later in ("how", "read-back", "done", "ask-nobody"):
        assert fresh.title(back=later) == fresh.title()


@pytest.mark.slow
def test_sent_twice_is_once(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.to_the_read_back(MIXED)
    read = re.search(r'name="read" value="(\w+)"', amra.see())
    assert read
    for _twice in range(2):
        assert amra.send("settle", answer="yes", read=read[1]).status_code == 303
        assert amra.title() == "It is written down. This counts now."
    assert len(_said(place)) == 4
    late = amra.send("answer", audience="online", answer="yes")  # a form of before, sent after the end
    assert late.location == f"/p/{amra.path}"
    assert len(_said(place)) == 4


def test_what_was_not_watched_is_not_answered_by_a_yes(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    amra = Walker(phone_of(place), *CLIP)
    early = amra.send("watch")
    assert "You have not watched all of it yet." in amra.see(left=early.location.partition("left=")[2])
    assert "Left: <bdi>1:01</bdi>" in amra.see(left="61000")
    assert "left=" in amra.send("answer", audience="group", answer="yes").location
    assert amra.title() == "Please watch this first. Then you decide."


def test_no_to_everybody_is_written_down_by_one_touch_and_once(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    for _twice in range(2):
        assert amra.send("refuse").location == f"/p/{amra.path}"
        assert amra.title() == "It is written down. This counts now."
        assert {one.state.is_yes for one in _said(place)} == {False}
        assert {one.audience for one in _said(place)} == {*Audience}
        assert len(_said(place)) == len(Audience)
    assert len(re.findall(r'<span class="mark no">', amra.see())) == len(Audience)
    assert amra.see().count('href="/p/mind/"') > 1  # in the page, not in the bar alone


@pytest.mark.slow
def test_no_to_everybody_takes_the_place_of_what_was_chosen_before(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.to_the_read_back(dict.fromkeys(MIXED, "yes"))
    amra.send("refuse")
    assert amra.title() == "It is written down. This counts now."
    assert {one.state.is_yes for one in _said(place)} == {False}


def test_with_a_facilitator_beside_it_goes_on_unwatched(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    wrong = amra.send("together", digits="000000")
    assert wrong.location.endswith("?wrong=number")
    assert "<details open>" in amra.see(wrong="number")
    digits = present_code(place.studio, HOME, by="Ana", at=datetime.now(UTC))
    amra.send("together", digits=digits)
    assert amra.title() == notice("S3", "en").title


@pytest.mark.slow
def test_what_was_told_back_wrong_is_looked_at_again_without_shame(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.watch()
    amra.send("learn")
    amra.say(MIXED)
    amra.send("how", how="as-i-am")
    amra.send("name", name="")
    amra.send("languages", language=amra.ticked())
    amra.tell(right=False)
    assert "Let us look at it again together." in amra.see()
    assert amra.title() == notice("S3", "en").title
    amra.send("learn")
    amra.tell()
    assert amra.title() == "This is what you said. Is it right?"


def test_how_i_appear_must_be_one_thing(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.watch()
    amra.send("learn")
    amra.say(MIXED)
    for boxes, words in (([], "Please choose first."), (["as-i-am", "face-blurred"], "two different things")):
        sent = amra.send("how", how=boxes)
        page = amra.phone.get(sent.location.removeprefix("/p/")).text
        assert words in page
        assert "How may you be shown?" in page
    assert amra.send("how", how="place-hidden").status_code == 409  # nothing here can do it
    assert amra.title() == "How may you be shown?"


def test_a_language_that_is_not_offered_is_none_that_may_be_read(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.to_the_read_back(MIXED)
    assert amra.send("languages", language=["bs", "ar", "en", "tlh"]).status_code == 409
    amra.send("languages")  # every tick taken away
    assert amra.ticked(back="languages") == []
    amra.settle()
    yes = next(one for one in _said(place) if one.state.is_yes)
    assert yes.languages_left_out == {"bs", "ar", "en"}


def test_right_and_change_are_not_signed_like_yes_and_no(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.to_the_read_back(MIXED)
    drawn = re.compile(r'name="answer" value="(?:yes|no)"[^>]*><svg[^>]*>(.*?)</svg>')
    asked, read = (drawn.findall(page) for page in (amra.see(back="ask-group"), amra.see()))
    assert (len(asked), len(read)) == (2, 2)
    assert not {*asked} & {*read}
    assert not re.search(r'<button class="(?:yes|no)"', amra.see())


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
    assert {one.state.is_yes for one in _said(place)} == {False}
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
    elsewhere = Answer(
        id="answer-elsewhere",
        at=datetime.now(UTC),
        participant_id="person-amra",
        stage=Stage.S3,
        subject_id="clip-bread",
        audience=Audience.COMMUNITY,
        state=AnswerState.REFUSED,
    )
    with place.studio.book(HOME) as book:
        record_answer(book, elsewhere)
    sent = amra.settle()
    page = amra.phone.get(sent.location.removeprefix("/p/")).text
    assert "Something has changed meanwhile. This counts now." in page
    assert "Taken back" in page
    assert _said(place) == []
    amra.settle()
    assert amra.title() == "It is written down. This counts now."


@pytest.mark.slow
def test_not_now_leaves_the_draft_and_writes_nothing(place: Place) -> None:
    phone = phone_of(place)
    amra = Walker(phone, *CLIP)
    amra.to_the_read_back(MIXED)
    assert amra.settle("later").location == "/p/films/"
    assert _said(place) == []
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
    assert {one.audience: one.state.is_yes for one in _said(place) if one.stage is Stage.S4} in (
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
    assert _said(place, "person-nur", Role.GUARDIAN)
    assert mother.phone.get(child.path).status_code == 404


def test_taking_part_is_asked_once_and_without_an_audience(place: Place) -> None:
    amra = Walker(phone_of(place), "S1", HOME)
    assert HOME not in amra.path
    amra.send("learn")
    assert amra.title() == "Do you want to take part?"
    amra.send("answer", audience="", answer="no")
    assert "You do not take part." in amra.see()
    amra.settle()
    assert [one.stage for one in _said(place)] == [Stage.S1]
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
