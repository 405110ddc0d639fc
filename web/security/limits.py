"""How often one person, or one address that nobody is signed in from, may change something.

A hotspot has one address for everybody, so whoever is signed in is counted by account. Chunks of an upload
(PATCH) and looking are not counted: they cost the one who asks more than the studio.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests

from web.security.session import signed_in_or_none
from web.security.visiting import visiting_or_none
from web.wording.i18n import _

_COUNTED = frozenset({"POST", "PUT", "DELETE"})


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket of *burst* requests that fills up again at *per_second*."""

    burst: float
    per_second: float


#: Typing with autosave is about one a second; guesses at the door are fewer.
SIGNED_IN, STRANGER = Limit(120, 4), Limit(30, 0.5)


class Buckets:
    """What is left for each key; in memory, as there is one web process."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, key: str, limit: Limit, at: float) -> float:
        """Take one for *key* at *at* (s); return 0, or after how many seconds there is one again."""
        with self._lock:
            left, when = self._left.get(key, (limit.burst, at))
            left = min(limit.burst, left + (at - when) * limit.per_second)
            if left < 1:
                return (1 - left) / limit.per_second
            if len(self._left) > 10_000:
                self._left.clear()
            self._left[key] = (left - 1, at)
            return 0.0


def limit(app: Flask) -> None:
    """Count the changes that *app* is asked for."""
    buckets = app.extensions["buckets"] = Buckets()

    def check() -> None:
        if request.method not in _COUNTED:
            return
        account = signed_in_or_none()
        visit = visiting_or_none()
        known = account.id if account else visit.id if visit else ""
        key, allowed = (known, SIGNED_IN) if known else (request.remote_addr or "", STRANGER)
        _take(buckets, key, allowed)

    app.before_request(check)


def count(what: str, allowed: Limit) -> None:
    """Count one more *what* from this address, besides; raise :class:`TooManyRequests` beyond *allowed*."""
    _take(current_app.extensions["buckets"], f"{what} {request.remote_addr}", allowed)


def _take(buckets: Buckets, key: str, allowed: Limit) -> None:
    wait_s = buckets.take(key, allowed, time.monotonic())
    if wait_s:
        raise TooManyRequests(
            _("That was very much at once. Wait a moment, then try again."), retry_after=round(wait_s) + 1
        )
