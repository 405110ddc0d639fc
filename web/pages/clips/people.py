"""Who is in a clip: tapped, confirmed, put right; newcomers enrolled; a picture of each."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from consent.answers.enrolling import enrol
from consent.answers.recording import confirm_complete, correct_appearance, log_appearance
from consent.releases import Sign
from pvstudio.media.stills import Square
from pvstudio.model import AgeBand, Participant, new_id
from web.forms import chosen, several, text
from web.pages.clips.blueprint import back, blueprint, moment
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.clips.portraits import choose_portrait, drop_portrait
from workflows.withdrawals import consent_changes


@blueprint.post("/people")
@allow(Role.FACILITATOR, Role.OFFICER)
def appear(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Log that somebody is in the clip, recognisable by one more sign."""
    person, signs = request.form.get("person", ""), several(Sign, "signs")
    with consent_changes(studio(), workshop) as tx:
        log_appearance(tx, clip_id, person, signs)
    return back(workshop, clip_id, "who", logging=True)


@blueprint.post("/newcomer")
@allow(Role.FACILITATOR, Role.OFFICER)
def newcomer(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Enrol somebody who is not in the workshop yet, and log them in the clip."""
    pseudonym, signs = text("pseudonym", longest=80), several(Sign, "signs")
    if not pseudonym or not signs:
        raise BadRequest(_("Write a pseudonym, and say by what they can be recognised."))
    person = Participant(id=new_id("person"), pseudonym=pseudonym, age_band=chosen(AgeBand, "age"))
    with consent_changes(studio(), workshop) as tx:
        if any(pseudonym.casefold() == one.pseudonym.casefold() for one in tx.find(Participant)):
            raise BadRequest(_("Somebody is called “{name}” already: choose another one.", name=pseudonym))
        enrol(tx, person, by=signed_in().name)
        log_appearance(tx, clip_id, person.id, signs)
    return back(workshop, clip_id, "who")


@blueprint.post("/complete")
@allow(Role.FACILITATOR, Role.OFFICER)
def complete(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Confirm that everybody who can be recognised is logged."""
    with consent_changes(studio(), workshop) as tx:
        confirm_complete(tx, clip_id, by=signed_in().name)
    return back(workshop, clip_id, "who")


@blueprint.post("/mistaken")
@allow(Role.FACILITATOR, Role.OFFICER)
def mistaken(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Take out somebody who was logged by mistake; the clip is unlogged until it is confirmed anew."""
    account, person = signed_in(), request.form.get("person", "")
    reason = text("reason", longest=500)
    officer = Role.OFFICER in account.roles
    with consent_changes(studio(), workshop) as tx:
        correct_appearance(tx, clip_id, person, by=account.name, reason=reason, officer=officer)
    drop_portrait(studio(), workshop, person, clip_id=clip_id)
    return back(workshop, clip_id, "who")


@blueprint.post("/portrait")
@allow(Role.FACILITATOR, Role.OFFICER)
def portrait(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Let a square of one moment stand for somebody."""
    square = Square(x=_part("x"), y=_part("y"), side=_part("side"))
    choose_portrait(studio(), workshop, clip_id, request.form.get("person", ""), moment("at"), square)
    flash(_("This picture stands for them now. Only the facilitators of this workshop see it."))
    return back(workshop, clip_id, "who")


def _part(name: str) -> float:
    """Return the percentage in the field *name* as a part of one."""
    try:
        percent = float(request.form.get(name, "").replace(",", "."))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise BadRequest(_("The square is given in percent, from 0 to 100."))
    return percent / 100
