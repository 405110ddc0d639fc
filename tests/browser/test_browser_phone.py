"""The participant's phone as they live it: 360 × 640, by touch, over a slow 3G, from the card to “hide now”.

In English, Arabic and Serbian Cyrillic: the same steps, found by what they do, not by words.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from browsing import look_over, served, watch
from phone_world import HOME, PIN, phone_of, seat_of
from playwright.sync_api import Browser, Page, expect
from web_world import Place

from consent.answers.enrolling import enrol
from consent.notices import approve, notice
from consent.releases import Answer, AnswerState, How, Stage, TeachBack
from pvstudio.model import Audience, CutVersion, Participant
from workflows.phones import once_code, visit_of
from workflows.reviews import send

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

#: WebPageTest's “3G Slow”, 400 kbit/s and 400 ms: bytes a second, and ms until the first of them.
SLOW_3G = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 400}
#: What a whole walk may weigh, without video and fonts; and how soon one may answer.
MOST_BYTES, FIRST_ANSWER_S = 60_000, 3.0
#: What is no weight of our own pages.
_APART = ("video/", "image/jpeg", "audio/", "font/")


@dataclass
class Hand:
    """A hand that holds the phone: touches, and looks at each page that comes."""

    page: Page
    language: str
    weights: dict[str, int] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)

    def look(self, *, axe: bool = False) -> None:
        # what scrolls below a bar can be scrolled out again: axe takes it for covered
        self.page.evaluate(
            "for (const bar of document.querySelectorAll('header, .always')) bar.style.position = 'static'"
        )
        assert look_over(self.page, axe=axe, language=self.language) == [], self.page.url

    def touch(self, selector: str, *, axe: bool = False) -> None:
        """Touch what *selector* names first, and look at what comes."""
        self.page.locator(selector).first.scroll_into_view_if_needed()
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.locator(selector).first.tap()
        self.page.wait_for_load_state()
        self.look(axe=axe)

    def opened(self) -> float:
        """Open this page anew; return after how many seconds it can be answered."""
        at = time.monotonic()
        self.page.goto(self.page.url, wait_until="commit")
        self.page.locator(".four button").last.wait_for()
        took_s = time.monotonic() - at
        self.page.wait_for_load_state()
        return took_s


def phone_page(chromium: Browser, address: str, language: str, *, slow: bool = True) -> Hand:
    """Open the browser of a phone; *slow* puts it on the slow 3G."""
    context = chromium.new_context(
        base_url=address,
        viewport={"width": 360, "height": 640},
        has_touch=True,
        is_mobile=True,
        locale=language,
        reduced_motion="reduce",
    )
    page = context.new_page()
    watch(page, address.removeprefix("http://"))
    hand = Hand(page, language)
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    if slow:
        tools.send("Network.emulateNetworkConditions", SLOW_3G)
    kinds: dict[str, str] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["response"]["mimeType"]
        hand.urls[event["requestId"]] = event["response"]["url"]

    def loaded(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "")
        if not kind.startswith(_APART):
            hand.weights[event["requestId"]] = int(event["encodedDataLength"])

    tools.on("Network.responseReceived", answered)
    tools.on("Network.loadingFinished", loaded)
    return hand


@pytest.fixture
def asked(place: Place) -> Place:
    """The film waits for the answers of its people; somebody has read the words of their languages."""
    with place.studio.book(HOME) as book:
        person = book.get(Participant, "person-amra")
        enrol(book, replace(person, languages=("en", "ar", "sr-Cyrl")))
        for language in ("ar", "sr-Cyrl"):
            for stage in (Stage.S3, Stage.S4):
                kept = place.studio.folder(HOME) / "notices"
                approve(book, notice(stage, language), by="Huda", at=datetime.now(UTC), kept=kept)
    send(
        place.studio, HOME, "version-1", [Audience.GROUP, Audience.COMMUNITY], by="Ana", at=datetime.now(UTC)
    )
    return place


def answers(place: Place, stage: Stage) -> list[Answer]:
    with place.studio.documents.read(HOME) as tx:
        said = tx.find(Answer, participant_id="person-amra", stage=stage)
    return sorted(said, key=lambda one: one.number)


def come_in(hand: Hand, place: Place) -> None:
    """Scan the code of a screen, choose the language, choose four pictures and touch them again."""
    code = once_code(place.studio, HOME, seat_of(place, "person-amra"), by="Ana", at=datetime.now(UTC))
    with hand.page.expect_navigation(url="**/p/language"):
        hand.page.goto(f"/p#{code}")
    assert code not in hand.page.url
    hand.page.locator(f"[name=language][value={hand.language}]").tap()
    hand.page.wait_for_url("**/p/pin")
    hand.look(axe=True)
    for _twice in range(2):
        with hand.page.expect_navigation():
            for one in PIN:
                hand.page.locator(f"[name=pick][value={one}]").tap()
    assert hand.page.url.endswith("/p/films/")
    hand.look(axe=True)


@pytest.mark.parametrize("language", ["en", "ar", "sr-Cyrl"])
def test_one_decides_alone_on_a_phone(
    chromium: Browser, asked: Place, address: str, language: str, request: pytest.FixtureRequest
) -> None:
    """Share a clip, answer about the film, take all of it back, hide."""
    hand = phone_page(chromium, address, language)
    request.addfinalizer(hand.page.context.close)
    come_in(hand, asked)
    share(hand, asked)
    this_film(hand, asked)
    take_back(hand, asked)
    hide(hand)


def share(hand: Hand, place: Place) -> None:
    """S3 about one's clip: yes to two, no to one, not now to the rest."""
    hand.page.goto("/p/clips/clip-bread/")
    hand.look(axe=True)
    hand.weights.clear()
    hand.touch("main form[action='/p/walks/'] button, main a[href='/p/walks/']", axe=True)
    watch_it(hand)
    hand.touch("form[action$='/learn'] button", axe=True)
    waits = list[float]()
    for audience, said in zip(Audience, ("yes", "yes", "no", "later", "later"), strict=True):
        assert hand.page.locator("[name=audience]").input_value() == audience
        boxes = [one.bounding_box() for one in hand.page.locator(".four button").all()]
        assert (
            len({(round(box["width"]), round(box["height"])) for box in boxes if box}) == 1
        )  # equally large
        if audience is Audience.GROUP:
            while len(waits) < 3 and not any(wait < FIRST_ANSWER_S for wait in waits):
                waits.append(hand.opened())  # a busy machine is no slow page
            assert min(waits) < FIRST_ANSWER_S
        hand.touch(f".four [value={said}]", axe=audience is Audience.GROUP)
    hand.page.locator("[name=how][value=as-i-am]").tap()
    hand.touch("form[action$='/how'] > button", axe=True)
    hand.touch("form[action$='/name'] [value='']", axe=True)
    if hand.page.locator("form[action$='/languages']").count():
        hand.touch("form[action$='/languages'] > button", axe=True)
    shown = notice(Stage.S3, hand.language)
    assert shown.teach_back
    hand.touch(
        f"[name=choice][value='{(shown.teach_back.right + 1) % 3}']"
    )  # told back wrong: the cards again
    hand.touch("form[action$='/learn'] button")
    hand.touch(f"[name=choice][value='{shown.teach_back.right}']", axe=True)
    before = len(answers(place, Stage.S3))
    hand.touch(".four [value=yes]", axe=True)
    written = answers(place, Stage.S3)[before:]
    said_now = {one.audience: one.state for one in written}
    # the community's yes stood already: in the same words it is not said twice
    assert said_now.pop(Audience.COMMUNITY, AnswerState.GIVEN) is AnswerState.GIVEN
    assert said_now == {Audience.GROUP: AnswerState.GIVEN, Audience.PARTNERS: AnswerState.REFUSED}
    yes = next(one for one in written if one.state.is_yes)
    assert (yes.how, yes.teach_back) == (How.ON_SCREEN, TeachBack.UNDERSTOOD)
    assert yes.notice == shown.reference
    own = sum(hand.weights.values())
    print("own weight of a walk, bytes:", own, "; a page is answered after, s:", waits)
    assert own < MOST_BYTES, sorted((size, hand.urls[one]) for one, size in hand.weights.items())


def watch_it(hand: Hand) -> None:
    """Ask too early, then watch, then go on."""
    hand.touch("form[action$='/watch'] button")
    expect(hand.page.locator(".wrong:visible")).to_be_visible()
    hand.page.locator("video").last.evaluate("(one) => { one.muted = true; return one.play(); }")
    hand.page.wait_for_timeout(6000)
    expect(hand.page.locator(".early")).to_be_hidden()  # it was watched: nothing says otherwise any more
    hand.touch("form[action$='/watch'] button", axe=True)


def this_film(hand: Hand, place: Place) -> None:
    """S4: one's own parts of the film with what stands round them, the whole, then the answer."""
    hand.page.goto("/p/films/")
    hand.touch("form.question:has([value=S4]) button", axe=True)
    assert hand.page.locator("video").count() >= 2
    watch_it(hand)
    hand.touch("form[action$='/learn'] button", axe=True)
    for _audience in (Audience.GROUP, Audience.COMMUNITY):
        hand.touch(".four [value=yes]")
    hand.page.locator("[name=how][value=as-i-am]").tap()
    hand.touch("form[action$='/how'] > button")
    hand.touch("form[action$='/name'] [value='']")
    if hand.page.locator("form[action$='/languages']").count():
        hand.touch("form[action$='/languages'] > button")
    shown = notice(Stage.S4, hand.language)
    assert shown.teach_back
    hand.touch(f"[name=choice][value='{shown.teach_back.right}']")
    hand.touch(".four [value=yes]", axe=True)
    said = {one.audience: one.state for one in answers(place, Stage.S4)}
    assert said[Audience.GROUP].is_yes
    assert said[Audience.COMMUNITY].is_yes


def take_back(hand: Hand, place: Place) -> None:
    """Two touches from anywhere; the gate is closed when the page says so."""
    hand.touch(".always a[href='/p/mind/']", axe=True)
    hand.touch("form:has([name=what][value=everything]) button", axe=True)
    assert answers(place, Stage.S1)[-1].state is AnswerState.WITHDRAWN
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(CutVersion, "version-1").state == "recalled"
    hand.page.goto("/p/me/")
    hand.look(axe=True)
    hand.page.goto("/p/receipts/")
    hand.look(axe=True)


def hide(hand: Hand) -> None:
    """What is left is a clock, also by going back, and nothing is kept."""
    hand.page.locator("#hide button").tap()
    expect(hand.page.locator("time")).to_be_visible()
    hand.page.wait_for_url("**/p/clock")
    hand.page.go_back()
    hand.page.wait_for_url("**/p/clock")
    assert [one["name"] for one in hand.page.context.cookies() if one["name"] == "visit"] == []
    kept = hand.page.evaluate("[localStorage.length, sessionStorage.length]")
    assert kept == [0, 0]


def test_hiding_without_a_connection_shows_the_time_and_ends_the_visit_when_there_is_one(
    chromium: Browser, place: Place, request: pytest.FixtureRequest
) -> None:
    token = phone_of(place).token
    with served(place.app) as at:
        page = chromium.new_context(base_url=at, viewport={"width": 360, "height": 640}).new_page()
        request.addfinalizer(page.context.close)
        page.context.add_cookies([{"name": "visit", "value": token, "url": f"{at}/p"}])
        page.goto("/p/films/")
        page.context.set_offline(True)
        page.locator("#hide button").click()
        expect(page.locator("body")).to_have_text(re.compile(r"^\d\d:\d\d$"))
        assert page.url.endswith("/p/clock")  # what loading again would ask for
        page.wait_for_timeout(3500)  # it was tried again
        assert visit_of(place.studio, token, datetime.now(UTC))
        page.context.set_offline(False)
        page.locator("time").wait_for()  # the clock itself
        assert visit_of(place.studio, token, datetime.now(UTC)) is None
