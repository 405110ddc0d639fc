"""What consent refuses, and why."""

from __future__ import annotations

from enum import StrEnum

from pvstudio.errors import StudioError


class ConsentError(StudioError):
    """Something about consent."""


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
