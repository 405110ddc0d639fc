"""The durable queue as pages use it: opened once a process, not once a request.

Opening costs as much as a page (migrations looked at, connections made). The client underneath is an
SQLAlchemy engine with a pool, made for many threads.
"""

from __future__ import annotations

import threading

from flask import current_app

from web.wording.showing import studio
from workflows.queue import JobQueue

_opening = threading.Lock()


def queue() -> JobQueue:
    """Return the queue of this studio, to enqueue, look, cancel and retry; never close it.

    It is opened at the first request, so after the server has forked.
    """
    with _opening:
        found = current_app.extensions.get("queue")
        if found is None:
            found = current_app.extensions["queue"] = JobQueue(studio())
    opened: JobQueue = found
    return opened
