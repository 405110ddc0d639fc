"""Live parts of pages: htmx under the studio's own rules, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import new_page, noted, served, visit
from playwright.sync_api import Browser, Page, Request
from web_world import TOKENS

from web.app import create_app
from web.security.session import COOKIE
from workflows.accounts import Role

pytestmark = pytest.mark.slow

PART = """([attributes, words]) => {
    const button = document.createElement("button");
    button.textContent = words;
    for (const [name, value] of Object.entries(attributes)) button.setAttribute(name, value);
    document.querySelector("main").append(button);
    htmx.process(button);
}"""
PERSON = "/workshops/bihac/people/person-amra/"


@pytest.fixture
def page(chromium: Browser, settings) -> Iterator[Page]:
    with served(create_app(settings)) as address:
        page = new_page(chromium, address, cookies={COOKIE: TOKENS[Role.FACILITATOR]})
        visit(page, PERSON)
        yield page
        page.context.close()


def add(page: Page, words: str, **attributes: str) -> None:
    """Put a button with htmx *attributes* at the end of the page."""
    page.evaluate(PART, [{name.replace("_", "-"): value for name, value in attributes.items()}, words])


def test_a_part_is_fetched_into_the_page(page: Page):
    add(page, "fetch", hx_get="/me", hx_select="h1", hx_target="h1", hx_swap="outerHTML")
    page.get_by_role("button", name="fetch").click()
    page.get_by_role("heading", level=1, name="Facilitator").wait_for()
    assert page.url.endswith(PERSON)
    assert noted(page) == [], "nothing that the Content-Security-Policy forbids"


def test_a_change_carries_the_token_of_the_form(page: Page):
    """The body's hx-headers:inherited reaches every part; without it each change would be refused."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    add(page, "speak", hx_post="/language", hx_vals='{"language": "ar", "then": "/me"}', hx_swap="none")
    with page.expect_response("**/me") as answer:
        page.get_by_role("button", name="speak").click()
    assert answer.value.status == 200
    post = next(request for request in sent if request.method == "POST")
    assert post.headers["x-form-token"] == page.get_attribute("meta[name=form-token]", "content")
    assert 'lang="ar"' in page.request.get("/me").text()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/workshops/bihac/people/person-nobody/", "What you look for is not here."),
        ("/workshops/elsewhere/", "What you look for is not here."),
        ("/no/such/page", "There is no such page."),
    ],
)
def test_a_problem_is_told_at_the_top_and_nothing_typed_is_lost(page: Page, address: str, words: str):
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input aria-label=typed>')"
    )
    page.get_by_label("typed").fill("a long sentence")
    add(page, "fetch", hx_get=address, hx_select="#part", hx_target="main", hx_swap="outerHTML")
    page.get_by_role("button", name="fetch").click()
    told = page.get_by_role("alert").get_by_text(words)
    told.wait_for()
    assert told.is_visible()
    assert page.get_by_label("typed").input_value() == "a long sentence"
    assert page.get_by_role("heading", level=1).count() == 1


def test_who_was_signed_out_meanwhile_is_told_so(page: Page):
    page.context.clear_cookies()
    add(page, "fetch", hx_get="/me", hx_target="main")
    page.get_by_role("button", name="fetch").click()
    page.get_by_role("alert").get_by_text("You are signed out.").wait_for()
    assert page.url.endswith(PERSON)
