"""Being there: six digits on the facilitator's screen, typed on the phone of whoever they stand beside."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from pvstudio.model import Workshop
from web.pages.phones.blueprint import blueprint
from web.security.access import allow
from web.security.session import signed_in
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.phones import present_code
from workflows.phones.presence import PRESENCE_LASTS


@blueprint.get("/presence")
@allow(Role.FACILITATOR, Role.OFFICER)
def presence(workshop: str) -> ResponseReturnValue:
    """Say what the digits are for, and offer them."""
    with studio().documents.read(workshop) as tx:
        return render_template("phones/presence.html", workshop=tx.get(Workshop, workshop))


@blueprint.post("/presence")
@allow(Role.FACILITATOR, Role.OFFICER)
def be_there(workshop: str) -> ResponseReturnValue:
    """Show six digits, in this answer alone."""
    at = now()
    digits = present_code(studio(), workshop, signed_in().name, at)
    back = url_for(".presence", workshop=workshop)
    return render_template("phones/digits.html", digits=digits, until=at + PRESENCE_LASTS, back=back)
