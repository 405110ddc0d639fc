"""Discussion guides and referral contacts, as documents of a workshop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Part(StrEnum):
    """A part of a guide, in the order in which a host needs them; each is a list of lines."""

    SYNOPSIS = "synopsis"
    THEMES = "themes"
    PLAN = "plan"  # how the evening goes: a hint, with minutes
    CARE = "care"  # do no harm: what may hurt, who is at risk, what to say then
    BEFORE = "before"  # questions before the film
    AFTER = "after"
    DIVIDERS = "dividers"  # what divides people here (Anderson, Do No Harm, 1999)
    CONNECTORS = "connectors"  # what connects them


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How to talk about a film, in one language; one a cut and language.

    Lines are plain text, one paragraph each, never empty. Of a translation *source* is the language that
    it was made from, and *origins* holds, for each part, the line of the source that each line says: so
    what was added or reworded there since is seen.
    """

    id: str
    cut_id: str
    language: str  # BCP 47
    synopsis: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    dividers: tuple[str, ...] = ()
    connectors: tuple[str, ...] = ()
    source: str = ""
    origins: Mapping[Part, tuple[str, ...]] = field(default_factory=dict)
    changed_at: datetime
    by: str  # id of the account

    def lines(self, part: Part) -> tuple[str, ...]:
        """Return the lines of one part."""
        found: tuple[str, ...] = getattr(self, part)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Somebody near the screening who helps: a person, an office, a line to call."""

    id: str
    name: str
    what_for: str  # "a doctor", "for children"
    phone: str = ""
    languages: tuple[str, ...] = ()  # BCP 47: what they speak
    hours: str = ""
    checked_on: date | None = None  # somebody called, and it was right
    changed_at: datetime
    by: str  # id of the account
