"""The poster of an open workshop: what it is, where and when, and a square that opens the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pvstudio.languages import language_name
from workflows.invitations.model import Invitation
from workflows.papers import paper

#: A telephone number as people write it.
_NUMBER = re.compile(r"\+?\d[\d /()-]{4,}\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where phones open the page of an invitation: as the square holds it, and as it is typed."""

    address: str  # "http://192.168.0.7:8000/join/ABCDEFGH"
    typed: str  # "192.168.0.7:8000/join"


def poster_paper(invitation: Invitation, language: str, way: Way) -> str:
    """Return the poster of *invitation* in *language* (BCP 47) as one HTML file."""
    return paper(
        "invitation_poster",
        language,
        invitation=invitation,
        told=invitation.said_in(language),
        spoken=[(tag, language_name(tag)) for tag in invitation.languages],
        way=way,
        letters=in_fours(invitation.code),
        tell=_NUMBER.sub(_whole, invitation.tell),
    )


def _whole(number: re.Match[str]) -> str:
    """Return a number that stays on one line and in its order, whatever stands round it."""
    unbroken = number[0].replace(" ", "\N{NO-BREAK SPACE}")
    return f"\N{LEFT-TO-RIGHT ISOLATE}{unbroken}\N{POP DIRECTIONAL ISOLATE}"


def in_fours(letters: str) -> str:
    """Return letters as people read them off: "ABCD EFGH"."""
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))
