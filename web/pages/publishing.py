"""Publishing: a finished film becomes a kit for each audience that everybody in it agrees to."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.gate.policy import Reason, withheld
from consent.gate.records import Records
from pvstudio.model import Audience, Cut, CutVersion, Kit, Workshop
from web.forms import several, text
from web.security.access import allow
from web.wording.i18n import _, ngettext
from web.wording.showing import now, studio
from workflows.accounts import Account, Role
from workflows.accounts.keeping import accounts
from workflows.errors import Withheld
from workflows.publish import publish

blueprint = Blueprint("publishing", __name__, url_prefix="/workshops/<workshop>/films/<version_id>/publish")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, version_id: str) -> ResponseReturnValue:
    """Show what the gate says to each audience, and ask for whom a kit is made."""
    return _page(workshop, version_id)


@blueprint.post("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def make(workshop: str, version_id: str) -> ResponseReturnValue:
    """Make a kit for each chosen audience; what the gate refuses is said, and nothing of it leaves."""
    audiences = [one for one in Audience if one in several(Audience, "audiences")]
    host = next((one for one in _hosts(workshop) if one.id == request.form.get("host")), None)
    recipient = host.name if host else text("recipient")
    if not audiences or not recipient:
        wrong = _("Choose an audience.") if not audiences else _("Choose a host, or write who gets the kit.")
        return _page(workshop, version_id, wrong=wrong), 422
    made: list[Kit] = []
    refused: list[tuple[Audience, Sequence[Reason]]] = []
    for audience in audiences:
        try:
            kit = publish(
                studio(),
                workshop,
                version_id,
                audience,
                recipient=recipient,
                languages=request.form.getlist("languages"),
                host=host.id if host else "",
            )
            made.append(kit)
        except Withheld as error:
            refused.append((audience, error.reasons))
    if made:
        flash(
            ngettext(
                "{n} kit is made for {name}.", "{n} kits are made for {name}.", len(made), name=recipient
            )
        )
    if refused:
        return _page(workshop, version_id, refused=refused), 409
    return redirect(_after(workshop, made), 303)


def _after(workshop: str, made: Sequence[Kit]) -> str:
    if len(made) == 1:
        return url_for("kits.show", workshop=workshop, kit_id=made[0].id)
    return url_for("kits.index", workshop=workshop)


def _page(
    workshop: str,
    version_id: str,
    *,
    wrong: str = "",
    refused: Sequence[tuple[Audience, Sequence[Reason]]] = (),
) -> str:
    at = now()
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        records = Records.for_version(tx, workshop, version)
        asked = [(one, withheld(version, one, None, at, records=records)) for one in Audience]
        return render_template(
            "kits/publish.html",
            workshop=tx.get(Workshop, workshop),
            version=version,
            cut=tx.get(Cut, version.cut_id),
            asked=asked,
            kits=tx.find(Kit, cut_version_id=version_id),
            hosts=_hosts(workshop),
            wrong=wrong,
            refused=refused,
        )


def _hosts(workshop: str) -> list[Account]:
    """Return the accounts of hosts who may enter this workshop."""
    return [
        one
        for one in accounts(studio())
        if Role.HOST in one.roles and not one.closed_at and one.may_enter(workshop)
    ]
