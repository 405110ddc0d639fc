"""Looking how one stands, and taking one's registration back, by the letters that one holds.

They stand in no address that is sent, and are in the answer to a POST alone.
"""

from __future__ import annotations

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.pages.invitations.blueprint import public
from web.pages.invitations.joining import in_language, registered, render, spoken
from web.security.access import open_to_all
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.invitations import NotRegistered, take_back
from workflows.phones.codes import typed_code


@public.get("/mine")
@open_to_all
def mine() -> ResponseReturnValue:
    """Ask for the letters: scanned, they stand behind the # of the address, which is not sent."""
    return render("mine", refused=False)


@public.post("/mine")
@open_to_all
def look() -> ResponseReturnValue:
    """Show how whoever holds these letters stands."""
    tag, letters = spoken(), typed_code(request.form.get("own", ""))
    try:
        page, status = registered(letters), 200
    except NotRegistered:
        page, status = render("mine", refused=bool(letters)), 422 if letters else 200
    answer = in_language(page) if tag else make_response(page)
    answer.status_code = status
    return answer


@public.post("/mine/back")
@open_to_all
def give_back() -> ResponseReturnValue:
    """Delete a registration at once."""
    try:
        stays = take_back(studio(), request.form.get("own", ""), at=now())
    except NotRegistered:
        return render("mine", refused=True), 422
    if stays:
        flash(_("Your registration is deleted. You are still on the list of the workshop: tell them there."))
    else:
        flash(_("Your registration is deleted. Nothing of it is left here."))
    return redirect(url_for(".mine"), 303)
