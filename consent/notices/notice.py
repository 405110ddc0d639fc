"""A notice: what a person sees or hears before they answer, bound by its hash.

The hash (SHA-256 of RFC 8785 JSON) covers exactly what is shown: topic, language and direction,
every word, every drawing by its own hash, the teach-back with what counts as understood, and the
names on the buttons of the answer. It covers nothing else: neither version nor origin.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import rfc8785

from consent.notices.errors import BadReference
from pvstudio.languages import direction

_REFERENCE = re.compile(r"([A-Za-z0-9]+)/([A-Za-z0-9-]+)/([1-9][0-9]{0,5})/([0-9a-f]{64})")


class Topic(StrEnum):
    """What a notice is about; S1 to S4 are the stages of consent, by the same names."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
    WITHDRAWAL = "withdrawal"
    ERASURE = "erasure"
    GUARDIAN = "guardian"  # what a guardian is asked, besides the stage
    ASSENT = "assent"  # what a child is asked, besides the stage


#: The topics that an answer is given to, each with a teach-back.
STAGES = (Topic.S1, Topic.S2, Topic.S3, Topic.S4)


class Origin(StrEnum):
    """How a text came to be."""

    WRITTEN = "written"  # by a person who speaks the language
    MACHINE = "machine"  # translated by a machine: used only once a person has approved it


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One idea, in words and a drawing; *drawing* is its name without ``.svg``."""

    drawing: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeachBack:
    """A question that shows whether the notice was understood; *right* is an index of *choices*."""

    question: str
    choices: tuple[Card, ...]
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One text in one language. *buttons* are the names on the buttons of the answer, by group and key."""

    topic: Topic
    language: str  # BCP 47
    version: int
    origin: Origin
    title: str
    cards: tuple[Card, ...]
    teach_back: TeachBack | None
    buttons: Mapping[str, Mapping[str, str]]
    drawings: Mapping[str, str]  # name → SHA-256 of its SVG
    sha256: str = ""

    def __post_init__(self) -> None:
        """Take the hash of what is shown."""
        object.__setattr__(self, "sha256", hashlib.sha256(self.canonical()).hexdigest())

    @property
    def direction(self) -> str:
        """Return ``rtl`` or ``ltr``."""
        return direction(self.language)

    @property
    def reference(self) -> str:
        """Return what an answer notes of this notice: ``S3/fa-AF/1/<sha256>``."""
        return f"{self.topic}/{self.language}/{self.version}/{self.sha256}"

    def canonical(self) -> bytes:
        """Return exactly what is shown, as RFC 8785 JSON."""
        return rfc8785.dumps(self.shown())

    def shown(self) -> dict[str, Any]:
        """Return exactly what is shown, as JSON would hold it."""
        return {
            "topic": str(self.topic),
            "language": self.language,
            "direction": self.direction,
            "title": self.title,
            "cards": self._pictured(self.cards),
            "teach_back": self.teach_back
            and {
                "question": self.teach_back.question,
                "choices": self._pictured(self.teach_back.choices),
                "right": self.teach_back.right,
            },
            "buttons": {group: dict(words) for group, words in self.buttons.items()},
            "drawings": dict(self.drawings),
        }

    def _pictured(self, cards: tuple[Card, ...]) -> list[dict[str, str]]:
        return [{"drawing": card.drawing, "text": card.text} for card in cards]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A notice as an answer names it."""

    topic: Topic
    language: str
    version: int
    sha256: str


def parse_reference(reference: str) -> Reference:
    """Read ``S3/fa-AF/1/<sha256>``; raises :class:`BadReference`."""
    found = _REFERENCE.fullmatch(reference)
    if not found or found[1] not in list(Topic):
        raise BadReference(reference)
    return Reference(topic=Topic(found[1]), language=found[2], version=int(found[3]), sha256=found[4])
