"""A letter for each audience, told apart by colour, shape and letter: the consent matrix and its kin."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from consent.gate.overview import Letter, Letters
from pvstudio.model import Audience
from web.wording.i18n import language, lazy
from web.wording.showing import AUDIENCES

#: One letter each, as facilitators abbreviate the five audiences; different ones within a language.
LETTERS: Mapping[Audience, Any] = {
    Audience.GROUP: lazy("G"),  # one letter for: The group
    Audience.COMMUNITY: lazy("C"),  # one letter for: Community
    Audience.PARTNERS: lazy("P"),  # one letter for: Partners
    Audience.AUTHORITIES: lazy("A"),  # one letter for: Authorities
    Audience.ONLINE: lazy("O"),  # one letter for: Online
}

STANDS: Mapping[Letter, Any] = {
    Letter.YES: lazy("Yes"),
    Letter.CONDITIONS: lazy("Yes, on conditions"),
    Letter.PENDING: lazy("Not answered"),
    Letter.ENDED: lazy("Ended"),
    Letter.NO: lazy("No"),
}

#: The letters of what is open or not: nobody need have said no.
_OPEN = ("shut", Letter.YES)
_WORDS: Mapping[str, Any] = {"shut": lazy("Withheld")} | {str(one): words for one, words in STANDS.items()}


def letters(stands: Letters, only: Audience | None = None) -> Markup:
    """Return the letters of all audiences, or of one, as markup that is read out in words."""
    return _letters(stands, only, language())


def opened(to: tuple[bool, ...], only: Audience | None = None) -> Markup:
    """Return to whom something is open, as letters."""
    return _letters(tuple(_OPEN[one] for one in to), only, language())


@lru_cache(maxsize=8192)
def _letters(stands: tuple[str, ...], only: Audience | None, _language: str) -> Markup:
    found = Markup()
    for audience, stand in zip(Audience, stands, strict=True):
        if only in {None, audience}:
            words = f"{AUDIENCES[audience]}: {_WORDS[stand]}"
            found += Markup('<i class="l {}" title="{}"><span aria-hidden="true">{}</span>').format(
                stand, words, LETTERS[audience]
            ) + Markup('<span class="unseen">{}. </span></i>').format(escape(words))
    return found
