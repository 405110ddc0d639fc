"""What is written down of requests: the audit trail of changes, and a log without a word about anybody."""

from __future__ import annotations

import json
import logging
import time

from flask import Flask, Response, current_app, g, request

from web.security.access import rule_of
from web.security.session import signed_in_or_none
from web.wording.showing import now, studio
from workflows.accounts.audit import note

log = logging.getLogger("pvstudio.web")
_CHANGES = frozenset({"POST", "PUT", "DELETE"})


def keep_trail(app: Flask) -> None:
    """Write down what *app* is asked for."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.monotonic()


def _end(response: Response) -> Response:
    ms = round((time.monotonic() - g.get("began", time.monotonic())) * 1000)
    log.info(
        json.dumps(
            {
                "at": now().isoformat(timespec="milliseconds"),
                "page": request.endpoint or "",
                "method": request.method,
                "status": response.status_code,
                "ms": ms,
            }
        )
    )
    if request.method in _CHANGES and request.endpoint:
        _audit(response)
    return response


def _audit(response: Response) -> None:
    """A change by somebody who is known, or one at the door."""
    account, named = signed_in_or_none(), dict(request.view_args or {})
    if account is None and not rule_of(current_app, request.endpoint or "").everybody:
        return  # a stranger's attempt at a page: it was not let in, and counted by the limits
    workshop = named.pop("workshop", "")
    note(
        studio(),
        now(),
        g.get("audited_as") or (account.id if account else ""),
        request.endpoint or "",
        response.status_code,
        workshop=workshop if workshop in studio().workshops() else "",
        about={name: str(value)[:80] for name, value in named.items()},
    )
