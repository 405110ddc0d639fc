"""What a receipt says in one language: the words and drawings of card and page alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consent.notices import Words, notice, words
from consent.notices.notice import Topic
from consent.receipts.lettering import name_of
from consent.receipts.statement import Line, Statement
from consent.releases import Stage

#: The drawing that stands for subtitles that are left out; it is ours, not one of the notices'.
NO_SUBTITLES = "no-subtitles"

_ASKED = {Stage.S1: "workshop", Stage.S2: "camera-records"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that a yes depends on; *words* are in *language*."""

    drawing: str
    words: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answer: whom or what it is about, and what was said. Silence is a no that nobody spoke."""

    drawing: str
    name: str
    answer: str
    opens: bool
    spoken: bool
    conditions: tuple[Condition, ...]
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A whole receipt in words; *day* and *until* are shown as ISO 8601 has them."""

    language: str
    direction: str
    title: str
    day: date
    rows: tuple[Row, ...]
    labels: Words
    take_back: str  # that it can be taken back, and how


def saying(statement: Statement) -> Saying:
    """Put *statement* into the words of its language, or raise :class:`NoticeMissing`."""
    language = statement.language
    labels, topic = words(language), notice(Topic(str(statement.stage)), language)
    [take_back] = [card for card in notice(Topic.WITHDRAWAL, language).cards if card.drawing == "change-mind"]
    return Saying(
        language=language,
        direction=labels.direction,
        title=topic.title,
        day=statement.day,
        rows=tuple(_row(line, statement.stage, topic.title, labels) for line in statement.lines),
        labels=labels,
        take_back=take_back.text,
    )


def _row(line: Line, stage: Stage, title: str, labels: Words) -> Row:
    treatments = [
        Condition(drawing=f"treatment-{each}", words=labels.treatments[each], language=labels.language)
        for each in sorted(line.treatments)
    ]
    left_out = [_left_out(language) for language in sorted(line.languages_left_out)]
    return Row(
        drawing=f"audience-{line.audience}" if line.audience else _ASKED[stage],
        name=labels.audiences[line.audience] if line.audience else title,
        answer=labels.answers[line.state or "pending"],
        opens=line.opens,
        spoken=line.state is not None,
        conditions=(*treatments, *left_out),
        until=line.expires,
    )


def _left_out(language: str) -> Condition:
    name, drawn_in = name_of(language)
    return Condition(drawing=NO_SUBTITLES, words=name, language=drawn_in)
