"""Reading a file of texts (TOML, one a language): whole and in order, or refused with what is missing."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from consent.notices.errors import NoticeBroken
from consent.notices.notice import STAGES, Card, Notice, Origin, TeachBack, Topic
from consent.notices.words import GROUPS, Words

#: What stands on the buttons with which a stage is answered, so that it is part of the notice.
BUTTONS: Mapping[Topic, tuple[str, ...]] = {
    Topic.S1: ("answers",),
    Topic.S2: ("answers",),
    Topic.S3: ("answers", "audiences", "audiences_mean", "treatments"),
    Topic.S4: ("answers", "audiences", "audiences_mean", "treatments"),
}

#: Words on one line, without blanks round them; a blank that does not break (French) is a letter here.
_ONE_LINE = re.compile(r"[^\s]+(?:[ \u00a0\u202f][^\s]+)*")


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything that one file holds."""

    notices: Mapping[Topic, Notice]
    words: Words


def read_texts(file: Path, drawings: Path) -> Texts:
    """Read the texts of one language; raises :class:`NoticeBroken`."""
    return _Reader(file, drawings).texts()


@cache
def drawing_sha256(file: Path) -> str:
    """Return the hash of a drawing; read once while the program runs."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


class _Reader:
    """One file on its way in."""

    def __init__(self, file: Path, drawings: Path) -> None:
        self.file, self.drawings = file, drawings
        try:
            self.values = tomllib.loads(file.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise NoticeBroken(file.name, str(error)) from error

    def texts(self) -> Texts:
        if self.values.get("language") != self.file.stem:
            raise self._broken(f"language must be “{self.file.stem}”, like the name of the file")
        groups = {group: self._words(group, keys) for group, keys in GROUPS.items()}
        self._exactly("the file", self.values, {"language", "origin", *Topic, *GROUPS})
        words = Words(language=self.file.stem, **groups)
        return Texts({topic: self._notice(topic, words) for topic in Topic}, words)

    def _words(self, group: str, keys: tuple[str, ...]) -> Mapping[str, str]:
        table = self._table(self.values, group)
        self._exactly(group, table, keys)
        return MappingProxyType({key: self._text(table, key, group) for key in keys})

    def _notice(self, topic: Topic, words: Words) -> Notice:
        table = self._table(self.values, topic)
        cards = self._cards(self._table(table, "cards"), topic)
        teach_back = self._teach_back(self._table(table, "teach_back"), topic) if topic in STAGES else None
        buttons = {group: words.group(group) for group in BUTTONS.get(topic, ())}
        version = table.get("version")
        if type(version) is not int or not 1 <= version < 1_000_000:
            raise self._broken(f"version of {topic} must be a whole number from 1")
        return Notice(
            topic=topic,
            language=self.file.stem,
            version=version,
            origin=self._origin(),
            title=self._text(table, "title", topic),
            cards=cards,
            teach_back=teach_back,
            buttons=MappingProxyType(buttons),
            drawings=MappingProxyType(self._drawn(_names(cards, teach_back, buttons))),
        )

    def _teach_back(self, table: Mapping[str, Any], topic: Topic) -> TeachBack:
        choices = self._cards(self._table(table, "choices"), topic)
        names = [choice.drawing for choice in choices]
        if table.get("right") not in names or len(choices) not in {2, 3}:
            raise self._broken(f"the teach-back of {topic} needs two or three choices, one of them “right”")
        question = self._text(table, "question", topic)
        return TeachBack(question=question, choices=choices, right=names.index(table["right"]))

    def _cards(self, table: Mapping[str, Any], topic: str) -> tuple[Card, ...]:
        return tuple(Card(drawing=name, text=self._text(table, name, topic)) for name in table)

    def _drawn(self, names: Iterable[str]) -> dict[str, str]:
        files = {name: self.drawings / f"{name}.svg" for name in names}
        missing = [name for name, file in files.items() if not file.is_file()]
        if missing:
            raise self._broken(f"there is no drawing {', '.join(missing)}")
        return {name: drawing_sha256(file) for name, file in files.items()}

    def _origin(self) -> Origin:
        try:
            return Origin(self.values.get("origin", ""))
        except ValueError:
            raise self._broken("origin must be “written” or “machine”") from None

    def _table(self, values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        table = values.get(key)
        if not isinstance(table, dict) or not table:
            raise self._broken(f"[{key}] is missing")
        return table

    def _text(self, table: Mapping[str, Any], key: str, where: str) -> str:
        text = table.get(key)
        if not isinstance(text, str) or not _ONE_LINE.fullmatch(text):
            raise self._broken(f"{key} of {where} must be words on one line")
        return text

    def _exactly(self, where: str, table: Mapping[str, Any], keys: Iterable[str]) -> None:
        wrong = sorted(set(table) ^ set(keys))
        if wrong:
            raise self._broken(f"in {where}, missing or not known: {', '.join(wrong)}")

    def _broken(self, problem: str) -> NoticeBroken:
        return NoticeBroken(self.file.name, problem)


def _names(cards: tuple[Card, ...], teach_back: TeachBack | None, buttons: Mapping[str, Any]) -> list[str]:
    """Return the names of all drawings that a notice shows, those of its buttons included."""
    shown = [card.drawing for card in (*cards, *(teach_back.choices if teach_back else ()))]
    shown += [f"audience-{key}" for key in buttons.get("audiences", ())]
    shown += [f"treatment-{key}" for key in buttons.get("treatments", ())]
    return sorted(set(shown))
