"""Publishing: a finished film becomes a kit for each audience that everybody in it agrees to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.gate.policy import Reason, withheld
from consent.gate.records import Records
from pvstudio.errors import StudioError
from pvstudio.model import Audience, Cut, CutVersion, Kit, Workshop
from web.forms import several, text
from web.security.access import allow
from web.wording.i18n import _, ngettext
from web.wording.problems import in_words, is_spoken
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
    failed: list[tuple[Audience, StudioError]] = []
    for audience in audiences:
        try:
            made.append(_publish(workshop, version_id, audience, recipient, host))
        except StudioError as error:  # what was made before it stays, and is told with it
            failed.append((audience, error))
    if made:
        flash(
            ngettext(
                "{n} kit is made for {name}.", "{n} kits are made for {name}.", len(made), name=recipient
            )
        )
    if failed:
        return _page(workshop, version_id, failed=failed, made={one.audience for one in made}), 409
    return redirect(_after(workshop, made), 303)


def _publish(workshop: str, version_id: str, audience: Audience, recipient: str, host: Account | None) -> Kit:
    return publish(
        studio(),
        workshop,
        version_id,
        audience,
        recipient=recipient,
        languages=request.form.getlist("languages"),
        host=host.id if host else "",
    )


def _after(workshop: str, made: Sequence[Kit]) -> str:
    if len(made) == 1:
        return url_for("kits.show", workshop=workshop, kit_id=made[0].id)
    return url_for("kits.index", workshop=workshop)


def _page(
    workshop: str,
    version_id: str,
    *,
    wrong: str = "",
    failed: Sequence[tuple[Audience, StudioError]] = (),
    made: Collection[Audience] = (),
) -> str:
    """Show the form; after a refusal with all that was typed, but what was *made* is not asked for again."""
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
            failed=[_told(audience, error) for audience, error in failed],
            kept=request.form if request.method == "POST" else None,
            wanted=[one for one in request.form.getlist("audiences") if one not in made],
        )


def _told(audience: Audience, error: StudioError) -> tuple[Audience, Sequence[Reason], str, str, bool]:
    """Return why nothing was made: reasons of the gate, or words and advice, and whether they are English."""
    if isinstance(error, Withheld):
        return audience, error.reasons, "", "", False
    return audience, (), *in_words(error), not is_spoken(error)


def _hosts(workshop: str) -> list[Account]:
    """Return the accounts of hosts who may enter this workshop."""
    return [
        one
        for one in accounts(studio())
        if Role.HOST in one.roles and not one.closed_at and one.may_enter(workshop)
    ]
