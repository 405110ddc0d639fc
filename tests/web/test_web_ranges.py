"""Ranges (RFC 9110, 14) against plain slicing."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from pvstudio.store.files import write_bytes
from pvstudio.store.homes import keep_sealed, shred
from pvstudio.store.reading import sealed
from pvstudio.store.sealing import SEGMENT
from web.sending.ranges import BLOCK, send, span_of

BYTES = bytes(range(256)) * 1000  # longer than one block


@pytest.fixture(scope="module", params=["kits", "films"], ids=["plain", "sealed"])
def app(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Flask:
    studio: Path = tmp_path_factory.mktemp("ranges")
    keep_sealed(studio)
    path = studio / "workshops" / "w" / request.param / "1" / "file.bin"
    write_bytes(path, BYTES)
    assert sealed(path) is (request.param == "films")
    app = Flask("ranges")
    app.add_url_rule("/file", "file", view_func=lambda: send(path, "video/mp4"))
    app.add_url_rule("/none", "none", view_func=lambda: send(path.with_name("none"), "video/mp4"))
    return app


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", BYTES[:1]),
        ("bytes=1000-", BYTES[1000:]),
        ("bytes=-1", BYTES[-1:]),
        ("bytes=-999999999", BYTES),
        ("Bytes=5-9", BYTES[5:10]),
        (f"bytes=0-{len(BYTES) * 2}", BYTES),
        (f"bytes={'9' * 5000}-", BYTES),
        (f"bytes=10-{BLOCK + 10}", BYTES[10 : BLOCK + 11]),
    ],
)
@pytest.mark.parametrize("wrapper", [None, FileWrapper])
def test_a_range_is_that_slice(app: Flask, header: str, expected: bytes, wrapper: object) -> None:
    environ = {"wsgi.file_wrapper": wrapper} if wrapper else {}
    answer = app.test_client().get(
        "/file", headers={"Range": header}, environ_overrides=environ, buffered=True
    )
    assert answer.data == expected
    whole = len(expected) == len(BYTES)
    assert answer.status_code == (200 if whole else 206)
    assert answer.headers["Content-Length"] == str(len(expected))
    assert ("Content-Range" in answer.headers) is not whole


@pytest.mark.parametrize(
    "header",
    ["bytes=0-1,5-9", "bytes=9-5", "bytes=a-b", "lines=1-2", "bytes=", "bytes=-", "bytes 0-5", "bytes=1-2-3"],
)
def test_what_is_malformed_or_several_gets_everything(app: Flask, header: str) -> None:
    answer = app.test_client().get("/file", headers={"Range": header}, buffered=True)
    assert (answer.status_code, answer.data) == (200, BYTES)


@pytest.mark.parametrize("header", [f"bytes={len(BYTES)}-", "bytes=-0", "bytes=99999999-"])
def test_what_the_file_does_not_have_is_416(app: Flask, header: str) -> None:
    answer = app.test_client().get("/file", headers={"Range": header}, buffered=True)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(BYTES)}"


def test_head_and_if_range_and_nothing_there(app: Flask) -> None:
    client = app.test_client()
    head = client.head("/file", headers={"Range": "bytes=0-99"}, buffered=True)
    assert (head.status_code, head.headers["Content-Length"], head.data) == (206, "100", b"")
    changed = client.get("/file", headers={"Range": "bytes=0-9", "If-Range": '"some"'}, buffered=True)
    assert changed.status_code == 200
    assert client.get("/none").status_code == 404


@pytest.fixture
def erasable(tmp_path: Path) -> Path:
    """A sealed file of several segments."""
    keep_sealed(tmp_path)
    path = tmp_path / "workshops" / "w" / "films" / "1" / "film.mp4"
    write_bytes(path, BYTES * 20)
    return path


def test_what_was_erased_is_not_there(erasable: Path) -> None:
    app = Flask("erased")
    app.add_url_rule("/file", "file", view_func=lambda: send(erasable, "video/mp4"))
    assert app.test_client().get("/file").status_code == 200
    shred(erasable)
    assert app.test_client().get("/file").status_code == 404


def test_a_stream_ends_where_its_film_is_erased(erasable: Path) -> None:
    app = Flask("erased")
    app.add_url_rule("/file", "file", view_func=lambda: send(erasable, "video/mp4"))
    blocks = iter(app.test_client().get("/file", buffered=False).response)
    assert next(blocks) == (BYTES * 20)[:BLOCK]
    shred(erasable)
    with pytest.raises(ConnectionResetError):  # as when somebody withdraws: the server says nothing of it
        list(islice(blocks, 2 * SEGMENT // BLOCK))


@given(st.integers(0, 50), st.one_of(st.none(), st.integers(0, 60)), st.one_of(st.none(), st.integers(0, 60)))
def test_a_span_is_what_slicing_says(size: int, first: int | None, last: int | None) -> None:
    data = list(range(size))
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    if first is None and last is None:
        expected = data
    elif first is None:
        expected = data[-last:] if last else []
    elif last is not None and last < first:
        expected = data
    else:
        expected = data[first:] if last is None else data[first : last + 1]
    try:
        span = span_of(header, size)
    except RequestedRangeNotSatisfiable:
        assert expected == []
    else:
        assert data[span.start : span.stop] == expected


@given(st.text(max_size=40), st.integers(0, 1 << 40))
def test_no_header_breaks_it(header: str, size: int) -> None:
    try:
        span = span_of(header, size)
    except RequestedRangeNotSatisfiable:
        return
    assert 0 <= span.start <= span.stop <= size


def test_a_download_goes_on_only_where_the_bytes_are_those_that_it_began_with(tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(BYTES)
    app = Flask("marked")
    app.add_url_rule("/file", "file", view_func=lambda: send(tmp_path / "file.bin", "video/mp4", mark="abc"))
    client = app.test_client()
    assert client.get("/file", buffered=True).headers["ETag"] == '"abc"'
    for begun, status in (('"abc"', 206), ('"abd"', 200), ('W/"abc"', 200), ('""', 200)):
        answer = client.get("/file", headers={"Range": "bytes=5-", "If-Range": begun}, buffered=True)
        assert (answer.status_code, answer.data) == (status, BYTES[5:] if status == 206 else BYTES)
