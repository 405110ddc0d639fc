"""A client of tus, header by header."""

from __future__ import annotations

import base64

from web_world import HOME, Place
from werkzeug.test import TestResponse

from workflows.uploads.receiving import pieces_of

FILES = f"/workshops/{HOME}/upload/files"
FILM = bytes(range(256)) * 4
BYTES = "application/offset+octet-stream"


def metadata(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def speak(place: Place, method: str, url: str = FILES, body: bytes = b"", **said: object) -> TestResponse:
    """Send one request of a client of tus; None leaves a header out."""
    said = {"Tus-Resumable": "1.0.0", "X-Form-Token": place.token()} | {
        name.replace("_", "-"): value for name, value in said.items()
    }
    told = {name: str(value) for name, value in said.items() if value is not None}
    return place.client.open(url, method=method, data=body, headers=told)


def begin(place: Place, size: object = len(FILM), body: bytes = b"", **said: object) -> TestResponse:
    return speak(place, "POST", body=body, **{"Upload-Length": size, **said})


def begun(place: Place, size: int = len(FILM), **said: object) -> str:
    answer = begin(place, size, **said)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def send(place: Place, url: str, at: object, body: bytes, **said: object) -> TestResponse:
    return speak(place, "PATCH", url, body, **{"Upload-Offset": at, "Content-Type": BYTES, **said})


def offset(place: Place, url: str) -> int:
    answer = speak(place, "HEAD", url)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def kept(place: Place, url: str) -> bytes:
    with pieces_of(place.studio, HOME, url.rpartition("/")[2]).opened() as stream:
        return stream.read()
