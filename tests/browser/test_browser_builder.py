"""Through the cut builder as a facilitator goes: sentences become a film, by keyboard and by hand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from browsing import look_over, new_page, served, visit
from playwright.sync_api import Browser, Page, expect
from web_world import HOME, TOKENS, Place

from pvstudio.editing.film import RenderedFilm
from pvstudio.model import Cut, CutState, CutVersion
from pvstudio.subtitles.cues import Cue, Track
from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.cutting.cuts import recipe_of
from workflows.publish import film_folder

pytestmark = pytest.mark.slow

BREAD = ("This is the bread.", "We bake it at night.", "Then we wait.")
RIVER = ("النهر عميق.", "لكن الجسر قريب.", "عبرنا ليلا.")


@pytest.fixture
def page(place: Place, chromium: Browser) -> Iterator[Page]:
    with place.studio.documents.write(HOME) as tx:
        for name, texts in (("bread", BREAD), ("river", RIVER)):
            cues = [Cue(start_ms=n * 650, end_ms=n * 650 + 600, text=text) for n, text in enumerate(texts)]
            language = "en" if name == "bread" else "ar"
            tx.put(replace(tx.get(Track, f"track-{name}"), language=language, cues=tuple(cues)))
    with served(place.app) as address:
        tab = new_page(chromium, address, cookies={COOKIE: TOKENS[Role.FACILITATOR]})
        yield tab
        tab.context.close()


def begun(page: Page, title: str) -> None:
    visit(page, f"/workshops/{HOME}/cuts/")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("A short film").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def choose(page: Page, clip: str, *words: str) -> None:
    """Open the words of a clip, and put sentences into the film."""
    page.locator(".paper .lines").get_by_role("link", name=clip).click()
    for said in words:
        page.get_by_role("checkbox", name=said).check()
    before = page.locator(".part").count()
    page.get_by_role("button", name="Add these sentences").click()
    expect(page.locator(".part")).not_to_have_count(before)


def titles(page: Page) -> list[str]:
    return page.locator(".part h3 a").all_text_contents()


def cut_of(place: Place, title: str) -> Cut:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(Cut, title=title)[0]


def test_a_film_from_sentences(page: Page, place: Place):
    begun(page, "Walk")
    choose(page, "Bread on the table", BREAD[0])
    choose(page, "النهر", RIVER[1], RIVER[2])
    assert titles(page) == ["Bread on the table", "النهر"]

    up = page.locator("#part-1").get_by_role("button", name="Move up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#part-0 h3 a")).to_have_text("النهر")
    assert page.evaluate("document.activeElement.closest('.part').id") == "part-0"  # it went along

    page.locator("#part-1 .head").drag_to(page.locator("#part-0 .head"), target_position={"x": 30, "y": 4})
    expect(page.locator("#part-0 h3 a")).to_have_text("Bread on the table")
    assert [part.clip for part in recipe_of(cut_of(place, "Walk")).parts] == ["clip-bread", "clip-river"]

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#part-0 h3 a")).to_have_text("النهر")
    page.get_by_role("button", name="Redo").click()
    expect(page.locator("#part-0 h3 a")).to_have_text("Bread on the table")
    assert look_over(page) == []

    written_card(page)
    length = page.locator(".sight .length strong").inner_text()
    rendered(page, place)
    made = cut_of(place, "Walk")
    with place.studio.documents.read(HOME) as tx:
        (version,) = tx.find(CutVersion, cut_id=made.id)
    assert version.state is CutState.RENDERED
    film = RenderedFilm.open(film_folder(place.studio, HOME, version.id)).manifest
    assert [(part.clip_id, part.frames) for part in film.parts] == [("clip-bread", 16), ("clip-river", 35)]
    assert abs(film.duration_ms - 1000 * int(length.strip("≈ ").partition(":")[2])) <= 1000


def written_card(page: Page) -> None:
    """The card is drawn while it is written; nothing is kept until it is said."""
    part = page.locator("#part-0")
    part.get_by_role("link", name="Card and length").click()
    part.get_by_role("combobox", name="Card", exact=True).select_option("full")
    part.get_by_label("Title", exact=True).fill("Bread & salt")
    drawn = part.locator(".preview canvas")
    expect(drawn).to_be_visible()
    shades = "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
    assert drawn.evaluate(shades) > 60  # letters on a ground, no empty sheet
    part.get_by_label("Seconds that it stays").fill("1")
    part.get_by_role("button", name="Keep the card").click()
    expect(page.locator("#part-0 h3 a")).to_have_text("Bread & salt")


def rendered(page: Page, place: Place) -> None:
    """Make the film with a real worker; the page shows it without being loaded again."""
    home = place.studio.settings.home
    (home / "studio.toml").write_text("[film]\nwidth = 320\nheight = 180\n", "utf-8")
    page.get_by_role("button", name="Make the film").click()
    expect(page.get_by_text("It waits for its turn.")).to_be_visible()
    worker = subprocess.Popen([sys.executable, "-m", "cli", "--studio", home, "worker", "--until-idle"])
    try:
        expect(page.locator("video")).to_be_visible(timeout=120_000)
    finally:
        worker.wait(60)
    assert look_over(page) == []


def test_two_people_at_one_film(page: Page, place: Place):
    begun(page, "Ours")
    choose(page, "Bread on the table", BREAD[0])
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Add whole").last.click()
    expect(other.locator(".part")).to_have_count(2)
    page.locator("#part-0").get_by_role("button", name="Take out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two people changed this film")
    expect(page.get_by_text("No part")).to_be_visible()
    page.get_by_role("link", name="Go on with this").click()
    expect(page.locator(".part")).to_have_count(2)


def test_without_a_script_everything_is_a_form(place: Place, page: Page, chromium: Browser):
    visit(page, f"/workshops/{HOME}/cuts/cut-1/")
    address = page.evaluate("location.origin")
    plain = new_page(chromium, address, width=360, script=False, cookies={COOKIE: TOKENS[Role.FACILITATOR]})
    visit(plain, f"/workshops/{HOME}/cuts/cut-1/")
    with plain.expect_navigation():
        plain.locator("#part-0").get_by_role("button", name="Move down").click()
    assert [part.clip for part in recipe_of(cut_of(place, "Bread and river")).parts] == [
        "clip-river",
        "clip-bread",
    ]
    plain.context.close()
