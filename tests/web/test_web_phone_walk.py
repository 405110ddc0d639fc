"""The consent walk on a phone without scripts: each screen in turn, back, twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from phone_walker import CLIP, MIXED, Walker, a_while_ago, answered
from phone_world import phone_of
from web_world import HOME, Place

from consent.notices import notice
from consent.releases import Role, TeachBack
from pvstudio.model import Audience, Treatment
from workflows.phones import present_code

__all__ = ["a_while_ago"]  # a fixture


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
    assert answered(place) == []
    amra.settle()
    assert amra.title() == "It is written down. This counts now."
    assert "/p/receipts/" in amra.see()
    yes = next(one for one in answered(place) if one.state.is_yes)
    assert yes.audience is Audience.GROUP
    assert yes.treatments == {Treatment.FACE_BLURRED, Treatment.NO_CREDIT}
    assert (set(yes.languages_left_out), yes.teach_back) == ({"ar"}, TeachBack.UNDERSTOOD)
    noes = {one.audience for one in answered(place) if not one.state.is_yes}
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
    assert len(answered(place)) == 4
    late = amra.send("answer", audience="online", answer="yes")  # a form of before, sent after the end
    assert late.location == f"/p/{amra.path}"
    assert len(answered(place)) == 4


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
        assert {one.state.is_yes for one in answered(place)} == {False}
        assert {one.audience for one in answered(place)} == {*Audience}
        assert len(answered(place)) == len(Audience)
    assert len(re.findall(r'<span class="mark no">', amra.see())) == len(Audience)
    assert amra.see().count('href="/p/mind/"') > 1  # in the page, not in the bar alone


@pytest.mark.slow
def test_no_to_everybody_takes_the_place_of_what_was_chosen_before(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.to_the_read_back(dict.fromkeys(MIXED, "yes"))
    amra.send("refuse")
    assert amra.title() == "It is written down. This counts now."
    assert {one.state.is_yes for one in answered(place)} == {False}


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
    yes = next(one for one in answered(place) if one.state.is_yes)
    assert yes.languages_left_out == {"bs", "ar", "en"}


def test_right_and_change_are_not_signed_like_yes_and_no(place: Place) -> None:
    amra = Walker(phone_of(place), *CLIP)
    amra.to_the_read_back(MIXED)
    drawn = re.compile(r'name="answer" value="(?:yes|no)"[^>]*><svg[^>]*>(.*?)</svg>')
    asked, read = (drawn.findall(page) for page in (amra.see(back="ask-group"), amra.see()))
    assert (len(asked), len(read)) == (2, 2)
    assert not {*asked} & {*read}
    assert not re.search(r'<button class="(?:yes|no)"', amra.see())
