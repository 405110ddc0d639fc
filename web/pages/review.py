"""Review: a finished film is sent to the people in it, and what they answer comes in (S4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from consent.gate.policy import Reason
from pvstudio.model import Audience, Clip, Cut, CutVersion, Workshop
from web.forms import several, text
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _, ngettext
from web.wording.letters import letters
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.errors import Withheld
from workflows.reviews import Asked, NothingAsked, note_reminder, review, send

blueprint = Blueprint("review", __name__, url_prefix="/workshops/<workshop>/films/<version_id>/review")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, version_id: str) -> ResponseReturnValue:
    """Show whom the film waits for, and the form that sends it to them."""
    return _page(workshop, version_id)


@blueprint.get("/live")
@allow(Role.FACILITATOR, Role.OFFICER)
def live(workshop: str, version_id: str) -> ResponseReturnValue:
    """Give the part of the page that changes when answers come in."""
    return _page(workshop, version_id, template="review/_people.html")


@blueprint.post("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def ask(workshop: str, version_id: str) -> ResponseReturnValue:
    """Send the film to everybody in it, for the audiences that were chosen."""
    try:
        asked = send(
            studio(),
            workshop,
            version_id,
            several(Audience, "audiences"),
            by=signed_in().name,
            at=now(),
            deadline=_day("deadline"),
        )
    except NothingAsked as error:
        wrong = _("Nobody is logged in this film.") if error.nobody else _("Choose an audience.")
        return _page(workshop, version_id, wrong=wrong), 422
    except Withheld as error:
        return _page(workshop, version_id, refused=error.reasons), 409
    flash(ngettext("{n} person is asked.", "{n} people are asked.", len(asked)))
    return redirect(url_for(".show", workshop=workshop, version_id=version_id), 303)


@blueprint.post("/<person_id>/remind")
@allow(Role.FACILITATOR, Role.OFFICER)
def remind(workshop: str, version_id: str, person_id: str) -> ResponseReturnValue:
    """Write down that somebody was reminded."""
    note_reminder(studio(), workshop, version_id, person_id, now())
    return redirect(url_for(".show", workshop=workshop, version_id=version_id), 303)


def _has_said(one: Asked, version: CutVersion) -> bool:
    """Say whether somebody's yes stands although they were not asked: one to an earlier version, or aloud."""
    stands = dict(zip(Audience, one.letters, strict=True))
    return one.request is None and stands[version.audience].opens


def _day(name: str) -> date | None:
    """Return the day in a field, None where it was left empty."""
    written = text(name)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise BadRequest(_("“{words}” is no date.", words=written)) from None


def _page(
    workshop: str,
    version_id: str,
    *,
    wrong: str = "",
    refused: Sequence[Reason] = (),
    template: str = "review/show.html",
) -> str:
    at = now()
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        clips = {clip.id: clip.title for clip in tx.find(Clip)}
        people = review(tx, workshop, version, at)
        said = {one.person.id for one in people if _has_said(one, version)}
        return render_template(
            template,
            workshop=tx.get(Workshop, workshop),
            version=version,
            cut=tx.get(Cut, version.cut_id),
            people=people,
            waiting=sum(one.open > 0 for one in people if one.request),
            unasked=sum(one.request is None for one in people) - len(said),
            said=said,
            parts=[(clips.get(item.clip_id, ""), item.treatments) for item in version.items],
            today=at.astimezone().date(),
            letters=letters,
            wrong=wrong,
            refused=refused,
        )
