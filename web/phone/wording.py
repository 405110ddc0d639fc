"""What the phone says, in the language of whoever holds it: files alone, one a language.

``words/<tag>.toml`` has two tables: ``[spoken]`` holds what somebody may record (a passage), ``[words]`` the
small rest. What a language lacks is said in English, and marked so; a test holds ours to be whole.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import request
from markupsafe import Markup, escape

from consent.notices import best_for, languages
from pvstudio.languages import direction, language_name
from web.security.visiting import visiting_or_none

FOLDER = Path(__file__).parent / "words"
SOURCE = "en"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Everything that one file says, by key."""

    language: str
    name: str  # of the language, as its speakers write it
    spoken: Mapping[str, str]
    words: Mapping[str, str]

    def get(self, key: str) -> str | None:
        """Return the words of *key*, None where this language lacks them."""
        return self.spoken.get(key) or self.words.get(key)


@cache
def phrases(tag: str) -> Phrases:
    """Read the file of a language; one that has none lacks everything."""
    file = FOLDER / f"{tag}.toml"
    held = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    name = held.get("name") or language_name(tag)  # the file says it where we do not know the language
    return Phrases(tag, name, held.get("spoken", {}), held.get("words", {}))


@cache
def spoken_in() -> tuple[str, ...]:
    """Return the languages that a phone can be asked to speak: both their files are there, English first."""
    return tuple(tag for tag in languages() if (FOLDER / f"{tag}.toml").exists())


def tongue() -> str:
    """Return the language of this page: the visit's, or the first that the browser asks for."""
    visit = visiting_or_none()
    if visit and visit.language in spoken_in():
        return visit.language
    return next(iter(suiting(tag for tag, _quality in request.accept_languages)), SOURCE)


def suiting(wanted: Iterable[str]) -> list[str]:
    """Return the languages here that suit somebody who understands *wanted*, best first."""
    return [tag for tag in best_for(wanted) if tag in spoken_in()]


def say(key: str, /, **values: object) -> Markup:
    """Return the words of *key* in the language of this page, with {names} filled in.

    A key that no file has is a mistake of ours: :class:`KeyError`.
    """
    language = tongue()
    words = phrases(language).get(key)
    if words is None:
        inside = filled(phrases(SOURCE), key, values)
        return Markup('<span lang="en" dir="{}">{}</span>').format(direction(SOURCE), inside)
    return filled(phrases(language), key, values)


def filled(held: Phrases, key: str, values: Mapping[str, object]) -> Markup:
    """Return the words with what is said in them, each value kept apart from the direction round it."""
    words = held.get(key)
    if words is None:
        raise KeyError(key)
    apart = {name: Markup("<bdi>{}</bdi>").format(value) for name, value in values.items()}
    return escape(words).format(**apart) if apart else escape(words)
