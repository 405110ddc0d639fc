"""The page that asks people, on a phone: without a network, closed and opened again, sent later."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browsing import served
from playwright.sync_api import Browser, BrowserContext, Page, expect
from web_world import HOME, Place

from pvstudio.model import Kit
from workflows.attendance.records import attendance_of
from workflows.feedback import Response
from workflows.feedback.bringing import bring_in
from workflows.feedback.keys import key_of
from workflows.feedback.pages import feedback_page
from workflows.feedback.reading import read_bundle
from workflows.queue import JobQueue
from workflows.screenings import Screening

pytestmark = pytest.mark.slow

ASKED = ("smiley", "circles", "stays")


def phone(chromium: Browser) -> BrowserContext:
    return chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, reduced_motion="reduce", locale="en"
    )


def in_a_file(place: Place, folder: Path, *, key: str = "", address: str = "") -> Path:
    """Put the page as it lies in a kit into *folder*."""
    with place.studio.documents.read(HOME) as tx:
        kit = tx.get(Kit, "kit-1")
    file = folder / "feedback.html"
    made = feedback_page(kit, ("en",), ASKED, title="Bread", key=key, addresses=[address] if address else [])
    file.write_text(made, encoding="utf-8")
    return file


def touch(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def step(page: Page, number: int) -> None:
    page.locator(f"[data-step='{number}']").click()


def answer(page: Page, moment: str, circles: int, *, words: str = "") -> None:
    """One person goes through the questions."""
    touch(page, moment)
    touch(page, "I live here")
    page.locator("[data-mark=sun]").click()
    page.locator("[data-mark=key]").click()
    touch(page, "Next")
    if moment == "After the film":
        step(page, 5)
    step(page, circles)
    if moment == "After the film":
        page.get_by_role("textbox").fill(words)
        if words:  # a full field cuts an emoji in two
            cut = "one => { one.value += '\\ud83d'; one.dispatchEvent(new Event('input')); }"
            page.get_by_role("textbox").evaluate(cut)
        touch(page, "Next")
        if words:
            touch(page, "Also others, in reports. Without my name.")
    expect(page.locator("h1")).to_contain_text("kept on this phone")
    touch(page, "Back")


def saved(page: Page) -> str:
    touch(page, "Send or save")
    with page.expect_download() as coming:
        touch(page, "Save as a file")
    return Path(coming.value.path()).read_text(encoding="utf-8")


def responses(place: Place) -> list[Response]:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(Response)


def filled_in(context: BrowserContext, file: Path) -> Page:
    """Ask two people, put the phone away, count a face, report who came; return the page as it is then."""
    page = context.new_page()
    page.goto(file.as_uri())
    page.get_by_label("Town or hall").fill("Dom kulture")
    answer(page, "Before the film", 2)
    answer(page, "After the film", 6, words="The river is ours.")
    page.close()  # the phone is put away, and taken out again
    page = context.new_page()
    page.goto(file.as_uri())
    touch(page, "Quick count: touch a face")
    step(page, 4)
    step(page, 4)
    touch(page, "Take the last one back")
    touch(page, "Back")
    touch(page, "Who came")
    touch(page, "Add people")
    page.get_by_label("How many").fill("9")
    page.get_by_label("How many").press("Tab")
    touch(page, "Keep this report")
    return page


def brought_in_twice(place: Place, content: bytes) -> None:
    who = {"by": "account-facilitator", "name": "F", "at": datetime.now(UTC)}
    with JobQueue(place.studio) as queue:
        first = bring_in(place.studio, queue, HOME, "kit-1", read_bundle(content), **who)
        again = bring_in(place.studio, queue, HOME, "kit-1", read_bundle(content), **who)
    assert (len(first.kept), first.refused, len(again.kept), len(again.known)) == (4, (), 0, 4)


def test_three_people_without_a_network_are_brought_in_once(
    place: Place, chromium: Browser, tmp_path: Path
) -> None:
    context, faults = phone(chromium), list[str]()
    context.set_offline(True)
    context.on("console", lambda said: faults.append(said.text))
    context.on("weberror", lambda failed: faults.append(str(failed.error)))
    context.on(
        "request",
        lambda asked: faults.append(asked.url) if not asked.url.startswith(("file:", "blob:")) else None,
    )
    page = filled_in(context, in_a_file(place, tmp_path))
    expect(page.locator("#unsent")).to_have_text("Not sent yet: 4")
    content = saved(page)
    brought_in_twice(place, content)
    found = sorted(responses(place), key=lambda one: sorted(one.answers.items()))
    assert [dict(one.answers) for one in found] == [
        {"circles": 2},
        {"circles": 6, "smiley": 5},
        {"smiley": 4},
    ]
    assert {one.mark for one in found} == {"sun-key", ""}
    assert [dict(one.said) for one in found if one.said] == [{"stays": "The river is ours."}]
    with place.studio.documents.read(HOME) as tx:
        held = tx.find(Screening)[0]
        counted = attendance_of(tx, screening_id=held.id)
    assert (held.place, held.people) == ("Dom kulture", 9)
    assert counted is not None
    assert counted.people == 9
    asked = "Has the studio brought it in? Type its number."
    page.get_by_label(asked).fill("0000")  # never begins with 0
    touch(page, "It is there")
    expect(page.locator("h1")).to_have_text("Not sent yet: 4")
    page.get_by_label(asked).fill(json.loads(content)["receipt"])
    touch(page, "It is there")
    expect(page.locator("h1")).to_have_text("Everything was sent.")
    assert faults == []
    context.close()


#: What a browser has of the page in its database: its text, after what was asked before is on the disk.
SHELF = """() => new Promise((yes) => {
  indexedDB.open("pvstudio-feedback", 1).onsuccess = ({ target }) => {
    const one = target.result.transaction("kept").objectStore("kept").getAll();
    one.onsuccess = () => yes(one.result[0]);
  };
})"""
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('refused'); } })"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })"


def counted(page: Page, file: Path) -> str:
    """Open the page anew, which goes on where it was, and return how many faces it counts."""
    page.goto(file.as_uri())
    page.get_by_role("heading").first.wait_for()
    if page.locator("[data-step]").count() == 0:
        touch(page, "Quick count: touch a face")
    return page.locator(".number").inner_text()


def test_what_was_kept_last_counts_whichever_shelf_has_it(
    place: Place, chromium: Browser, tmp_path: Path
) -> None:
    context, file = phone(chromium), in_a_file(place, tmp_path)
    page = context.new_page()
    assert counted(page, file) == "Counted: 0"
    before = page.evaluate("JSON.stringify(localStorage)")
    step(page, 4)
    on_disk = json.loads(page.evaluate(SHELF))
    assert [one["answers"] for one in on_disk["responses"]] == [{"smiley": 4}]
    # a phone whose battery died: the browser had not yet written what localStorage had at once
    page.evaluate("text => Object.assign(localStorage, JSON.parse(text))", before)
    assert counted(page, file) == "Counted: 1"
    # a page that was closed in the moment of the touch: the database had not begun
    page.close()
    page = context.new_page()
    page.add_init_script(NO_DATABASE)
    assert counted(page, file) == "Counted: 1"
    step(page, 5)
    page.close()
    page = context.new_page()
    assert counted(page, file) == "Counted: 2"
    context.close()


@pytest.mark.parametrize(
    ("refused", "said"), [([NO_STORAGE], []), ([NO_STORAGE, NO_DATABASE], ["This phone keeps nothing"])]
)
def test_a_browser_that_keeps_nothing_is_named(
    place: Place, chromium: Browser, tmp_path: Path, refused: list[str], said: list[str]
) -> None:
    context, file = phone(chromium), in_a_file(place, tmp_path)
    page = context.new_page()
    for one in refused:
        page.add_init_script(one)
    assert counted(page, file) == "Counted: 0"
    step(page, 2)
    warned = page.locator(".warn").all_inner_texts()
    assert [one[: len(words)] for one, words in zip(warned, said, strict=True)] == said
    assert counted(page, file) == ("Counted: 0" if said else "Counted: 1")
    context.close()


def test_a_report_in_which_nobody_was_counted_is_asked_about(
    place: Place, chromium: Browser, tmp_path: Path
) -> None:
    context = phone(chromium)
    page = context.new_page()
    page.goto(in_a_file(place, tmp_path).as_uri())
    page.get_by_label("Town or hall").fill("Dom kulture")
    touch(page, "Who came")
    page.once("dialog", lambda asked: asked.dismiss())
    touch(page, "Keep this report")
    expect(page.locator("h1")).to_have_text("Who came")  # it was not meant
    page.once("dialog", lambda asked: asked.accept())
    touch(page, "Keep this report")
    (held,) = json.loads(saved(page))["screenings"]
    assert (held["place"], held["tallies"]) == ("Dom kulture", [])
    context.close()


def test_a_served_page_goes_on_without_the_studio_and_sends_when_it_is_back(
    place: Place, chromium: Browser
) -> None:
    key = key_of(place.studio, HOME, "kit-1", at=datetime.now(UTC))
    context = phone(chromium)
    page = context.new_page()
    with served(place.app) as address:
        page.goto(f"{address}/f#{key}.smiley")
        page.get_by_role("heading", name="What do you say?").wait_for()
        context.set_offline(True)
        touch(page, "Quick count: touch a face")
        step(page, 5)
        touch(page, "Back")
        touch(page, "Send or save")
        touch(page, "Send now")
        page.get_by_text("Everything is still on this phone").wait_for()
        assert responses(place) == []
        context.set_offline(False)
        page.reload()  # the tab was closed by the phone meanwhile: what was touched is there
        touch(page, "Send now")
        page.get_by_role("heading", name="Everything was sent.").wait_for()
    assert [dict(one.answers) for one in responses(place)] == [{"smiley": 5}]
    context.close()


def test_a_page_from_a_file_sends_to_the_studio_and_hears_that_it_has_it(
    place: Place, chromium: Browser, tmp_path: Path
) -> None:
    key = key_of(place.studio, HOME, "kit-1", at=datetime.now(UTC))
    context = phone(chromium)
    with served(place.app) as address:
        page = context.new_page()
        page.goto(in_a_file(place, tmp_path, key=key, address=address.removeprefix("http://")).as_uri())
        touch(page, "Quick count: touch a face")
        step(page, 2)
        touch(page, "Back")
        touch(page, "Send or save")
        with context.expect_page() as opening:
            touch(page, "Send now")
        opening.value.get_by_role("heading", name="The studio has it").wait_for()
        page.get_by_role("heading", name="Everything was sent.").wait_for()
    assert [dict(one.answers) for one in responses(place)] == [{"smiley": 2}]
    context.close()


def test_it_turns_round_and_nothing_runs_off_the_side(
    place: Place, chromium: Browser, tmp_path: Path
) -> None:
    file = in_a_file(place, tmp_path)
    turned = file.read_text(encoding="utf-8").replace('"direction":"ltr"', '"direction":"rtl"')
    file.write_text(turned, encoding="utf-8")
    context = phone(chromium)
    page = context.new_page()
    page.goto(file.as_uri())
    page.get_by_role("heading").first.wait_for()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    touch(page, "Quick count: touch a face")
    first, last = (page.locator(f"[data-step='{number}']").bounding_box() for number in (1, 5))
    assert first is not None
    assert last is not None
    assert first["x"] > last["x"]  # the first face is where reading begins
    for screen in ("Before the film", "Who came", "Send or save"):
        touch(page, "Back")
        touch(page, screen)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen
        heights = page.evaluate("[...document.querySelectorAll('button')].map(one => one.offsetHeight)")
        assert min(heights) >= 44, screen
    context.close()
