"""Byte ranges of files (RFC 9110, 14): a player jumps without the server reading all that comes before.

Flask's ``send_file`` is not used: under gunicorn it reads and throws away everything before the
offset. Here the file is wound to it, and the server's own ``wsgi.file_wrapper`` sends the rest.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import Response, request
from werkzeug.exceptions import NotFound, RequestedRangeNotSatisfiable

from pvstudio.store.errors import KeyGone
from pvstudio.store.reading import opened
from pvstudio.store.sealing import SealedFile

#: Read and handed on at a time, in bytes.
BLOCK = 64 << 10

_ONE_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)

Pass = Callable[[Iterator[bytes]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from *start* up to *stop* of a file of *size* bytes."""

    start: int
    stop: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.stop - self.start

    @property
    def is_all(self) -> bool:
        """Whether it is the whole file."""
        return self.length == self.size


def span_of(header: str | None, size: int) -> Span:
    """Read a Range header; what is malformed or asks for several ranges is answered with everything.

    Raises :class:`RequestedRangeNotSatisfiable` for a range that the file does not have.
    """
    asked = _ONE_RANGE.fullmatch(header or "")
    if asked is None or not any(asked.groups()):
        return Span(0, size, size)
    first, last = (int(digits) if digits else None for digits in asked.groups())
    if first is None:  # the last so many bytes
        start, stop = max(0, size - (last or 0)), size
    else:
        start, stop = first, size if last is None else min(last + 1, size)
        if last is not None and last < first:
            return Span(0, size, size)
    if start >= size or start >= stop:
        raise RequestedRangeNotSatisfiable(length=size)
    return Span(start, stop, size)


def send(
    path: Path | Callable[[], BinaryIO], mimetype: str, *, through: Pass | None = None, mark: str = ""
) -> Response:
    """Answer the request with *path*, or with what it opens, or the range of it that is asked for.

    *through* is put round the blocks on their way out; without it the server may send the file by
    itself. *mark* tells these bytes from all others (a strong entity tag, RFC 9110, 8.8.3): by it a browser
    takes up a download that broke off. The path is made by the server, never by a request. What is sealed
    is opened as far as the range goes. Raises 404, also for what was erased, and 416.
    """
    try:
        file = opened(path) if isinstance(path, Path) else path()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, KeyGone):
        raise NotFound from None
    try:
        span = span_of(request.headers.get("Range") if _is_same(mark) else None, _size(file))
        body = _body(file, span, through)
    except BaseException:
        file.close()
        raise
    answer = Response(body, 200 if span.is_all else 206, mimetype=mimetype, direct_passthrough=True)
    answer.call_on_close(file.close)
    answer.headers["Accept-Ranges"] = "bytes"
    if mark:
        answer.headers["ETag"] = f'"{mark}"'
    answer.headers["Content-Length"] = str(span.length)
    if answer.status_code == 206:
        answer.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{span.size}"
    return answer


def _is_same(mark: str) -> bool:
    """Tell whether a range is wanted of these very bytes: of what a browser has begun, it says the mark."""
    begun = request.headers.get("If-Range")
    return begun is None or (bool(mark) and begun == f'"{mark}"')


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)


def _body(file: BinaryIO, span: Span, through: Pass | None) -> Iterable[bytes]:
    file.seek(span.start)
    if request.method == "HEAD":
        file.close()
        return ()
    wrapper = request.environ.get("wsgi.file_wrapper")
    plain = not isinstance(file, SealedFile)  # the server would send the seal
    if plain and through is None and wrapper is not None and span.stop == span.size:
        return wrapper(file, BLOCK)  # type: ignore[no-any-return]
    blocks = _blocks(file, span.length)
    return through(blocks) if through else blocks


def _blocks(file: BinaryIO, length: int) -> Iterator[bytes]:
    with file:
        try:
            while length and (block := file.read(min(BLOCK, length))):
                length -= len(block)
                yield block
        except (KeyGone, FileNotFoundError) as gone:  # the connection ends here, in the middle
            raise ConnectionResetError(errno.ECONNRESET, "it was taken away while it was sent") from gone
