"""The interface's catalogues: whole, with the same blanks as the English words, and counted right."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from string import Formatter

import pytest
from flask import Flask
from web_world import Place

from web.wording.i18n import LANGUAGES, gettext, known, ngettext

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from messages import PLURALS, lacking, stored, wanted

CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def blanks(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


@pytest.mark.parametrize("tag", PLURALS)
def test_nothing_is_left_in_english(tag: str) -> None:
    """After a change of words: python tools/messages.py, then translate what it names."""
    there = {str(one.id) for one in stored(tag) if one.id}
    missing = [str(one.id) for one in wanted() if one.id and str(one.id) not in there]
    assert missing == []
    assert lacking(stored(tag)) == []


@pytest.mark.parametrize("tag", PLURALS)
def test_blanks_are_the_same(tag: str) -> None:
    for message in stored(tag):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        words = [message.string] if isinstance(message.string, str) else list(message.string)
        for text in words:
            assert blanks(text) <= blanks(ids[-1]), (message.id, text)
            if len(words) == 1:
                assert blanks(text) == blanks(ids[0]), (message.id, text)
            assert "<" not in text, message.id


@pytest.mark.parametrize("tag", ["sr-Cyrl", "mk"])
def test_cyrillic_is_cyrillic(tag: str) -> None:
    """A Latin letter that looks like a Cyrillic one is found by no search and read wrong aloud."""
    mixed = re.compile(r"(?<![{\w])(?=\w*[\u0400-\u04ff])\w*[a-zA-Z]\w*")
    for message in stored(tag):
        words = [message.string] if isinstance(message.string, str) else list(message.string)
        for text in words if message.id else ():
            assert not mixed.search(text), text


def test_latin_is_made_from_cyrillic(place: Place) -> None:
    page = place.browser().get("/sign-in", headers={"Accept-Language": "bs"}).text
    shown = re.sub(r'<form class="tongues".*?</form>', "", page, flags=re.DOTALL)
    assert not CYRILLIC.search(shown)
    assert "Lozinka" in shown


@pytest.mark.parametrize(
    ("tag", "n", "form"),
    [
        *(("sr-Cyrl", 1, 0), ("sr-Cyrl", 3, 1), ("sr-Cyrl", 11, 2), ("sr-Cyrl", 21, 0)),
        *(("mk", 21, 0), ("mk", 11, 1), ("sq", 1, 0), ("sq", 2, 1)),
        *(("ar", 0, 0), ("ar", 2, 2), ("ar", 5, 3), ("ar", 30, 4), ("ar", 100, 5)),
    ],
)
def test_numbers_take_their_form(place: Place, tag: str, n: int, form: int) -> None:
    message = next(one for one in stored(tag) if one.id and one.pluralizable)
    with speaking(place.app, tag):
        said = ngettext(*message.id, n)
    values = dict.fromkeys(blanks(message.string[form]), "") | {"n": n}
    if blanks(message.id[1]) == {"n"}:
        assert said == message.string[form].format(**values)


def test_every_language_speaks(place: Place) -> None:
    said = set()
    for tag in LANGUAGES:
        with speaking(place.app, tag):
            said.add(gettext("Sign in"))
    assert len(said) == len(LANGUAGES)


@pytest.mark.parametrize("tag", ["", "xx", "e", "en-GB-oed", "*", "../etc", "ar\n"])
def test_what_is_no_language_is_none(tag: str) -> None:
    assert known(tag) in {None, "en", "ar"}


def speaking(app: Flask, tag: str):
    return app.test_request_context("/", headers={"Accept-Language": tag, "Cookie": f"language={tag}"})
