"""Every screen of the phone at 320 px: what a screen reader says of it, and what axe and our own look find.

What is said stands in tests/golden/phone/<screen>.yaml, for people to read. After a wanted change:
PVSTUDIO_GOLDEN=write pytest tests/browser/test_browser_phone_outline.py, then read the difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browsing import look_over, new_page, served, visit
from flask import Flask
from phone_world import HOME, Phone, phone_of
from playwright.sync_api import Browser, Page
from web_world import Place

from consent.answers.enrolling import enrol
from consent.notices import approve, notice
from consent.releases import Role, Stage
from pvstudio.model import Audience, Participant
from web.pages.receipts import offered
from workflows.reviews import send

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

GOLDEN = Path(__file__).parents[1] / "golden" / "phone"
BARS_LIE = "for (const one of document.querySelectorAll('header, .always')) one.style.position = 'static'"
#: Routes that are no screens: bytes, and forms that lead on.
BYTES = re.compile(r"\.(mp4|jpg|vtt|m4a|png|pdf|svg|zip)$")


def test_every_screen_is_understood_without_seeing_it(
    chromium: Browser, place: Place, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    _ready(place, monkeypatch)
    with served(place.app) as address:
        for language in ("en", "ar"):
            page = new_page(chromium, address, width=320, language=language)
            request.addfinalizer(page.context.close)
            for name, look in screens(place, page, language, address):
                look()
                assert look_over(page, language=language) == [], (name, language)
                if language == "en":
                    _said_as_written(page, name)


def test_no_screen_is_forgotten(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {"clock", *(re.sub(r"#.*", "", name) for name in _names(place, monkeypatch))}
    assert {one.endpoint.partition(".")[2] for one in _pages(place.app)} - seen == set()


def _pages(app: Flask) -> Iterator[object]:
    for rule in app.url_map.iter_rules():
        if (
            rule.endpoint.startswith("phone.")
            and "GET" in (rule.methods or ())
            and not BYTES.search(rule.rule)
        ):
            yield rule


def _names(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    _ready(place, monkeypatch)
    return [name for name, _look in screens(place, None, "en", "")]


def _ready(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is fetched to be watched was begun a while ago; somebody has read the Arabic; a film asks."""
    monkeypatch.setattr("web.phone.media.now", lambda: datetime.now(UTC) - timedelta(seconds=30))
    place.app.extensions["buckets"].take = lambda *_: 0.0
    with place.studio.book(HOME) as book:
        person = book.get(Participant, "person-amra")
        enrol(book, replace(person, languages=("en", "ar")))
        for stage in (Stage.S3, Stage.S4):
            kept = place.studio.folder(HOME) / "notices"
            approve(book, notice(stage, "ar"), by="Huda", at=datetime.now(UTC), kept=kept)
    send(place.studio, HOME, "version-1", [Audience.GROUP], by="Ana", at=datetime.now(UTC))


def screens(
    place: Place, page: Page | None, language: str, address: str
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give every screen by its endpoint (and "#state"), and what opens it in *page*."""

    def at(path: str, phone: Phone | None = None) -> Callable[[], None]:
        def look() -> None:
            assert page
            page.context.clear_cookies()
            if phone:
                page.context.add_cookies([{"name": "visit", "value": phone.token, "url": f"{address}/p"}])
            visit(page, f"/p{path}")
            # what scrolls below a bar can be scrolled out again: axe takes it for covered
            page.evaluate(BARS_LIE)

        return look

    yield "door", at("")
    half = phone_of(place, "person-nur", Role.CHILD_ASSENT, language=language, pin=False)
    yield "tongues", at("/language", half)
    yield "pictures", at("/pin", half)
    amra = phone_of(place, language=language)
    for name, path in (
        ("my_films", "/films/"),
        ("my_clip", "/clips/clip-bread/"),
        ("my_film", "/films/version-1/"),
        ("help_coming", "/help"),
        ("seats", "/seat"),
        ("asked", "/walks/"),
        ("voice", "/speak/?stage=S3&subject=clip-bread"),
        ("mind", "/mind/"),
        ("before_erasing", "/mind/erase/clip-bread/"),
        ("all_about_me", "/me/"),
        ("part_about_me#clips", "/me/clips/"),
        ("part_about_me#answers", "/me/answers/"),
        ("before_taking", "/me/take/"),
        ("my_receipts", "/receipts/"),
        ("as_treated", "/clips/clip-bread/as/voice-silenced/"),
    ):
        yield name, at(path, amra)
    with place.studio.documents.read(HOME) as tx:
        code = offered(tx, "person-amra")[0].code
    yield "my_receipt", at(f"/receipts/{code}/", amra)
    yield from _walk(amra, at, language)
    stopped = amra.post("mind/stop", what="clip-bread").location
    yield "stopped", at(stopped.removeprefix("/p"), amra)
    erased = amra.post("mind/erase", what="clip-bread", sure="yes").location
    yield "erased", at(erased.removeprefix("/p"), amra)
    amra.post("hide")


def _walk(
    phone: Phone, at: Callable[..., Callable[[], None]], language: str
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give each screen of a walk about a clip, going on by its forms."""
    walk = phone.post("walks/", stage="S3", subject="clip-bread").location
    here, path = walk.removeprefix("/p"), walk.removeprefix("/p/")
    yield "walk#watch", at(here, phone)
    phone.get("clips/clip-bread/video.mp4")
    phone.post(f"{path}watch")
    yield "walk#learn", at(here, phone)
    phone.post(f"{path}learn")
    yield "walk#ask", at(here, phone)
    for audience in Audience:
        phone.post(f"{path}answer", audience=audience, answer="yes" if audience == "group" else "no")
    yield "walk#how", at(here, phone)
    phone.post(f"{path}how", how="as-i-am")
    yield "walk#name", at(here, phone)
    phone.post(f"{path}name", name="")
    yield "walk#languages", at(here, phone)
    phone.post(f"{path}languages", language=["ar", "bs", "en"])
    yield "walk#tell", at(here, phone)
    told = notice(Stage.S3, language).teach_back
    assert told
    phone.post(f"{path}tell", choice=told.right)
    yield "walk#read-back", at(here, phone)
    read = re.search(r'name="read" value="(\w+)"', phone.get(path).text)
    assert read
    phone.post(f"{path}settle", answer="yes", read=read[1])
    yield "walk#done", at(here, phone)


def _said_as_written(page: Page, name: str) -> None:
    said = _steady(page.locator("body").aria_snapshot()) + "\n"
    file = GOLDEN / f"{name.replace('#', '-')}.yaml"
    if os.environ.get("PVSTUDIO_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(said, encoding="utf-8")
    assert said.splitlines() == file.read_text("utf-8").splitlines()


def _steady(said: str) -> str:
    """Leave out what is another each time: ids, days, times."""
    said = re.sub(r"- /url: .*", "- /url", said)
    said = re.sub(
        r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2} [A-Z][a-z]+ \d{4}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b", "DAY", said
    )
    return re.sub(r"\b\d{1,2}:\d{2}(:\d{2})?\b", "TIME", said)
