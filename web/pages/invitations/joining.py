"""Registering without an account: what the workshop is, a form, and the letters that one keeps.

All that is not open looks alike: unknown letters, an invitation that was closed, that is over, or deleted.
"""

from __future__ import annotations

from datetime import date

from flask import Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.languages import direction
from web.pages.invitations.blueprint import public
from web.reachable import homes
from web.security.access import open_to_all
from web.security.limits import Limit, count
from web.wording.fields import day_of, languages_of
from web.wording.i18n import COOKIE as LANGUAGE_COOKIE
from web.wording.i18n import known, language
from web.wording.showing import now, studio
from workflows.fields import FormRefused, Problem
from workflows.invitations import (
    Applicant,
    Invitation,
    ListFull,
    NoInvitation,
    is_full,
    new_letters,
    open_by,
    register,
    standing,
)
from workflows.invitations.poster import in_fours
from workflows.papers.making import icon, square
from workflows.phones.codes import typed_code

#: A family shares a telephone; a flood does not come through.
REGISTERING = Limit(12, 1 / 30)


@public.get("/")
@open_to_all
def door() -> ResponseReturnValue:
    """Ask for the letters on the poster; go where they lead."""
    letters = request.args.get("letters", "").strip()[:60]
    if letters:
        return redirect(url_for(".invitation", letters=letters.replace("/", " ")), 303)
    return render("door")


@public.get("/<letters>")
@open_to_all
def invitation(letters: str) -> ResponseReturnValue:
    """Say what the workshop is, and ask who wants to come."""
    try:
        return _page(open_by(studio(), letters, now()))
    except NoInvitation:
        return render("nothing"), 404


@public.post("/<letters>")
@open_to_all
def sign_up(letters: str) -> ResponseReturnValue:
    """Register; the letters to keep are in this answer alone. Or say the form in another language."""
    said = _said()
    try:
        found = open_by(studio(), letters, now())
        if spoken():
            return in_language(_page(found, said, own=request.form.get("own", "")))
        count("joining", REGISTERING)
        own = request.form.get("own", "")
        register(studio(), found.id, own, said, at=now(), promised=_promised())
    except FormRefused as refused:
        own = "" if "letters" in refused.problems else request.form.get("own", "")
        return _page(found, said, refused.problems, own=own), 422
    except NoInvitation:
        return render("nothing"), 404
    except ListFull:
        return render("too_many"), 409
    return registered(typed_code(request.form["own"]))


def registered(letters: str) -> str:
    """Show how somebody stands who holds *letters*. Raises :class:`NotRegistered`."""
    stands = standing(studio(), letters, now())
    known_at = [*homes(current_app, request, studio().settings), request.host]
    address = f"{request.scheme}://{known_at[0]}{url_for('joining.mine')}#{letters}"
    return render(
        "registered",
        stands=stands,
        told=stands.invitation.said_in(language()),
        letters=letters,
        groups=in_fours(letters),
        square=square(address),
    )


def render(name: str, **values: object) -> str:
    """Render a page that everybody may see."""
    values |= {"here": request.path, "icon": icon, "direction": direction}
    return render_template(f"invitations/{name}.html", **values)


def spoken() -> str | None:
    """Return the language that somebody has just asked for; the rest of the request speaks it."""
    tag = known(request.form.get("language", "")) if "language" in request.form else None
    if tag:
        g.language = tag
    return tag


def in_language(page: str) -> Response:
    """Answer with *page*, and let this browser keep the language."""
    answer = make_response(page)
    answer.set_cookie(LANGUAGE_COOKIE, language(), max_age=365 * 86_400, httponly=True, samesite="Strict")
    return answer


def _page(
    found: Invitation,
    said: Applicant | None = None,
    problems: dict[str, Problem] | None = None,
    *,
    own: str = "",
) -> str:
    return render(
        "join",
        invitation=found,
        full=is_full(studio(), found),
        told=found.said_in(language()),
        said=said or Applicant(name=""),
        problems=problems or {},
        own=own or new_letters(),
    )


def _promised() -> date | None:
    """Return the day of deletion that the form named."""
    try:
        return day_of(request.form.get("promised", ""))
    except ValueError:
        return None


def _said() -> Applicant:
    form = request.form
    return Applicant(
        name=form.get("name", ""),
        contact=form.get("contact", ""),
        languages=languages_of(form),
        needs=form.get("needs", ""),
    )
