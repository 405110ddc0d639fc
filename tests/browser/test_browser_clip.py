"""The page of a clip as a facilitator uses it: watch, drag, divide, tap who is in it, take a picture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import new_page, noted, served, visit
from playwright.sync_api import Browser, Page, expect
from web_world import HOME, TOKENS, Place

from consent.releases import Appearance, Confirmation, Sign
from pvstudio.media.mezzanines import make_mezzanine
from pvstudio.media.posters import make_poster
from pvstudio.media.proxies import make_proxy
from pvstudio.media.sprites import make_sprite
from pvstudio.media.waveforms import make_waveform
from pvstudio.model import Clip, Cut, CutVersion, Footage, Kit
from pvstudio.subtitles.cues import Track
from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.clips.portraits import Portrait

pytestmark = pytest.mark.slow

BREAD = f"/workshops/{HOME}/clips/clip-bread/"


@pytest.fixture
def page(chromium: Browser, place: Place) -> Iterator[Page]:
    """The page of a clip that is in no film, with its waveform drawn."""
    with place.studio.documents.write(HOME) as tx:
        for kind, name in ((Kit, "kit-1"), (CutVersion, "version-1"), (Cut, "cut-1")):
            tx.delete(kind, name)
    with served(place.app) as address:
        tab = new_page(chromium, address, cookies={COOKIE: TOKENS[Role.FACILITATOR]})
        visit(tab, BREAD)
        tab.wait_for_selector(".wave:not([hidden])")
        yield tab
        tab.context.close()


def drag(page: Page, part: str, by: float) -> None:
    """Drag a part of the waveform by so many tenths of its length."""
    page.locator(".wave").scroll_into_view_if_needed()
    box, wave = page.locator(part).bounding_box(), page.locator(".wave").bounding_box()
    assert box
    assert wave
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by * wave["width"] / 20, y, steps=3)
    page.mouse.move(x + by * wave["width"] / 10, y, steps=3)
    page.mouse.up()


def test_the_walk_through_a_clip(page: Page, place: Place):
    page.evaluate("document.querySelector('video').currentTime = 0.6")
    expect(page.locator(".cue")).to_contain_text("صباح الخير")
    assert page.locator(".cue").get_attribute("lang") == "ar"

    drag(page, '[part~="cue-1"]', 1)  # a line of the subtitles, a tenth of two seconds later
    expect(page.locator(".said")).to_contain_text("Saved")
    with place.studio.documents.read(HOME) as tx:
        [cue] = tx.get(Track, "track-bread").cues
    assert abs(cue.start_ms - 400) < 60
    assert cue.end_ms - cue.start_ms == 1300

    where = page.get_by_role("textbox", name="Where", exact=True)
    where.fill("0:01.000")
    page.get_by_role("group", name="Where", exact=True).get_by_role("button", name="+0.1 s").click()
    expect(where).to_have_value("0:01.100")
    page.get_by_role("button", name="Divide it here").click()
    expect(page.get_by_role("status").first).to_contain_text("The clip is divided.")
    with place.studio.documents.read(HOME) as tx:
        assert sorted((clip.start_ms, clip.end_ms) for clip in tx.find(Clip)) == [
            (0, 1100),
            (0, 2000),
            (1100, 2000),
        ]

    page.get_by_role("group", name="نور can be recognised by").get_by_role("button", name="Voice").click()
    expect(page.locator(".people .in")).to_have_count(2)  # without loading the page anew
    page.get_by_role("button", name="Everybody who can be recognised is logged").click()
    expect(page.locator(".mark", has_text="Everybody who can be recognised is logged")).to_be_visible()
    with place.studio.documents.read(HOME) as tx:
        assert [one.by for one in tx.find(Appearance, clip_id="clip-bread", participant_id="person-nur")] == [
            {Sign.VOICE}
        ]
        assert tx.get(Confirmation, "complete-clip-bread").by == "Facilitator"
    assert noted(page) == []


def test_marks_are_dragged_typed_and_set_by_keys(page: Page):
    start, end = (page.get_by_role("textbox", name=name, exact=True) for name in ("From", "To"))
    start.fill("0:00.500")
    end.fill("0:01.500")
    page.locator('[part~="part"]').wait_for()
    drag(page, '[part~="part"]', 1)
    expect(start).not_to_have_value("0:00.500")
    closer = page.get_by_label("Closer")
    closer.evaluate("node => { node.max = 2000; node.value = 2000; }")  # a short clip needs much to be wide
    closer.dispatch_event("input")
    wide = "document.querySelector('.wave > div > div').shadowRoot.querySelector('[part=scroll]').scrollWidth"
    page.wait_for_function(f"() => {wide} > 3000")
    page.locator("h1").click()
    page.keyboard.press("l")  # ten seconds on: to the end
    page.keyboard.press("o")
    expect(end).to_have_value("0:02.000")
    page.keyboard.press(",")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    start.fill("")
    start.press_sequentially("0:00.2kl")  # keys do nothing where somebody types
    assert start.input_value() == "0:00.2kl"
    assert noted(page) == []


def test_a_square_is_dragged_over_a_face(page: Page, place: Place):
    page.evaluate("document.querySelector('video').currentTime = 1.2")
    page.get_by_text("A picture of somebody").click()
    expect(page.get_by_label("At which moment")).to_have_value("0:01.200")
    screen = page.locator(".screen").bounding_box()
    assert screen
    page.locator(".square").hover()
    page.mouse.down()
    wide = min(screen["width"], screen["height"] * 16 / 9)  # there is black on both sides of the picture
    middle = screen["x"] + screen["width"] / 2, screen["y"] + screen["height"] / 2
    page.mouse.move(middle[0] + wide / 4, middle[1], steps=4)
    page.mouse.up()
    expect(page.get_by_label("From the left, %")).to_have_value("75")
    page.get_by_role("button", name="Take this picture").click()
    expect(page.get_by_role("status").first).to_contain_text("This picture stands for them now.")
    with place.studio.documents.read(HOME) as tx:
        portrait = tx.get(Portrait, "person-amra")
    assert (portrait.at_ms, portrait.square.x) == (1200, 0.75)
    assert (
        page.locator(".people img.face").evaluate("node => node.decode().then(() => node.naturalWidth)")
        == 240
    )


def test_a_part_appears_when_it_is_prepared(page: Page, place: Place):
    page.get_by_role("textbox", name="From", exact=True).fill("0:01")
    page.get_by_role("button", name="Take this part as a new clip").click()
    expect(page.locator("#preparing")).to_contain_text("This clip is being prepared for watching.")
    with place.studio.documents.read(HOME) as tx:
        [part] = tx.find(Clip, start_ms=1000)
        footage = tx.get(Footage, part.footage_id)
    made = make_mezzanine(part, footage, place.studio.files(HOME), place.studio.settings.film)
    for make in (make_proxy, make_poster, make_sprite, make_waveform):
        make(made)
    expect(page.locator(".wave")).to_be_visible()  # nobody has touched the page
    assert page.locator("video").first.evaluate("node => node.error") is None
