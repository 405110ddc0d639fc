"""“We showed it”: what hosts report of their screenings, on the page of the kit that they showed."""

from __future__ import annotations

import re
from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.errors import NotFound as NotHere
from pvstudio.model import Kit
from web.pages.kits import is_inside, own_kit, page
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.fields import ChangedMeanwhile
from workflows.screening_counts import delete as remove
from workflows.screening_counts import put_right
from workflows.screenings import (
    LONGEST_PLACE,
    Report,
    ReportRefused,
    Screening,
    Wrong,
    report,
)

blueprint = Blueprint("screenings", __name__, url_prefix="/workshops/<workshop>/kits/<kit_id>/screenings")

_DIGITS = re.compile(r"\d{1,9}")


@blueprint.post("/")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def add(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Write down that the film was shown."""
    kit = own_kit(workshop, kit_id)
    try:
        report(studio(), workshop, kit_id, _said(), by=signed_in().id, at=now())
    except ReportRefused as refused:
        return page(workshop, kit, wrong=_words(refused.wrong), typed=request.form), 422
    flash(_("Written down. The people in the film see where and when it was shown, and to how many."))
    return _back(workshop, kit_id)


@blueprint.post("/<screening_id>")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def mend(workshop: str, kit_id: str, screening_id: str) -> ResponseReturnValue:
    """Put a report right: one's own; whoever works in the workshop, each.

    Where somebody else has done so meanwhile, both are shown.
    """
    kit, sent = _kit_of(workshop, kit_id, screening_id), request.form.get("seen", "")
    form = {"typed": request.form, "which": screening_id}
    try:
        put_right(studio(), workshop, screening_id, _said(), by=_whose(), at=now(), sent=sent)
    except ReportRefused as refused:
        return page(workshop, kit, wrong=_words(refused.wrong), sent=sent, **form), 422
    except ChangedMeanwhile:
        return page(workshop, kit, overtaken=True, **form), 409
    flash(_("It is put right."))
    return _back(workshop, kit_id)


@blueprint.post("/<screening_id>/delete")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def delete(workshop: str, kit_id: str, screening_id: str) -> ResponseReturnValue:
    """Delete a report that was made by mistake."""
    _kit_of(workshop, kit_id, screening_id)
    remove(studio(), workshop, screening_id, by=_whose())
    flash(_("It is deleted."))
    return _back(workshop, kit_id)


def _kit_of(workshop: str, kit_id: str, screening_id: str) -> Kit:
    """Return the kit that a report is about; a report of another kit is not there."""
    kit = own_kit(workshop, kit_id)
    with studio().documents.read(workshop) as tx:
        if tx.get(Screening, screening_id).kit_id != kit_id:
            raise NotHere("Screening", screening_id)
    return kit


def _whose() -> str | None:
    return None if is_inside() else signed_in().id


def _back(workshop: str, kit_id: str) -> ResponseReturnValue:
    return redirect(url_for("kits.show", workshop=workshop, kit_id=kit_id, _anchor="shown"), 303)


def _said() -> Report:
    """Read the form. Raises :class:`ReportRefused` for what is no day or no number."""
    day, people = (request.form.get(name, "").strip() for name in ("held_on", "people"))
    try:
        held_on = date.fromisoformat(day)
    except ValueError:
        raise ReportRefused(Wrong.NO_DAY) from None
    if not _DIGITS.fullmatch(people):
        raise ReportRefused(Wrong.PEOPLE)
    return Report(held_on=held_on, place=request.form.get("place", ""), people=int(people))


def _words(wrong: Wrong) -> str:
    said = {
        Wrong.NO_DAY: _("Choose the day."),
        Wrong.FUTURE: _("That day is still to come. Write down a screening after it was held."),
        Wrong.BEFORE_KIT: _("The kit was handed over later than that. Look at the day again."),
        Wrong.AFTER_RECALL: _(
            "The kit was recalled before that day. Tell the studio at once what was shown."
        ),
        Wrong.NO_PLACE: _("Write the town or the hall."),
        Wrong.PLACE_TOO_LONG: _("The place has more than {n} letters. Write it shorter.", n=LONGEST_PLACE),
        Wrong.PEOPLE: _("Write how many people came, in digits."),
        Wrong.TALLIES: _("Count each group once, and no more first-timers than people."),
    }
    return str(said[wrong])
