"""Recalls: kits that must be deleted by who has them, and whether they said that they did."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.model import Workshop
from web.forms import text
from web.pages.kits import is_inside, own_kit
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.kits import acknowledge, recalls, reopen

blueprint = Blueprint("recalls", __name__, url_prefix="/workshops/<workshop>/recalls")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """List every recall, those that nobody has confirmed first."""
    days = studio().settings.recall_days
    with studio().documents.read(workshop) as tx:
        found = recalls(tx, recall_days=days, at=now())
        home = tx.get(Workshop, workshop)
    return render_template("kits/recalls.html", workshop=home, recalls=found, days=days)


@blueprint.post("/<kit_id>/confirmed")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def confirm(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Note that a host says: every copy is deleted. A facilitator writes down who said so."""
    own_kit(workshop, kit_id)
    require_sure()
    by = (text("by") if is_inside() else "") or signed_in().name
    acknowledge(studio(), workshop, kit_id, by=by)
    flash(_("Written down: {name} says that every copy is deleted.", name=by))
    return redirect(url_for(".index", workshop=workshop) if is_inside() else url_for("hosting.index"), 303)


@blueprint.post("/<kit_id>/still-out")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def still_out(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Note that the confirmation was a mistake: the recall is open again, and its host is called again."""
    own_kit(workshop, kit_id)
    reopen(studio(), workshop, kit_id, by=signed_in().name)
    flash(_("It is open again: copies may still be out."))
    return redirect(url_for(".index", workshop=workshop) if is_inside() else url_for("hosting.index"), 303)


def require_sure() -> None:
    """Raise :class:`~werkzeug.exceptions.BadRequest` unless the tick is there that one tap does not set."""
    if request.form.get("sure") != "yes":
        raise BadRequest(_("Say that it is meant: after that nobody looks for its copies any more."))
