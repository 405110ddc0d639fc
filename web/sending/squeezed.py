"""Pages and files of ours made small for slow phones: gzip, where the browser takes it.

What lets secrets leak through lengths (BREACH, 2013) needs another site that sends requests with the visit's
cookie: SameSite=Strict keeps it from them, and the address that is echoed on a page is never a secret.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request

#: Below this, in bytes, a packet is a packet.
_WORTH_IT = 600
_KINDS = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml"})


def squeeze(response: Response) -> Response:
    """Compress what is text and whole; bytes of media, parts and errors stay as they are."""
    if response.mimetype not in _KINDS or not request.accept_encodings["gzip"]:
        return response
    if response.status_code != 200 or request.method == "HEAD" or "Content-Encoding" in response.headers:
        return response
    response.direct_passthrough = False
    if len(whole := response.get_data()) < _WORTH_IT:
        return response
    response.set_data(_kept(whole) if request.endpoint == "static" else gzip.compress(whole, 6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.add("Vary", "Accept-Encoding")
    response.headers.pop("ETag", None)
    return response


@lru_cache(maxsize=64)
def _kept(whole: bytes) -> bytes:
    """Compress a file of ours, once."""
    return gzip.compress(whole, 9, mtime=0)
