"""From the board to a film: a version is laid out, a worker renders it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.model import Audience
from web.forms import chosen
from web.pages.builder.desk import blueprint, builders
from web.sending.queue import queue
from web.wording.i18n import _
from web.wording.showing import AUDIENCES, studio
from workflows.cutting.making import make_version
from workflows.errors import Withheld
from workflows.queue import Work


@blueprint.post("/<cut_id>/make")
@builders
def make(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Make the film that was looked at, for one audience; go to where it is being made."""
    audience, seen = chosen(Audience, "audience"), request.form.get("revision", "")
    version = make_version(studio(), workshop, cut_id, seen, audience)
    queue().ask(Work.ASSEMBLE, workshop, version.id)
    return redirect(url_for("cuts.show", workshop=workshop, version_id=version.id), 303)


@blueprint.errorhandler(Withheld)
def withheld(error: Withheld) -> ResponseReturnValue:
    """Say who stands in the way."""
    wanted = request.form.get("audience", Audience.COMMUNITY)
    audience = AUDIENCES[Audience(wanted)] if wanted in set(Audience) else ""
    words = _("This film cannot be made for “{audience}” now.", audience=audience)
    advice = _("Ask the people named, take their clips out, or leave out what is withheld.")
    page = render_template(
        "problem.html", status=409, words=words, advice=advice, reasons=error.reasons, english=False
    )
    return page, 409
