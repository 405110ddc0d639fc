"""Take the pictures of docs/screenings.md: from an agenda to the report, on laptops, phones and paper.

    .venv/bin/python tools/screening_pictures.py demo docs/images/screenings

The studio (one that `make demo` made) is copied, and everything that the pictures show happens in the copy.
The plan begins at ten today: by night, name a TZ where it is day.
Needs Chromium, Pango, and pdftoppm and pdftotext (poppler-utils) for papers.
"""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import screenshots
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from screening_evening import HOURS, WHERE
from screening_life import HOST, OFFICE, Lived, live, recall_it

from pvstudio.config import Settings
from pvstudio.model import Audience
from pvstudio.store.files import write_bytes
from pvstudio.store.reading import read_bytes
from web.security.session import COOKIE
from workflows.accounts.signing_in import sign_in
from workflows.calendar import note
from workflows.feedback.questions import wording
from workflows.guides import guide_paper, poster_paper
from workflows.papers import pdf
from workflows.papers.wording import words
from workflows.publish import film_folder, kit_folder
from workflows.recall_lists import recall_list, write
from workflows.reports import Wish, report_of, report_paper
from workflows.sessions.handouts import run_sheet_paper
from workflows.wiring import Studio

SIZES = {"laptop": (1280, 800), "phone": (360, 740)}
DPI = 64  # of papers: an A4 page is 529 pixels wide
LARGEST = 960  # of a picture of a laptop, in pixels
MOST_BYTES, QUALITIES = 20_000, (40, 34, 28, 22, 16)  # of WebP: the first with which it is small enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A page of the studio: its address, on what, in which language, seen by whom; *at* is scrolled to."""

    path: str
    size: str = "laptop"
    language: str = "en"
    who: str = screenshots.NAME
    at: str = ""


def pages(lived: Lived) -> dict[str, Shot]:
    """Return the pages of the studio by the name of their picture, in the order of the guide."""
    home = f"/workshops/{lived.workshop}"
    feedback = f"{home}/feedback/kits/{lived.kit.id}/"
    return {
        "agendas": Shot(path=f"{home}/run/agendas/"),
        "run-sheet": Shot(path=f"{home}/run/", size="phone", language="sr-Cyrl"),
        "readiness": Shot(path=f"{home}/run/ready/{lived.trainee}/", language="sr-Cyrl"),
        "invitation": Shot(path=f"{home}/invitation/"),
        "joining": Shot(path=f"/join/{lived.letters}", size="phone", language="ar", who=""),
        "attendance": Shot(path=f"{home}/attendance/sessions/{lived.session}", size="phone", at="#others"),
        "figures": Shot(path="/figures/people/?period=month", language="sr-Cyrl", who=OFFICE),
        "guide": Shot(path=f"{home}/guides/{lived.cut}/ar/", language="ar", at="main form"),
        "publish": Shot(path=f"{home}/films/{lived.version}/publish/", at="main h1"),
        "hosting": Shot(path="/kits/", size="phone", language="sr-Cyrl", who=HOST),
        "results": Shot(path=f"{feedback}?screening={lived.screening}"),
        "bring-in": Shot(path=feedback, size="phone", language="ar", who=HOST, at="#bring"),
        "looking-back": Shot(path=f"{home}/changes/after/{lived.retrospective}/"),
        "changes": Shot(path=f"{home}/changes/", size="phone", language="ar"),
        "module": Shot(path=f"{home}/modules/{lived.module.id}/", size="phone", language="sr-Cyrl"),
        "report": Shot(path=f"{home}/report/", size="phone"),
        "recall-list": Shot(path="/kits/recalls/", size="phone"),
    }


def main() -> None:
    """Take all pictures."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        home = Path(shutil.copytree(source, Path(folder) / "studio"))
        app, token = screenshots.prepared(home)
        studio, now = Studio.open(Settings.load(home)), datetime.now(UTC)
        lived = live(studio, now, screenshots.PASSWORD)
        tokens = {screenshots.NAME: token, "": ""}
        tokens |= {
            who: sign_in(studio, who, screenshots.PASSWORD, now, here=True)[0] for who in (HOST, OFFICE)
        }
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, html in papers(studio, lived).items():
            save(picture(html, Path(folder)), target / f"{name}.webp")
        kit = Path(shutil.copytree(kit_folder(studio, lived.workshop, lived.kit.id), Path(folder) / "kit"))
        recalls = Path(folder) / "studio.pvrecall"
        recalls.write_bytes(write(recall_list(studio, now)))
        elsewhere(browser, kit, recalls, target)
        with screenshots.served(app) as address:
            take(browser, address, tokens, pages(lived), target)
            recall_it(studio, lived)
            gone = Shot(path="/kits/", size="phone", language="ar", who=HOST)
            take(browser, address, tokens, {"recalled": gone}, target)
        browser.close()
        html = report(studio, lived, now)  # the last: what it tells of this month stays told
        save(picture(html, Path(folder)), target / "paper-report.webp")
        answers = words("sr-Cyrl")["report_said"]
        save(picture(html, Path(folder), at=answers), target / "paper-answers.webp")
    pictures = list(target.glob("*.webp"))
    print(f"{len(pictures)} pictures, {sum(each.stat().st_size for each in pictures) / 1e6:.1f} MB")


def take(
    browser: Browser, address: str, tokens: Mapping[str, str], shots: Mapping[str, Shot], target: Path
) -> None:
    """Take pictures of pages of the studio."""
    for name, shot in shots.items():
        page = window(browser, shot.size, base_url=address)
        page.context.add_cookies([{"name": "language", "value": shot.language, "url": address}])
        if shot.who:
            page.context.add_cookies([{"name": COOKIE, "value": tokens[shot.who], "url": address}])
        answer = page.goto(shot.path)
        if answer is None or not answer.ok:
            raise ValueError(f"No picture of {name}: {shot.path} answers {answer and answer.status}")
        keep(page, name, target, at=shot.at)
        page.context.close()


def elsewhere(browser: Browser, kit: Path, recalls: Path, target: Path) -> None:
    """Open the unpacked kit without any studio: its film, its check, its questions."""
    page = window(browser, "laptop", locale="en")
    page.goto((kit / "START-HERE.html").as_uri())
    page.locator("#video").evaluate("film => { film.muted = true; film.currentTime = 14; }")
    keep(page, "kit", target)
    page.goto((kit / "VERIFY.html").as_uri())
    page.set_input_files("#list", recalls)
    page.set_input_files("#folder", kit)
    page.locator("#outcome .band").wait_for(timeout=120_000)
    keep(page, "verify", target)
    page.context.close()
    page = window(browser, "phone", locale="ar")
    page.goto((kit / "FEEDBACK.html").as_uri())
    words = wording("ar").page
    page.locator("button[lang=ar]").click()
    page.get_by_label(words["place"]).fill("بيهاتش")
    for name in ("after", "group_resident", "next"):
        page.get_by_role("button", name=words[name], exact=True).click()
    keep(page, "asking", target)
    page.context.close()


def window(browser: Browser, size: str, *, base_url: str = "", locale: str = "en") -> Page:
    """Return a new window of that size."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=base_url or None,
        viewport={"width": width, "height": height},
        locale=locale,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    return context.new_page()


def keep(page: Page, name: str, target: Path, at: str = "") -> None:
    """Take a picture of what is in sight."""
    page.wait_for_function(screenshots.SEEN)
    if at:
        page.locator(at).first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 12)")
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(400)
    save(page.screenshot(), target / f"{name}.webp")


def save(shot: bytes, target: Path) -> None:
    """Keep a picture, no wider than a page of the guide shows, and small."""
    made = Image.open(io.BytesIO(shot))
    made.thumbnail((LARGEST, LARGEST))
    for quality in QUALITIES:
        packed = io.BytesIO()
        made.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= MOST_BYTES:
            break
    write_bytes(target, packed.getvalue())


def papers(studio: Studio, lived: Lived) -> dict[str, str]:
    """Return the papers (HTML) by the name of their picture."""
    workshop = lived.workshop
    poster = read_bytes(film_folder(studio, workshop, lived.version) / "poster.jpg")
    facts = {"time": HOURS, "place": WHERE}
    made: dict[str, Callable[[], str]] = {
        "paper-guide": lambda: guide_paper(studio, workshop, lived.cut, "ar"),
        "paper-run-sheet": lambda: run_sheet_paper(studio, workshop, "sr-Cyrl"),
        "paper-poster": lambda: poster_paper(studio, workshop, lived.kit, "en", poster, **facts),
    }
    return {name: make() for name, make in made.items()}


def report(studio: Studio, lived: Lived, now: datetime) -> str:
    """Return a report (HTML) as it is made when the month is over: before, it tells no answers of it.

    Until then the studio is used every week, or it would not believe its clock.
    """
    day, at = now, (now.replace(day=1) + timedelta(days=31)).replace(day=1)
    while day < at:
        day = min(day + timedelta(days=7), at)
        note(studio, at=day)
    wish = Wish(workshops=(lived.workshop,), audience=Audience.COMMUNITY)
    return report_paper(report_of(studio, wish, at=at), "sr-Cyrl")


def picture(html: str, folder: Path, at: str = "") -> bytes:
    """Return a page of a paper, printed, as PNG: the first, or the one on which the words *at* stand."""
    printed = folder / "paper.pdf"
    printed.write_bytes(pdf(html))
    said = subprocess.run(["pdftotext", str(printed), "-"], check=True, capture_output=True)
    pages = said.stdout.decode().split("\f")
    number = str(next(page for page, text in enumerate(pages, start=1) if at in text))
    command = ["pdftoppm", "-png", "-r", str(DPI), "-f", number, "-singlefile"]
    subprocess.run([*command, str(printed), str(folder / "paper")], check=True)
    return (folder / "paper.png").read_bytes()


if __name__ == "__main__":
    main()
