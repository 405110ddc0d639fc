"""What is written down of requests: the audit trail of changes, and a log without a word about anybody."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from flask import Flask, Response, current_app, g, request

from pvstudio.errors import StudioError
from pvstudio.model import new_id
from web.security.access import rule_of
from web.security.bodies import without_controls
from web.security.session import signed_in_or_none
from web.security.visiting import visiting_or_none
from web.wording.showing import now, studio
from workflows.accounts.audit import AuditEntry, note

log = logging.getLogger("pvstudio.web")
_CHANGES = frozenset({"POST", "PUT", "DELETE"})
#: What leaves the studio by being looked at.
_TAKEN_OUT = frozenset(
    {"kits.archive", "subtitles.take_out", "phone.take_along", "reports.one_paper", "reports.paper"}
)
#: What is written down elsewhere, change by change (the history of a track), or changes nothing (a card while
#: it is written).
_LEFT_OUT = frozenset({"subtitles.ask", "builder.draft"})


@dataclass(frozen=True, slots=True)
class Unwritten:
    """What the trail still lacks, the oldest first; one thread writes at a time."""

    entries: deque[AuditEntry] = field(default_factory=lambda: deque(maxlen=1000))
    lock: threading.Lock = field(default_factory=threading.Lock)


def keep_trail(app: Flask) -> None:
    """Write down what *app* is asked for."""
    app.extensions["unwritten"] = Unwritten()
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
    kept = request.endpoint in _TAKEN_OUT or request.method in _CHANGES
    if kept and request.endpoint and request.endpoint not in _LEFT_OUT:
        _audit(response)
    return response


def _audit(response: Response) -> None:
    """A change by somebody who is known, or one at the door."""
    rule, named = rule_of(current_app, request.endpoint or ""), dict(request.view_args or {})
    account, visit = signed_in_or_none(), visiting_or_none()
    who = visit.participant_id if visit and rule.phone else account.id if account else ""
    if not who and not rule.everybody:
        return  # a stranger's attempt at a page: it was not let in, and counted by the limits
    workshop = visit.workshop if visit and rule.phone else named.pop("workshop", "")
    entry = AuditEntry(
        id=new_id("audit"),
        at=now(),
        account_id=g.get("audited_as") or who,
        action=request.endpoint or "",
        status=response.status_code,
        workshop=workshop if workshop in studio().workshops() else "",
        about={
            name: without_controls(str(value))[:80]
            for name, value in {**named, **g.get("audited_about", {})}.items()
        },
    )
    _write(current_app.extensions["unwritten"], entry)


def _write(unwritten: Unwritten, entry: AuditEntry) -> None:
    """What was done is done, whether or not the trail can be written: then it is written with the next."""
    with unwritten.lock:
        unwritten.entries.append(entry)
        while unwritten.entries:
            try:
                note(studio(), unwritten.entries[0])
            except (StudioError, OSError):
                log.exception("the audit trail cannot be written: %d waiting", len(unwritten.entries))
                return
            unwritten.entries.popleft()
