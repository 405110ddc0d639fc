"""The careful look finds what it is there to find, and lets pass what WCAG lets pass."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import look_over, new_page, noted, tab_through, watch
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

HEAD = """<!doctype html><html lang="en" dir="ltr"><head><title>A page</title><style>
a, button { font-size: 20px }
.small { inline-size: 16px; block-size: 16px; padding: 0; font-size: 8px }
.tight { inline-size: 5rem; white-space: nowrap; padding: 0 }
.cut { inline-size: 5rem; white-space: nowrap; overflow: hidden }
.low { inline-size: 5rem; block-size: 1em; overflow: hidden }
.gone { position: absolute; inset-inline-start: -90px; inline-size: 80px }
.ears { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden }
.print { font-size: 12px }
.wide { inline-size: 600px }
.roomy { display: block; padding: 8px }
</style></head><body><main><h1>A page</h1>"""

FAULTS = {
    "px wide on 320 px: <div": "<div class='wide'>wide</div>",
    "2 <h1>": "<h1>Another</h1>",
    "text is cut off: “A long title": "<p class='cut'>A long title of a clip</p>",
    "text is cut off: “Several lines": "<p class='low'>Several lines of text</p>",
    "text runs out of its button: “Confirm every": "<button class='tight'>Confirm every copy</button>",
    "text is off the page: “Gone": "<p class='gone'>Gone</p>",
    "“Name of a language” does not fit": "<label>L <select class='tight'><option>Name of a language</select>",
    "“When and where?” does not fit": "<label>L <input class='tight' placeholder='When and where?'></label>",
    "16 × 16 px, too near": "<button class='small'>a</button><button class='small'>b</button>",
    "the console says: oh no": "<script>console.error('oh no')</script>",
    "a script failed": "<script>throw new Error('boom')</script>",
    "it asks http://127.0.0.2:9/": "<script src='http://127.0.0.2:9/x.js'></script>",
}
AXE_FAULTS = {
    "color-contrast": "<p style='color: #999'>Pale words</p>",
    "image-alt": "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
    "label:": "<input>",
}
FINE = {
    "in a line of text": "<p>Some <a href='/x' class='print'>word</a>, <a href='/y' class='print'>b</a></p>",
    "room around": "<p><button class='small'>a</button></p><p><button class='small'>b</button></p>",
    "a label is of its field": "<label class='roomy'><input type='checkbox'> Yes</label>",
    "can be scrolled": "<div tabindex='0' style='overflow-x: auto'><p class='wide'>A wide table</p></div>",
    "for ears": "<span class='ears'>Only heard</span>",
    "closed": "<details><summary class='roomy'>More</summary><p class='wide'>Hidden</p></details>",
}


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    page = new_page(chromium, "http://127.0.0.1", width=320)
    yield page
    page.context.close()


def show(page: Page, body: str) -> None:
    watch(page, "127.0.0.1")
    page.goto("about:blank")
    page.set_content(f"{HEAD}{body}</main></body></html>")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(page: Page, fault: str):
    show(page, FAULTS[fault])
    found = look_over(page, axe=False)
    assert [words for words in found if fault in words], found


@pytest.mark.parametrize("fault", AXE_FAULTS)
def test_a_fault_is_found_by_axe(page: Page, fault: str):
    show(page, AXE_FAULTS[fault])
    found = look_over(page)
    assert [words for words in found if words.startswith(fault)], found


@pytest.mark.parametrize("case", FINE)
def test_what_is_fine_passes(page: Page, case: str):
    show(page, FINE[case])
    assert look_over(page, axe=False) == []


def test_a_page_in_another_language_is_found(page: Page):
    show(page, "")
    page.evaluate("document.documentElement.lang = 'ar'")
    assert look_over(page, axe=False) == ["the page says that it is ['ar', 'ltr']"]


def test_without_main_or_heading(page: Page):
    show(page, "")
    page.evaluate("document.querySelector('main').remove()")
    found = look_over(page, axe=False)
    assert found == ["0 <h1>", "0 <main>"]


def test_what_was_noted_is_kept_apart(page: Page):
    show(page, "<script>console.error('one')</script>")
    assert noted(page) == ["the console says: one"]
    show(page, "")
    assert noted(page) == []


KEYS = {
    "Tab does not reach <button> “x”": "<button onfocus='this.previousElementSibling.focus()'>x</button>",
    "focus cannot be seen: <button> “plain”": "<button style='outline: none'>plain</button>",
    "something lies over what has the focus: <button> “under”": (
        "<button>under</button><div style='position: fixed; inset: 0; background: #fff'></div>"
    ),
    "tabindex 3 disturbs the order": "<a href='/x' tabindex='3'>first</a>",
}


@pytest.mark.parametrize("fault", KEYS)
def test_a_fault_for_the_keyboard_is_found(page: Page, fault: str):
    show(page, "<a href='/a'>one</a>" + KEYS[fault])
    found = tab_through(page)
    assert [words for words in found if fault in words], found


def test_a_trap_is_found(page: Page):
    stay = "if (event.key === 'Tab') event.preventDefault()"
    show(
        page,
        f'<a href="/a">one</a><textarea aria-label="t" onkeydown="{stay}"></textarea><button>after</button>',
    )
    assert tab_through(page) == ["Tab does not reach <button> “after”"]


def test_a_page_for_the_keyboard(page: Page):
    show(
        page,
        "<a href='/a'>one</a><label><input type='radio' name='r'> a</label>"
        "<label><input type='radio' name='r'> b</label><button disabled>no</button>"
        "<details><summary>more</summary><button>hidden</button></details>"
        "<div style='block-size: 200vh'></div><select><option>far</select>",
    )
    assert tab_through(page) == []
