"""The way in by phone: the code of a card, then the language."""

from __future__ import annotations

from flask import abort, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consent.releases import Guardian, Role
from pvstudio.model import Participant
from web.phone.blueprint import blueprint
from web.phone.doors import half_way, visiting
from web.phone.showing import page
from web.phone.wording import spoken_in, suiting
from web.security.access import open_to_all
from web.security.visiting import begin_visit
from web.wording.showing import now, studio
from workflows.phones import CodeRefused, SeatLocked, Visit, choose_language, enter


@blueprint.get("")
@open_to_all
def door() -> ResponseReturnValue:
    """Ask for the code of a card: scanned, it stands behind the # of the address, which is not sent."""
    return page("phone/code.html")


@blueprint.post("")
@open_to_all
def come_in() -> ResponseReturnValue:
    """Begin a visit by a code."""
    try:
        token, visit = enter(studio(), request.form.get("code", ""), now())
    except CodeRefused:
        return page("phone/code.html", refused=True), 422
    except SeatLocked:
        return page("phone/locked.html"), 423
    g.visit = visit
    return begin_visit(make_response(redirect(url_for(".tongues"), 303)), token)


@blueprint.get("/language")
@half_way
def tongues() -> str:
    """Offer the languages, those of this person first."""
    return page("phone/language.html", offered=_offered(visiting()))


@blueprint.post("/language")
@half_way
def speak() -> ResponseReturnValue:
    """Go on in the language that was touched."""
    tag = request.form.get("language", "")
    if tag not in spoken_in():
        abort(400)
    visit = choose_language(studio(), visiting(), tag)
    return redirect(url_for(".my_films" if visit.unlocked else ".pictures"), 303)


def _offered(visit: Visit) -> list[str]:
    """Return all languages, those first that whoever holds the phone understands."""
    with studio().documents.read(visit.workshop) as tx:
        if visit.role is Role.GUARDIAN:
            known = tx.get(Guardian, visit.guardian_id).languages
        else:
            known = tx.get(Participant, visit.participant_id).languages
    return list(dict.fromkeys([*suiting(known), *spoken_in()]))
