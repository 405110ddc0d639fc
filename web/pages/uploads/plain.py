"""A file by a plain form, for browsers without scripts: read as it comes, nothing lies plain on disk."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from web.wording.i18n import _
from workflows.uploads.receiving import Source

_BLOCK = 64 << 10
#: All fields of the form but the file.
_FIELDS_BYTES = 64 << 10
#: What the decoder may hold: the file passes through it, too, each block beside the rest of the one before.
_HELD_BYTES = _BLOCK + _FIELDS_BYTES


class PlainForm:
    """A form whose last field is the file: first its *fields*, then the file by :meth:`read`.

    Raises :class:`~werkzeug.exceptions.BadRequest` for anything else, RequestEntityTooLarge for long fields.
    """

    def __init__(self, body: Source) -> None:
        boundary = request.mimetype_params.get("boundary", "")
        if request.mimetype != "multipart/form-data" or not boundary:
            raise BadRequest(_("This is not the form of this page."))
        self._body = body
        self._decoder = MultipartDecoder(boundary.encode(), _HELD_BYTES, max_parts=20)
        self._rest = b""
        self.fields: dict[str, str] = {}
        self.whole = False  # the end of the file has come
        self.file = self._until_file()

    def read(self, size: int) -> bytes:
        """Return up to *size* bytes of the file; none at its end, or where the link broke."""
        while not self._rest and not self.whole:
            event = self._next()
            if event is None:
                return b""
            if isinstance(event, Data):
                self._rest, self.whole = bytes(event.data), not event.more_data
        block, self._rest = self._rest[:size], self._rest[size:]
        return block

    def _until_file(self) -> File:
        name, value = "", b""
        while (event := self._next()) is not None and not isinstance(event, Epilogue):
            if isinstance(event, File):
                return event
            if isinstance(event, Field):
                name, value = event.name or "", b""
            elif isinstance(event, Data):
                value += event.data
                if len(value) > _FIELDS_BYTES:
                    raise RequestEntityTooLarge
                self.fields[name] = value.decode("utf-8", "replace")
        raise BadRequest(_("No file came with the form. Choose one, then send it again."))

    def _next(self) -> Event | None:
        """Return what comes next in the form; None where the link broke."""
        try:
            while isinstance(event := self._decoder.next_event(), NeedData):
                block = self._body.read(_BLOCK)
                if not block:
                    return None
                self._decoder.receive_data(block)
        except ValueError:
            raise BadRequest(_("This is not the form of this page.")) from None
        return event
