"""A learning module in the frame of a platform: it is read, answered, and reports that."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from browsing import look_over, new_page, noted, served, visit
from flask import Flask, abort
from playwright.sync_api import Browser, FrameLocator, Page, expect

from pvstudio.model import Audience
from workflows.modules import Format, Module
from workflows.modules.pages import course_of
from workflows.modules.scorm import scorm_files

pytestmark = pytest.mark.slow

#: The run-time of SCORM 1.2 as a platform has it (RTE 3.3), strict: what is out of order or of the wrong kind
#: is an error, and stays in `faults`.
PLATFORM = (Path(__file__).parent / "platform.html").read_text("utf-8")

MODULE = Module(
    id="module-0123456789abcdef",
    format=Format.SCORM,
    languages=("en", "ar"),
    audience=Audience.PARTNERS,
    platform="Learning office",
    agenda_id="screening-90",
    at=datetime.now(UTC),
    by="account-1",
)


def platform(module: Module) -> Flask:
    """Return a learning platform that shows the pages of *module*, each in a frame."""
    files, app = scorm_files(course_of(None, module), []), Flask("platform")

    @app.get("/show/<name>")
    def show(name: str) -> str:
        return PLATFORM.replace("NAME", name)

    @app.get("/<name>")
    def file(name: str) -> bytes:
        return files[name] if name in files else abort(404)

    return app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(platform(MODULE)) as address:
        yield address


def opened(page: Page, name: str) -> FrameLocator:
    visit(page, f"/show/{name}.html")
    return page.frame_locator("iframe")


def told(page: Page, key: str) -> str:
    return str(page.evaluate("(key) => window.told['cmi.core.' + key] ?? ''", key))


def left(page: Page) -> None:
    """Close the frame, as a platform does when somebody goes on."""
    page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    page.wait_for_function("window.calls.includes('finish')")


def faults(page: Page) -> list[str]:
    return [*page.evaluate("window.faults"), *noted(page)]


def test_a_day_is_read_and_that_is_reported_with_the_time_it_took(chromium: Browser, address: str) -> None:
    page = new_page(chromium, address, width=360)
    frame = opened(page, "day-1")
    assert told(page, "lesson_status") == "incomplete"
    frame.get_by_role("button", name="I have read this").first.click()
    expect(frame.get_by_text("Noted.").first).to_be_visible()
    assert told(page, "lesson_status") == "completed"
    left(page)
    assert re.fullmatch(r"0000:00:\d\d", told(page, "session_time"))
    assert told(page, "exit") == ""
    assert page.evaluate("window.calls") == ["begin", "commit", "commit", "finish"]
    assert faults(page) == []
    page.context.close()


def test_answers_give_a_score_in_arabic_too_and_a_second_try_counts(chromium: Browser, address: str) -> None:
    page = new_page(chromium, address, width=360, language="ar")
    frame = opened(page, "check")
    asked = frame.locator("article:visible fieldset")
    expect(frame.locator("article:visible")).to_have_attribute("dir", "rtl")
    count = asked.count()
    assert count
    for wrong, status in ((3, "failed"), (0, "passed")):
        for place in range(count):
            right = asked.nth(place).get_attribute("data-right")
            other = "1" if right == "0" else "0"
            asked.nth(place).locator(f'input[value="{other if place < wrong else right}"]').check()
        frame.locator("article:visible button[type=submit]").click()
        assert told(page, "lesson_status") == status
        assert told(page, "score.raw") == str(round(100 * (count - wrong) / count))
        expect(frame.locator("article:visible .score")).to_contain_text(f"{count - wrong} / {count}")
    assert frame.locator("article:visible label.right").count() == count
    frame.get_by_role("button", name="English").click()
    expect(frame.locator("html")).to_have_attribute("dir", "ltr")
    assert told(page, "lesson_location") == "en"
    left(page)
    assert faults(page) == []
    page.context.close()


def test_who_comes_back_finds_their_language_and_what_they_finished(chromium: Browser, address: str) -> None:
    page = new_page(chromium, address)
    before = {"cmi.core.lesson_status": "completed", "cmi.core.lesson_location": "ar"}
    page.add_init_script(f"window.before = {json.dumps(before)}")
    frame = opened(page, "day-1")
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    assert told(page, "lesson_status") == "completed"
    left(page)
    assert told(page, "exit") == ""
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_fit_a_phone_and_work_without_a_platform(
    chromium: Browser, address: str, language: str
) -> None:
    page = new_page(chromium, address, width=360, language=language)
    for name in ("day-1", "check"):
        visit(page, f"/{name}.html")
        assert look_over(page) == []
    page.context.close()


def test_after_its_last_day_a_module_shows_only_that_it_has_ended(chromium: Browser) -> None:
    with served(platform(replace(MODULE, until=date(2026, 1, 31)))) as address:
        page = new_page(chromium, address)
        frame = opened(page, "check")
        expect(frame.locator("article:visible .over")).to_contain_text("2026-01-31")
        assert frame.locator(".content").count() == 0
        assert told(page, "lesson_status") == "not attempted", "nobody has done anything here"
        page.context.close()
