"""What people said of a film: one response a person and moment, and the document that it is.

A response names nobody. Its *mark*, two pictures that somebody chose for themselves, ties what they said
before the film to what they said after it, and to nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pvstudio.gatherings import AgeGroup, Sex
from pvstudio.model import PopulationGroup


class Moment(StrEnum):
    """When somebody was asked."""

    BEFORE = "before"
    AFTER = "after"


class QuoteConsent(StrEnum):
    """Who may read what somebody said in their own words. Without a yes nothing of it is kept."""

    NONE = "none"
    HERE = "here"  # the facilitators of the workshop
    REPORTS = "reports"  # also in reports, without any name


class CameBy(StrEnum):
    """How a response got here."""

    PHONE = "phone"
    PAPER = "paper"  # a form or a tally sheet, typed in by a facilitator
    TYPED = "typed"  # asked aloud and typed at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What one person said at one moment (a document of the workshop). *id* was made where it was said.

    *answers* are steps, counted from 1, by question; *said* are words, by open question. *checked_at*: a
    facilitator has read the words, and found that they give nobody away. Not *confirmed*: it came with a key,
    and nobody who is signed in has said that it was so.
    """

    id: str
    kit_id: str
    screening_id: str = ""
    held_on: date  # the day on which it was said: no finer, so that nobody is told by the hour
    moment: Moment
    answers: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    quote_consent: QuoteConsent = QuoteConsent.NONE
    mark: str = ""  # two pictures, as "sun-fish"
    group: PopulationGroup = PopulationGroup.UNDISCLOSED
    sex: Sex = Sex.UNDISCLOSED
    age: AgeGroup = AgeGroup.UNDISCLOSED
    language: str = ""  # BCP 47
    came_by: CameBy = CameBy.PHONE
    confirmed: bool = True
    checked_at: datetime | None = None
    checked_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWith:
    """Which questions are asked with a kit, by id (a document; *id* is that of the kit)."""

    id: str
    questions: tuple[str, ...]
