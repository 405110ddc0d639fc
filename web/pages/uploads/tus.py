"""tus 1.0: creation, creation-with-upload, checksum, expiration, termination.

An upload lies in a workshop and belongs to the account that began it; for everybody else it is not there.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import http_date

from pvstudio.errors import NotFound, StudioError
from pvstudio.store.errors import DiskFull, KeysAway, StorageFailed, StoreBusy
from web.pages.uploads import headers
from web.pages.uploads.bodies import Body
from web.security.access import allow, open_to_all
from web.security.session import NotSignedIn, signed_in
from web.sending.queue import queue
from web.wording.problems import in_words
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.uploads import receiving
from workflows.uploads.errors import (
    ChecksumDiffers,
    FileEmpty,
    FileTooLarge,
    OffsetDiffers,
    TooMuchSent,
    UploadBusy,
    UploadOver,
    UploadWhole,
)
from workflows.uploads.records import Upload

blueprint = Blueprint("tus", __name__, url_prefix="/workshops/<workshop>/upload/files")

_STATUS: dict[type[StudioError], str] = {
    NotFound: "404 Not Found",
    OffsetDiffers: "409 Conflict",
    UploadOver: "410 Gone",
    UploadWhole: "409 Conflict",
    FileEmpty: "400 Bad Request",
    FileTooLarge: "413 Content Too Large",
    TooMuchSent: "413 Content Too Large",
    UploadBusy: "423 Locked",
    ChecksumDiffers: "460 Checksum Mismatch",
    KeysAway: "503 Service Unavailable",
    StoreBusy: "503 Service Unavailable",
    DiskFull: "507 Insufficient Storage",
    StorageFailed: "507 Insufficient Storage",
}


@blueprint.route("", methods=["OPTIONS"], endpoint="abilities", provide_automatic_options=False)
@blueprint.route("/<upload_id>", methods=["OPTIONS"], endpoint="abilities", provide_automatic_options=False)
@open_to_all
def abilities(workshop: str, upload_id: str = "") -> Response:  # noqa: ARG001 - the same everywhere
    """Say which parts of the protocol are understood; nothing of the studio is told."""
    return _answer(
        204,
        {
            "Tus-Version": headers.VERSION,
            "Tus-Extension": headers.EXTENSIONS,
            "Tus-Max-Size": receiving.MAX_BYTES,
            "Tus-Checksum-Algorithm": ",".join(headers.ALGORITHMS),
        },
    )


@blueprint.post("", provide_automatic_options=False)
@allow(Role.FACILITATOR)
def create(workshop: str) -> Response:
    """Begin an upload, with its first bytes if they came along."""
    headers.require_version()
    size, said, first = headers.length(), headers.metadata(), request.content_length or 0
    if first:
        headers.require_bytes()
    modified = said.get("modified", "")
    upload = receiving.begin(
        studio(),
        workshop,
        name=said.get("filename", ""),
        size_bytes=size,
        by=signed_in().id,
        mime=said.get("filetype", ""),
        modified_ms=int(modified) if modified.isdecimal() and len(modified) < 16 else None,
        language=said.get("language", ""),
    )
    there = url_for("tus.look", workshop=workshop, upload_id=upload.id)
    more = {"Location": there, **_expires(workshop, upload)}
    try:
        if first:
            more["Upload-Offset"] = _append(workshop, upload, 0)
    except StudioError:  # whoever is told no does not learn its address
        with suppress(UploadWhole):  # what is whole is taken in all the same
            receiving.cancel(studio(), workshop, upload)
        raise
    return _answer(201, more)


@blueprint.route("/<upload_id>", methods=["HEAD"], provide_automatic_options=False)
@allow(Role.FACILITATOR)
def look(workshop: str, upload_id: str) -> Response:
    """Say how far an upload is."""
    headers.require_version()
    upload, offset = _mine(workshop, upload_id)
    more = {"Upload-Offset": offset, "Upload-Metadata": headers.told(upload), **_expires(workshop, upload)}
    if upload.size_bytes is not None:
        more["Upload-Length"] = upload.size_bytes
    return _answer(200, more)


@blueprint.patch("/<upload_id>", provide_automatic_options=False)
@allow(Role.FACILITATOR)
def go_on(workshop: str, upload_id: str) -> Response:
    """Take more bytes: when this answers, they are on disk."""
    headers.require_version()
    headers.require_bytes()
    at = headers.number("Upload-Offset")
    upload, _offset = _mine(workshop, upload_id)
    offset = _append(workshop, upload, at)
    return _answer(204, {"Upload-Offset": offset, **_expires(workshop, upload)})


@blueprint.delete("/<upload_id>", provide_automatic_options=False)
@allow(Role.FACILITATOR)
def end(workshop: str, upload_id: str) -> Response:
    """Give an upload up: its key is shredded, its bytes are deleted; not once it is whole (409)."""
    headers.require_version()
    receiving.cancel(studio(), workshop, _mine(workshop, upload_id)[0])
    return _answer(204, {})


@blueprint.post("/<upload_id>", provide_automatic_options=False)
@allow(Role.FACILITATOR)
def instead(workshop: str, upload_id: str) -> Response:
    """Do what X-HTTP-Method-Override says, for browsers and proxies that know only GET and POST."""
    meant = {"PATCH": go_on, "DELETE": end}.get(request.headers.get("X-HTTP-Method-Override", ""))
    if meant is None:
        raise MethodNotAllowed(["HEAD", "PATCH", "DELETE", "OPTIONS"])
    return meant(workshop, upload_id)


def _mine(workshop: str, upload_id: str) -> tuple[Upload, int]:
    return receiving.find(studio(), workshop, upload_id, by=signed_in().id)


def _append(workshop: str, upload: Upload, at: int) -> int:
    check = headers.checksum()
    return receiving.append(studio(), queue(), workshop, upload, at, Body(), checksum=check)


def _expires(workshop: str, upload: Upload) -> dict[str, Any]:
    pieces = receiving.pieces_of(studio(), workshop, upload.id)
    ends = receiving.ends_at(studio(), upload, pieces)
    return {"Upload-Expires": http_date(ends)} if ends else {}


def _answer(status: int, more: dict[str, Any]) -> Response:
    response = Response(status=status)
    response.headers["Tus-Resumable"] = headers.VERSION
    for name, value in more.items():
        response.headers[name] = str(value)
    return response


@blueprint.errorhandler(StudioError)
def refused(error: StudioError) -> Response:
    """Say in words, for the line of the file on the page, what happened and what to do."""
    found = (_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    return _words(next(found, "500 Internal Server Error"), " ".join(filter(None, in_words(error))))


@blueprint.errorhandler(NotSignedIn)
@blueprint.errorhandler(HTTPException)
def misspoken(error: HTTPException) -> Response:
    """Answer what is no tus, or comes from nobody who may."""
    response = _words(f"{error.code} {error.name}", error.description or error.name)
    if error.code == 412:
        response.headers["Tus-Version"] = headers.VERSION
    return response


def _words(status: str, words: str) -> Response:
    response = _answer(400, {})
    response.status = status
    response.mimetype = "text/plain"
    response.set_data(words)
    return response
