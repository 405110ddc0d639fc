"""The editor of words as people use it: typed, saved, cut, taken back, two at once, by keys, both ways."""

from __future__ import annotations

import random
from dataclasses import asdict, replace

import pytest
from browsing import look_over, new_page, visit
from playwright.sync_api import Browser, Page, expect
from web_world import HOME, TOKENS, Place

from pvstudio.model import Clip, Footage
from pvstudio.subtitles.cues import Cue, Track
from pvstudio.subtitles.remarks import limits_for, remarks
from pvstudio.subtitles.rows import Row
from pvstudio.transcription.transcript import Segment, Transcript, Word
from pvstudio.transcription.words import save_words
from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.subtitles.spoken import words_file

pytestmark = pytest.mark.slow

BASE = f"/workshops/{HOME}/clips/clip-bread/subtitles"
HEARD = (
    ("Dobro", 0, 200, 0.95),
    ("jutro", 200, 400, 0.7),
    ("svima,", 400, 700, 0.3),
    ("Hvala.", 1400, 1900, 0.9),
)


@pytest.fixture
def address(place: Place, address: str) -> str:
    """A clip with three spoken lines in Bosnian, of which the words were heard."""
    texts = ((0, 700, "Dobro jutro svima,"), (800, 1300, "ja sam Nur."), (1400, 1990, "Hvala."))
    cues = tuple(Cue(start_ms=start, end_ms=end, text=text) for start, end, text in texts)
    with place.studio.documents.write(HOME) as tx:
        clip = replace(tx.get(Clip, "clip-bread"), language="bs")
        tx.put(clip)
        tx.put(Track(id="track-bs", clip_id=clip.id, language="bs", cues=cues, source="recognised"))
        file = words_file(place.studio, HOME, clip, tx.get(Footage, clip.footage_id))
    words = tuple(Word(start_ms=a, end_ms=b, text=text, probability=sure) for text, a, b, sure in HEARD)
    save_words(Transcript(clip_id=clip.id, engine="x", segments=(Segment(language="bs", words=words),)), file)
    return address


def texts(place: Place, language: str = "bs") -> list[str]:
    with place.studio.documents.read(HOME) as tx:
        [track] = tx.find(Track, clip_id="clip-bread", language=language)
    return [cue.text for cue in track.cues]


def opened(chromium: Browser, address: str, track: str, role: Role = Role.FACILITATOR, **more) -> Page:
    page = new_page(chromium, address, cookies={COOKIE: TOKENS[role]}, **more)
    visit(page, f"{BASE}/{track}/")
    page.wait_for_selector("#lines:not([hidden]) li")
    return page


def line(page: Page, number: int):
    return page.locator("#lines li").nth(number)


def write(page: Page, number: int, text: str) -> None:
    area = line(page, number).locator("textarea")
    if not area.evaluate("area => area === document.activeElement"):
        line(page, number).locator(".view").click()
    area.fill(text)


def status(page: Page, kind: str) -> None:
    expect(page.locator("#status")).to_have_attribute("data-kind", kind)


def saved(page: Page) -> None:
    """Wait until all that was typed is saved; the status may still be that of the last time."""
    page.wait_for_function("() => !sessionStorage.length")
    status(page, "saved")


def test_one_person_writes_cuts_and_takes_back(chromium: Browser, address: str, place: Place) -> None:
    page = opened(chromium, address, "bs")
    expect(line(page, 0).locator(".word.unsure")).to_have_text("jutro")
    expect(line(page, 0).locator(".word.doubtful")).to_have_text("svima,")
    write(page, 0, "Dobro jutro svima koji gledaju ovaj film, dragi moji prijatelji")
    expect(line(page, 0).locator(".said")).to_contain_text("A line is too long")
    expect(line(page, 0).locator(".said")).to_contain_text("Too fast to read")
    saved(page)
    assert texts(place)[0].startswith("Dobro jutro svima koji")
    write(page, 0, "Dobro jutro svima,")
    area = line(page, 0).locator("textarea")
    area.evaluate("area => area.setSelectionRange(6, 6)")
    area.press("Control+Enter")
    page.wait_for_function("() => document.querySelectorAll('#lines li').length === 4")
    assert texts(place)[:2] == ["Dobro", "jutro svima,"]
    with place.studio.documents.read(HOME) as tx:
        [track] = tx.find(Track, clip_id="clip-bread", language="bs")
    assert track.cues[1].start_ms == 200  # where the word was heard
    page.locator("[data-do=undo]").click()
    page.wait_for_function("() => document.querySelectorAll('#lines li').length === 3")
    assert texts(place)[0] == "Dobro jutro svima,"
    area = line(page, 0).locator("textarea")
    area.focus()
    area.press("Shift+Enter")
    area.press("Enter")
    assert page.evaluate("document.activeElement.closest('li').dataset.id") == "2"
    page.keyboard.press("Control+Space")
    page.wait_for_function("() => !document.querySelector('video').paused")
    page.wait_for_function("() => document.querySelector('.line.now .word.now')")
    page.keyboard.type("x")
    page.wait_for_function("() => document.querySelector('video').paused")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_be_visible()
    page.keyboard.press("Escape")
    nothing_left = "() => window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    page.wait_for_function(nothing_left)
    assert [fault for fault in look_over(page) if "409" not in fault] == []
    page.context.close()


def test_two_people_in_one_line(chromium: Browser, address: str, place: Place) -> None:
    one, other = opened(chromium, address, "bs"), opened(chromium, address, "bs", Role.OFFICER)
    write(one, 1, "ja sam Nur, iz Bihaća.")
    write(other, 2, "Hvala svima.")
    saved(one)
    saved(other)
    assert texts(place)[1:] == ["ja sam Nur, iz Bihaća.", "Hvala svima."]  # merged
    write(one, 0, "njene riječi")
    saved(one)
    write(other, 0, "njegove riječi")
    conflict = line(other, 0).locator(".conflict")
    expect(conflict).to_be_visible()
    expect(conflict).to_contain_text("njene riječi")
    expect(conflict).to_contain_text("Facilitator")
    assert line(other, 0).locator("textarea").input_value() == "njegove riječi"
    conflict.get_by_role("button", name="Keep both").click()
    saved(other)
    expect(conflict).to_be_hidden()
    assert texts(place)[0] == "njene riječi\nnjegove riječi"
    one.context.close()
    other.context.close()


def test_a_translation_beside_its_source_without_a_connection(
    chromium: Browser, address: str, place: Place
) -> None:
    page = opened(chromium, address, "fa", width=360, language="en")
    assert line(page, 0).locator("textarea").evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert line(page, 0).locator(".source").evaluate("node => getComputedStyle(node).direction") == "ltr"
    page.route("**/changes", lambda route: route.abort())
    write(page, 0, "صبح بخیر")
    status(page, "waiting")
    assert "صبح بخیر" in page.evaluate("JSON.stringify(sessionStorage)")
    assert page.evaluate("!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    page.unroute("**/changes")
    saved(page)
    assert texts(place, "fa") == ["صبح بخیر"]
    assert page.evaluate("Object.keys(sessionStorage).length") == 0
    source = opened(chromium, address, "bs")
    write(source, 0, "Dobro veče svima,")
    saved(source)
    expect(line(page, 0).locator(".stale")).to_be_visible()
    line(page, 0).get_by_role("button", name="It still says the same").click()
    expect(line(page, 0).locator(".stale")).to_be_hidden(timeout=8000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    source.context.close()
    page.context.close()


def test_the_browser_remarks_what_python_remarks(chromium: Browser, address: str) -> None:
    page = opened(chromium, address, "bs")
    rng = random.Random(5)
    alphabet = "abč ćđ ЖЉ صَبَاحُ می\u200cروم あ漢 👩\u200d👩\u200d👧 é\n\u200f,.!"
    cases = []
    for _case in range(400):
        start = rng.randrange(9000)
        text = "".join(rng.choices(alphabet, k=rng.randrange(1, 130)))
        row = Row(
            id="a",
            start_ms=start,
            end_ms=start + rng.choice((1, 500, 833, 834, 1000, 3000, 7000, 7001)),
            text=text,
        )
        following = rng.choice((None, row.end_ms - 1, row.end_ms, row.end_ms + 79, row.end_ms + 80))
        cases.append((row, following, limits_for(rng.choice(("bs", "ar", "zh")), 25)))
    asked = [
        [{"start": row.start_ms, "end": row.end_ms, "text": row.text}, following, asdict(limits)]
        for row, following, limits in cases
    ]
    said = page.evaluate(
        "async (cases) => { const { remarks } = await import('/static/editor/remarks.js');"
        " return cases.map((one) => remarks(...one)); }",
        asked,
    )
    assert said == [[str(one) for one in remarks(*case)] for case in cases]
    page.context.close()
