"""A phone registers by the public page; the facilitator sees it, and takes a report home as PDF."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from browsing import look_over, new_page, served, visit
from needs import need
from playwright.sync_api import Browser, Page
from web_world import HOME, Place, browser_cookie

pytestmark = pytest.mark.slow
DOOR = "/join/ABCDEFGH"


def press(page: Page, button: str) -> None:
    """Press what leads to another page, and wait for all of that."""
    with page.expect_navigation(wait_until="load"):
        page.click(button)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_phone_registers_and_the_facilitator_sees_it(
    place: Place, chromium: Browser, language: str
) -> None:
    with served(place.app) as address:
        phone = new_page(chromium, address, width=360, language=language)
        visit(phone, DOOR)
        assert look_over(phone) == []
        phone.fill("[name=name]", "ليلى")
        phone.fill("[name=needs]", "a cradle")
        press(phone, "#join button:not([name])")
        assert look_over(phone) == []
        letters = "".join(phone.locator(".own span").all_inner_texts())
        assert len(letters) == 16
        desk = new_page(chromium, address, language=language)
        desk.context.add_cookies([browser_cookie(address)])
        visit(desk, f"/workshops/{HOME}/invitation/")
        assert look_over(desk) == []
        assert "ليلى" in desk.inner_text("#main")
        visit(phone, f"/join/mine#{letters}")  # what the square holds
        phone.wait_for_url(f"{address}/join/mine")
        phone.click("details summary")
        press(phone, "button.stop")
        assert look_over(phone) == []
        visit(desk, f"/workshops/{HOME}/invitation/")
        assert "ليلى" not in desk.inner_text("#main")
        phone.context.close()
        desk.context.close()


def test_a_form_survives_another_language_without_scripts(place: Place, chromium: Browser) -> None:
    with served(place.app) as address:
        phone = new_page(chromium, address, width=360, script=False)
        visit(phone, DOOR)
        phone.fill("[name=name]", "Lejla")
        press(phone, "button[value=ar]")
        assert phone.get_attribute("html", "dir") == "rtl"
        assert phone.input_value("[name=name]") == "Lejla"
        phone.context.close()


def test_the_pdf_of_a_report_holds_what_the_page_says(place: Place, tmp_path: Path) -> None:
    made = place.client.get(
        f"/workshops/{HOME}/report/paper",
        query_string={"audience": "community", "language": "en", "pdf": "1"},
    )
    assert (made.status_code, made.mimetype) == (200, "application/pdf")
    file = tmp_path / "report.pdf"
    file.write_bytes(made.data)
    text = _text(file)
    assert "Bread and river" in text
    assert "Priče s mosta" in text
    assert b"/DCTDecode" in made.data  # the film's picture


def test_the_poster_is_one_page_with_the_letters(place: Place, tmp_path: Path) -> None:
    made = place.client.get(f"/workshops/{HOME}/invitation/poster/ar", query_string={"pdf": ""})
    file = tmp_path / "poster.pdf"
    file.write_bytes(made.data)
    text = _text(file)
    assert "ABCD EFGH" in text
    assert text.count("\f") == 1  # one page


def _text(file: Path) -> str:
    done = subprocess.run(
        [need("pdftotext"), "-layout", file, "-"], capture_output=True, check=True, timeout=30
    )
    return done.stdout.decode()
