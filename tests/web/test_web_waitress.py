"""The server on Windows: what it holds back lies in memory, and it runs little ahead of who watches."""

from __future__ import annotations

import re
import tempfile
import threading
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

import web
from web import server
from web.sending.ranges import BLOCK

UPLOADS = Path(web.__file__).parent / "static" / "uploads.js"


def test_a_piece_of_an_upload_stays_in_memory_and_no_answer_overflows() -> None:
    options = server._waitress_options()
    written = re.search(r"const PIECE = (\d+) \* 1024 \* 1024;", UPLOADS.read_text("utf-8"))
    assert written
    piece = int(written[1]) << 20
    assert piece + (64 << 10) < options["inbuf_overflow"] < options["max_request_body_size"]
    assert options["outbuf_high_watermark"] + BLOCK < options["outbuf_overflow"]
    assert options["outbuf_high_watermark"] <= 64 << 10


@pytest.mark.slow
def test_the_real_one_writes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    waitress = pytest.importorskip("waitress")
    app, made = Flask("small"), list[object]()
    app.add_url_rule("/", view_func=lambda: bytes(len(request.get_data())), methods=["POST"])
    real = tempfile.TemporaryFile

    def note(*args: Any, **more: Any) -> Any:
        made.append(args)
        return real(*args, **more)

    monkeypatch.setattr(tempfile, "TemporaryFile", note)
    running = waitress.create_server(app, listen="127.0.0.1:0", **server._waitress_options())
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        for size, files in ((5 << 20, 0), (9 << 20, 1)):
            assert len(_posted(running.effective_port, bytes(size)).read()) == size
            assert len(made) == files
    finally:
        running.close()
        thread.join(10)


def _posted(port: int, body: bytes) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/", body=body, headers={"Connection": "close"})
    return connection.getresponse()
