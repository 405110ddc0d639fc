"""What keeps films in, and answers out, in the reader's language; English says it with all that it knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from consent.errors import AnswerRefused, Refusal
from consent.ledger.errors import LedgerBroken
from pvstudio.errors import StudioError
from web.wording.i18n import _, language, lazy
from web.wording.problems import in_words, is_command, teach
from workflows.errors import (
    FilmDamaged,
    LanguageNotInFilm,
    NothingToAcknowledge,
    NothingToErase,
    NotOnRecord,
    NotRendered,
    WithdrawnOnly,
    Withheld,
)
from workflows.recall_lists import ClockImpossible
from workflows.screening_kits.errors import KitTakenBack

#: Why an answer could not be written down.
REFUSALS: Mapping[Refusal, Any] = {
    Refusal.UNKNOWN_PERSON: lazy("There is no such person."),
    Refusal.UNKNOWN_SUBJECT: lazy("There is no such clip or film."),
    Refusal.NOT_IN_IT: lazy("They are not logged in it: log who appears first."),
    Refusal.NOT_RENDERED: lazy("There is no film yet that could have been watched."),
    Refusal.WRONG_ROLE: lazy("That is not who answers for them."),
    Refusal.WRONG_AUDIENCE: lazy("Each audience is answered apart, and only for clips and films."),
    Refusal.UNKNOWN_GUARDIAN: lazy("Say which guardian answers; write down first who that is."),
    Refusal.NOBODY_SIGNED: lazy("The safeguarding officer is not named."),
    Refusal.NO_NOTICE: lazy(
        "No notice can be used in their language: choose another one and name the interpreter."
    ),
    Refusal.NOTICE_UNKNOWN: lazy("No such notice is known: open the page again."),
    Refusal.NOTICE_WRONG_STAGE: lazy("The notice was about something else."),
    Refusal.NOTICE_NOT_APPROVED: lazy("A machine translated the notice, and nobody has approved it."),
    Refusal.NOTICE_LANGUAGE: lazy("The notice was not in their language: name who interpreted."),
    Refusal.NOT_UNDERSTOOD: lazy("They had not understood it: explain it again, then ask again."),
    Refusal.LANGUAGE_UNKNOWN: lazy("What it leaves out is no language that is known by its tag."),
    Refusal.NO_ZONE: lazy("Its time has no time zone."),
    Refusal.FROM_THE_PAST: lazy("It is from before there was anything to agree to: check the date."),
    Refusal.FROM_THE_FUTURE: lazy("It is dated in the future: check the clock."),
    Refusal.BEFORE_THE_FILM: lazy("It is older than the film: watch it together, then ask."),
    Refusal.BEFORE_AGE_CHANGE: lazy("It is older than their age band: ask again."),
    Refusal.EXPIRED_ALREADY: lazy("It had ended already: ask again."),
    Refusal.NOT_FRESH: lazy("It is older than the answer that it would replace: ask again."),
    Refusal.REPEATED: lazy("They have said exactly that already."),
    Refusal.ID_TAKEN: lazy("This was sent twice; the first one is written down."),
}


def _says(kind: type[StudioError], words: Callable[[Any], tuple[str, str]]) -> None:
    """Say in English all that the error knows, and in other languages *words*; of advice no commands."""

    def say(error: Any) -> tuple[str, str]:
        if language() != "en":
            return words(error)
        return str(error), words(error)[1] if is_command(error.advice) else error.advice

    teach(kind, say)


_says(AnswerRefused, lambda error: (_("The answer was not written down."), str(REFUSALS[error.why])))
_says(NotRendered, lambda _e: (_("There is no film to hand out."), _("Make the film first.")))
_says(
    NotOnRecord,
    lambda _e: (
        _("What is in this film is not on record."),
        _("Make the film again, and ask everybody in it."),
    ),
)
_says(
    LedgerBroken,
    lambda _e: (
        _("The record of consent was changed by somebody, so no film leaves the studio."),
        _("Tell the safeguarding officer, and whoever looks after this studio."),
    ),
)
_says(
    LanguageNotInFilm,
    lambda error: (
        _("The film has no subtitles in {languages}.", languages=", ".join(error.asked)),
        _("Others need a new version of the film."),
    ),
)
_says(
    FilmDamaged,
    lambda _e: (_("The film has changed on the disk."), _("Do not hand it out. Make it again.")),
)
_says(
    NothingToAcknowledge,
    lambda _e: (_("This kit was not recalled."), _("Only a recall can be confirmed.")),
)
_says(
    NothingToErase,
    lambda _e: (_("They are logged in no such clip."), _("Log who appears first.")),
)
_says(
    KitTakenBack,
    lambda _e: (_("This kit was recalled: it is not made again."), _("Make another, if all agree.")),
)
_says(
    ClockImpossible,
    lambda _e: (_("The clock of the studio's computer is wrong."), _("Set it right, then try again.")),
)
teach(Withheld, lambda _e: (_("Somebody in this film does not agree to this now."), ""))  # the reasons follow
teach(
    WithdrawnOnly,
    lambda error: (
        _("It is withdrawn and closed. What was to be shown instead was not written down."),
        in_words(error.refused)[1],
    ),
)
