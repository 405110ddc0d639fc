"""Take the pictures of docs/studio.md: each page of a studio that `make demo` made, on laptop and phone.

    .venv/bin/python tools/screenshots.py demo docs/images/studio

The studio is copied first and stays as it is. Pages are found by following links from the first page on, as
people do. Needs Chromium.
"""

from __future__ import annotations

import io
import logging
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

from pvstudio.config import Settings
from pvstudio.store.files import write_bytes
from web.app import create_app
from web.security.session import COOKIE
from workflows.accounts.keeping import set_up
from workflows.accounts.signing_in import sign_in
from workflows.wiring import Studio

#: Pages of the tour, in the order of work.
TOUR = (
    "entrance.door",
    "workshops.index",
    "workshops.show",
    "workshops.plan",
    "uploads.index",
    "work.index",
    "participants.index",
    "participants.new",
    "people.show",
    "clips.show",
    "subtitles.show",
    "search.show",
    "matrix.show",
    "contact_sheet.show",
    "treatments.show",
    "builder.show",
    "builder.dots",
    "cuts.show",
    "review.show",
    "publishing.show",
    "kits.index",
    "kits.show",
    "recalls.index",
    "notices.show",
    "accounts.index",
)
#: What is asked of a page, beyond what its link asks.
QUERIES = {"search.show": "?q=river"}
LANGUAGES = ("en", "sr-Cyrl", "ar")
SIZES = {"laptop": (1280, 800), "phone": (360, 720)}
QUALITY = 40  # of WebP: under 20 KB a picture, and words can be read
NAME, PASSWORD = "Huda", "only for the pictures"
#: Films show their first picture, and nothing turns round on them.
SEEN = "[...document.querySelectorAll('video[src]')].every(film => film.networkState < 2 || film.error)"
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')


def main() -> None:
    """Take all pictures; say which pages no link leads to."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(source, Path(folder) / "studio"))
        app, token = prepared(home)
        paths = {"entrance.door": "/sign-in", **found(app, token)}
        missing = [name for name in TOUR if name not in paths]
        with served(app) as address, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for language in LANGUAGES:
                for size in SIZES:
                    take(browser, address, token, language, size, paths, target)
            browser.close()
    pictures = list(target.glob("*.webp"))
    print(f"{len(pictures)} pictures, {sum(each.stat().st_size for each in pictures) / 1e6:.1f} MB")
    sys.exit(f"No link leads to {', '.join(missing)}" if missing else 0)


def prepared(home: Path) -> tuple[Flask, str]:
    """Return the application of the studio in *home*, and a sign-in of somebody who may see everything."""
    settings = Settings.load(home)
    studio, now = Studio.open(settings), datetime.now(UTC)
    set_up(studio, NAME, PASSWORD, now)
    token, _account = sign_in(studio, NAME, PASSWORD, now, here=True)
    return create_app(settings), token


def found(app: Flask, token: str) -> dict[str, str]:
    """Follow links from the first page on; return the first path that leads to each endpoint."""
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    match, paths, waiting = app.url_map.bind("localhost").match, {}, ["/"]
    while waiting:
        path = waiting.pop(0)
        try:
            endpoint = str(match(path.partition("?")[0])[0])
        except HTTPException:
            continue
        if endpoint in paths or endpoint == "static":
            continue
        paths[endpoint] = path
        answer = client.get(path)
        if answer.mimetype == "text/html":
            waiting += map(unescape, LINK.findall(answer.text))
    return paths


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve *app* on this machine; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def take(
    browser: Browser, address: str, token: str, language: str, size: str, paths: dict[str, str], target: Path
) -> None:
    """Take every page of the tour in one language at one size."""
    width, height = SIZES[size]
    size_px: ViewportSize = {"width": width, "height": height}
    context = browser.new_context(base_url=address, viewport=size_px, bypass_csp=True)  # to ask about films
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    page = context.new_page()
    for name in (name for name in TOUR if name in paths):
        if name != "entrance.door":
            context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page.goto(paths[name] + QUERIES.get(name, ""))
        page.wait_for_function(SEEN)
        page.wait_for_timeout(300)  # what scripts draw
        made = Image.open(io.BytesIO(page.screenshot()))
        packed = io.BytesIO()
        made.save(packed, "WEBP", quality=QUALITY, method=6)
        write_bytes(target / f"{name.replace('.', '-')}-{size}-{language}.webp", packed.getvalue())
    context.close()


if __name__ == "__main__":
    main()
