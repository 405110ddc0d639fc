"""Forms that came too late: signed out, or too old. What they held is kept on a page, to be sent again.

Only a form that a page of the studio sent is shown so: otherwise another site could lay its own words
under the button. Nothing of it is kept here; passwords and files are not even shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Request, current_app, request, url_for

from web.security.session import COOKIE

#: Forms that hold one of these are typed anew.
_SECRETS = frozenset({"password", "again", "old"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A form to send again: its *address* in the studio and its *fields*, in order, without the token."""

    address: str
    fields: tuple[tuple[str, str], ...]


def form_to_send_again() -> Again | None:
    """Return the form of this request; None where it is none, holds secrets or files, or is another site's.

    Scripts send their token in a header, and keep what they sent themselves.
    """
    plain = request.method == "POST" and request.mimetype == "application/x-www-form-urlencoded"
    if not plain or request.endpoint is None or "X-Form-Token" in request.headers:
        return None
    if _SECRETS & request.form.keys() or not _from_own_page(request):
        return None
    address = url_for(request.endpoint, **(request.view_args or {}))
    if asked := request.query_string.decode("latin-1"):
        address = f"{address}?{asked}"
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "token"]
    return Again(address=address, fields=tuple(fields))


def _from_own_page(asked: Request) -> bool:
    """Say whether a page of the studio certainly sent this; that it could have is not enough.

    Over plain http browsers tell neither origin nor site of our pages; they send our cookies, which are
    SameSite=Strict, with nobody else's forms.
    """
    if asked.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    if urlsplit(asked.headers.get("Origin", "")).netloc == asked.host:
        return True
    return bool({COOKIE, current_app.config["SESSION_COOKIE_NAME"]} & asked.cookies.keys())
