"""What tus says in headers, read strictly: https://tus.io/protocols/resumable-upload (1.0.0)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping

from flask import request
from werkzeug.exceptions import BadRequest, PreconditionFailed, UnsupportedMediaType

from workflows.uploads.receiving import Checksum
from workflows.uploads.records import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
ALGORITHMS = ("sha1", "sha256")
BYTES = "application/offset+octet-stream"
#: As long as a name may be, and what else we ask for; more is no metadata.
_LONGEST = 8192
_NUMBER = re.compile(r"[0-9]{1,19}")


def require_version() -> None:
    """Refuse (412) what speaks another version, or none."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise PreconditionFailed(f"Tus-Resumable must be {VERSION}.")


def number(name: str) -> int:
    """Return the header *name*: digits, nothing else."""
    text = request.headers.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise BadRequest(f"{name} must be a whole number.")
    return int(text)


def length() -> int:
    """Return Upload-Length; a length that comes later is not taken."""
    if "Upload-Defer-Length" in request.headers:
        raise BadRequest("Upload-Length is needed at once.")
    return number("Upload-Length")


def require_bytes() -> None:
    """Refuse (415) a body of another kind."""
    if request.content_type != BYTES:
        raise UnsupportedMediaType(f"Content-Type must be {BYTES}.")


def checksum() -> Checksum | None:
    """Return what the body must hash to, if that was said."""
    said = request.headers.get("Upload-Checksum")
    if said is None:
        return None
    algorithm, _space, encoded = said.partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadRequest(f"Upload-Checksum: {', '.join(ALGORITHMS)} only.")
    return Checksum(algorithm, _decoded(encoded))


def metadata() -> dict[str, str]:
    """Return Upload-Metadata: keys and their values, each once."""
    said = request.headers.get("Upload-Metadata", "")
    if len(said) > _LONGEST:
        raise BadRequest("Upload-Metadata is too long.")
    found: dict[str, str] = {}
    for pair in filter(None, said.split(",")):
        key, _space, encoded = pair.partition(" ")
        if not key or not key.isascii() or key in found:
            raise BadRequest("Upload-Metadata: each key once, in ASCII.")
        found[key] = _decoded(encoded).decode("utf-8", "replace")
    return found


def told(upload: Upload) -> str:
    """Return what is known of an upload as Upload-Metadata says it."""
    known: Mapping[str, str] = {
        "filename": upload.name,
        "filetype": upload.mime,
        "modified": "" if upload.modified_ms is None else str(upload.modified_ms),
        "language": upload.language or "",
    }
    pairs = ((key, base64.b64encode(value.encode()).decode("ascii")) for key, value in known.items() if value)
    return ",".join(f"{key} {value}" for key, value in pairs)


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadRequest("A value is not base64.") from None
