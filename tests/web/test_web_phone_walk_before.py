"""Silence takes back nothing: what was answered before is shown where somebody says “not now”."""

from __future__ import annotations

import re

import pytest
from phone_walker import Walker, a_while_ago
from phone_world import phone_of
from web_world import HOME, Place

from consent.releases import Answer
from pvstudio.model import Audience

__all__ = ["a_while_ago"]  # a fixture

CLIP = ("S3", "clip-bread")
COUNTS = "Not now counts as no, until you decide."
BEFORE = "Where you said not now, what you answered before still counts."
NOW = r"This counts now: <bdi>(\w+)</bdi>"


@pytest.fixture
def amra(place: Place) -> Walker:
    """Amra, who said yes to the community before."""
    amra = Walker(phone_of(place), *CLIP)
    amra.watch()
    amra.send("learn")
    return amra


def _rows(page: str) -> dict[str, list[str]]:
    rows = re.findall(r'<a href="\?back=ask-(\w+)">(.*?)</a>', page, re.DOTALL)
    return {audience: re.findall(NOW, row) + re.findall(r'class="mark (\w+)"', row) for audience, row in rows}


def test_not_now_is_read_back_as_what_counts(place: Place, amra: Walker) -> None:
    with place.studio.documents.read(HOME) as tx:
        before = tx.find(Answer, participant_id="person-amra")
    amra.say(dict.fromkeys(Audience, "later"))
    page = amra.see()
    assert _rows(page) == {audience: ["later"] for audience in Audience} | {"community": ["Yes", "yes"]}
    assert BEFORE in page
    assert COUNTS not in page
    assert "People with this sign may see it." in page
    assert re.search(r'<main.*href="/p/mind/".*</main>', page, re.DOTALL)
    amra.settle()
    assert re.search(r"The community<b>Yes</b>", amra.see())
    with place.studio.documents.read(HOME) as tx:
        assert tx.find(Answer, participant_id="person-amra") == before


def test_a_no_takes_it_back_and_then_silence_is_no(amra: Walker) -> None:
    amra.say({one: "no" if one is Audience.COMMUNITY else "later" for one in Audience})
    page = amra.see()
    assert _rows(page)["community"] == ["no"]
    assert COUNTS in page
    assert BEFORE not in page
    amra.settle()
    again = Walker(amra.phone, *CLIP)
    again.send("learn")
    again.say(dict.fromkeys(Audience, "later"))
    assert _rows(again.see())["community"] == ["No", "no"]
    assert BEFORE in again.see()
    assert COUNTS in again.see()


def test_the_question_says_what_counts_now(amra: Walker) -> None:
    assert not re.search(NOW, amra.see())
    amra.say({"group": "no"})
    assert re.findall(NOW, amra.see()) == ["Yes"]


def test_which_languages_are_left_out_is_read_in_words(amra: Walker) -> None:
    amra.say(dict.fromkeys(Audience, "yes"))
    amra.send("how", how=["as-i-am"])
    amra.send("name", name="")
    amra.send("languages", language=["bs", "en"])
    amra.tell()
    tags = re.findall(r'<span class="tag"><bdi lang="(\w+)">.*?<span class="unseen">(\w+)</span>', amra.see())
    assert dict(tags) == {"ar": "No", "bs": "Yes", "en": "Yes"}
