"""Treated clips: watched by a facilitator before anybody else, who says whether they hide enough.

Like raw clips these pictures are for the facilitators of the workshop alone: no audience is asked for.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from consent.treated import CheckRefused, Verdict
from pvstudio.model import Workshop
from web.forms import chosen
from web.security.access import allow
from web.security.session import signed_in
from web.sending.ranges import send
from web.wording.i18n import _
from web.wording.problems import in_words
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.checks import check_treated, leave_out, treated_clip, treated_clips
from workflows.fields import one_line
from workflows.queue import JobQueue, Work

#: How many letters the words of a check have at most.
LONGEST = 200

blueprint = Blueprint("treatments", __name__, url_prefix="/workshops/<workshop>/treatments")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """List the treated clips of all films; those that nobody has watched come first."""
    return render_template(
        "treatments/index.html", workshop=_home(workshop), found=treated_clips(studio(), workshop)
    )


@blueprint.get("/<treated>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, treated: str) -> ResponseReturnValue:
    """Show one treated clip: itself, its contact sheet, who asked for what, what a person said."""
    return _page(workshop, treated)


def _page(workshop: str, treated: str, *, typed: str = "", wrong: tuple[str, str] = ("", "")) -> str:
    """Show one treated clip; *typed* are words that came back, *wrong* says why."""
    one = treated_clip(studio(), workshop, treated)
    at_ms = request.args.get("at", 0, type=int)
    return render_template(
        "treatments/show.html",
        workshop=_home(workshop),
        one=one,
        contacts=one.contacts,
        at_ms=at_ms,
        typed=typed,
        wrong=wrong,
    )


@blueprint.get("/<treated>/video.mp4")
@allow(Role.FACILITATOR, Role.OFFICER)
def video(workshop: str, treated: str) -> Response:
    """Send the small copy of the treated clip."""
    path = treated_clip(studio(), workshop, treated).proxy
    if path is None:
        raise NotFound(_("The treated clip is not here any more: make the film again."))
    return send(path, "video/mp4")


@blueprint.get("/<treated>/sheets/<sheet_number>.jpg")
@allow(Role.FACILITATOR, Role.OFFICER)
def sheet(workshop: str, treated: str, sheet_number: str) -> Response:
    """Send one of its contact sheets, counted from 1."""
    contacts = treated_clip(studio(), workshop, treated).contacts
    known = {str(number): path for number, path in enumerate(contacts.sheets if contacts else (), 1)}
    if sheet_number not in known:
        raise NotFound(_("This treated clip has no contact sheet “{name}”.", name=sheet_number))
    return send(known[sheet_number], "image/jpeg")


@blueprint.post("/<treated>/check")
@allow(Role.FACILITATOR, Role.OFFICER)
def check(workshop: str, treated: str) -> ResponseReturnValue:
    """Write down what the person who is signed in saw: a check is their word."""
    verdict, by, words = chosen(Verdict, "verdict"), signed_in().name, one_line(request.form.get("words", ""))
    if len(words) > LONGEST:
        return _page(workshop, treated, typed=words, wrong=(_("This is too long."), "")), 422
    try:
        said = check_treated(studio(), workshop, treated, verdict, by=by, words=words)
    except CheckRefused as refused:
        return _page(workshop, treated, typed=words, wrong=in_words(refused)), 409
    if said.verdict is Verdict.OK:
        flash(_("Written down: it may be shown to those who agreed."))
    else:
        flash(_("Written down: it is closed."))
    return redirect(url_for(".show", workshop=workshop, treated=treated), 303)


@blueprint.post("/<treated>/leave-out")
@allow(Role.FACILITATOR, Role.OFFICER)
def without(workshop: str, treated: str) -> ResponseReturnValue:
    """Make the film again without the clip; whoever agreed to the film is not asked anew."""
    draft = leave_out(studio(), workshop, treated)
    with JobQueue(studio()) as queue:
        queue.enqueue(Work.ASSEMBLE, workshop, draft.id)
    flash(_("Version {n}, without this clip, is being made.", n=draft.number))
    return redirect(url_for("cuts.show", workshop=workshop, version_id=draft.id), 303)


def _home(workshop: str) -> Workshop:
    with studio().documents.read(workshop) as tx:
        return tx.get(Workshop, workshop)
