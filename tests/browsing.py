"""The studio in a real browser: a tab that notes what goes wrong, and a careful look at the page in it.

    page = new_page(chromium, address, width=320, language="ar")
    visit(page, "/workshops/bihac/")
    assert look_over(page) == []

Faults come as sentences, all of a page together.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from flask import Flask
from needs import need
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright
from werkzeug.serving import make_server

from pvstudio.languages import direction

if TYPE_CHECKING:
    from web_world import Place

HERE = Path(__file__).parent / "browser"
AXE = (HERE / "vendor/axe/axe.min.js").read_text(encoding="utf-8")
LOOKING = (HERE / "looking.js").read_text(encoding="utf-8")
KEYBOARD = (HERE / "keyboard.js").read_text(encoding="utf-8")

#: WCAG 2.2, A and AA.
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]

# Whatever is expected comes, on a busy machine later.
expect.set_options(timeout=30_000)

_NOTED: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()
_LANGUAGES: WeakKeyDictionary[Page, str] = WeakKeyDictionary()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start Chromium for the tests of a module.

    Not for the session: two of playwright's loops refuse each other, and one that runs all session long would
    be taken for the program's own by whatever asks asyncio for it.
    """
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=need("chromium"), args=FLAGS)
        yield running
        running.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve *app* at a free port of this machine; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def address(place: Place) -> Iterator[str]:
    """Serve the small studio; give its address."""
    with served(place.app) as found:
        yield found


def new_page(
    chromium: Browser,
    address: str,
    *,
    width: int = 1280,
    language: str = "en",
    script: bool = True,
    dark: bool = False,
    cookies: Mapping[str, str] | None = None,
) -> Page:
    """Open a tab *width* px wide that asks for *language* and has *cookies*; close its `context` after."""
    context = chromium.new_context(
        base_url=address,
        viewport={"width": width, "height": 800},
        locale=language,
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    kept = {"language": language, **(cookies or {})}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in kept.items()])
    page = context.new_page()
    _LANGUAGES[page] = language
    watch(page, urlsplit(address).netloc)
    return page


def watch(page: Page, host: str) -> None:
    """Note from now on what goes wrong in *page*, and what it asks of anybody but *host*."""
    noted: list[str] = []
    _NOTED[page] = noted

    def asked(request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in {"data", "blob", "about"} and where.netloc != host:
            noted.append(f"it asks {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            noted.append(f"the console says: {message.text}")

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            noted.append(f"{response.status} for {response.url}")

    page.on("request", asked)
    page.on("response", answered)
    page.on("console", said)
    page.on("pageerror", lambda error: noted.append(f"a script failed: {error}"))


def visit(page: Page, path: str, *, status: int = 200) -> None:
    """Go to *path*; what was noted before is forgotten."""
    _NOTED[page].clear()
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status, f"{path}: {answer.status}"


def look_over(page: Page, *, axe: bool = True, language: str = "") -> list[str]:
    """Return what is wrong with what *page* shows, at its width; with *axe* also what axe-core finds.

    A page that does not follow the language of its reader (a receipt) has its own *language*. After a click
    the new page may still be arriving.
    """
    page.wait_for_load_state()
    faults = [*_tongue(page, language or _LANGUAGES.get(page, "en")), *page.evaluate(LOOKING)]
    if axe:
        faults += _axe(page)
    return faults + _NOTED[page]


def noted(page: Page) -> list[str]:
    """Return what went wrong since the last visit: all that can be known without JavaScript."""
    return [*_NOTED[page]]


def tab_through(page: Page) -> list[str]:
    """Press Tab until all of the page is passed; return what is not reached, or not seen when it is."""
    page.evaluate("document.activeElement?.blur()")
    for _press in range(page.evaluate(KEYBOARD)):
        page.keyboard.press("Tab")
    found: list[str] = page.evaluate("window.reached()")
    return found


def _tongue(page: Page, wanted: str) -> list[str]:
    found = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    return [] if found == [wanted, direction(wanted)] else [f"the page says that it is {found}"]


def _axe(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['target'][0]}: {(node['failureSummary'] or '').splitlines()[-1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
