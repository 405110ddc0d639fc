"""Vetoes: the safeguarding officer, and nobody else, stops a clip, a person or a film, and lifts that."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.answers.recording import lift_veto, place_veto
from consent.errors import ConsentError
from consent.releases import Veto, VetoLifted
from pvstudio.model import Audience, Clip, CutVersion, Participant, Workshop, new_id
from pvstudio.store import Reading
from web.forms import chosen_or_none
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.problems import in_words
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.fields import one_line
from workflows.withdrawals import consent_changes

#: How many letters the words of a veto have at most.
LONGEST = 200

blueprint = Blueprint("vetoes", __name__, url_prefix="/workshops/<workshop>/vetoes")


def standing(tx: Reading, subject: str) -> list[Veto]:
    """Return the vetoes on a clip, a person, a cut or a version that nobody has lifted, oldest first."""
    lifted = {one.veto_id for one in tx.find(VetoLifted)}
    return sorted(
        (one for one in tx.find(Veto, subject_id=subject) if one.id not in lifted), key=lambda one: one.at
    )


@blueprint.post("/")
@allow(Role.OFFICER)
def place(workshop: str) -> ResponseReturnValue:
    """Stop something: kits that hold it are recalled in the same moment."""
    words = one_line(request.form.get("words", ""))
    veto = Veto(
        id=new_id("veto"),
        at=now(),
        subject_id=request.form.get("subject", ""),
        by=signed_in().name,
        audience=chosen_or_none(Audience, "audience"),
        words=words,
    )
    if len(words) > LONGEST:
        return _again(workshop, veto, _("This is too long."), ""), 422
    try:
        with consent_changes(studio(), workshop) as tx:
            place_veto(tx, veto)
    except ConsentError as refused:
        return _again(workshop, veto, *in_words(refused)), 409
    flash(_("It is stopped. Kits that hold it are recalled."))
    return redirect(_back(workshop, veto.subject_id), 303)


@blueprint.post("/<veto_id>/lift")
@allow(Role.OFFICER)
def lift(workshop: str, veto_id: str) -> ResponseReturnValue:
    """Take a veto back; nothing opens by it that people have not agreed to."""
    with consent_changes(studio(), workshop) as tx:
        subject = tx.get(Veto, veto_id).subject_id
        lift_veto(tx, veto_id, by=signed_in().name, at=now())
    flash(_("The veto is lifted. Every yes is still needed."))
    return redirect(_back(workshop, subject), 303)


def _again(workshop: str, veto: Veto, *wrong: str) -> str:
    """Return the form with what was typed, and what is *wrong* with it: what happened, what to do next."""
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    return render_template(
        "vetoes/again.html",
        workshop=home,
        wrong=wrong,
        subject=veto.subject_id,
        audience=veto.audience,
        words=veto.words,
        back=_back(workshop, veto.subject_id),
    )


def _back(workshop: str, subject: str) -> str:
    """Return the page of what was stopped."""
    with studio().documents.read(workshop) as tx:
        if tx.find(Participant, id=subject):
            return url_for("people.show", workshop=workshop, person_id=subject)
        if tx.find(Clip, id=subject):
            return url_for("clips.show", workshop=workshop, clip_id=subject)
        if tx.find(CutVersion, id=subject):
            return url_for("cuts.show", workshop=workshop, version_id=subject)
    return url_for("workshops.show", workshop=workshop)
