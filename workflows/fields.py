"""What people type into forms: made tidy, measured, and what is wrong with it named field by field."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from workflows.errors import WorkflowError

#: Marks that turn the words around them about, and what no text holds (Unicode: Cc, bidi controls).
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]")

#: The years of workshops; another one is a slip of the hand, and sums with it leave the calendar.
YEARS = range(1990, 2101)

#: How long what is typed on one line may be, and what is typed on several.
LINE, NOTES = 120, 4000


class Problem(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"  # one more than may be kept at once
    TAKEN = "taken"  # somebody else is called so
    NO_DATE = "no-date"
    NO_TIME = "no-time"
    NO_YEAR = "no-year"  # a day in no year of a workshop
    ENDS_FIRST = "ends-first"  # it ends before it starts
    NO_LANGUAGE = "no-language"  # a word that is no language
    NO_CHOICE = "no-choice"
    NO_NUMBER = "no-number"  # none, or one that cannot be
    DAY_OVER = "day-over"  # it must be still to come
    TOO_EARLY = "too-early"  # before what must come first
    TOO_LATE = "too-late"
    PLANNED = "planned"  # the same is planned then already


class FormRefused(WorkflowError):
    """Something that was typed cannot be kept; nothing was changed. *problems* go by field."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        listed = ", ".join(f"{field}: {problem}" for field, problem in problems.items())
        super().__init__(f"This cannot be kept: {listed}.", advice="Mend these fields, then save again.")
        self.problems = dict(problems)


class ChangedMeanwhile(WorkflowError):
    """Somebody else changed what a form shows since it was shown; nothing was changed. *kept* is theirs."""

    def __init__(self, kept: object) -> None:
        super().__init__("Somebody changed this meanwhile.", advice="Look at both, then save again.")
        self.kept = kept


def seen(shown: object) -> str:
    """Return what stands for *shown*, the fields of a form: a hash that the form carries and sends back."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]


def check_unchanged(kept: object, typed: object, sent: str | None) -> None:
    """Raise :class:`ChangedMeanwhile` unless *kept* is what the form showed (*sent*, by :func:`seen`).

    None for *sent*: no form asks. Whoever typed what is kept already overwrites nothing.
    """
    if sent is not None and sent != seen(kept) and typed != kept:
        raise ChangedMeanwhile(kept)


def one_line(text: str) -> str:
    """Return *text* on one line, without marks that would turn about what stands beside it."""
    return " ".join(_TURNING.sub("", unicodedata.normalize("NFC", text)).split())


def several_lines(text: str) -> str:
    """Return *text* with its lines, without such marks."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_TURNING.sub("", line).rstrip() for line in lines).strip()


def measured(fields: Mapping[str, str], *, longest: int = LINE, needed: str = "") -> dict[str, Problem]:
    """Return which of *fields* are too long, and that the field *needed* is empty."""
    found = {name: Problem.TOO_LONG for name, text in fields.items() if len(text) > longest}
    if needed and not fields[needed]:
        found[needed] = Problem.MISSING
    return found
