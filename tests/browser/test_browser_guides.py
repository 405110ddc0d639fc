"""A guide is written and translated in a browser, row by row, with and without JavaScript."""

from __future__ import annotations

import pytest
from browsing import look_over, new_page, noted, served, visit
from playwright.sync_api import Browser, expect
from web_world import HOME, TOKENS, Place

from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.guides import guide_for

pytestmark = pytest.mark.slow

GUIDES = f"/workshops/{HOME}/guides/"
COOKIES = {COOKIE: TOKENS[Role.FACILITATOR]}


@pytest.mark.parametrize("script", [True, False])
def test_guide_is_written_and_put_into_arabic(chromium: Browser, place: Place, *, script: bool) -> None:
    with served(place.app) as address:
        page = new_page(chromium, address, width=1280 if script else 360, script=script, cookies=COOKIES)
        visit(page, GUIDES)
        page.locator("select[name=language]").select_option("en")
        page.get_by_role("button", name="Begin").click()
        page.get_by_role("textbox", name="What it is about, 1").fill("Bread")
        page.locator("#themes").get_by_role("button", name="Add a line").click()
        page.get_by_role("textbox", name="What it is about, 2").fill("Neighbours")
        page.locator("#themes").get_by_role("button", name="Move up").nth(1).click()
        expect(page.get_by_role("textbox", name="What it is about, 1")).to_have_value("Neighbours")
        page.get_by_role("button", name="Save").first.click()
        expect(page.get_by_role("status").first).to_have_text("Saved.")
        visit(page, GUIDES)
        page.get_by_text("In another language").click()
        page.locator("select[name=language]").select_option("ar")
        page.get_by_role("button", name="Begin").click()
        mine = page.get_by_role("textbox", name="What it is about, 1")
        expect(mine).to_have_attribute("dir", "rtl")
        mine.fill("الجيران")
        page.get_by_role("button", name="Save").first.click()
        expect(page.locator("#themes").get_by_text("Not translated yet")).to_have_count(1)
        assert (look_over(page) if script else noted(page)) == []
        page.context.close()
    with place.studio.documents.read(HOME) as tx:
        guide = guide_for(tx, "cut-1", "ar")
    assert guide is not None
    assert (guide.themes, guide.source) == (("الجيران",), "en")
