"""What consent refuses, and why."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from pvstudio.errors import StudioError

if TYPE_CHECKING:
    from consent.policy import Reason


class ConsentError(StudioError):
    """Something about consent."""


class Withheld(ConsentError):
    """The gate said no: *reasons* name every person and clip that stands in the way."""

    advice = "Ask the people who are named, change the clip as they wish, or leave it out."

    def __init__(self, what: str, reasons: Sequence[Reason]) -> None:
        words = "\n".join(f"  - {reason.words}" for reason in reasons)
        super().__init__(f"{what} is withheld:\n{words}")
        self.what, self.reasons = what, tuple(reasons)


class Refusal(StrEnum):
    """Why an answer could not be recorded."""

    UNKNOWN_PERSON = "unknown-person"
    UNKNOWN_SUBJECT = "unknown-subject"
    NOT_IN_IT = "not-in-it"  # the person is not logged in this clip or film
    NOT_RENDERED = "not-rendered"  # there is no film yet that could have been watched
    WRONG_ROLE = "wrong-role"  # an adult's guardian, a minor without one …
    WRONG_AUDIENCE = "wrong-audience"  # one where none belongs, or none where one is needed
    NO_ZONE = "no-zone"  # a time without a time zone
    FROM_THE_FUTURE = "from-the-future"
    BEFORE_THE_FILM = "before-the-film"
    EXPIRED_ALREADY = "expired-already"
    NOT_FRESH = "not-fresh"  # a yes that is not newer than the answer it would replace
    REPEATED = "repeated"  # the same yes again, with nothing new in it
    ID_TAKEN = "id-taken"  # answers are never overwritten


class AnswerRefused(ConsentError):
    """An answer cannot be recorded; *why* is for programs, the message for people."""

    def __init__(self, why: Refusal, message: str, *, advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.why = why
