"""What holds for every request: from where it comes, its form's token, and what the answer lets a browser do.

A page on the web can ask a browser here to talk to the studio (DNS rebinding, hidden forms), hence the
checks of Host, of where a request comes from, and of the form's token. Who is asking is the business of
:mod:`web.security.access`.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, session
from werkzeug.exceptions import BadRequest, Forbidden, MisdirectedRequest

from pvstudio.store.files import write_bytes
from web.security.bodies import FORM_BYTES, StudioRequest, admit
from web.security.names import OWN_NAMES, host_name
from web.sending.squeezed import squeeze
from web.wording.i18n import _
from web.wording.showing import studio

V = TypeVar("V", bound=Callable[..., Any])

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
    "Permissions-Policy": "camera=(), microphone=(self), geolocation=()",
}
_LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


class FormTooOld(BadRequest):
    """A form without the token of this browser session."""

    def __init__(self) -> None:
        super().__init__(_("This form is too old to be taken. Go back, reload the page, send it again."))


def guard(app: Flask, home: Path) -> None:
    """Put *app*, the pages of the studio in *home*, behind all of it."""
    app.request_class = StudioRequest
    app.config.update(
        SECRET_KEY=_key(home / "keys" / "pages.key"),
        SESSION_COOKIE_NAME="studio",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=500,
    )
    app.before_request(_check_host)
    app.before_request(_check_origin)
    app.before_request(admit)
    app.before_request(_check_token)
    app.after_request(_set_headers)
    app.jinja_env.globals["form_token"] = form_token


def form_token() -> str:
    """Return the token that every form of this browser session carries."""
    if "token" not in session:
        session["token"] = secrets.token_urlsafe(32)
    return str(session["token"])


def _key(file: Path) -> bytes:
    """Return the key that signs what a browser keeps: kept, so that a form outlives a restart."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        write_bytes(file, secrets.token_bytes(32), mode=0o600)
        return file.read_bytes()


def _check_host() -> None:
    """Another name that leads here is somebody else's page posing as the studio; a bare address is not."""
    name = host_name(request.host)
    if name not in OWN_NAMES and name not in studio().settings.names and not _is_address(name):
        raise MisdirectedRequest(_("The studio answers at its own address only."))


def _is_address(name: str | None) -> bool:
    try:
        ipaddress.ip_address(name or "")
    except ValueError:
        return False
    return True


def _check_origin() -> None:
    """Nothing of the studio is shown inside, or changed from, another site's page."""
    if _is_from_a_file():
        return
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    # Browsers send “null” with forms of pages that send no referrer, as ours do: then they tell it otherwise.
    # Over plain http on a hotspot they do not even send that; the form's token is what counts then.
    silent = site is None and not request.is_secure and host_name(request.host) not in OWN_NAMES
    hidden = origin == "null" and (site == "same-origin" or silent)
    ours = {f"http://{request.host}", f"https://{request.host}"}
    if origin is not None and not hidden and origin not in ours:
        raise Forbidden(_("This request comes from another site."))
    foreign = site in {"cross-site", "same-site"}
    visiting = request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method in {"GET", "HEAD"}
    if foreign and not visiting:
        raise Forbidden(_("This request comes from another site."))


def checks_token_itself(view: V) -> V:
    """Leave :func:`require_token` to *view*, before it does anything else: its form is read as it comes."""
    view.checks_token_itself = True  # type: ignore[attr-defined]
    return view


def from_files_too(view: V) -> V:
    """Let pages that were opened from a file send a form to *view*: such a page has no origin (“null”).

    Only for what needs no cookie and shows nothing: the form itself says who may (docs/decisions/0115).
    """
    view.from_files_too = True  # type: ignore[attr-defined]
    return view


def _is_from_a_file() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return (
        request.method == "POST"
        and request.headers.get("Origin") == "null"
        and hasattr(view, "from_files_too")
    )


def _check_token() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in _LOOKING and not hasattr(view, "checks_token_itself"):
        require_token(request.headers.get("X-Form-Token") or request.form.get("token", ""))


def require_token(sent: str) -> None:
    """Refuse the request unless *sent* is the token of this browser session."""
    expected = str(session.get("token", ""))
    if not expected or not hmac.compare_digest(expected.encode(), sent.encode()):
        raise FormTooOld


def _set_headers(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        # named by what is in it, and about nobody: a slow phone fetches it once
        response.headers["Cache-Control"] = "private, max-age=86400, immutable"
        response = squeeze(response)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
