"""A large kit on its way through the real server: how much memory that takes, and whether it goes on."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

START = """
import sys
from pvstudio.config import Settings
from web.server import serve
serve(Settings.load(sys.argv[1]), port=int(sys.argv[2]))
"""
BLOCK = 1 << 20


@dataclass
class Serving:
    """A server of its own process, and the header that signs in."""

    port: int
    process: subprocess.Popen[bytes]
    signed_in: dict[str, str]
    open: list[HTTPConnection] = field(default_factory=list)

    def ask(self, path: str, **headers: str) -> HTTPResponse:
        connection = HTTPConnection("localhost", self.port, timeout=120)
        self.open.append(connection)
        connection.request("GET", path, headers=self.signed_in | headers)
        return connection.getresponse()

    def memory(self) -> int:
        """Return the bytes that the server and its workers hold now; what they share counts once for each."""
        return sum(_resident(pid) for pid in _family(self.process.pid))


@contextmanager
def serving(home: Path, port: int, signed_in: dict[str, str], ready: str) -> Iterator[Serving]:
    """Serve the studio in *home* while the block lasts, from when it answers *ready*."""
    process = subprocess.Popen([sys.executable, "-c", START, str(home), str(port)])
    made = Serving(port, process, signed_in)
    try:
        for _ in range(200):
            try:
                made.ask(ready).read()
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
        yield made
    finally:
        for connection in made.open:
            connection.close()
        process.terminate()
        process.wait(20)


@dataclass(frozen=True)
class Fetched:
    """What came: its hash and length, and by how much the server grew meanwhile, in bytes."""

    sha256: str
    length: int
    grown: int
    first_s: float  # until the first byte
    seconds: float
    mark: str


def fetch(server: Serving, path: str) -> Fetched:
    """Fetch *path* whole, and look at the server's memory many times a second."""
    before, highest, over = server.memory(), 0, threading.Event()

    def watch() -> None:
        nonlocal highest
        while not over.is_set():
            highest = max(highest, server.memory())
            over.wait(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    began, found, length = time.monotonic(), hashlib.sha256(), 0
    try:
        answer = server.ask(path)
        first_s = time.monotonic() - began
        assert answer.status == 200, answer.status
        while block := answer.read(BLOCK):
            found.update(block)
            length += len(block)
    finally:
        over.set()
        watcher.join()
    seconds, mark = time.monotonic() - began, answer.headers["ETag"]
    return Fetched(found.hexdigest(), length, max(0, highest - before), first_s, seconds, mark)


def fetch_in_pieces(server: Serving, path: str, mark: str, breaks: list[int]) -> str:
    """Fetch *path* as a browser does whose connection breaks at each of *breaks*; return its hash."""
    found, at = hashlib.sha256(), 0
    for end in [*breaks, None]:
        answer = server.ask(path, **{"Range": f"bytes={at}-", "If-Range": mark})
        assert answer.status == (206 if at else 200), answer.status
        while end is None or at < end:
            block = answer.read(BLOCK if end is None else min(BLOCK, end - at))
            if not block:
                break
            found.update(block)
            at += len(block)
        answer.close()
    return found.hexdigest()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        found = [int(one) for one in children.read_text().split()]
    except OSError:
        return []
    return [pid, *(one for child in found for one in _family(child))]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0
