"""Twenty phones stream proxies while somebody works on the workshop's page; and the files against nginx.

    python benchmarks/phones.py [phones]

The peer for the files is nginx, sending a plain copy of the same proxy; ours is signed for, judged and
deciphered on the way. Needs nginx for its ratio only.
"""

from __future__ import annotations

import hashlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

from consent.answers.recording import enrol, log_appearance
from consent.releases import Sign
from pvstudio.config import FilmFormat, Settings
from pvstudio.media.ffmpeg import run
from pvstudio.media.mezzanines import make_mezzanine
from pvstudio.media.posters import make_poster
from pvstudio.media.probing import probe
from pvstudio.media.proxies import make_proxy
from pvstudio.model import Clip, Footage, FootageState, Participant, Workshop
from pvstudio.store.reading import copy_plain
from web.security.session import COOKIE
from workflows.accounts import Account, Role, SignIn
from workflows.wiring import ACCOUNTS, Studio

HOME, CLIPS, PEOPLE, PAGES = "bench", 30, 20, 200
VIDEO = f"/workshops/{HOME}/clips/clip-0/video.mp4"
#: What a phone takes of a proxy while it plays it, in bytes a second.
PLAYS = 2_400_000 // 8
TOKEN = "token-of-the-benchmark"


def furnished(home: Path) -> Path:
    """Make a workshop of 30 clips and 20 people; return a plain copy of the proxy that is streamed."""
    studio = Studio.open(Settings(home=home, film=FilmFormat(width=854, height=480)))
    (home / "studio.toml").write_text("[film]\nwidth = 854\nheight = 480\n")
    card = home.parent / "card.mp4"
    noise = "testsrc2=size=854x480:rate=25:duration=40,noise=alls=40:allf=t"
    run(["-f", "lavfi", "-i", noise, "-c:v", "libx264", "-preset", "ultrafast", card], writes=home.parent)
    sha256, size = studio.files(HOME).add(card)
    footage = Footage(
        id="footage-1",
        sha256=sha256,
        original_name="card.mp4",
        size_bytes=size,
        received_at=datetime.now(UTC),
        state=FootageState.READY,
        media=probe(studio.files(HOME).original(sha256), name="card.mp4"),
    )
    clips = [
        Clip(id=f"clip-{n}", footage_id=footage.id, title=f"Clip {n}", start_ms=0, end_ms=40_000 - n * 40)
        for n in range(CLIPS)
    ]
    with studio.book(HOME) as tx:
        tx.put(Workshop(id=HOME, title="Bench", languages=("bs", "ar")))
        tx.put(footage)
        for n in range(PEOPLE):
            enrol(tx, Participant(id=f"person-{n}", pseudonym=f"Person {n}"))
        for n, clip in enumerate(clips):
            tx.put(clip)
            log_appearance(tx, clip.id, f"person-{n % PEOPLE}", {Sign.FACE})
    mezzanine = make_mezzanine(clips[0], footage, studio.files(HOME), studio.settings.film)
    make_poster(mezzanine)
    plain = home.parent / "plain.mp4"
    copy_plain(make_proxy(mezzanine), plain)
    let_in(studio)
    return plain


def let_in(studio: Studio) -> None:
    """Sign the benchmark in."""
    at = datetime.now(UTC)
    account = Account(
        id="account-1",
        name="Bench",
        password="",
        roles=frozenset(Role),
        created_at=at,
        everywhere=True,
    )
    key = hashlib.sha256(TOKEN.encode()).hexdigest()
    with studio.documents.write(ACCOUNTS) as tx:
        tx.put(account)
        tx.put(SignIn(id=key, account_id=account.id, at=at, until=at + timedelta(hours=1)))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        return int(probe_socket.getsockname()[1])


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    """Run a server until the block ends; give its port once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def ours(home: Path) -> list[str]:
    """Return the command that serves the studio, but for its port."""
    program = Path(sys.executable).with_name("pvstudio")
    return [str(program), "--studio", str(home), "serve", "--no-worker", "--port"]


def nginx(folder: Path, port: int) -> list[str]:
    """Write a configuration that serves *folder*, and return the command."""
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; error_log stderr crit; pid {folder}/pid; events {{}} http {{ access_log off;"
        f" sendfile on; client_body_temp_path {folder}/t;"
        f" server {{ listen 127.0.0.1:{port}; root {folder}; }} }}"
    )
    return ["nginx", "-e", "stderr", "-c", str(file)]


def fetch(port: int, path: str, *, at_most_s: float = 60, per_second: float = 0) -> int:
    """Fetch *path*, at a phone's pace if *per_second* is given; return how many bytes came."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"{COOKIE}={TOKEN}", "Accept": "text/html, */*"})
    answer, began, got = connection.getresponse(), time.monotonic(), 0
    assert answer.status == 200, (path, answer.status)
    while time.monotonic() - began < at_most_s and (block := answer.read(1 << 16)):
        got += len(block)
        if per_second:
            time.sleep(max(0.0, got / per_second - (time.monotonic() - began)))
    connection.close()
    return got


def page_times(port: int) -> list[float]:
    """Ask for the workshop's page again and again; return the milliseconds of each."""
    times = []
    for _ in range(PAGES):
        began = time.perf_counter()
        fetch(port, f"/workshops/{HOME}/")
        times.append((time.perf_counter() - began) * 1000)
    return times


def with_phones(port: int, phones: int) -> tuple[list[float], float]:
    """Measure the page while *phones* stream; return the times, and what a phone got of what it plays."""
    over, got = time.monotonic() + 600, [0] * phones

    def phone(number: int) -> None:
        while time.monotonic() < over:
            got[number] += fetch(port, VIDEO, at_most_s=max(0.1, over - time.monotonic()), per_second=PLAYS)

    threads = [threading.Thread(target=phone, args=(n,), daemon=True) for n in range(phones)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    time.sleep(2)
    times = page_times(port)
    over = time.monotonic()
    for thread in threads:
        thread.join()
    return times, min(got) / PLAYS / (time.monotonic() - began)


def per_second(port: int, path: str) -> float:
    """Return the median megabytes a second of whole fetches."""
    rates = []
    for _ in range(5):
        began = time.perf_counter()
        rates.append(fetch(port, path) / 1e6 / (time.perf_counter() - began))
    return statistics.median(rates)


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Print milliseconds and ratios."""
    phones = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory(prefix="pvstudio-phones-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's workers are other users
        home = folder / "studio"
        home.mkdir()
        plain = furnished(home)
        plain.chmod(0o644)
        port = free_port()
        with running([*ours(home), str(port)], port):
            alone = page_times(port)
            busy, share = with_phones(port, phones)
            rate = per_second(port, VIDEO)
        size = f"{CLIPS} clips, {PEOPLE} people"
        print(f"workshop page, {size}: p50 {statistics.median(alone):.0f} ms, p95 {p95(alone):.0f} ms")
        print(f"while {phones} phones stream: p50 {statistics.median(busy):.0f} ms, p95 {p95(busy):.0f} ms")
        print(f"that is x{p95(busy) / p95(alone):.2f}; the slowest phone got {share:.2f} of what it plays")
        if shutil.which("nginx"):
            other = free_port()
            with running(nginx(folder, other), other):
                peer = per_second(other, "/plain.mp4")
            print(f"files: {rate:.0f} MB/s, nginx {peer:.0f} MB/s: {rate / peer:.2f} of it")


if __name__ == "__main__":
    main()
