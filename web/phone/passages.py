"""Passages: everything on the phone that somebody can speak, by key.

==================  ==========================================================================
``language``        the language's own name for itself
``say.<key>``       the phone's own words: the table ``[spoken]`` of ``words/<tag>.toml``
``said.<label>``    the sentences among the labels of the notices: “Who may see it?”; and “Show me as I am”
``notice.<topic>``  the cards of a notice; its reference is the notice's own
``audience.<a>``    who these people are: name and meaning
``treatment.<t>``   how somebody may appear
``teach.<topic>``   the question of a notice, and its choices
==================  ==========================================================================

They stand in the order in which somebody meets them, so that the most needed is recorded first.
A changed text has another reference, and so no recording. A language has those passages whose words it
has itself: what is said in English for want of a translation is not spoken in its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask import g

from consent.notices import STAGES, Topic, notice, words
from consent.notices.narrations import Narration, newest
from pvstudio.model import Audience, Treatment
from web.phone.wording import SOURCE, phrases
from web.wording.showing import studio

#: The stages that are answered on the phone come first; then what some people are asked besides.
_TOPICS = (
    Topic.S3,
    Topic.S4,
    Topic.S2,
    Topic.WITHDRAWAL,
    Topic.ERASURE,
    Topic.S1,
    Topic.GUARDIAN,
    Topic.ASSENT,
)
_SENTENCE = (".", "?", "!")
#: Labels that are chosen among treatments, which are all spoken.
_CHOICES = frozenset({"no_conditions"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words that one recording holds: what is spoken in each of *lines*, one after the other."""

    key: str
    language: str  # BCP 47
    lines: tuple[str, ...]
    drawing: str = ""  # its name, where one stands beside the words
    notice: str = ""  # the reference of a notice, where it is one

    @property
    def kind(self) -> str:
        """What kind of passage it is: what stands before the dot."""
        return self.key.partition(".")[0]

    @property
    def reference(self) -> str:
        """Name exactly these words: ``passage/say.locked/fa-AF/<sha256>``, or the notice's own reference."""
        said = hashlib.sha256("\n".join(self.lines).encode()).hexdigest()
        return self.notice or f"passage/{self.key}/{self.language}/{said}"


@cache
def passages(language: str) -> Mapping[str, Passage]:
    """Return the passages of a *language* in which there are notices, by key, the most needed first."""
    return {one.key: one for one in _all(language)}


def spoken(workshop: str, language: str) -> Mapping[str, str]:
    """Return which recording (SHA-256) is played in *workshop*, by the key of the passage; once a request."""
    held: dict[tuple[str, str], Mapping[str, str]] = g.setdefault("spoken", {})
    if (workshop, language) not in held:
        played, known = _played(workshop), passages(language).items()
        held[workshop, language] = {
            key: played[one.reference].sha256 for key, one in known if one.reference in played
        }
    return held[workshop, language]


def _played(workshop: str) -> Mapping[str, Narration]:
    """Return what is played in *workshop*, by reference; read once a request."""
    held: dict[str, Mapping[str, Narration]] = g.setdefault("narrations", {})
    if workshop not in held:
        with studio().documents.read(workshop) as tx:
            held[workshop] = newest(tx.find(Narration))
    return held[workshop]


def _all(tag: str) -> Iterator[Passage]:
    said = words(tag)
    yield Passage(key="language", language=tag, lines=(phrases(tag).name,))
    for key, text in phrases(tag).spoken.items():
        if key in phrases(SOURCE).spoken:
            yield Passage(key=f"say.{key}", language=tag, lines=(text,))
    for label, text in said.labels.items():
        if label in _CHOICES or words(SOURCE).labels[label].endswith(_SENTENCE):
            yield Passage(key=f"said.{label}", language=tag, lines=(text,))
    yield from _notices(tag)
    for audience in Audience:
        lines = said.audiences[audience], said.audiences_mean[audience]
        yield Passage(key=f"audience.{audience}", language=tag, lines=lines, drawing=f"audience-{audience}")
    for treatment in Treatment:
        yield Passage(
            key=f"treatment.{treatment}",
            language=tag,
            lines=(said.treatments[treatment],),
            drawing=f"treatment-{treatment}",
        )
    yield from _questions(tag)


def _notices(tag: str) -> Iterator[Passage]:
    for topic in _TOPICS:
        shown = notice(topic, tag)
        yield Passage(
            key=f"notice.{topic}",
            language=tag,
            lines=(shown.title, *(card.text for card in shown.cards)),
            drawing=shown.cards[0].drawing,
            notice=shown.reference,
        )


def _questions(tag: str) -> Iterator[Passage]:
    for topic in _TOPICS:
        asked = notice(topic, tag).teach_back
        if topic in STAGES and asked:
            lines = (asked.question, *(choice.text for choice in asked.choices))
            yield Passage(key=f"teach.{topic}", language=tag, lines=lines, drawing="ask")
