"""Uploads by clients that others wrote, through a real server that is killed twice: not one byte is lost.

PVSTUDIO_UPLOAD_MB says how large the files are.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tusclient.client import TusClient
from web_filled import FILM
from web_world import HOME, TOKENS, browser_cookie

from pvstudio.config import Settings
from pvstudio.model import Clip, Footage, FootageState
from pvstudio.store.copying import digest_of
from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.queue import JobQueue, JobState, Work
from workflows.uploads.receiving import pieces_of
from workflows.uploads.records import Upload
from workflows.wiring import Studio

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SIZE = int(os.environ.get("PVSTUDIO_UPLOAD_MB", "24")) << 20
UPLOAD = f"/workshops/{HOME}/upload/"


@dataclass
class Server:
    """`pvstudio serve`, which can be killed and started again at the same address."""

    studio: Studio
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        home = str(self.studio.settings.home)
        command = [sys.executable, "-m", "cli", "--studio", home, "serve", "--no-worker", "--port"]
        self.processes.append(
            subprocess.Popen([*command, str(self.port)], stdout=subprocess.DEVNULL, start_new_session=True)
        )
        self._wait(answers=True)

    def kill(self) -> None:
        os.killpg(self.processes[-1].pid, signal.SIGKILL)
        self.processes[-1].wait(20)
        self._wait(answers=False)  # its forked process may live a moment longer

    def _wait(self, *, answers: bool) -> None:
        for _ in range(1200):
            with socket.socket() as trying:
                if (trying.connect_ex(("127.0.0.1", self.port)) == 0) is answers:
                    return
            assert not answers or self.processes[-1].poll() is None
            time.sleep(0.05)
        raise AssertionError(f"it answers: {not answers}")

    def kill_and_start(self) -> None:
        self.kill()
        self.start()

    def token(self) -> tuple[str, str]:
        """Return the token of a new browser session, and all cookies of a facilitator's browser."""
        connection = HTTPConnection("localhost", self.port, timeout=20)
        signed_in = f"{COOKIE}={TOKENS[Role.FACILITATOR]}"
        connection.request("GET", UPLOAD, headers={"Cookie": signed_in})
        answer = connection.getresponse()
        found = re.search(r'name="form-token" content="([^"]+)"', answer.read().decode())
        cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        connection.close()
        assert found
        return found[1], f"{signed_in}; {cookie}"

    def here(self, name: str) -> int:
        """Return how many bytes of the file *name* are acknowledged."""
        with self.studio.documents.read(HOME) as tx:
            found = tx.find(Upload, name=name)
        return max((pieces_of(self.studio, HOME, one.id).size for one in found), default=0)


@pytest.fixture(scope="module")
def server(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("killed") / "studio"
    shutil.copytree(template, home)
    (home / "studio.toml").write_text("[film]\nwidth = 320\nheight = 180\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Server(Studio.open(Settings(home=home, film=FILM)), port)
    running.start()
    yield running
    running.kill()


def large(film: Path, folder: Path, name: str, seed: int) -> Path:
    """Return a film that plays and is SIZE bytes long: an MP4 with a box of noise that players skip."""
    content = film.read_bytes()
    rest = SIZE - len(content)
    noise = random.Random(seed).randbytes(rest - 8)
    path = folder / name
    path.write_bytes(content + rest.to_bytes(4) + b"free" + noise)
    return path


class Gated(io.FileIO):
    """A file that is read no further than *share* of it, for the time being."""

    share = 0.0

    def read(self, size: int = -1) -> bytes:  # type: ignore[override]
        while self.tell() >= self.share * SIZE:
            time.sleep(0.02)
        return super().read(size)


def page_of(chromium: Browser, server: Server) -> Page:
    """Open the page for uploads, on a link that takes some seconds for a file."""
    context = chromium.new_context()
    context.add_cookies([browser_cookie(server.address)])
    page = context.new_page()
    link = context.new_cdp_session(page)
    speed = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": SIZE / 6}
    link.send("Network.emulateNetworkConditions", speed)
    page.goto(server.address + UPLOAD)
    return page


def wait_for(server: Server, page: Page, share: float, *paths: Path) -> None:
    """Wait until so much of each file is acknowledged."""
    deadline = time.monotonic() + 240
    while min(server.here(path.name) for path in paths) < share * SIZE:
        assert time.monotonic() < deadline, [server.here(path.name) / SIZE for path in paths]
        page.wait_for_timeout(20)


def test_not_a_byte_is_lost_and_each_is_footage_once(
    server: Server, chromium: Browser, film: Path, tmp_path: Path
) -> None:
    by_tuspy, by_browser = (
        large(film, tmp_path, name, seed) for seed, name in enumerate(("tuspy.mp4", "خبز.mp4"))
    )
    with Gated(by_tuspy) as gate:
        thread = threading.Thread(target=upload_by_tuspy, args=(server, by_tuspy.name, gate))
        thread.start()
        gate.share = 0.5
        page = page_of(chromium, server)
        choose(page, by_browser)
        page.get_by_text("Keep this page open").wait_for()
        wait_for(server, page, 0.25, by_tuspy, by_browser)
        page.context.close()  # a phone that somebody puts away
        server.kill_and_start()
        page = page_of(chromium, server)
        choose_again(server, page, by_browser)
        gate.share = 0.9
        wait_for(server, page, 0.6, by_tuspy, by_browser)
        server.kill_and_start()
        gate.share = 1.0
        page.locator(".transfer.done").wait_for(timeout=240_000)
        page.get_by_text("Everything is in. It is safe to close this page.").wait_for()
        page.context.close()
        thread.join(240)
    assert server.here(by_tuspy.name) == server.here(by_browser.name) == SIZE
    work(server, killed=True)
    work(server, killed=False)
    check(server, [by_tuspy, by_browser])


def upload_by_tuspy(server: Server, name: str, gate: Gated) -> None:
    token, cookies = server.token()
    client = TusClient(f"{server.address}{UPLOAD}files", headers={"Cookie": cookies, "X-Form-Token": token})
    client.uploader(
        file_stream=gate,
        chunk_size=1 << 20,
        retries=200,
        retry_delay=1,
        upload_checksum=True,
        metadata={"filename": name, "filetype": "video/mp4"},
    ).upload()


def choose(page: Page, path: Path) -> None:
    page.locator(".drop input[multiple]").set_input_files(path)


def choose_again(server: Server, page: Page, path: Path) -> None:
    """The studio, not the browser, remembers what broke off; nothing is sent twice."""
    here = server.here(path.name)
    lines = page.locator(".unfinished li").filter(has_text=path.name)
    expect(lines).to_contain_text(f"{100 * here // SIZE} % is here")
    with page.expect_request(lambda asked: asked.method == "PATCH") as first:
        choose(page, path)
    assert int(first.value.headers["upload-offset"]) == here
    expect(lines).to_have_count(0)


def work(server: Server, *, killed: bool) -> None:
    """Let a worker do what waits; *killed*: it is killed in the middle of taking in."""
    home = str(server.studio.settings.home)
    worker = subprocess.Popen([sys.executable, "-m", "cli", "--studio", home, "worker", "--until-idle"])
    with JobQueue(server.studio) as queue:
        while killed and not any(
            job.work == Work.TAKE_IN and job.state is JobState.RUNNING for job in queue.jobs()
        ):
            assert worker.poll() is None
            time.sleep(0.02)
    if killed:
        worker.kill()
    worker.wait(600)


def check(server: Server, paths: list[Path]) -> None:
    files = server.studio.files(HOME)
    with server.studio.documents.read(HOME) as tx:
        uploads = {one.name: one for one in tx.find(Upload)}
        assert uploads.keys() == {path.name for path in paths}
        for path in paths:
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            [footage] = tx.find(Footage, sha256=sha256)
            assert (footage.state, footage.original_name) == (FootageState.READY, path.name)
            assert (uploads[path.name].footage_id, uploads[path.name].duplicate) == (footage.id, False)
            assert digest_of(files.original(sha256)) == (sha256, SIZE)
            assert len(tx.find(Clip, footage_id=footage.id)) == 1
    with JobQueue(server.studio) as queue:
        kinds = [job.work for job in queue.jobs()]
    assert (kinds.count(Work.TAKE_IN), kinds.count(Work.INGEST)) == (len(paths), len(paths))
    assert not list(server.studio.folder(HOME).glob("uploads/upload-*"))
