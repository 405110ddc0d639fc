"""The whole story as a facilitator lives it: from a new studio and an agenda to the kit in a host's hands,
the talk after the film and the report, in a real browser.

Once on a laptop in English, once on a phone in Arabic: the same steps, found by what they do, not by words.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import cycle
import pytest
from browsing import look_over, new_page, noted, visit
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PASSWORD = "three blue rivers"
SETTINGS = "[film]\nwidth = 320\nheight = 180\nfps = 25\n"
PATIENCE_MS = 120_000  # for what the worker does


@dataclass
class Walk:
    """A facilitator's browser, and the few things that hands do."""

    page: Page
    home: str = ""

    def go(self, path: str) -> None:
        """Open a page of the workshop, look it over, and stay there."""
        visit(self.page, self.home + path)
        self.look()

    def look(self) -> None:
        assert look_over(self.page, axe=False) == [], self.page.url

    def press(self, selector: str, *, refused: bool = False) -> None:
        """Press what *selector* names first, and wait for the page that comes."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        assert refused or noted(self.page) == []

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]:visible").first.fill(value)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[str]:
    """A new studio, served by the real program with its worker; give its address."""
    home = tmp_path / "studio"
    home.mkdir()
    (home / "studio.toml").write_text(SETTINGS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("pvstudio")
    server = subprocess.Popen([program, "--studio", home, "serve", "--port", str(port)])
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 360)])
def test_from_an_agenda_to_the_report(
    chromium: Browser, studio: str, film: Path, tmp_path: Path, language: str, width: int
) -> None:
    walk = Walk(new_page(chromium, studio, width=width, language=language))
    walk.page.set_default_timeout(30_000)
    begin(walk)
    enrol(walk, "Amra")
    cycle.plan(walk)
    clip = upload(walk, film)
    log_everybody(walk, clip)
    answers(walk)
    version = make_film(walk)
    show_it(walk, version)
    cycle.write_guide(walk)
    kit = publish(walk, version)
    taken = take_along(walk, kit, tmp_path)
    assert "film.mp4" in {Path(name).name for name in taken}
    cycle.open_elsewhere(chromium, tmp_path / "kit.zip", tmp_path / "elsewhere")
    cycle.screen(walk, kit)
    cycle.look_back(walk)
    assert "Bread" in cycle.report(walk)
    withdraw(walk)
    assert "Bread" not in cycle.report(walk)
    assert walk.page.request.get(f"{walk.home}/kits/{kit}/kit.zip").status == 403
    walk.page.context.close()


def begin(walk: Walk) -> None:
    """Set the studio up, and begin a workshop."""
    walk.go("/")
    assert urlsplit(walk.page.url).path == "/welcome"
    walk.fill(name="Ines", password=PASSWORD, again=PASSWORD)
    walk.press("main form button")
    walk.look()
    walk.press('a[href="/workshops/new"]')
    walk.fill(title="Neighbours", place="Bihać")
    walk.page.locator('[name=languages][value="bs"]').check()
    walk.press("main form button")
    walk.home = urlsplit(walk.page.url).path.rstrip("/")
    walk.look()


def enrol(walk: Walk, pseudonym: str) -> None:
    walk.go("/participants/new")
    walk.fill(pseudonym=pseudonym)
    walk.page.locator('[name=age_band][value="adult"]').check()
    english = walk.page.locator('[name=languages][value="en"]')
    if not english.is_visible():
        walk.page.locator(".tongues-asked summary").click()
    english.check()
    walk.press("main form .buttons button")
    walk.look()


def upload(walk: Walk, film: Path) -> str:
    """Upload a film by choosing it; return the clip that comes of it once the worker has prepared it."""
    walk.go("/upload/")
    walk.page.locator("input[type=file]:not([form])").first.set_input_files(film)
    expect(walk.page.get_by_text(film.name).first).to_be_visible()
    expect(walk.page.locator("main a[href$='/work/']")).to_be_visible()
    walk.go("/work/")
    expect(walk.page.locator("#lines .mark.yes")).to_have_count(2, timeout=PATIENCE_MS)  # taken in, prepared
    walk.go("/")
    return str(walk.page.locator("main a[href*='/clips/']").first.get_attribute("href"))


def log_everybody(walk: Walk, clip: str) -> None:
    walk.page.goto(clip)
    walk.look()
    walk.page.locator("button.sign[value=face]").first.click()
    expect(walk.page.locator(".people .in")).to_have_count(1)
    walk.page.locator("form[action$='/complete'] button").click()
    expect(walk.page.locator("form[action$='/complete']")).to_have_count(0)


def answers(walk: Walk) -> None:
    """Write down what Amra says to S1, S2, and to the clip for the community."""
    href = walk.page.locator("main a.go[href*='/people/person']").get_attribute("href")  # “Ask Amra”
    assert urlsplit(str(href)).fragment.startswith("S3-clip")
    for stage in ("S1", "S2", "S3"):
        walk.page.goto(urlsplit(str(href)).path)
        walk.look()
        form = f"form[action$='/answers']:has([name=stage][value={stage}])"
        walk.page.locator(f"details:has({form}) > summary").first.click()
        if stage == "S3":
            walk.page.locator(f"{form} [name=answer-community][value=given]").check()
            walk.press(f"{form} button")
        else:
            walk.press(f"{form} button[value=given]")
    expect(walk.page.locator("ol.lines[reversed] .mark.yes")).to_have_count(3)


def make_film(walk: Walk) -> str:
    """Build a film of the clip and have it made; return its version."""
    walk.go("/cuts/")
    walk.fill(title="Bread")
    walk.page.locator("details:has([name=clips]) > summary").click()
    walk.page.locator("[name=clips]").first.check()
    walk.press("main form button:not([name])")
    walk.look()
    walk.press("form[action$='/make'] button")
    version = re.search(r"/films/([^/]+)/", walk.page.url)
    assert version
    expect(walk.page.locator("main video")).to_be_visible(timeout=PATIENCE_MS)
    return version[1]


def show_it(walk: Walk, version: str) -> None:
    """Send the film to Amra, who watches it here, tells it back wrong, then right, and says yes."""
    walk.go(f"/films/{version}/review/")
    walk.press("main form button:not([name])")
    walk.press("a[href*='/watch/']")
    walk.press("form[action$='/watched'] button")
    for told in ("0", "1"):
        walk.page.locator(f"[name=told][value='{told}']").check()
        walk.page.locator("[name=answer-community][value=given]").check()
        walk.press("form.asked > button", refused=True)
        assert ("questions" in urlsplit(walk.page.url).path) == (told == "0")


def publish(walk: Walk, version: str) -> str:
    walk.go(f"/films/{version}/publish/")
    community = walk.page.locator("[name=audiences][value=community]")
    expect(community).to_be_enabled()
    expect(walk.page.locator("[name=audiences][value=online]")).to_be_disabled()
    community.check()
    walk.fill(recipient="Library")
    walk.press("main form button:not([name])")
    kit = walk.page.locator("main a[href*='/kits/kit']").first.get_attribute("href") or walk.page.url
    found = re.search(r"/kits/(kit-[^/]+)/", kit)
    assert found
    expect(walk.page.locator("#making a.go")).to_be_visible(timeout=PATIENCE_MS)  # it renews itself
    return found[1]


def take_along(walk: Walk, kit: str, folder: Path) -> list[str]:
    """Download the kit as a host would; return the names in it."""
    walk.go(f"/kits/{kit}/")
    with walk.page.expect_download() as download:
        walk.page.locator("a[href$='kit.zip']").click()
    file = folder / "kit.zip"
    download.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def withdraw(walk: Walk) -> None:
    """Amra takes everything back."""
    walk.go("/participants/")
    walk.press("main a[href*='/people/person']")
    walk.page.locator("[name=clip]").select_option("everything")
    walk.press("form[method=get][action$='/withdraw'] button")
    walk.look()
    walk.press("form[method=post][action$='/withdraw'] button")
    walk.look()
