"""What cannot be in a record of who came, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from workflows.errors import WorkflowError


class Wrong(StrEnum):
    """What is wrong with a field of a record."""

    TITLE = "title"  # none, or too long
    TOO_LONG = "too-long"
    NO_DAY = "no-day"
    NO_YEAR = "no-year"
    FUTURE = "future"
    BEFORE_START = "before-start"  # before the workshop began
    NO_NUMBER = "no-number"
    NEGATIVE = "negative"
    TOO_MANY = "too-many"
    MORE_FIRST = "more-first"  # more people for the first time than people
    NOBODY = "nobody"  # somebody was ticked whom this workshop does not know
    NO_CHOICE = "no-choice"
    NOT_AS_REPORTED = "not-as-reported"


_WORDS = {
    Wrong.TITLE: "needs one short line",
    Wrong.TOO_LONG: "is too long",
    Wrong.NO_DAY: "is no day",
    Wrong.NO_YEAR: "is a day in no year of a workshop",
    Wrong.FUTURE: "is still to come",
    Wrong.BEFORE_START: "is before the workshop began",
    Wrong.NO_NUMBER: "is no whole number",
    Wrong.NEGATIVE: "is less than nobody",
    Wrong.TOO_MANY: "is more people than can have come",
    Wrong.MORE_FIRST: "is more people for the first time than people",
    Wrong.NOBODY: "names somebody whom this workshop does not know",
    Wrong.NO_CHOICE: "is none of the choices",
    Wrong.NOT_AS_REPORTED: "does not make the number of the screening's report",
}


class TallyRefused(WorkflowError):
    """A record says what cannot be; nothing was written down. *problems* go by field.

    Rows of tallies are "people-0", "first_time-0" and so on; "tallies" is all of them together. *people*
    is what they add up to with those who were ticked, *reported* what the screening's report says.
    """

    def __init__(
        self, problems: Mapping[str, Wrong], *, people: int = 0, reported: int | None = None
    ) -> None:
        listed = "; ".join(f"{field} {_WORDS[wrong]}" for field, wrong in problems.items())
        if reported is not None and Wrong.NOT_AS_REPORTED in problems.values():
            listed += f" ({people} are counted here, the report says {reported})"
        super().__init__(
            f"Who came was not written down: {listed}.", advice="Mend these fields, then save again."
        )
        self.problems, self.people, self.reported = dict(problems), people, reported


class NotTheirs(WorkflowError):
    """Somebody else wrote down who came; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("Somebody else wrote down who came.", advice="Ask whoever runs the workshop.")


def refuse(problems: Mapping[str, Wrong], *, people: int = 0, reported: int | None = None) -> None:
    """Raise :class:`TallyRefused` if there are *problems*."""
    if problems:
        raise TallyRefused(problems, people=people, reported=reported)
