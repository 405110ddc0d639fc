"""What holds for every request: who may ask, from where, and what the answer lets a browser do.

There is no sign-in yet, so the studio answers to this machine alone. That is not enough by
itself: a page on the web can ask a browser here to talk to ``localhost`` (DNS rebinding, hidden
forms), hence the checks of Host, of where a request comes from, and of the form's token.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, request, session
from werkzeug.exceptions import BadRequest, Forbidden, MisdirectedRequest

#: Names of this machine, without the port.
OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def guard(app: Flask) -> None:
    """Put *app* behind all of it."""
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),  # forms of before a restart are asked for again
        SESSION_COOKIE_NAME="studio",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=64 << 10,  # forms only; footage comes by another way
        MAX_FORM_PARTS=100,
    )
    app.before_request(_check_host)
    app.before_request(_check_origin)
    app.before_request(_check_token)
    app.after_request(_set_headers)
    app.jinja_env.globals["form_token"] = form_token


def form_token() -> str:
    """Return the token that every form of this browser session carries."""
    if "token" not in session:
        session["token"] = secrets.token_urlsafe(32)
    return str(session["token"])


def _check_host() -> None:
    """Another name that leads here is somebody else's page posing as the studio."""
    if _name(f"//{request.host}") not in OWN_NAMES:
        raise MisdirectedRequest("The studio answers at http://localhost only.")


def _check_origin() -> None:
    """Nothing of the studio is shown inside, or changed from, another site's page."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    # Browsers send “null” with forms of pages that send no referrer, as ours do: then they tell it otherwise.
    hidden = origin == "null" and site == "same-origin"
    if origin is not None and not hidden and urlsplit(origin).netloc != request.host:
        raise Forbidden("This request comes from another site.")
    foreign = site in {"cross-site", "same-site"}
    visiting = request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method in {"GET", "HEAD"}
    if foreign and not visiting:
        raise Forbidden("This request comes from another site.")


def _check_token() -> None:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    expected, sent = str(session.get("token", "")), request.form.get("token", "")
    if not expected or not hmac.compare_digest(expected.encode(), sent.encode()):
        raise BadRequest(
            "This form is from before the studio was started again. Go back, reload, send it again."
        )


def _set_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
