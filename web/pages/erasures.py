"""Where my film is now, and “erase my footage”: what would go is said before anybody confirms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from consent.releases import MUST_AGREE, Appearance, How, Role
from pvstudio.model import Clip, Participant, Workshop
from web.forms import chosen, text
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _, lazy, ngettext
from web.wording.showing import ROLES, studio
from workflows.accounts import Role as AccountRole
from workflows.erasures import ErasureOrder, erase, plan_erasure
from workflows.whereabouts import whereabouts

#: The choices in the form that are no clip.
ALL_CLIPS, EVERYTHING = "all-clips", "everything"

#: Where what somebody typed is looked at, by the kind of document.
_ELSEWHERE = ("workshops.show", lazy("Overview"))
_ROOM_OF: Mapping[str, tuple[str, Any]] = {
    **dict.fromkeys(("AgendaSession", "Readiness"), ("runsheet.index", lazy("Run sheet"))),
    "Participant": ("participants.index", lazy("People")),
    "Attendance": ("attendance.index", lazy("Attendance")),
    "Invitation": ("invitations.show", lazy("Invitation")),
    "Upload": ("uploads.index", lazy("Upload")),
    **dict.fromkeys(("Clip", "Footage", "Track", "History"), ("contact_sheet.show", lazy("Clips"))),
    **dict.fromkeys(("Cut", "CutVersion"), ("builder.index", lazy("Cuts"))),
    **dict.fromkeys(("Kit", "KitOrder", "Screening"), ("kits.index", lazy("Kits"))),
    "Guide": ("guides.index", lazy("Discussion guides")),
    "Referral": ("guides.helpers", lazy("Who helps here")),
    "Module": ("modules.index", lazy("Learning modules")),
    **dict.fromkeys(("Response", "SpokenNote"), ("feedback.index", lazy("Feedback"))),
    **dict.fromkeys(("Retrospective", "Change"), ("changes.index", lazy("Changes"))),
}

blueprint = Blueprint("erasures", __name__, url_prefix="/workshops/<workshop>/people/<person_id>")


@blueprint.get("/where/")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def where(workshop: str, person_id: str) -> ResponseReturnValue:
    """Show the films that hold somebody's clips, and with whom these are."""
    with studio().documents.read(workshop) as tx:
        person, home = tx.get(Participant, person_id), tx.get(Workshop, workshop)
    found = whereabouts(studio(), workshop, person_id)
    named = {one.id: _named_in(workshop, one) for one in found.erasures}
    return render_template("people/where.html", workshop=home, person=person, where=found, named=named)


@blueprint.get("/erase/")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def plan(workshop: str, person_id: str) -> ResponseReturnValue:
    """Say what an erasure would do: of one clip, of all clips, of everything."""
    what = request.args.get("what", ALL_CLIPS)
    with studio().documents.read(workshop) as tx:
        person, home = tx.get(Participant, person_id), tx.get(Workshop, workshop)
        seen = {one.clip_id for one in tx.find(Appearance, participant_id=person_id)}
        found = plan_erasure(tx, person_id, _clips(what))
        return render_template(
            "people/erase.html",
            workshop=home,
            person=person,
            what=what,
            plan=found,
            clips=[clip for clip in tx.find(Clip) if clip.id in seen],
            said_by={role: ROLES[role] for role in MUST_AGREE[person.age_band]},
        )


@blueprint.post("/erasures")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def do(workshop: str, person_id: str) -> ResponseReturnValue:
    """Erase what was shown and confirmed."""
    what = request.form.get("what", "")
    if not what or request.form.get("sure") != "yes":
        raise BadRequest(_("Choose what is erased, and say that it is meant: nothing brings it back."))
    order = erase(
        studio(),
        workshop,
        person_id,
        _clips(what),
        everything=what == EVERYTHING,
        how=chosen(How, "how"),
        role=chosen(Role, "role"),
        taken_by=text("taken_by") or signed_in().name,
    )
    flash(_("It is closed now. What others have copied cannot be called back."))
    flash(ngettext("{n} clip is being erased.", "{n} clips are being erased.", len(order.clip_ids)))
    return redirect(url_for(".where", workshop=workshop, person_id=person_id), 303)


def _named_in(workshop: str, order: ErasureOrder) -> dict[str, str]:
    """Return the rooms in which somebody has typed a name or title that was erased: words by address."""
    kinds = {one.partition(" ")[0] for one in order.still_named}
    rooms = [room for kind, room in _ROOM_OF.items() if kind in kinds]
    rooms += [_ELSEWHERE] if kinds - _ROOM_OF.keys() else []
    return {url_for(endpoint, workshop=workshop): str(words) for endpoint, words in rooms}


def _clips(what: str) -> list[str]:
    return [] if what in {ALL_CLIPS, EVERYTHING} else [what]
