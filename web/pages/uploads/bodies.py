"""The body of a request as it arrives: not held in memory, and no thread is kept by a link that is gone."""

from __future__ import annotations

import socket
from contextlib import suppress

from flask import request
from werkzeug.exceptions import ClientDisconnected

from workflows.uploads.receiving import MAX_BYTES

#: So long a phone may say nothing before its link counts as broken.
SILENCE_S = 60.0


class Body:
    """The bytes of this request; where the link breaks, they end."""

    def __init__(self) -> None:
        request.max_content_length = 2 * MAX_BYTES  # not a form: what it may hold is asked piece by piece
        self._stream = request.stream
        connection = request.environ.get("gunicorn.socket")
        if isinstance(connection, socket.socket):  # waitress has read all of it before
            connection.settimeout(SILENCE_S)

    def read(self, size: int) -> bytes:
        """Return up to *size* bytes; none at the end."""
        with suppress(ClientDisconnected, OSError):
            return bytes(self._stream.read(size))
        return b""
