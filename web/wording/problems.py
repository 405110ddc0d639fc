"""Errors in the reader's language: what happened, and what to do next.

Errors are made in English, far below the pages, and carry their evidence. Those that people meet in a
browser have a sentence here; of the others the English one is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from consent.errors import AnswerRefused, NoNoticeUsable, Refusal
from consent.releases import Answer
from pvstudio.errors import NotFound, StudioError
from web.wording.i18n import _
from workflows.accounts.errors import (
    LastKeeper,
    NameTaken,
    NotTheFirst,
    PasswordTooEasy,
    SignInRefused,
    TooManyAttempts,
)

#: For each kind of error what happened and what to do next.
_WORDS: dict[type[StudioError], Callable[[Any], tuple[str, str]]] = {
    NotFound: lambda _e: (
        _("What you look for is not here."),
        _("It may have been erased, or the address is wrong. Go back to the start."),
    ),
    SignInRefused: lambda _e: (
        _("This name and this password do not belong together."),
        _(
            "Look for capital letters and the keyboard's language. "
            "Who looks after this studio can set a new password."
        ),
    ),
    TooManyAttempts: lambda e: (
        _(
            "There were too many wrong passwords for this name. Wait until {time}.",
            time=f"{e.until.astimezone():%H:%M:%S}",
        ),
        _("Who looks after this studio can set a new password at once."),
    ),
    NameTaken: lambda e: (_("There is an account “{name}” already.", name=e.name), _("Choose another name.")),
    PasswordTooEasy: lambda e: (
        _(
            "This password is too easy to guess: "
            "{n} characters or more are needed, and not a well-known one.",
            n=e.shortest,
        ),
        _("Three or four words that only you put together are good."),
    ),
    LastKeeper: lambda e: (
        _("“{name}” is the only one who looks after this studio.", name=e.name),
        _("Let somebody else look after it first."),
    ),
    NotTheFirst: lambda _e: (_("This studio is set up already."), _("Sign in.")),
}


def in_words(error: StudioError) -> tuple[str, str]:
    """Return what happened and what to do next; never a command: nobody types one into a page."""
    words, advice = _in_words(error)
    return words, _("Ask who looks after this studio.") if is_command(advice) else advice


def _in_words(error: StudioError) -> tuple[str, str]:
    for kind in type(error).__mro__:
        if words := _WORDS.get(kind):
            return words(error)
    return str(error), error.advice


def is_command(words: str) -> bool:
    """Say whether *words* tell somebody to type a command."""
    return "pvstudio " in words


def is_spoken(error: StudioError) -> bool:
    """Say whether the error has words in the reader's language; the others are English."""
    return any(kind in _WORDS for kind in type(error).__mro__)


def way_on(error: Exception, workshop: str) -> tuple[str, str] | None:
    """Return the page of *workshop* where what is missing can be mended, and its name; or None."""
    match error:
        case NoNoticeUsable(answer=Answer(stage=stage), offered=[language, *_others]):
            there = url_for("notices.show", workshop=workshop, language=language, topic=stage)
            return there, _("Notices")
        case AnswerRefused(why=Refusal.NO_NOTICE | Refusal.NOTICE_NOT_APPROVED):
            return url_for("notices.index", workshop=workshop), _("Notices")
        case AnswerRefused(why=Refusal.UNKNOWN_GUARDIAN, answer=Answer(participant_id=person)):
            there = url_for("participants.show", workshop=workshop, person_id=person, _anchor="guardians")
            return there, _("Note a guardian")
    return None


def teach(kind: type[StudioError], words: Callable[[Any], tuple[str, str]]) -> None:
    """Give a kind of error its words: for pages that have errors of their own."""
    _WORDS[kind] = words
