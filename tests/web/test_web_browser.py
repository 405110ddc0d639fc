"""The pages in a real browser, at the size of a phone and of a laptop, with and without JavaScript."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from web_filled import TREATED
from web_world import browser_cookie

pytestmark = pytest.mark.slow

HOME = "/workshops/bihac"
PAGES = (
    "/",
    f"{HOME}/",
    f"{HOME}/clips/clip-bread/",
    f"{HOME}/consent/",
    f"{HOME}/search/?q=bread",
    f"{HOME}/people/person-amra/",
    f"{HOME}/films/version-1/",
    f"{HOME}/kits/kit-1/",
    f"{HOME}/notices/",
    f"{HOME}/notices/ar/S3/",
    f"{HOME}/people/person-amra/where/",
    f"{HOME}/people/person-amra/erase/",
    f"{HOME}/recalls/",
    f"{HOME}/treatments/",
    f"{HOME}/receipts/verify",
    f"{HOME}/treatments/{TREATED}/",
)


def entered(chromium: Browser, address: str) -> Page:
    """Return a page of a browser that is signed in."""
    page = chromium.new_page()
    page.context.add_cookies([browser_cookie(address)])
    return page


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_every_page(chromium: Browser, address: str, width: int, script: bool):
    asked: list[Request] = []
    errors: list[str] = []
    context = chromium.new_context(viewport={"width": width, "height": 640}, java_script_enabled=script)
    context.add_cookies([browser_cookie(address)])
    page = context.new_page()
    page.on("request", lambda request: asked.append(request))
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in PAGES:
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.get_by_role("heading", level=1).count() == 1, path
        assert page.get_by_role("main").count() == 1, path
        if script:
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} px wide on {width} px"
    context.close()
    assert errors == []
    assert {urlsplit(request.url).netloc for request in asked} == {urlsplit(address).netloc}


def test_a_form_is_taken(chromium: Browser, address: str):
    """Our pages send no referrer, so a browser calls their origin “null”; their forms count all the same."""
    page = entered(chromium, address)
    page.goto(f"{address}{HOME}/receipts/verify")
    page.get_by_label("Or the text of the square code").fill("AAAA")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.get_by_role("button", name="Look at it").click()
    assert answer.value.status == 422
    expect(page.get_by_role("status")).to_have_count(1)
    page.close()


def test_a_film_plays(chromium: Browser, address: str):
    page = entered(chromium, address)
    page.goto(f"{address}{HOME}/films/version-1/")
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; return v.play(); }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.3")
    assert page.evaluate("document.querySelector('video').error") is None
    page.close()


def test_arabic_titles_are_isolated(chromium: Browser, address: str):
    """A title in Arabic must not turn the Latin words around it about."""
    page = entered(chromium, address)
    page.goto(f"{address}{HOME}/")
    title = page.get_by_text("النهر", exact=True).first
    assert title.evaluate("node => getComputedStyle(node).unicodeBidi") == "isolate"
    page.close()
