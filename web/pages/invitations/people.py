"""What a facilitator does about one person who registered."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.errors import NotFound
from pvstudio.model import AgeBand
from web.forms import chosen_or_none
from web.pages.invitations.blueprint import blueprint
from web.pages.invitations.offering import page
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.fields import FormRefused
from workflows.invitations import invitation_of, make_participant, remove
from workflows.participants import Person


@blueprint.post("/<registration_id>/participant")
@allow(Role.FACILITATOR, Role.OFFICER)
def welcome(workshop: str, registration_id: str) -> ResponseReturnValue:
    """Make a participant of somebody who registered, by a name for this workshop."""
    said = Person(pseudonym=request.form.get("pseudonym", ""), age_band=chosen_or_none(AgeBand, "age_band"))
    try:
        person = make_participant(studio(), workshop, registration_id, said, by=signed_in().name, at=now())
    except FormRefused as refused:
        home = invitation_of(studio(), workshop, now())
        if home is None:
            raise NotFound("invitation", workshop) from None
        told = {"problems": refused.problems, "typed": request.form, "about": registration_id}
        return page(workshop, home, **told), 422
    flash(_("{name} is a participant now.", name=person.pseudonym))
    if person.age_band is AgeBand.MINOR:
        there = url_for("participants.show", workshop=workshop, person_id=person.id, _anchor="guardians")
        return redirect(there, 303)
    return redirect(url_for(".show", workshop=workshop), 303)


@blueprint.post("/<registration_id>/remove")
@allow(Role.FACILITATOR, Role.OFFICER)
def take_off(workshop: str, registration_id: str) -> ResponseReturnValue:
    """Delete one registration: its place goes to who waits longest."""
    remove(studio(), workshop, registration_id, at=now())
    flash(_("Deleted. If somebody waited, they have the place now."))
    return redirect(url_for(".show", workshop=workshop), 303)
