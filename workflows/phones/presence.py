"""A facilitator stands beside the phone: they show six digits on their own screen, typed in once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workflows.phones.codes import DIGITS, digest, new_digits, typed_digits
from workflows.phones.errors import PresenceRefused
from workflows.phones.seat import Visit, lasts
from workflows.phones.visits import kept_visit
from workflows.wiring import PHONES, Studio

#: From one screen to the other, not longer.
PRESENCE_LASTS = timedelta(minutes=5)
#: So many wrong guesses in a workshop end every code that is open there: a million codes, few tries.
MOST_WRONG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentCode:
    """The digits that a facilitator shows, as a hash: one of each and workshop (a document of PHONES)."""

    id: str
    workshop: str
    by: str
    until: datetime
    wrong: int = 0  # guesses in this workshop since it was made

    def is_shown(self, at: datetime) -> bool:
        """Say whether it is still good."""
        return lasts(self.until - PRESENCE_LASTS, at, self.until)


def present_code(studio: Studio, workshop: str, by: str, at: datetime) -> str:
    """Return the digits that show that *by* is there; those that they showed before are over."""
    with studio.documents.write(PHONES) as tx:
        for one in tx.find(PresentCode):
            if not one.is_shown(at) or (one.workshop, one.by) == (workshop, by):
                tx.delete(PresentCode, one.id)
        digits = new_digits()
        while tx.find(PresentCode, id=_key(workshop, digits)):
            digits = new_digits()
        tx.put(PresentCode(id=_key(workshop, digits), workshop=workshop, by=by, until=at + PRESENCE_LASTS))
    return digits


def check_presence(studio: Studio, visit: Visit, digits: str, at: datetime) -> str:
    """Return the name of the facilitator who shows *digits* now, once; else raise :class:`PresenceRefused`.

    A wrong guess counts against every code that is open in the workshop; fewer digits are no guess.
    Raises :class:`VisitOver`.
    """
    typed = typed_digits(digits)
    if len(typed) != DIGITS:
        raise PresenceRefused
    key = _key(visit.workshop, typed)
    with studio.documents.write(PHONES) as tx:
        kept_visit(tx, visit)
        shown = [one for one in tx.find(PresentCode, workshop=visit.workshop) if one.is_shown(at)]
        found = next((one for one in shown if one.id == key), None)
        for one in [found] if found else shown:
            tx.delete(PresentCode, one.id)
            if not found and one.wrong + 1 < MOST_WRONG:
                tx.put(replace(one, wrong=one.wrong + 1))
    if found is None:
        raise PresenceRefused
    return found.by


def _key(workshop: str, digits: str) -> str:
    return digest(f"present {workshop} {digits}")
