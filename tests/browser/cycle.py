"""What happens round a film, as hands do it: the plan, who was there, the talk after it, the report."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from browsing import watch
from playwright.sync_api import Browser, expect

if TYPE_CHECKING:
    from test_browser_story import Walk

PROGRAM = Path(sys.executable).with_name("pvstudio")


def plan(walk: Walk) -> None:
    """Put an agenda into the plan, tick its first session off, write down who was there."""
    walk.go("/run/agendas/")
    today = datetime.now(UTC).astimezone().date().isoformat()
    walk.page.locator("#workshop-2-days [name=first_day]").fill(today)
    walk.press("#workshop-2-days form.make button")
    walk.go("/run/")
    walk.press("form[action$='/done'] button")
    expect(walk.page.locator("form[action$='/undone']")).to_have_count(1)
    walk.go("/attendance/")
    walk.press("a.go[href*='/attendance/sessions/']")
    walk.look()
    row = walk.page.locator("fieldset.tally").first
    row.locator("[name=people]").fill("14")
    row.locator("[name=first_time]").fill("9")
    walk.press("form.record .sum button")
    walk.look()


def write_guide(walk: Walk) -> None:
    """Begin the discussion guide of the film, and keep what it starts with."""
    walk.go("/guides/")
    walk.press("main form[method=post] button:not([name])")
    walk.look()
    walk.press(".guide-form button[name=do][value=save]")


def open_elsewhere(chromium: Browser, kit: Path, folder: Path) -> None:
    """Unpack the kit where no studio is: it proves itself, and its page plays the film."""
    with zipfile.ZipFile(kit) as archive:
        archive.extractall(folder)
    (home,) = folder.iterdir()
    checked = subprocess.run(
        [PROGRAM, "kit", "verify", home], cwd=folder, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 4, checked.stdout + checked.stderr  # no list says whether it was recalled
    assert "It is whole and signed" in checked.stdout
    os.truncate(home / "film.mp4", 1000)
    broken = subprocess.run([PROGRAM, "kit", "verify", home], capture_output=True, text=True, check=False)
    assert broken.returncode != 0
    assert "film.mp4" in broken.stdout + broken.stderr
    with zipfile.ZipFile(kit) as archive:
        archive.extractall(folder)
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    watch(page, "")
    page.goto((home / "START-HERE.html").as_uri())
    film = page.locator("video").first
    film.evaluate("film => { film.muted = true; return film.play() }")
    film.evaluate("film => new Promise(done => film.ontimeupdate = () => film.currentTime > .2 && done())")
    context.close()


def screen(walk: Walk, kit: str) -> None:
    """Report a screening, count faces, say what is kept: six forms are enough to be shown."""
    walk.go(f"/kits/{kit}/")
    walk.page.locator("#shown details:has(form[action$='/screenings/']) > summary").last.click()
    form = "#shown form[action$='/screenings/']"
    day = walk.page.locator(f"{form} [name=held_on]").get_attribute("max")
    walk.page.locator(f"{form} [name=held_on]").fill(day or "")
    walk.page.locator(f"{form} [name=place]").fill("Library")
    walk.page.locator(f"{form} [name=people]").fill("23")
    walk.press(f"{form} button")
    walk.go(f"/feedback/kits/{kit}/type")
    walk.page.locator("form[action$='/count'] [name=strokes-5]").fill("6")
    walk.page.locator("form[action$='/count'] [name=strokes-2]").fill("5")
    walk.press("form[action$='/count'] button")
    walk.go(f"/feedback/kits/{kit}/")
    expect(walk.page.locator("main")).to_contain_text("11")


def look_back(walk: Walk) -> None:
    """Say what is kept and changed, and who sees to it."""
    walk.go("/changes/new")
    walk.page.locator("[name=occasion][value=screening]").check()
    walk.page.locator("[name=about]").fill("The library")
    walk.press("main form.form .buttons button")
    walk.page.locator(".column.change textarea").fill("Start earlier: people walk home in the dark")
    walk.press(".column.change form.add > button")
    walk.press(".column.change li.card a")
    walk.look()
    walk.page.locator("form[action$='/change'] [name=owner]").fill("Ines")
    walk.press("form[action$='/change'] .buttons button")
    walk.go("/changes/")
    expect(walk.page.locator("main")).to_contain_text("Start earlier")


def report(walk: Walk) -> str:
    """Have the report made for whoever saw the film; return its words. It is a PDF as well."""
    walk.go("/report/")
    walk.page.locator("[name=audience][value=community]").check()
    walk.press("main form button:not([name])", refused=True)
    words = walk.page.locator("main").inner_text()
    pdf = walk.page.request.get(walk.page.url + "&pdf=1")
    assert pdf.body().startswith(b"%PDF-")
    assert ("Library" in words) == ("Bread" in words)  # where a film was that is not told of is not told, too
    assert "11" in words  # forms that were counted
    return words
