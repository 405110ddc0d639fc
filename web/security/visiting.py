"""Whose phone is asking: the visit of a person in the films. An account is something else; none is needed.

A browser may hold both, when a facilitator hands their device over: each page knows which of them it answers.
"""

from __future__ import annotations

from flask import Response, g, request

from web.wording.showing import now, studio
from workflows.phones import Visit, visit_of

COOKIE = "visit"


def visiting_or_none() -> Visit | None:
    """Return the visit of this request, or None."""
    if "visit" not in g:
        token = request.cookies.get(COOKIE, "")
        g.visit = visit_of(studio(), token, now()) if token else None
    found: Visit | None = g.visit
    return found


def begin_visit(response: Response, token: str) -> Response:
    """Let this browser keep a visit for as long as it is open: no date, so that closing it forgets it."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=request.is_secure, path="/p")
    return response


def end_visit(response: Response) -> Response:
    """Let this browser forget the visit, and all that it may have stored of it."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=request.is_secure, path="/p")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
