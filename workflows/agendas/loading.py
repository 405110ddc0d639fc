"""Read the agendas: facts from English, words in the reader's language where somebody has written them.

``exercises.<tag>.toml`` hold words, ``exercises.en.toml`` the facts as well (minutes, stage, activity, kind);
``agendas.toml`` says which exercise is when. Serbian is written in Cyrillic; Latin is made from it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pvstudio.errors import NotFound
from pvstudio.gatherings import ActivityType
from pvstudio.transliteration import to_latin

FOLDER = Path(__file__).parent
SOURCE = "en"
#: The agenda of a screening with its talk.
SCREENING = "screening-90"
_CYRILLIC = "sr-Cyrl"
#: What is translated; the rest are facts.
_WORDS = frozenset({"title", "aim", "about", "materials", "steps", "care", "looks_like"})
#: Tags of what is made from Cyrillic, in Latin letters.
_LATIN = frozenset({"bs", "bs-Latn", "cnr", "hr", "sh", "sr-Latn"})


class Kind(StrEnum):
    """What a slot of the day is for."""

    OPENING = "opening"  # of a day or a workshop: arriving, agreements
    GAME = "game"
    TRAINING = "training"
    FILMING = "filming"
    WATCHING = "watching"
    TALK = "talk"
    CLOSING = "closing"
    BREAK = "break"


class ExerciseUnknown(NotFound):
    """No exercise, agenda or competence has this id."""

    def __init__(self, id_: str) -> None:
        super().__init__("exercise", id_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """What is done in a session, in *language*: English where nobody has translated it."""

    id: str
    kind: Kind
    activity: ActivityType
    minutes: int  # as it usually takes
    stage: str  # consent stage that is asked in it, "S1" to "S4", or ""
    language: str  # BCP 47 of the words
    title: str
    aim: str
    materials: tuple[str, ...]
    steps: tuple[str, ...]
    care: tuple[str, ...]  # safeguarding: what to look after


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """Something that a trainee shows before they lead on their own, in *language*."""

    id: str
    language: str
    title: str
    looks_like: str  # what a facilitator sees


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When an exercise is: *day* counted from 1, *starts* "HH:MM"."""

    day: int
    starts: str
    minutes: int
    exercise: str

    @property
    def ends(self) -> str:
        """When it is over, "HH:MM"."""
        return f"{datetime.strptime(self.starts, '%H:%M') + timedelta(minutes=self.minutes):%H:%M}"  # noqa: DTZ007


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """A workshop that can be made: its slots in order, its words in *language*."""

    id: str
    language: str
    title: str
    about: str
    slots: tuple[Slot, ...]

    @property
    def days(self) -> int:
        """How many days it takes."""
        return max(slot.day for slot in self.slots)


def agendas(language: str) -> tuple[Agenda, ...]:
    """Return every agenda, the longest training first, with words in *language* (BCP 47)."""
    return tuple(agenda(id_, language) for id_ in _plan())


def agenda(id_: str, language: str) -> Agenda:
    """Return one agenda; raises :class:`ExerciseUnknown`."""
    if id_ not in _plan():
        raise ExerciseUnknown(id_)
    plan, (words, spoken) = _plan()[id_], _words("agendas", id_, language)
    return Agenda(
        id=id_,
        language=spoken,
        title=words["title"],
        about=words["about"],
        slots=tuple(_slots(plan["days"])),
    )


def exercise(id_: str, language: str) -> Exercise:
    """Return one exercise; raises :class:`ExerciseUnknown`."""
    facts = _texts(SOURCE)["exercises"].get(id_)
    if facts is None:
        raise ExerciseUnknown(id_)
    words, spoken = _words("exercises", id_, language)
    return Exercise(
        id=id_,
        kind=Kind(facts["kind"]),
        activity=ActivityType(facts["activity"]),
        minutes=facts["minutes"],
        stage=facts.get("stage", ""),
        language=spoken,
        title=words["title"],
        aim=words["aim"],
        materials=tuple(words.get("materials", ())),
        steps=tuple(words.get("steps", ())),
        care=tuple(words.get("care", ())),
    )


@cache
def titles(id_: str) -> frozenset[str]:
    """Return what an exercise is called in all languages; raises :class:`ExerciseUnknown`."""
    tags = [path.name.split(".")[1] for path in FOLDER.glob("exercises.*.toml")]
    return frozenset(exercise(id_, tag).title for tag in (*tags, "sr-Latn"))


def competences(language: str) -> tuple[Competence, ...]:
    """Return what trainees show before they lead on their own, in the order in which it is learnt."""
    return tuple(
        Competence(id=id_, language=spoken, title=words["title"], looks_like=words["looks_like"])
        for id_ in _texts(SOURCE)["competences"]
        for words, spoken in [_words("competences", id_, language)]
    )


def _slots(days: Sequence[Sequence[tuple[str, str, int]]]) -> list[Slot]:
    return [
        Slot(day=number, starts=starts, minutes=minutes, exercise=name)
        for number, day in enumerate(days, 1)
        for starts, name, minutes in day
    ]


def _words(section: str, id_: str, language: str) -> tuple[Mapping[str, Any], str]:
    """Return the words for *id_* and their language: English where not all of them are translated."""
    latin = language in _LATIN
    source = _texts(SOURCE)[section][id_]
    found = _texts(_CYRILLIC if latin or language == "sr" else language).get(section, {}).get(id_, {})
    if any(key in _WORDS and key not in found for key in source):
        return source, SOURCE
    return _in_latin(found) if latin else found, language


def _in_latin(words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: to_latin(value) if isinstance(value, str) else [to_latin(line) for line in value]
        for key, value in words.items()
        if key in _WORDS
    }


@cache
def _texts(language: str) -> Mapping[str, Any]:
    names = {path.name for path in FOLDER.glob("exercises.*.toml")}  # a tag is no path
    name = f"exercises.{language}.toml"
    return tomllib.loads((FOLDER / name).read_text("utf-8")) if name in names else {}


@cache
def _plan() -> Mapping[str, Any]:
    plan: Mapping[str, Any] = tomllib.loads((FOLDER / "agendas.toml").read_text("utf-8"))["agendas"]
    return plan
