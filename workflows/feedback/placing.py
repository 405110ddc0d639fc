"""Where and when something was said: at a screening of its kit, on a day on which that can have been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pvstudio.model import Kit
from pvstudio.store import Reading
from workflows.feedback.bundles import Why
from workflows.feedback.responses import Response
from workflows.screenings import ReportRefused, Screening, Wrong, check_day

#: Why a report is refused, as it is said of things in a bundle.
WHY: Mapping[Wrong, Why] = {
    Wrong.NO_DAY: Why.FORM,
    Wrong.FUTURE: Why.FUTURE,
    Wrong.BEFORE_KIT: Why.BEFORE_KIT,
    Wrong.AFTER_RECALL: Why.AFTER_RECALL,
    Wrong.TALLIES: Why.TALLY,
    Wrong.PEOPLE: Why.TALLY,
    Wrong.NO_PLACE: Why.PLACE,
    Wrong.PLACE_TOO_LONG: Why.PLACE,
}


def another_kit_s(tx: Reading, kit: Kit, screening_id: str) -> bool:
    """Say whether *screening_id* is a screening of another kit. One that nobody knows may still come."""
    held = tx.find(Screening, id=screening_id) if screening_id else []
    return any(one.kit_id != kit.id for one in held)


def placed(tx: Reading, kit: Kit, one: Response, at: datetime) -> Response | Why:
    """Return *one* as said about *kit*, or why that cannot be.

    What was said at a screening was said on its day, whatever the clock of a phone says.
    """
    if another_kit_s(tx, kit, one.screening_id):
        return Why.OTHER
    held = tx.find(Screening, id=one.screening_id) if one.screening_id else []
    one = replace(one, kit_id=kit.id, held_on=held[0].held_on if held else one.held_on)
    try:
        check_day(one.held_on, kit, at)
    except ReportRefused as refused:
        return WHY[refused.wrong]
    return one
