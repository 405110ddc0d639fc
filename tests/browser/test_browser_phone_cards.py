"""What a participant's phone is shown: a code on a screen, cards from a printer, as its camera sees them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
import zxingcpp
from browsing import look_over, new_page, served, visit
from phone_world import phone_of
from photographs import photograph
from PIL import Image
from playwright.sync_api import Browser, Page
from web_world import HOME, Place, browser_cookie

from consent.answers.recording import enrol
from consent.notices import languages
from consent.releases import Role
from pvstudio.model import AgeBand, Participant
from web import reachable
from web.wording.showing import now
from workflows.phones import enter

pytestmark = pytest.mark.slow

#: The addresses that squares hold begin so: a port is as long as any.
AT = "http://192.168.137.1:"


@pytest.fixture
def at_desk(place: Place, chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A facilitator's browser, in a room with a hotspot."""
    monkeypatch.setattr(reachable, "own_addresses", lambda: ["192.168.137.1"])
    with served(place.app) as address:
        page = new_page(chromium, address, width=1280)
        page.context.add_cookies([browser_cookie(address)])
        yield page
        page.context.close()


def squares(page: Page, selector: str) -> list[str]:
    """Return what a cheap phone reads in each of the parts of *page*, aslant and in bad light."""
    read = []
    for seed, part in enumerate(page.locator(selector).all()):
        shot = Image.open(BytesIO(part.screenshot())).convert("L")
        photo = Image.open(BytesIO(photograph(shot, seed)))
        read += [one.text for one in zxingcpp.read_barcodes(photo)]
    return read


def whose(place: Place, text: str) -> str:
    """Return who gets in by the address in a square."""
    before, _sign, secret = text.partition("/p#")
    assert before.startswith(AT)
    return enter(place.studio, secret, now())[1].participant_id


def test_a_phone_reads_the_code_on_a_dark_screen_and_is_let_in(at_desk: Page) -> None:
    at_desk.emulate_media(color_scheme="dark")
    visit(at_desk, f"/workshops/{HOME}/people/person-amra/phone/")
    at_desk.get_by_role("button", name="Show a code").click()
    assert look_over(at_desk) == []
    [text] = squares(at_desk, "main")
    assert text.partition("#")[2] == "".join(at_desk.locator(".letters span").all_inner_texts())
    at_desk.context.clear_cookies()  # from here on it is the phone
    at_desk.goto("/p#" + text.partition("#")[2])
    at_desk.wait_for_url("**/p/language")


def test_each_printed_card_is_read_and_lets_its_holder_in(place: Place, at_desk: Page) -> None:
    with place.studio.book(HOME) as tx:
        for tag in languages():
            person = Participant(id=f"person-{tag}", pseudonym=tag, age_band=AgeBand.ADULT, languages=(tag,))
            enrol(tx, person)
    for tag in languages():
        phone_of(place, f"person-{tag}")  # chooses pictures, by a code: before, no card opens
    for who, role in (("amra", Role.SELF), ("nur", Role.CHILD_ASSENT), ("nur", Role.GUARDIAN)):
        phone_of(place, f"person-{who}", role)
    visit(at_desk, f"/workshops/{HOME}/cards/")
    at_desk.get_by_role("button", name="Make the cards").click()
    assert look_over(at_desk) == []
    names = at_desk.locator(".whose li > bdi").all_inner_texts()
    at_desk.emulate_media(media="print")
    assert not at_desk.get_by_role("list").filter(has_text=names[0]).first.is_visible()
    for card in at_desk.locator("article").all():
        assert card.evaluate("card => card.scrollHeight <= card.clientHeight + 1"), card.inner_text()
    read = squares(at_desk, "article:nth-child(3n + 1)")
    ids = {"Amra": "person-amra", "نور": "person-nur", "ليلى": "person-nur"}
    assert [whose(place, one) for one in read] == [ids.get(one, f"person-{one}") for one in names[::3]]
    pages = at_desk.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert pages == -(-len(names) // 6)
