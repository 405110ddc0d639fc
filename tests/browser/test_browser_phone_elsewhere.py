"""What browsers of other makers do on a phone, played in Chromium: each was seen in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from browsing import served
from phone_walker import CLIP, Walker, a_while_ago
from phone_world import HOME, Phone, phone_of
from playwright.sync_api import Browser, Page, expect
from web_world import Place

from pvstudio.subtitles.cues import Track

__all__ = ["a_while_ago"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

#: Safari lets a page's scripts run before it has looked which subtitles are the first.
LATE_TRACKS = """
  const { get, set } = Object.getOwnPropertyDescriptor(TextTrack.prototype, "mode");
  let late = true;
  addEventListener("load", () => { late = false; });
  const mode = { get() { return late ? "disabled" : get.call(this); }, set };
  Object.defineProperty(TextTrack.prototype, "mode", mode);
"""
#: Safari before 15.4 does not say which button sends a form.
NO_SUBMITTER = "delete SubmitEvent.prototype.submitter;"
MODES = "one => [...one.textTracks].map(({ mode }) => mode)"


@pytest.fixture
def phone(place: Place) -> Phone:
    return phone_of(place)


@pytest.fixture
def page(chromium: Browser, place: Place, phone: Phone) -> Iterator[Page]:
    with served(place.app) as at:
        context = chromium.new_context(base_url=at, viewport={"width": 360, "height": 640})
        context.add_cookies([{"name": "visit", "value": phone.token, "url": f"{at}/p"}])
        yield context.new_page()
        context.close()


@pytest.fixture
def in_english(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        track = tx.get(Track, "track-bread")
        tx.put(replace(track, language="en", cues=(replace(track.cues[0], text="I am Nour."),)))


@pytest.mark.usefixtures("in_english")
def test_subtitles_are_there_though_the_browser_chooses_them_late(page: Page) -> None:
    page.add_init_script(LATE_TRACKS)
    page.goto("/p/clips/clip-bread/")
    page.locator("video").evaluate("one => { one.muted = true; return one.play(); }")
    expect(page.locator(".cues p")).to_have_text("I am Nour.")
    assert page.locator("video").evaluate(MODES) == ["hidden"]


@pytest.mark.usefixtures("in_english")
def test_subtitles_are_there_in_the_full_screen_of_an_iphone(page: Page) -> None:
    page.goto("/p/clips/clip-bread/")
    film = page.locator("video")
    for full, mode in ((True, "showing"), (False, "hidden")):
        film.evaluate("(one, full) => { one.webkitDisplayingFullscreen = full; }", full)
        film.evaluate(f"one => one.dispatchEvent(new Event('webkit{'begin' if full else 'end'}fullscreen'))")
        assert film.evaluate(MODES) == [mode]


def test_a_page_in_the_memory_of_the_browser_shows_nothing_until_it_is_asked_for_again(page: Page) -> None:
    page.goto("/p/films/")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator("html")).to_be_hidden()
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("h1")).to_be_visible()


def test_an_answer_arrives_from_a_browser_that_does_not_say_which_button(page: Page, phone: Phone) -> None:
    walker = Walker(phone, *CLIP)
    walker.watch()
    walker.send("learn")
    page.add_init_script(NO_SUBMITTER)
    page.goto(f"/p/{walker.path}")
    asked = page.locator("[name=audience]")
    for audience in ("group", "community"):
        expect(asked).to_have_value(audience)
        page.locator(".four [value=no]").click()
    expect(asked).to_have_value("partners")
