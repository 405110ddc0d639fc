"""A workshop is made from an agenda on a phone in the hand: ticked off, what was filmed, printed."""

from __future__ import annotations

from datetime import date

import pytest
from browsing import look_over, new_page, noted, served, visit
from playwright.sync_api import Browser, Page, expect
from web_world import HOME, TOKENS

from pvstudio.config import Settings
from pvstudio.printing import can_print
from web.app import create_app
from web.security.session import COOKIE
from workflows.accounts import Role

pytestmark = pytest.mark.slow

#: The disappearing game comes after people were asked, and before the closing circle.
GAME = "The disappearing game"


def plan_it(page: Page) -> None:
    """Choose the five days, beginning today."""
    visit(page, f"/workshops/{HOME}/run/")
    page.get_by_role("link", name="Choose an agenda").click()
    card = page.get_by_role("listitem").filter(has_text="Participatory video workshop, five days")
    card.get_by_label("First day").fill(date.today().isoformat())  # noqa: DTZ011 the wall's
    card.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("56 sessions are planned.")).to_be_visible()


def tick_off(page: Page) -> None:
    """Tick the first two; take the second back."""
    page.get_by_role("button", name="Done: Welcome").first.click()
    expect(page.get_by_text("1 of 13 done")).to_be_visible()
    page.get_by_role("button", name="Done: Taking part").first.click()
    expect(page.get_by_text("2 of 13 done")).to_be_visible()
    page.get_by_role("button", name="Not done: Taking part").click()
    expect(page.get_by_text("1 of 13 done")).to_be_visible()
    expect(page.get_by_role("button", name="Not done: Welcome")).to_be_visible()


def say_what_was_filmed(page: Page, *, script: bool) -> None:
    page.get_by_role("link", name=GAME).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(GAME)
    expect(page.get_by_text("Nobody touches it.")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Save").click()
    poster = page.locator(".pictures img").first
    expect(poster).to_be_visible()
    if script:
        poster.scroll_into_view_if_needed()
        page.wait_for_function("() => document.querySelector('.pictures img').naturalWidth > 0")
        assert look_over(page) == []
    page.get_by_role("link", name="Run sheet").first.click()
    expect(page.get_by_role("link", name="2 clips").first).to_be_visible()


def read_on_paper(page: Page) -> None:
    page.get_by_label("Language").select_option("ar")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Priče s mosta")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert noted(page) == []


@pytest.mark.parametrize("script", [True, False])
def test_a_day_is_run_from_the_phone(chromium: Browser, settings: Settings, *, script: bool) -> None:
    with served(create_app(settings)) as address:
        cookies = {COOKIE: TOKENS[Role.FACILITATOR]}
        page = new_page(chromium, address, width=360, script=script, cookies=cookies)
        plan_it(page)
        tick_off(page)
        if script:
            assert look_over(page) == []
        say_what_was_filmed(page, script=script)
        read_on_paper(page)
        if can_print():
            printed = page.request.get(f"{address}/workshops/{HOME}/run/sheet?pdf=1&language=ar")
            assert printed.body().startswith(b"%PDF-")
        page.context.close()
