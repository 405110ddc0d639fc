"""Every page, on a phone and on a laptop, in English and Arabic, with and without JavaScript, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsing import look_over, new_page, served, tab_through, visit
from pages import NO_PAGES, PAGES, path_of, routes
from playwright.sync_api import Browser, Page
from web_world import TOKENS, Place

from pvstudio.config import Settings
from web.app import create_app
from web.security.session import COOKIE
from workflows.accounts import Role

pytestmark = pytest.mark.slow

#: How pages are looked at: once in the light and once in the dark, each at both widths.
LOOKS: dict[str, dict[str, Any]] = {
    "English": {},
    "Arabic": {"language": "ar", "dark": True},
    "no script": {"width": 360, "script": False},
}
LAPTOP, PHONE = 1280, 320

#: Gives the tab that looks in a certain way, signed in as somebody; None: nobody.
Tab = Callable[[str, Role | None], Page]


@pytest.fixture(scope="module")
def tab(chromium: Browser, shared: Place) -> Iterator[Tab]:
    tabs: dict[tuple[str, Role | None], Page] = {}
    with served(shared.app) as address:

        def give(look: str, role: Role | None) -> Page:
            if (look, role) not in tabs:
                cookies = {COOKIE: TOKENS[role]} if role else {}
                tabs[look, role] = new_page(chromium, address, cookies=cookies, **LOOKS[look])
            return tabs[look, role]

        yield give
        for page in tabs.values():
            page.context.close()


def test_every_route_is_listed_once(shared: Place):
    listed = {name.split("#")[0] for name in PAGES}
    assert sorted(set(routes(shared.app)) - listed - set(NO_PAGES)) == [], (
        "add them to tests/browser/pages.py"
    )
    assert sorted((listed | set(NO_PAGES)) - set(routes(shared.app))) == [], "listed, but gone"
    assert listed & set(NO_PAGES) == set()


@pytest.mark.parametrize("name", PAGES)
def test_by_eye_and_keyboard(tab: Tab, shared: Place, name: str):
    page = tab("English", PAGES[name].role)
    faults = looked_at(page, path_of(shared, name), axe=LAPTOP, language=PAGES[name].language)
    page.set_viewport_size({"width": LAPTOP, "height": 800})
    faults += [f"by keyboard: {words}" for words in tab_through(page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PAGES)
def test_from_right_to_left_in_the_dark(tab: Tab, shared: Place, name: str):
    page = tab("Arabic", PAGES[name].role)
    faults = looked_at(page, path_of(shared, name), axe=PHONE, language=PAGES[name].language)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript(tab: Tab, shared: Place, name: str):
    page = tab("no script", PAGES[name].role)
    visit(page, path_of(shared, name))
    faults = look_over(page, axe=False, language=PAGES[name].language)
    assert not faults, "\n".join(faults)


def looked_at(page: Page, path: str, *, axe: int, language: str = "") -> list[str]:
    """Look at the page of *path* as wide as a laptop and as a phone; ask axe at the width *axe*."""
    faults = []
    for width in (LAPTOP, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        if width == LAPTOP:
            visit(page, path)
        found = look_over(page, axe=width == axe, language=language)
        faults += [f"at {width} px: {words}" for words in found]
    return faults


@pytest.mark.parametrize("look", LOOKS)
def test_the_welcome_of_an_empty_studio(chromium: Browser, tmp_path, look: str):
    with served(create_app(Settings(home=tmp_path / "studio"))) as address:
        page = new_page(chromium, address, **LOOKS[look])
        visit(page, "/")
        assert page.url == f"{address}/welcome"
        assert look_over(page, axe=look != "no script") == []  # axe needs script
        page.context.close()
