"""What consent refuses, and why."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from pvstudio.errors import StudioError

if TYPE_CHECKING:
    from consent.releases import Answer


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
    UNKNOWN_GUARDIAN = "unknown-guardian"  # nobody who is known to answer for this minor
    NOBODY_SIGNED = "nobody-signed"  # a best-interests sign-off without the officer's name
    NO_NOTICE = "no-notice"  # nobody says what the person was told
    NOTICE_UNKNOWN = "notice-unknown"  # no text of today or earlier has this hash
    NOTICE_WRONG_STAGE = "notice-wrong-stage"
    NOTICE_NOT_APPROVED = "notice-not-approved"  # made by a machine, approved by nobody
    NOTICE_LANGUAGE = "notice-language"  # not one that they understand, and nobody interpreted
    NOT_UNDERSTOOD = "not-understood"  # they could not tell it back
    LANGUAGE_UNKNOWN = "language-unknown"  # left out by a word that names no language
    NO_ZONE = "no-zone"  # a time without a time zone
    FROM_THE_FUTURE = "from-the-future"
    FROM_THE_PAST = "from-the-past"  # older than the workshop, or long before there was such footage
    BEFORE_THE_FILM = "before-the-film"
    BEFORE_AGE_CHANGE = "before-age-change"  # said when others were asked for this person
    EXPIRED_ALREADY = "expired-already"
    NOT_FRESH = "not-fresh"  # a yes that is not newer than the answer it would replace
    REPEATED = "repeated"  # the same yes again, with nothing new in it
    ID_TAKEN = "id-taken"  # answers are never overwritten


class AnswerRefused(ConsentError):
    """An answer cannot be recorded; *why* is for programs, the message for people.

    *answer* is what was to be recorded; :func:`consent.answers.recording.record_answer` sets it.
    """

    answer: Answer | None = None

    def __init__(self, why: Refusal, message: str, *, advice: str = "", answer: Answer | None = None) -> None:
        super().__init__(message, advice=advice)
        self.why, self.answer = why, answer


class NoNoticeUsable(AnswerRefused):
    """There is no notice that could be used for somebody: none in their languages, or none approved."""

    def __init__(self, answer: Answer, wanted: Sequence[str], offered: Sequence[str], person: str) -> None:
        super().__init__(
            Refusal.NO_NOTICE,
            f"No notice for {answer.stage} can be used to ask {person} (in {', '.join(wanted)}).",
            answer=answer,
        )
        if offered:
            self.advice = (
                "It was translated by a machine. Let somebody who speaks it read it, then: "
                f"pvstudio notice approve {offered[0]} --by NAME. "
                "Or name the language that an interpreter reads it from, and the interpreter."
            )
        else:
            self.advice = "Let somebody interpret: name the notice's language and the interpreter."
        self.wanted, self.offered = tuple(wanted), tuple(offered)
