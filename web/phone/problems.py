"""What a phone is shown when something did not work: what counts stays, and where to go from here."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.phone.showing import page
from web.security.visiting import visiting_or_none
from workflows.phones import PinStands, VisitOver


def is_phone() -> bool:
    """Say whether this request is of the phone's pages."""
    return request.path == "/p" or request.path.startswith("/p/")


def to_the_clock(*, is_half: bool) -> ResponseReturnValue:
    """Answer a request without a visit that may see it: the next step of one that has begun, or the clock."""
    if "text/html" not in request.headers.get("Accept", ""):
        return "", 401
    visit = visiting_or_none()
    if is_half and visit:
        return redirect(url_for("phone.pictures" if visit.language else "phone.tongues"), 303)
    return redirect(url_for("phone.clock"), 303)


#: Whoever hides is not told why it did not work: they see the clock, which ends the visit as well.
_WAYS_OUT = frozenset({"phone.hide", "phone.not_me"})


def phone_problem(status: int, error: Exception | None = None) -> ResponseReturnValue:
    """Say in words and a drawing that this did not work; without a visit, nothing of what it was."""
    if request.endpoint in _WAYS_OUT:
        return redirect(url_for("phone.clock"), 303)
    if isinstance(error, VisitOver):  # it ended while this was asked for
        return to_the_clock(is_half=False)
    if isinstance(error, PinStands):  # somebody else was quicker
        return redirect(url_for("phone.pictures"), 303)
    if visiting_or_none() is None:
        return "", status
    if "text/html" not in request.headers.get("Accept", ""):
        return "", status
    words = "not_here" if status in {403, 404, 405} else "too_quick" if status == 429 else "problem"
    return page("phone/problem.html", words=words), status
