"""The head of the ledger as a page to print: whoever has the laptop could write an unwitnessed one anew."""

from __future__ import annotations

import io

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from consent.ledger.heads import in_fours
from consent.ledger.keys import fingerprint
from pvstudio.errors import NotFound
from pvstudio.model import Workshop
from web.pages.workshops.desk import blueprint
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.witness import note_kept, proven_head


@blueprint.get("/workshops/<workshop>/head")
@allow(Role.FACILITATOR, Role.OFFICER)
def head(workshop: str) -> ResponseReturnValue:
    """Show the head of the ledger, which was proven whole for it."""
    with studio().documents.read(workshop) as tx:
        found = tx.get(Workshop, workshop)
    try:
        last = proven_head(studio(), workshop)
    except NotFound:
        return render_template("workshops/head.html", workshop=found, head=None)
    return render_template(
        "workshops/head.html",
        workshop=found,
        head=last,
        lines=[in_fours(last.hash[:32]), in_fours(last.hash[32:])],
        key=in_fours(fingerprint(last.key)),
    )


@blueprint.get("/workshops/<workshop>/head.svg")
@allow(Role.FACILITATOR, Role.OFFICER)
def head_code(workshop: str) -> ResponseReturnValue:
    """Send the head as a QR code."""
    drawn = io.BytesIO()
    segno.make(proven_head(studio(), workshop).code, error="m", micro=False).save(
        drawn, kind="svg", scale=1, border=4, light="#fff"
    )
    return drawn.getvalue(), {"Content-Type": "image/svg+xml"}


@blueprint.post("/workshops/<workshop>/head")
@allow(Role.FACILITATOR, Role.OFFICER)
def keep_head(workshop: str) -> ResponseReturnValue:
    """Note that the head is kept elsewhere."""
    entries = request.form.get("entries", "")
    if not entries.isdecimal() or len(entries) > 9 or int(entries) > proven_head(studio(), workshop).entries:
        raise BadRequest(_("The record of consent is shorter than this. Reload the page."))
    note_kept(studio(), workshop, int(entries), now(), by=signed_in().id)
    flash(_("Noted. Keep it apart from this computer."))
    return redirect(url_for(".show", workshop=workshop), 303)
