"""What papers say, in each language: ``words/<tag>.toml``, one file a language.

Serbian is written once, in Cyrillic; Latin (also for Bosnian and Croatian) is made from it. What a language
lacks is said in English, and marked so; a test holds ours to be whole.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from pvstudio.languages import direction, language_name
from pvstudio.transliteration import to_latin

FOLDER = Path(__file__).parent / "words"
SOURCE = "en"
_CYRILLIC, LATIN = "sr-Cyrl", "sr-Latn"
#: What other names of a language mean here.
_NEAR = dict.fromkeys(("bs", "bs-Latn", "hr", "sr-Latn", "cnr", "sh"), LATIN) | {"sr": _CYRILLIC}
_OTHER_LETTERS = {_CYRILLIC: LATIN, LATIN: _CYRILLIC}

#: Round what is filled in: characters, not <bdi>. WeasyPrint puts boxes within an inline piece of the other
#: direction into the wrong order; both engines obey these (docs/decisions/0111-printing.md).
_FIRST_STRONG, _END = Markup("\N{FIRST STRONG ISOLATE}"), Markup("\N{POP DIRECTIONAL ISOLATE}")


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that papers speak, English first."""
    found = sorted(file.stem for file in FOLDER.glob("*.toml"))
    found += [LATIN] if _CYRILLIC in found else []
    return (SOURCE, *[tag for tag in found if tag != SOURCE])


def nearest(tag: str) -> str:
    """Return the language of ours for *tag* (BCP 47): itself, one close to it, or English."""
    shorter = tag.partition("-")[0]
    near = (tag, _NEAR.get(tag, ""), shorter, _NEAR.get(shorter, ""))
    return next((one for one in near if one in languages()), SOURCE)


def called(tag: str) -> str:
    """Return what the language of a paper is called: Latin letters are for those who say Bosnian as well."""
    return " / ".join(map(language_name, ("bs", LATIN))) if tag == LATIN else language_name(tag)


def among(tags: Collection[str]) -> Mapping[str, str]:
    """Return which of *tags* is meant by every name that is known here: for scripts, which cannot ask.

    Where a language is there in its other letters only, those are meant: nearer than another language.
    """
    found = {}
    for name in (*languages(), *_NEAR):
        near = nearest(name)
        found[name] = next((one for one in (near, _OTHER_LETTERS.get(near)) if one in tags), "")
    return {name: tag for name, tag in found.items() if tag}


@cache
def words(tag: str) -> Mapping[str, str]:
    """Return what the file of a language says, by key; one that has none lacks everything."""
    if tag == LATIN:
        return {key: to_latin(said) for key, said in words(_CYRILLIC).items()}
    file = FOLDER / f"{tag}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}


def say(language: str, key: str, /, **values: object) -> Markup:
    """Return the words of *key*, with {names} filled in, each kept apart from the direction round it.

    A key that no file has is a mistake of ours: :class:`KeyError`.
    """
    said = words(nearest(language)).get(key)
    if said is not None:
        return _filled(said, values)
    inside = _filled(words(SOURCE)[key], values)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(SOURCE, direction(SOURCE), inside)


def _filled(said: str, values: Mapping[str, object]) -> Markup:
    apart = {name: _FIRST_STRONG + escape(value) + _END for name, value in values.items()}
    return escape(said).format(**apart) if apart else escape(said)
