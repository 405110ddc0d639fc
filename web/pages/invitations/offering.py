"""A workshop is opened to registration: the form, the page with who came, closing and deleting."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.languages import canonical
from pvstudio.model import Participant, Workshop
from web.pages.invitations.blueprint import blueprint
from web.pages.invitations.posters import way_to
from web.pages.phones.entrances import homes_now
from web.security.access import allow
from web.wording.fields import day_of, languages_of
from web.wording.i18n import LANGUAGES, _, language, ngettext
from web.wording.pseudonyms import suggestions
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, seen
from workflows.invitations import (
    Invitation,
    Offer,
    Told,
    close,
    delete,
    delete_overdue,
    invitation_of,
    offer,
    registered,
    reopen,
)

#: More languages than anybody writes an invitation in.
_MANY = 40


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str) -> ResponseReturnValue:
    """Show the invitation and who registered; where there is none yet, the form for it."""
    delete_overdue(studio(), at=now())
    found = invitation_of(studio(), workshop, now())
    return page(workshop, found) if found else _form(workshop, None, _begun(workshop))


def page(workshop: str, invitation: Invitation, **form: object) -> str:
    """Show an invitation; *form*: what was typed about somebody who registered, and what is wrong with it."""
    homes = homes_now()
    with studio().documents.read(workshop) as tx:
        home, people = tx.get(Workshop, workshop), {one.id: one for one in tx.find(Participant)}
    listed = registered(studio(), workshop, at=now())
    return render_template(
        "invitations/show.html",
        workshop=home,
        invitation=invitation,
        is_open=invitation.is_open(now()),
        homes=homes,
        way=way_to(homes.chosen, invitation.code) if homes.chosen else None,
        told=invitation.said_in(language()),
        placed=[one for one in listed if one.registration.taken_at],
        waiting=[one for one in listed if not one.registration.taken_at],
        people=people,
        suggested=suggestions([one.pseudonym for one in people.values()], count=len(listed)),
        **{"problems": {}, "typed": {}, "about": "", **form},
    )


@blueprint.get("/edit")
@allow(Role.FACILITATOR, Role.OFFICER)
def edit(workshop: str) -> ResponseReturnValue:
    """Show the invitation in a form."""
    found = invitation_of(studio(), workshop, now())
    return _form(workshop, found, Offer.of(found) if found else _begun(workshop))


@blueprint.post("/edit")
@allow(Role.FACILITATOR, Role.OFFICER)
def save(workshop: str) -> ResponseReturnValue:
    """Open the workshop to registration, or change what is told of it."""
    said, wrong = _said()
    sent = request.form.get("seen", "")
    known = invitation_of(studio(), workshop, now())
    try:
        offer(studio(), workshop, said, at=now(), also=wrong, sent=sent)
    except ChangedMeanwhile:
        return _form(workshop, known, said, overtaken=True), 409
    except FormRefused as refused:
        return _form(workshop, known, said, problems=refused.problems, sent=sent), 422
    if known:
        flash(_("Saved."))
    elif homes_now().known:
        flash(_("The workshop is open: whoever has the poster can register."))
    else:
        flash(_("The workshop is open, but no phone can reach this studio now: nobody can register yet."))
    return redirect(url_for(".show", workshop=workshop), 303)


@blueprint.post("/close")
@allow(Role.FACILITATOR, Role.OFFICER)
def shut(workshop: str) -> ResponseReturnValue:
    """Take no more registrations."""
    close(studio(), workshop, at=now())
    flash(_("Closed. Nobody can register any more; who did is still listed."))
    return redirect(url_for(".show", workshop=workshop), 303)


@blueprint.post("/reopen")
@allow(Role.FACILITATOR, Role.OFFICER)
def open_again(workshop: str) -> ResponseReturnValue:
    """Take registrations again."""
    reopen(studio(), workshop, at=now())
    flash(_("Open again, with the same letters."))
    return redirect(url_for(".show", workshop=workshop), 303)


@blueprint.post("/delete")
@allow(Role.FACILITATOR, Role.OFFICER)
def erase(workshop: str) -> ResponseReturnValue:
    """Delete the invitation, and everything about who registered."""
    if request.form.get("sure") != "yes":
        raise BadRequest(_("Say that it is meant: what was deleted cannot be brought back."))
    count = delete(studio(), workshop)
    flash(ngettext("Deleted, with {n} registration.", "Deleted, with {n} registrations.", count))
    return redirect(url_for("workshops.show", workshop=workshop), 303)


def _begun(workshop: str) -> Offer:
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    return Offer.like(home, language(), now().astimezone().date())


def _said() -> tuple[Offer, dict[str, Problem]]:
    """Return what was typed, and which fields hold no day or no number."""
    form, wrong, read = request.form, dict[str, Problem](), dict[str, Any]()
    for field in ("starts", "ends", "until", "delete_on"):
        try:
            read[field] = day_of(form.get(field, ""))
        except ValueError:
            wrong[field] = Problem.NO_DATE
    places = form.get("places", "").strip()
    tags = dict.fromkeys(name.removeprefix("title-") for name in form if name.startswith("title-"))
    told = [
        Told(language=tag, title=form.get(f"title-{tag}", ""), words=form.get(f"words-{tag}", ""))
        for tag in list(tags)[:_MANY]
        if canonical(tag) == tag
    ]
    said = Offer(
        told=tuple(one for one in told if one.title.strip() or one.words.strip()),
        place=form.get("place", ""),
        hours=form.get("hours", ""),
        network=form.get("network", ""),
        network_key=form.get("network_key", ""),
        tell=form.get("tell", ""),
        languages=languages_of(form),
        places=int(places) if places.isdecimal() and len(places) < 6 else None,
        **read,
    )
    return said, wrong


def _form(
    workshop: str,
    known: Invitation | None,
    said: Offer,
    *,
    problems: dict[str, Problem] | None = None,
    overtaken: bool = False,
    sent: str | None = None,
) -> str:
    kept = Offer.of(known) if known else None
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    told = {one.language: one for one in said.told}
    tongues = dict.fromkeys([*told, language(), *home.languages, *LANGUAGES])
    return render_template(
        "invitations/edit.html",
        workshop=home,
        invitation=known,
        said=said,
        told=[told.get(tag) or Told(language=tag, title="") for tag in tongues],
        seen=(seen(kept) if kept else "") if sent is None else sent,
        overtaken=overtaken,
        kept=kept,
        problems=_in_words(said, problems or {}),
        typed=request.form,
    )


def _in_words(said: Offer, problems: dict[str, Problem]) -> dict[str, Problem | str]:
    """Return *problems*, with the day that is the last one for those that are too late."""
    last = {"until": said.last_day, "delete_on": said.last_deletion(now().astimezone().date())}
    words = {
        "until": _("Not after the last day ({day}).", day=last["until"]),
        "delete_on": _("Not after {day}.", day=last["delete_on"]),
    }
    late = [field for field, problem in problems.items() if problem is Problem.TOO_LATE and last[field]]
    return {**problems, **{field: words[field] for field in late}}
