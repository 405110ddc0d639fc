"""Ways out: hide now, not me, ask a person. What is left behind says nothing of what was here.

Nothing keeps anybody in: hiding needs no form's token. Another site's page cannot do it, as the cookie is not
sent with what comes from there; and all that it could do is to end a visit.
"""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from web.phone.blueprint import blueprint
from web.phone.doors import half_way, visiting
from web.phone.showing import asset, page
from web.security.access import open_to_all
from web.security.guard import checks_token_itself
from web.security.visiting import COOKIE, end_visit
from web.wording.showing import now, studio
from workflows.phones import call_person, leave


@blueprint.get("/clock")
@open_to_all
def clock() -> Response:
    """Show the time, the page that nobody asks about; the visit of whoever came here is over."""
    return _over(make_response(render_template("phone/clock.html", at=now().astimezone(), asset=asset)))


@blueprint.post("/hide")
@open_to_all
@checks_token_itself
def hide() -> ResponseReturnValue:
    """End the visit at once, and leave the clock."""
    return _over(make_response(redirect(url_for(".clock"), 303)))


@blueprint.post("/not-me")
@open_to_all
@checks_token_itself
def not_me() -> ResponseReturnValue:
    """End the visit of somebody else; whoever holds the phone shows a card of their own."""
    return _over(make_response(redirect(url_for(".door"), 303)))


@blueprint.post("/help")
@half_way
def ask_person() -> ResponseReturnValue:
    """Tell the facilitators that somebody wants to talk to a person; what was chosen so far is kept."""
    call_person(studio(), visiting(), request.form.get("about", ""), now())
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


def _over(answer: Response) -> Response:
    """End the visit of this browser, where there is one."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return answer
    leave(studio(), token)
    session.clear()  # the forms of before belong to nobody
    return end_visit(answer)
