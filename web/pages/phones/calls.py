"""Who asked for a person on their phone, and whose phone is locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pvstudio.model import Clip, Cut, CutVersion, Participant, Workshop
from pvstudio.store import Reading
from web.pages.phones.blueprint import blueprint
from web.pages.phones.seats import Holder, holders
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.phones import Call, Seat, answered, locked_in

#: So many of those that somebody went to are listed.
_LATEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A call as the page lists it: who, and about what (with its address, where there is something)."""

    call: Call
    who: Holder
    title: str = ""
    address: str = ""


@blueprint.get("/calls/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """Show who waits for somebody to come."""
    return render_template("phones/calls.html", **_waiting(workshop))


@blueprint.get("/calls/lines")
@allow(Role.FACILITATOR, Role.OFFICER)
def lines(workshop: str) -> ResponseReturnValue:
    """Show the lines alone, for the page to renew."""
    return render_template("phones/_calls.html", **_waiting(workshop))


@blueprint.post("/calls/<call_id>/done")
@allow(Role.FACILITATOR, Role.OFFICER)
def done(workshop: str, call_id: str) -> ResponseReturnValue:
    """Note that somebody went to them."""
    answered(studio(), workshop, call_id, by=signed_in().name, at=now())
    flash(_("Noted."))
    return redirect(url_for(".index", workshop=workshop), 303)


def _waiting(workshop: str) -> dict[str, Any]:
    shut = locked_in(studio(), workshop)
    with studio().documents.read(workshop) as tx:
        found = sorted(tx.find(Call), key=lambda one: one.at)
        people = {one.id: one for one in tx.find(Participant)}
        seats = {one.seat: one for person in people.values() for one in holders(tx, person)}
        asked = [_asked(tx, workshop, one, who) for one in found if (who := _who(one, seats, people))]
        over = [one for one in asked if one.call.answered_at]
        return {
            "workshop": tx.get(Workshop, workshop),
            "waiting": [one for one in asked if not one.call.answered_at],
            "over": over[: -_LATEST - 1 : -1],
            "locked": [seats[one] for one in shut if one in seats],
        }


def _who(call: Call, seats: dict[Seat, Holder], people: dict[str, Participant]) -> Holder | None:
    """Return who asked; who may hold no phone any more (an ended guardian, a child of another age) too."""
    seat = Seat(participant_id=call.participant_id, role=call.role, guardian_id=call.guardian_id)
    person = people.get(call.participant_id)
    return seats.get(seat) or (Holder(seat=seat, name=person.pseudonym) if person else None)


def _asked(tx: Reading, workshop: str, call: Call, who: Holder) -> Asked:
    """Return the call with what it is about; that may have been erased since, or be no thing but a page."""
    for clip in tx.find(Clip, id=call.about):
        there = url_for("clips.show", workshop=workshop, clip_id=clip.id)
        return Asked(call=call, who=who, title=clip.title, address=there)
    for film in tx.find(CutVersion, id=call.about):
        there = url_for("cuts.show", workshop=workshop, version_id=film.id)
        title = f"{tx.get(Cut, film.cut_id).title} · {film.number}"
        return Asked(call=call, who=who, title=title, address=there)
    return Asked(call=call, who=who)
