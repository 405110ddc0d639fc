"""The questions that may be asked, as data, and their words in each language.

``questions.toml`` says what is asked and from which literature it comes, ``questions.<tag>.toml`` how it is
said. Serbian is written in Cyrillic; Latin is made from it. What a language lacks is said in English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pvstudio.transliteration import to_latin
from workflows.feedback.responses import Moment

_HERE = Path(__file__).parent
SOURCE, _CYRILLIC, _LATIN = "en", "sr-Cyrl", "sr-Latn"
#: More is an examination, and the last ones are answered at random.
MOST_ASKED = 4
#: What is asked where nobody chose.
USUAL = ("smiley", "thermometer", "circles", "stays")


class Kind(StrEnum):
    """What is touched to answer; each is drawn by :mod:`workflows.feedback.drawings`."""

    FACES = "faces"
    THERMOMETERS = "thermometers"
    CIRCLES = "circles"
    PLACES = "places"
    WAVES = "waves"
    DOTS = "dots"
    OPEN = "open"  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. *source* is what it was made from, *validity* what is known of that; "" for our own."""

    id: str
    kind: Kind
    moments: tuple[Moment, ...]
    steps: int  # 0 for words
    source: str = ""
    source_steps: str = ""
    validity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How one language says everything: *questions* by id and part (ask, low, high), *page* by key.

    *english*: keys of what it lacks, which is English here, as "smiley.ask" or "page.send".
    """

    language: str
    questions: Mapping[str, Mapping[str, str]]
    page: Mapping[str, str]
    english: frozenset[str] = frozenset()


@cache
def questions() -> Mapping[str, Question]:
    """Return all questions by id, in the order in which they are asked."""
    return {
        name: Question(
            **told
            | {
                "id": name,
                "kind": Kind(told["kind"]),
                "moments": tuple(map(Moment, told["moments"])),
            }
        )
        for name, told in _read(_HERE / "questions.toml").items()
    }


def chosen(ids: Sequence[str]) -> tuple[Question, ...]:
    """Return the questions with these ids, in the order in which they are asked; unknown ids are left out."""
    return tuple(one for name, one in questions().items() if name in ids)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages in which the questions are written, English first."""
    found = sorted(file.name.split(".")[1] for file in _HERE.glob("questions.*.toml"))
    found += [_LATIN] if _CYRILLIC in found else []
    return (SOURCE, *[tag for tag in found if tag != SOURCE])


@cache
def wording(language: str) -> Wording:
    """Return how *language*, one of :func:`languages`, says everything."""
    source, own = _words(SOURCE), _words(language)
    lacking = {f"{name}.{part}" for name, parts in source.items() for part in parts} - {
        f"{name}.{part}" for name, parts in own.items() for part in parts
    }
    whole = {name: {**parts, **own.get(name, {})} for name, parts in source.items()}
    return Wording(
        language=language,
        questions={name: whole[name] for name in whole if name != "page"},
        page=whole["page"],
        english=frozenset(lacking),
    )


def _words(language: str) -> dict[str, dict[str, str]]:
    if language == _LATIN:
        return {
            name: {part: to_latin(said) for part, said in parts.items()}
            for name, parts in _words(_CYRILLIC).items()
        }
    file = _HERE / f"questions.{language}.toml"
    told = _read(file) if file.exists() else {}
    return {**told.get("questions", {}), "page": told.get("page", {})}


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))
