"""Passages: what can be spoken of the phone's words, and how it is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web
from consent.notices import STAGES, Topic, languages, notice, words
from pvstudio.languages import language_name
from pvstudio.model import Audience, Treatment
from web.phone.passages import Passage, passages
from web.phone.wording import phrases, spoken_in

TEMPLATES = Path(web.__file__).parent / "templates" / "phone"
REFERENCE = re.compile(r"passage/([a-z]+(?:\.[A-Za-z0-9_-]+)?)/([A-Za-z-]+)/[0-9a-f]{64}")
#: What templates and macros ask for by name: m.listen("say.locked"), m.heading(…, "said.read_back").
ASKED = re.compile(r'"((?:say|said|notice|teach|audience|treatment)\.[A-Za-z0-9_-]+|language)"')


@pytest.mark.parametrize("tag", languages())
def test_every_reference_names_its_key_and_its_words(tag: str):
    for key, one in passages(tag).items():
        if one.kind == "notice":
            assert one.reference == notice(key.removeprefix("notice."), tag).reference
            continue
        found = REFERENCE.fullmatch(one.reference)
        assert found, one.reference
        assert found.groups() == (key, tag)
        assert all(one.lines)
    assert len({one.reference for one in passages(tag).values()}) == len(passages(tag))


def test_changed_words_are_other_words():
    def one(*lines: str, key: str = "say.a", language: str = "en") -> str:
        return Passage(key=key, language=language, lines=lines).reference

    assert one("Wait.") == one("Wait.")
    assert len({one("Wait."), one("Wait"), one("Wait.", "Now."), one("Wait.", key="say.b")}) == 4
    assert one("Wait.", language="bs-Latn") != one("Wait.")


@pytest.mark.parametrize("tag", languages())
def test_all_that_an_answer_needs_can_be_spoken(tag: str):
    held, said = passages(tag), words(tag)
    assert next(iter(held.values())).lines == (language_name(tag),)
    assert {f"notice.{topic}" for topic in Topic} <= set(held)
    for audience in Audience:
        assert held[f"audience.{audience}"].lines == (said.audiences[audience], said.audiences_mean[audience])
    for treatment in Treatment:
        assert held[f"treatment.{treatment}"].lines == (said.treatments[treatment],)
    for stage in STAGES:
        asked = notice(stage, tag).teach_back
        assert asked
        assert held[f"teach.{stage}"].lines == (asked.question, *(one.text for one in asked.choices))


def test_a_phone_is_spoken_in_its_own_words_alone():
    """A language that lacks some words is not recorded in English under its name."""
    source = phrases("en").spoken
    assert [key for key in passages("en") if key.startswith("say.")] == [f"say.{key}" for key in source]
    for tag in languages():
        said = {one.lines[0] for one in passages(tag).values() if one.kind == "say"}
        assert said == {phrases(tag).spoken[key] for key in source if key in phrases(tag).spoken}
    assert not passages("ps").keys() & {f"say.{key}" for key in source} or "ps" in spoken_in()


def test_what_can_be_spoken_has_nothing_to_be_filled_in():
    for tag in languages():
        assert [key for key, one in passages(tag).items() if "{" in "".join(one.lines)] == []


def test_whatever_a_screen_lets_people_hear_can_be_recorded():
    asked = {
        (key, file.name)
        for file in TEMPLATES.rglob("*.html")
        for key in ASKED.findall(file.read_text("utf-8"))
        if key != "language" or 'listen("language"' in file.read_text("utf-8")
    }
    assert ("say.choose_language", "language.html") in asked
    assert sorted(one for one in asked if one[0] not in passages("en")) == []
