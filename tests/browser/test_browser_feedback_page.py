"""The page that asks people, looked at: what stands at which picture, its language, and where it sends."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pvstudio.model import Audience, Kit
from workflows.feedback.pages import feedback_page, feedback_paper
from workflows.feedback.questions import questions, wording

pytestmark = pytest.mark.slow

SPOKEN = ("ar", "bs", "en")
KIT = Kit(
    id="kit-1",
    cut_version_id="version-1",
    audience=Audience.COMMUNITY,
    languages=SPOKEN,
    recipient="Library",
    published_at=datetime.now(UTC),
)
WIDTHS = (320, 360, 412, 600, 1280)

#: Which step, from 1, is nearest to the middle of where these words are; 0 where two are as near, or none.
NEAREST = """([steps, words]) => {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walk.nextNode() && walk.currentNode.data.trim() !== words) { /* the next one */ }
  if (!walk.currentNode) return 0;
  range.selectNodeContents(walk.currentNode);
  const said = range.getBoundingClientRect(), x = said.x + said.width / 2, y = said.y + said.height / 2;
  const far = (low, at, high) => Math.max(low - at, 0, at - high);
  const ways = [...document.querySelectorAll(steps)].map((one) => one.getBoundingClientRect())
    .map((box) => Math.hypot(far(box.left, x, box.right), far(box.top, y, box.bottom)));
  const [first, second] = ways.toSorted((one, other) => one - other);
  return second - first > 1 ? ways.indexOf(first) + 1 : 0;
}"""


def a_page(chromium: Browser, folder: Path, *, locale: str = "en", address: str = "", kit: Kit = KIT) -> Page:
    """Open the page of a kit, with all questions; close its `context` after."""
    file = folder / "feedback.html"
    key, addresses = "k" * 26, [address] if address else []
    made = feedback_page(kit, SPOKEN, tuple(questions()), title="Bread", key=key, addresses=addresses)
    file.write_text(made, encoding="utf-8")
    context = chromium.new_context(
        locale=locale, viewport={"width": 360, "height": 740}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(file.as_uri())
    page.get_by_role("heading", name="Bread").wait_for()
    return page


def misplaced(page: Page, language: str, steps: str, ids: list[str]) -> list[tuple[str, int, str]]:
    """Return the words of ends that stand at a wrong picture: question, width, words."""
    found = []
    for name in ids:
        said = wording(language).questions[name]
        ends = {1: said["low"], questions()[name].steps: said["high"]}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 740})
            found += [
                (name, width, words)
                for step, words in ends.items()
                if page.evaluate(NEAREST, [steps, words]) != step
            ]
        if page.locator(".foot button").count() == 2:
            page.locator(".foot button").last.click()  # leave it out: the next question
    return found


@pytest.mark.parametrize("language", ["en", "ar", "sr-Latn"])
def test_the_words_of_an_end_stand_at_its_picture(chromium: Browser, tmp_path: Path, language: str) -> None:
    page = a_page(chromium, tmp_path, locale="bs-BA" if language == "sr-Latn" else language)
    scales = [one.id for one in questions().values() if one.steps and "before" in one.moments]
    page.locator("button.big").first.click()  # before the film
    page.locator("button.big").first.click()  # who is asked
    page.locator("button.go").click()
    assert misplaced(page, language, "[data-step]", scales) == []
    page.locator(".foot button").click()  # nothing was answered: thanks, and back
    page.locator("button.big").nth(2).click()  # the quick count
    said = page.get_by_role("button", name=wording(language).questions["smiley"]["high"])
    expect(said).to_have_attribute("data-step", "5")
    assert misplaced(page, language, "[data-step]", ["smiley"]) == []
    page.context.close()


@pytest.mark.parametrize(("hours", "told"), [(-1, 1), (1, 0)])
def test_the_page_of_a_kit_that_ended_says_so_and_still_sends_what_was_answered(
    chromium: Browser, tmp_path: Path, hours: int, told: int
) -> None:
    kit = replace(KIT, expires_at=datetime.now(UTC) + timedelta(hours=hours))
    page = a_page(chromium, tmp_path, kit=kit)
    assert page.get_by_text("This kit has ended").count() == told
    expect(page.get_by_role("button", name="Send or save")).to_be_enabled()
    page.context.close()


ON_PAPER = ".feedback-steps:not(.feedback-marks) > span"
ONE_MOMENT = f"""const asking = [...document.querySelectorAll("section:has({ON_PAPER})")];
  asking.slice(1).forEach((one) => one.remove());
  document.querySelector("section:not(:has({ON_PAPER}))").remove()"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_words_of_an_end_stand_at_its_picture_on_paper(chromium: Browser, language: str) -> None:
    page = chromium.new_page()
    for name in [one.id for one in questions().values() if one.steps]:
        page.set_content(feedback_paper(language, [name]))
        page.evaluate(ONE_MOMENT)
        assert page.locator(ON_PAPER).count() == questions()[name].steps
        assert misplaced(page, language, ON_PAPER, [name]) == []
    page.close()


@pytest.mark.parametrize(
    ("spoken", "opens"),
    [
        ("ar-EG", ["ar", "rtl"]),
        ("hr-HR", ["sr-Latn", "ltr"]),  # as near as Bosnian is
        ("en-GB", ["en", "ltr"]),
        ("mk-MK", ["ar", "rtl"]),  # the kit is for people who speak others: its first
    ],
)
def test_it_begins_in_the_language_of_the_phone_and_keeps_what_is_chosen(
    chromium: Browser, tmp_path: Path, spoken: str, opens: list[str]
) -> None:
    page = a_page(chromium, tmp_path, locale=spoken)
    html = "[document.documentElement.lang, document.documentElement.dir]"
    assert page.evaluate(html) == opens
    page.get_by_role("button", name="English").click()
    page.reload()
    page.get_by_role("heading", name="Bread").wait_for()
    assert page.evaluate(html) == ["en", "ltr"]
    page.context.close()


def to_send(page: Page) -> None:
    """Count a face, and go to where it is sent."""
    page.get_by_role("button", name="Quick count").click()
    page.locator("[data-step='4']").click()
    page.get_by_role("button", name="Back", exact=True).click()
    page.get_by_role("button", name="Send or save").click()


def test_what_is_no_address_is_refused_where_it_was_typed(chromium: Browser, tmp_path: Path) -> None:
    page = a_page(chromium, tmp_path)
    to_send(page)
    address, no = page.get_by_label("Address of the studio"), page.get_by_role("alert")
    for typed in ("not a host !!", "", "192.168.4", "8000", "studio:99999", "javascript:alert(1)", "a@b"):
        address.fill(typed)
        page.get_by_role("button", name="Send now").click()
        expect(no).to_have_text("This is no address. It looks like 192.168.4.1:8000")
        expect(address).to_have_value(typed)
        expect(address).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#told")).to_have_text("")
    assert len(page.context.pages) == 1
    page.context.close()


def test_whoever_waits_for_an_answer_is_told_what_to_do(chromium: Browser, tmp_path: Path) -> None:
    with socket.socket() as nobody:  # a port that is taken, and at which nobody listens
        nobody.bind(("127.0.0.1", 0))
        page = a_page(chromium, tmp_path, address=f"http://127.0.0.1:{nobody.getsockname()[1]}/f")
        page.clock.install()
        to_send(page)
        with page.context.expect_page():
            page.get_by_role("button", name="Send now").click()
        told = page.locator("#told")
        expect(told).to_have_text("It is being sent …")
        page.get_by_label("Sent in another window?").fill("12")
        page.clock.run_for(10_000)
        expect(told).to_contain_text("No answer yet. Is this phone in the Wi-Fi of the studio?")
        expect(page.get_by_label("Sent in another window?")).to_have_value("12")  # nothing was taken away
        expect(page.get_by_role("button", name="Save as a file")).to_be_visible()
        page.context.close()
