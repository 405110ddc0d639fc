"""Who is asking: the sign-in of this browser, kept on the studio's side."""

from __future__ import annotations

from flask import Request, Response, g, request
from werkzeug.exceptions import HTTPException

from web.security.names import OWN_NAMES, host_name
from web.wording.showing import now, studio
from workflows.accounts import Account
from workflows.accounts.signing_in import LASTS, account_of

COOKIE = "pvstudio"


class NotSignedIn(HTTPException):
    """Nobody is signed in with this browser."""

    code = 401
    description = "Sign in first."


def signed_in_or_none() -> Account | None:
    """Return the account of this request, or None."""
    if "account" not in g:
        token = request.cookies.get(COOKIE, "")
        g.account = account_of(studio(), token, now()) if token else None
    found: Account | None = g.account
    return found


def signed_in() -> Account:
    """Return the account of this request, or raise :class:`NotSignedIn`."""
    account = signed_in_or_none()
    if account is None:
        raise NotSignedIn
    return account


def remember(response: Response, token: str) -> Response:
    """Let this browser keep its sign-in: not readable by scripts, not sent from other sites."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )
    return response


def forget(response: Response) -> Response:
    """Let this browser forget its sign-in, and everything that it stored of the studio."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=request.is_secure)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def from_here(asked: Request) -> bool:
    """Say whether the request comes from the studio's own machine, and not by way of a proxy on it."""
    forwarded = any(name.lower().startswith(("x-forwarded", "forwarded")) for name, _value in asked.headers)
    return asked.remote_addr in {"127.0.0.1", "::1"} and host_name(asked.host) in OWN_NAMES and not forwarded
