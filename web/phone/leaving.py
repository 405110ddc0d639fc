"""Ways out: hide now, not me, ask a person. What is left behind says nothing of what was here."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from web.phone.blueprint import blueprint
from web.phone.doors import half_way, visiting
from web.phone.showing import asset, page
from web.security.access import open_to_all
from web.security.visiting import COOKIE, end_visit
from web.wording.showing import now, studio
from workflows.phones import call_person, leave

#: What may stand in “about”: an id of ours.
_LONGEST_ID = 80


@blueprint.get("/clock")
@open_to_all
def clock() -> str:
    """Show the time: the page that nobody asks about."""
    return render_template("phone/clock.html", at=now().astimezone(), asset=asset)


@blueprint.post("/hide")
@open_to_all
def hide() -> ResponseReturnValue:
    """End the visit at once, and leave the clock."""
    return _leave(url_for(".clock"))


@blueprint.post("/not-me")
@open_to_all
def not_me() -> ResponseReturnValue:
    """End the visit of somebody else; whoever holds the phone shows a card of their own."""
    return _leave(url_for(".door"))


@blueprint.post("/help")
@half_way
def ask_person() -> ResponseReturnValue:
    """Tell the facilitators that somebody wants to talk to a person; what was chosen so far is kept."""
    about = request.form.get("about", "")[:_LONGEST_ID]
    call_person(studio(), visiting(), about, now())
    return redirect(url_for(".help_coming", then=request.form.get("then") or None), 303)


@blueprint.get("/help")
@half_way
def help_coming() -> str:
    """Say that somebody comes, and lead back to where it was asked."""
    then = request.args.get("then", "")
    back = (
        then if then.startswith("/p/") and "//" not in then and then.isprintable() else url_for(".my_films")
    )
    return page("phone/help.html", back=back)


def _leave(then: str) -> ResponseReturnValue:
    if token := request.cookies.get(COOKIE, ""):
        leave(studio(), token)
    session.clear()  # the forms of before belong to nobody
    return end_visit(make_response(redirect(then, 303)))
