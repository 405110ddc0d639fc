"""A workshop is begun in the browser, its people come in, and what needs a person grows and shrinks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from browsing import look_over, new_page, noted, served, visit
from playwright.sync_api import Browser, Page, expect
from web_world import TOKENS

from consent.answers.recording import record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Stage
from pvstudio.config import Settings
from pvstudio.model import Participant, new_id
from web.app import create_app
from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.wiring import Studio

pytestmark = pytest.mark.slow


@pytest.fixture
def page(chromium: Browser, settings: Settings) -> Iterator[Page]:
    with served(create_app(settings)) as address:
        page = new_page(chromium, address, width=360, cookies={COOKIE: TOKENS[Role.FACILITATOR]})
        page.clock.install()
        yield page
        page.context.close()


def begin(page: Page) -> str:
    """Begin a workshop with the keyboard's own fields; return its id."""
    visit(page, "/")
    page.get_by_role("link", name="Begin a workshop").click()
    page.get_by_label("Title").fill("Stories of our street")
    page.get_by_label("Place").fill("Bihać")
    page.get_by_label("First day").fill("2026-06-05")
    page.get_by_label("Last day").fill("2026-06-01")
    page.get_by_label("English").check()
    page.get_by_role("button", name="Begin the workshop").click()
    expect(page.get_by_text("It ends before it starts.")).to_be_visible()
    expect(page.get_by_label("Place")).to_have_value("Bihać")
    assert [fault for fault in look_over(page, axe=False) if "422" not in fault] == []
    page.get_by_label("Last day").fill("2026-06-09")
    page.get_by_role("button", name="Begin the workshop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stories of our street")
    found = re.search(r"/workshops/(workshop-\w+)/", page.url)
    assert found
    return found[1]


def enrol(page: Page, name: str) -> None:
    page.get_by_label("Chosen name", exact=True).fill(name)
    page.get_by_label("18 or older").check()
    page.get_by_label("English").check()
    page.get_by_role("button", name="Save, and add somebody else").click()
    expect(page.get_by_text("1 person is here now.")).to_be_visible()


def say_yes(studio: Studio, workshop: str, name: str, stage: Stage) -> None:
    with studio.book(workshop) as tx:
        [person] = tx.find(Participant, pseudonym=name)
        yes = Answer(
            id=new_id("answer"),
            at=datetime.now(UTC),
            participant_id=person.id,
            stage=stage,
            subject_id=workshop,
            state=AnswerState.GIVEN,
            notice=notice(stage, "en").reference,
        )
        record_answer(tx, yes)


def test_from_an_empty_workshop_to_people_who_have_answered(page: Page, settings: Settings) -> None:
    studio = Studio.open(settings)
    workshop = begin(page)
    page.get_by_role("link", name="Add the people").click()
    enrol(page, "River")
    enrol(page, "زيتونة")
    visit(page, f"/workshops/{workshop}/")
    needs = page.locator(".needs > li")
    expect(needs).to_have_count(1)
    expect(needs.first).to_contain_text("2 people have not answered about taking part")
    assert look_over(page) == []
    for name, left in (("River", "1 person has not answered about taking part"), ("زيتونة", "")):
        say_yes(studio, workshop, name, Stage.S1)
        page.clock.fast_forward(11_000)  # the page asks again by itself
        if left:
            expect(page.locator(".needs")).to_contain_text(left)
    expect(needs).to_have_count(1)
    expect(needs.first).to_contain_text("2 people have not answered about being filmed")
    say_yes(studio, workshop, "River", Stage.S2)
    say_yes(studio, workshop, "زيتونة", Stage.S2)
    page.clock.fast_forward(11_000)
    expect(page.get_by_text("Nothing needs a person now.")).to_be_visible()
    assert noted(page) == []
