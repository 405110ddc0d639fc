"""Papers speak their language whole, need nothing else, and keep what people typed to itself."""

import re

import pytest
from jinja2 import DictLoader
from markupsafe import Markup

from workflows.papers import languages, nearest, paper, wording
from workflows.papers.making import _environment, icon, square

TRY = """{% extends "base.html" %}{% block title %}T{% endblock %}
{% block main %}<p>{{ said }}</p><p>{{ say("until", day=said) }}</p>
{{ icon("film") }}{{ square("x") }}{% endblock %}"""


@pytest.fixture
def trying(monkeypatch):
    made = _environment()
    base = made.loader
    held = DictLoader({"try.html": TRY, "base.html": base.get_source(made, "base.html")[0]})
    monkeypatch.setattr(made, "loader", held)


@pytest.mark.parametrize("tag", languages())
def test_a_paper_is_one_file_in_its_direction(trying, tag):
    made = paper("try", tag, said="<b>1</b>")
    assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in made
    assert "&lt;b&gt;1&lt;/b&gt;" in made
    assert "<b>1</b>" not in made
    assert not re.search(r'(src|href)="(?!data:)', made)
    assert "<script" not in made


def test_what_a_language_lacks_is_said_in_english_and_marked(monkeypatch):
    monkeypatch.setattr(wording, "words", lambda tag: {"until": "Until: {day}"} if tag == "en" else {})
    monkeypatch.setattr(wording, "languages", lambda: ("en", "ar"))
    said = wording.say("ar", "until", day="5")
    assert said == Markup('<span lang="en" dir="ltr">Until: \u20685\u2069</span>')
    with pytest.raises(KeyError):
        wording.say("ar", "no_such_words")


def test_close_languages_and_strange_ones():
    assert nearest("en") == "en"
    assert nearest("en-GB") == "en"
    assert nearest("xx") == "en"


def test_every_language_says_the_same_keys_with_the_same_holes():
    source = wording.words("en")
    for tag in languages():
        held = wording.words(tag)
        assert list(held) == list(source), tag
        for key, said in held.items():
            assert holes(said) == holes(source[key]), (tag, key)


def test_a_drawing_is_hidden_from_readers_and_a_square_holds_no_words():
    assert 'aria-hidden="true"' in icon("film")
    assert "secret" not in square("secret")


def holes(said: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", said))


def test_papers_in_latin_letters_are_for_who_says_bosnian_too() -> None:
    assert wording.called("sr-Latn") == "bosanski / srpski"
    assert [wording.called(tag) for tag in ("bs", "sr-Cyrl", "ar")] == ["bosanski", "српски", "العربية"]


def test_a_reader_gets_their_language_in_the_letters_that_are_there() -> None:
    latin, both = wording.among(("en", "sr-Latn", "ar")), wording.among(("sr-Latn", "sr-Cyrl"))
    assert (latin["sr"], latin["sr-Cyrl"], latin["hr"]) == ("sr-Latn",) * 3
    assert (both["sr"], both["bs"]) == ("sr-Cyrl", "sr-Latn")
    assert wording.among(("sr-Cyrl",))["bs"] == "sr-Cyrl"
    assert "sr" not in wording.among(("en", "ar"))
