"""Who came is counted on a phone: plus and minus, another row, the sum while one taps."""

from __future__ import annotations

import pytest
from browsing import new_page, served, visit
from playwright.sync_api import Browser, expect
from web_gatherings import hold
from web_world import HOME, TOKENS, Place

from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.attendance import attendances_of

pytestmark = pytest.mark.slow


def test_a_plus_is_no_plus_or_minus(chromium: Browser, place: Place) -> None:
    """Underlined, as browsers draw abbreviations, “and more that is withheld” read as “±”."""
    hold(place)
    with served(place.app) as address:
        page = new_page(chromium, address, cookies={COOKIE: TOKENS[Role.OFFICE]}, width=360)
        visit(page, f"/workshops/{HOME}/attendance/figures")
        plus = page.locator("abbr").all()
        assert plus
        assert {one.evaluate("one => getComputedStyle(one).textDecorationLine") for one in plus} == {"none"}
        page.context.close()


def test_counting_with_a_thumb(chromium: Browser, place: Place) -> None:
    with served(place.app) as address:
        page = new_page(chromium, address, cookies={COOKIE: TOKENS[Role.FACILITATOR]}, width=360)
        visit(page, f"/workshops/{HOME}/attendance/sessions/session-1")
        page.get_by_role("checkbox").first.check()
        rows = page.locator(".tally")
        before = rows.count()
        page.get_by_role("button", name="More rows").click()
        expect(rows).to_have_count(before + 1)
        last = rows.nth(before)
        last.get_by_label("Sex").select_option("female")
        for _times in range(3):
            last.get_by_role("button", name="One more").first.click()
        last.get_by_role("button", name="One less").first.click()
        last.get_by_role("button", name="One less").last.click()
        expect(page.locator("#sum")).to_have_text("3")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Written down. People: 3")).to_be_visible()
        page.context.close()
    with place.studio.documents.read(HOME) as tx:
        [one] = attendances_of(tx)
    assert (one.session_id, len(one.participants)) == ("session-1", 1)
    assert [tally.people for tally in one.tallies] == [2]
