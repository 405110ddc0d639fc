"""The phone without JavaScript: from the letters of a code to a receipt, and out, by forms alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from browsing import new_page, served
from phone_world import HOME, PIN, seat_of
from playwright.sync_api import Browser, Page
from web_world import Place

from consent.notices import notice
from consent.releases import Answer, AnswerState, Stage
from pvstudio.model import Audience
from workflows.phones import once_code

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def test_everything_but_voice_and_previews_works_without_scripts(
    chromium: Browser, place: Place, request: pytest.FixtureRequest
) -> None:
    code = once_code(place.studio, HOME, seat_of(place, "person-amra"), by="Ana", at=datetime.now(UTC))
    with served(place.app) as address:
        page = new_page(chromium, address, width=360, script=False)
        request.addfinalizer(page.context.close)
        page.goto("/p")
        page.locator("[name=code]").fill(f"{code[:4].lower()} {code[4:]}")  # as people write it
        press(page, "#code button")
        press(page, "[name=language][value=en]")
        for one in (*PIN, *PIN):
            press(page, f"[name=pick][value={one}]")
        press(page, "form:has([value=S3]) button")
        page.request.get("/p/clips/clip-bread/video.mp4")  # what the player of the browser fetches
        page.wait_for_timeout(2000)
        press(page, "form[action$='/watch'] button")
        press(page, "form[action$='/learn'] button")
        for audience in Audience:
            press(page, f".four [value={'yes' if audience is Audience.GROUP else 'no'}]")
        page.locator("[name=how][value=as-i-am]").check()
        press(page, "form[action$='/how'] > button")
        press(page, "form[action$='/name'] [value='']")
        press(page, "form[action$='/languages'] > button")
        told = notice(Stage.S3, "en").teach_back
        assert told
        press(page, f"[name=choice][value='{told.right}']")
        press(page, ".four [value=yes]")
        assert page.locator("a[href^='/p/receipts/']").count() == 1
        press(page, ".always a[href='/p/mind/']")
        press(page, "form:has([name=what][value=clip-bread]) button")
        press(page, "#hide button")
        assert re.search(r"/p/clock$", page.url)
    with place.studio.documents.read(HOME) as tx:
        said = tx.find(Answer, participant_id="person-amra", stage=Stage.S3)
    last = [one for one in sorted(said, key=lambda one: one.number) if one.subject_id == "clip-bread"][-1]
    assert last.state is AnswerState.WITHDRAWN
    assert any(one.audience is Audience.GROUP and one.state is AnswerState.GIVEN for one in said)
