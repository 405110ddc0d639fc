"""The real server: it plays ranges, and cuts off who streams when somebody withdraws, reading or not."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from urllib.parse import urlencode

import pytest
from phone_world import phone_of
from web_world import HOME, TOKENS, Place

from consent.releases import Stage
from pvstudio.config import Settings
from pvstudio.model import CutState, CutVersion
from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.publish import kit_folder
from workflows.spoken import SpokenAnswer
from workflows.uploads.records import Upload
from workflows.wiring import Studio

BIG = 32 << 20
FILM = f"/workshops/{HOME}/kits/kit-1/film.mp4"
PERSON = f"/workshops/{HOME}/people/person-amra"

#: What a phone sends along: its visit, and the browser session that holds the token of its forms.
COOKIES = (("visit", "/p"), ("studio", "/"))
SIGNED_IN = {"Cookie": f"{COOKIE}={TOKENS[Role.FACILITATOR]}"}

pytestmark = pytest.mark.slow

START = """
import sys
from pvstudio.config import Settings
from web.server import serve
serve(Settings.load(sys.argv[1]), port=int(sys.argv[2]))
"""


@dataclass
class Server:
    """A running studio."""

    port: int
    studio: Studio
    open: list[HTTPConnection] = field(default_factory=list)

    def connect(self) -> HTTPConnection:
        return HTTPConnection("localhost", self.port, timeout=20)

    def stream(self, path: str) -> HTTPResponse:
        """Ask for *path*, and read nothing yet; what waits here, in this machine's buffer, is little."""
        connection = self.connect()
        connection.sock = socket.socket()
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 << 10)
        connection.sock.settimeout(20)
        connection.sock.connect(("127.0.0.1", self.port))
        connection.request("GET", path, headers=SIGNED_IN)
        self.open.append(connection)
        return connection.getresponse()

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = self.connect()
        connection.request("GET", path, headers=SIGNED_IN | headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, dict(answer.headers), body

    def send(self, path: str, cookie: str, film: bytes, **fields: str) -> tuple[int, str]:
        """Send a form with a file as a browser does; return the status, and where it leads."""
        parts = [_part(f'name="{name}"', value.encode()) for name, value in fields.items()]
        parts.append(_part('name="file"; filename="a.mp4"', film))
        connection = self.connect()
        form = {"Cookie": cookie, "Content-Type": "multipart/form-data; boundary=----form"}
        connection.request("POST", path, body=b"".join([*parts, b"------form--\r\n"]), headers=form)
        answer = connection.getresponse()
        connection.close()
        return answer.status, answer.headers.get("Location", "")

    def withdraw(self) -> float:
        """Press the button of the person's page; return when it was answered."""
        _status, headers, page = self.get(f"{PERSON}/")
        token = re.search(r'name="token" value="([^"]+)"', page.decode())
        assert token
        fields = urlencode({"token": token[1], "clip": "clip-bread", "how": "spoken", "role": "self"})
        cookie = f"{SIGNED_IN['Cookie']}; {headers['Set-Cookie'].partition(';')[0]}"
        connection = self.connect()
        form = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"{PERSON}/withdraw", body=fields, headers=form)
        assert connection.getresponse().status == 303
        connection.close()
        return time.monotonic()


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    studio = Studio.open(settings)
    (kit_folder(studio, HOME, "kit-1") / "film.mp4").write_bytes(bytes(range(256)) * (BIG // 256))
    (settings.home / "studio.toml").write_text("[film]\nwidth = 320\nheight = 180\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", START, str(settings.home), str(port)])
    try:
        running = Server(port, studio)
        for _ in range(200):
            try:
                running.get("/")
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
        yield running
        for connection in running.open:
            connection.close()
    finally:
        process.terminate()
        process.wait(20)


def test_ranges_and_heads_through_the_real_server(server: Server) -> None:
    status, headers, body = server.get(FILM, Range=f"bytes={BIG - 1000}-")
    assert (status, len(body), body[-1]) == (206, 1000, 255)
    assert headers["Content-Range"] == f"bytes {BIG - 1000}-{BIG - 1}/{BIG}"
    status, headers, body = server.get(FILM, Range="bytes=256-511")
    assert (status, body) == (206, bytes(range(256)))
    raw = f"/workshops/{HOME}/clips/clip-bread/video.mp4"
    whole = server.get(raw)[2]
    assert server.get(raw, Range="bytes=100-")[2] == whole[100:]  # by the server's own file wrapper
    assert server.get(raw, Range="bytes=100-199")[2] == whole[100:200]
    assert server.get("/", Host="evil.example")[0] == 421


def test_streams_are_cut_within_two_seconds_and_new_ones_refused(server: Server) -> None:
    slow, still = server.stream(FILM), server.stream(FILM)
    assert len(slow.read(1 << 20)) == len(still.read(1 << 20)) == 1 << 20
    withdrawn = server.withdraw()
    assert server.get(FILM)[0] == 403
    assert server.get(FILM, Range="bytes=0-0")[0] == 403
    with server.studio.documents.read(HOME) as tx:
        assert tx.get(CutVersion, "version-1").state is CutState.RECALLED
    assert read_to_the_end(slow, pause_s=0.02) < BIG / 2
    assert time.monotonic() - withdrawn < 2
    time.sleep(max(0, withdrawn + 2 - time.monotonic()))  # the other one has not read since the withdrawal
    assert read_to_the_end(still, pause_s=0) < 1 << 20  # what had left the server before


def test_a_film_of_many_blocks_comes_in_by_both_forms(server: Server, place: Place, film: Path) -> None:
    size = 6 << 20
    sent = film.read_bytes() + (size + 8).to_bytes(4, "big") + b"free" + os.urandom(size)
    phone = phone_of(place)
    token = phone.form_token()
    cookies = "; ".join(f"{name}={phone.client.get_cookie(name, path=path).value}" for name, path in COOKIES)
    status, where = server.send("/p/speak/", cookies, sent, token=token, stage="S1", subject="")
    assert (status, where) == (303, "/p/speak/?stage=S1")
    status, headers, page = server.get(f"/workshops/{HOME}/upload/")
    cookies = f"{SIGNED_IN['Cookie']}; {headers['Set-Cookie'].partition(';')[0]}"
    token = re.search(r'name="token" value="([^"]+)"', page.decode())[1]
    assert server.send(f"/workshops/{HOME}/upload/plain", cookies, sent, token=token)[0] == 303
    with server.studio.documents.read(HOME) as tx:
        [voice] = [one for one in tx.find(SpokenAnswer) if one.stage is Stage.S1]
        [upload] = tx.find(Upload)
    assert voice.sha256 == hashlib.sha256(sent).hexdigest()
    assert (upload.size_bytes, upload.name) == (len(sent), "a.mp4")


def _part(name: str, value: bytes) -> bytes:
    return f"------form\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + value + b"\r\n"


def read_to_the_end(stream: HTTPResponse, *, pause_s: float) -> int:
    """Read until the stream breaks off; return how many bytes came."""
    got = 0
    try:
        while block := stream.read(16 << 10):
            got += len(block)
            time.sleep(pause_s)
    except (ConnectionError, IncompleteRead):
        pass
    finally:
        stream.close()
    return got
