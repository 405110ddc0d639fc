"""START-HERE.html in a real browser, from a folder: the film, its subtitles, in whose language it opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from browsing import noted
from kit_page_world import NOW, Make, runs
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow


def test_the_film_plays_with_its_subtitles(page: Page, make: Make) -> None:
    page.goto((make() / "START-HERE.html").as_uri())
    expect(page.locator("#verdict")).to_be_hidden()
    expect(page.locator(".facts")).to_contain_text("Kino <Una>")
    page.click("#test")
    expect(page.locator("#testing")).to_be_visible()
    runs(page)
    expect(page.locator("#cue")).to_be_hidden()  # they are the film's
    page.click("#film")
    runs(page)
    page.locator("#video").evaluate("video => { video.pause(); video.currentTime = 1; }")  # it is short
    lines = page.locator("#cue p")
    expect(lines).to_have_text(["Good & morning."])
    page.select_option("#subtitles", "ar")
    expect(lines).to_have_text(["\u200fصباح الخير.", "\u200fFacebook هو <b>موقع</b>."])
    style = lines.last.evaluate(
        "n => [n.dir, ...['lineHeight', 'fontSize'].map((one) => parseFloat(getComputedStyle(n)[one]))]"
    )
    assert style[0] == "rtl"
    assert style[1] >= 1.8 * style[2]
    page.select_option("#subtitles", "")
    expect(page.locator("#cue")).to_be_hidden()
    assert noted(page) == []


@pytest.mark.parametrize(
    ("spoken", "opens"),
    [
        ("ar-EG", ["ar", "rtl"]),
        ("hr-HR", ["sr-Latn", "ltr"]),  # as near as bs is
        ("mk-MK", ["ar", "rtl"]),  # the page could, but the kit is for people who speak others
        ("C", ["ar", "rtl"]),  # what a browser says where nothing is set; no language
    ],
)
def test_pages_open_in_the_language_of_the_browser_that_the_kit_has(
    chromium: Browser, make: Make, spoken: str, opens: list[str]
) -> None:
    folder = make(languages=("ar", "bs"))
    context = chromium.new_context()
    context.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ value: ['{spoken}'] }})")
    page = context.new_page()
    html = "[document.documentElement.lang, document.documentElement.dir]"
    page.goto((folder / "START-HERE.html").as_uri())
    assert page.evaluate(html) == opens
    expect(page.locator("#language")).to_have_value(opens[0])
    assert page.locator("#subtitles").input_value() == "ar"  # those of the kit: guests read them
    page.select_option("#language", "mk")
    page.click("a[href^='VERIFY.html']")
    assert page.evaluate(html) == ["mk", "ltr"]
    assert page.title() == "Проверка на комплет"
    page.goto((folder / "START-HERE.html").as_uri())
    assert page.evaluate(html) == opens
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    context.close()


def test_a_page_without_scripts_opens_in_the_first_language_of_the_kit(chromium: Browser, make: Make) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto((make(languages=("ar", "en")) / "START-HERE.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "ar"
    expect(page.locator("#language")).to_be_hidden()
    context.close()


def test_a_film_that_is_only_heard_is_named(page: Page, make: Make, make_film: Callable[..., Path]) -> None:
    folder = make()
    heard = make_film("heard.mp4", "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac")
    (folder / "film.mp4").write_bytes(heard.read_bytes())
    page.goto((folder / "START-HERE.html").as_uri())
    page.click("#test")
    runs(page)
    expect(page.locator("#unplayable")).to_be_hidden()
    page.click("#film")
    runs(page)
    expect(page.locator("#unplayable")).to_contain_text("film.mp4")
    expect(page.locator("#unplayable")).to_contain_text("VLC")


def test_a_kit_past_its_day_offers_neither_film_nor_papers_but_the_way_to_bring_answers_in(
    page: Page, make: Make
) -> None:
    page.goto((make(expires_at=NOW - timedelta(hours=1)) / "START-HERE.html").as_uri())
    assert page.locator(".papers li").count() == 2
    expect(page.locator(".papers a:visible")).to_have_attribute("href", "FEEDBACK.html")
    expect(page.locator("a[href^='VERIFY.html']")).to_be_visible()
    expect(page.locator("#verdict")).to_contain_text("Delete every copy of this folder")
    expect(page.locator("#verdict")).to_contain_text("This kit has ended")
    expect(page.locator("#shows")).to_be_hidden()
    assert page.locator("#video").get_attribute("src") is None


def test_the_last_day_is_said_not_the_midnight_after_it(page: Page, make: Make) -> None:
    midnight = datetime(2099, 1, 1).astimezone()
    page.goto((make(expires_at=midnight) / "START-HERE.html").as_uri())
    expect(page.locator(".facts")).to_contain_text("Until December 31, 2098, the last day")


def test_a_wrong_clock_is_named(page: Page, make: Make) -> None:
    page.clock.set_fixed_time(NOW - timedelta(days=400))
    page.goto((make() / "START-HERE.html").as_uri())
    expect(page.locator("#verdict")).to_contain_text("The clock of this device is wrong")
    expect(page.locator("#shows")).to_be_hidden()


def test_a_film_that_is_not_there_is_named(page: Page, make: Make) -> None:
    folder = make()
    (folder / "film.mp4").unlink()
    page.goto((folder / "START-HERE.html").as_uri())
    expect(page.locator("#unplayable")).to_contain_text("film.mp4")
