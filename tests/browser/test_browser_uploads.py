"""The upload page in a real browser: pause, cancel, drop, a broken link, a page that is left too early."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import new_page, visit
from playwright.sync_api import Browser, Dialog, Page, expect
from web_world import HOME, TOKENS, Place

from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.uploads.receiving import pieces_of
from workflows.uploads.records import Upload

pytestmark = pytest.mark.slow

UPLOAD = f"/workshops/{HOME}/upload/"
SIZE = 24 << 20
DROP = """([name, size]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(size).fill(7)], name, { type: "video/mp4", lastModified: 5 }));
  const how = { dataTransfer: data, bubbles: true, cancelable: true };
  for (const kind of ["dragover", "drop"])
    document.querySelector(".drop").dispatchEvent(new DragEvent(kind, how));
}"""


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    page = new_page(chromium, address, width=360, cookies={COOKIE: TOKENS[Role.FACILITATOR]})
    visit(page, UPLOAD)
    yield page
    page.context.close()


def slow_down(page: Page, speed: float) -> None:
    link = page.context.new_cdp_session(page)
    link.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 1, "downloadThroughput": -1, "uploadThroughput": speed},
    )


def uploads(place: Place) -> dict[str, int]:
    with place.studio.documents.read(HOME) as tx:
        return {one.name: pieces_of(place.studio, HOME, one.id).size for one in tx.find(Upload)}


def drop(page: Page, name: str, size: int) -> None:
    page.evaluate(DROP, [name, size])


def wait_until_some(page: Page, place: Place, name: str) -> None:
    for _ in range(600):
        if uploads(place).get(name, 0):
            return
        page.wait_for_timeout(50)
    raise AssertionError(uploads(place))


def test_paused_gone_on_with_and_safe_to_close(page: Page, place: Place) -> None:
    slow_down(page, 3e6)
    drop(page, "Bread.mp4", SIZE)
    drop(page, "مقابلة.mp4", 1000)
    line = page.locator(".transfer", has_text="Bread.mp4")
    wait_until_some(page, place, "Bread.mp4")
    line.get_by_role("button", name="Pause").click()
    expect(line).to_contain_text("Paused at")
    page.locator(".transfer.done", has_text="مقابلة.mp4").wait_for()
    expect(page.locator(".overall")).to_contain_text("Not everything is in")
    here = uploads(place)["Bread.mp4"]
    page.wait_for_timeout(700)
    assert uploads(place)["Bread.mp4"] - here <= 5 << 20  # at most the piece that was on its way
    slow_down(page, -1)
    line.get_by_role("button", name="Go on").click()
    page.get_by_text("Everything is in. It is safe to close this page.").wait_for()
    assert uploads(place) == {"Bread.mp4": SIZE, "مقابلة.mp4": 1000}
    expect(page.locator("#arrived li")).to_have_count(2)
    page.close(run_before_unload=True)  # nobody is asked


def test_cancelled_it_is_deleted_in_the_studio_too(page: Page, place: Place) -> None:
    slow_down(page, 3e6)
    drop(page, "Bread.mp4", SIZE)
    wait_until_some(page, place, "Bread.mp4")
    page.get_by_role("button", name="Cancel and delete").click()
    page.locator(".transfer").wait_for(state="detached")
    assert uploads(place) == {}
    expect(page.locator(".overall")).to_be_hidden()


def test_a_link_that_breaks_comes_back_by_itself(page: Page, place: Place) -> None:
    slow_down(page, 3e6)
    drop(page, "Bread.mp4", SIZE)
    wait_until_some(page, place, "Bread.mp4")
    page.route("**/upload/files/**", lambda route: route.abort("connectionreset"))
    page.get_by_text("The link is broken. It goes on by itself.").wait_for()
    slow_down(page, -1)
    page.unroute("**/upload/files/**")
    page.locator(".transfer.done").wait_for()
    assert uploads(place) == {"Bread.mp4": SIZE}


def test_who_leaves_too_early_is_asked(page: Page, place: Place) -> None:
    slow_down(page, 2e6)
    drop(page, "Bread.mp4", SIZE)
    wait_until_some(page, place, "Bread.mp4")
    page.locator("h1").click()  # a browser asks only where somebody has done something
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_what_is_refused_says_why_at_its_line(page: Page, place: Place, tmp_path: Path) -> None:
    drop(page, "Empty.mp4", 0)
    line = page.locator(".transfer.wrong")
    expect(line).to_contain_text("is empty")
    expect(line).to_contain_text("Copy it from the camera again.")
    assert uploads(place) == {}
    place.client.get("/sign-out")
    page.context.clear_cookies(name=COOKIE)
    (tmp_path / "Bread.mp4").write_bytes(b"film")
    page.locator(".drop input[multiple]").set_input_files(tmp_path / "Bread.mp4")
    page.get_by_text("You are signed out.").wait_for()
    assert uploads(place) == {}
