"""The two pages of a kit in a real browser, from a folder, with no studio anywhere."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import segno
from browsing import look_over, noted, watch
from playwright.sync_api import Browser, Page, expect
from web_world import HOME, Place

from consent.ledger.keys import SigningKey, fingerprint
from pvstudio.editing.film import write_sums
from pvstudio.model import Audience, Kit
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.formats.vtt import vtt_text
from workflows.papers import can_print
from workflows.publish import call_back, film_folder, kit_folder, publish
from workflows.recall_lists import RecallList, mark_of, recall_list, squares, write
from workflows.screening_kits.manifests import (
    BESIDE,
    NAME,
    SIGNATURE,
    SUMS,
    KitFile,
    Manifest,
    sign,
    sums_of,
)
from workflows.screening_kits.pages import PaperKind, PaperLink, Shown, player_page, verify_page
from workflows.screening_kits.papers import papers_of_kit

pytestmark = pytest.mark.slow

KEY, OTHER = SigningKey.new(), SigningKey.new()
NOW = datetime.now(UTC).replace(microsecond=0)
KIT = Kit(
    id="kit-00ff00ff00ff00ff",
    cut_version_id="version-1",
    audience=Audience.COMMUNITY,
    languages=("ar", "en"),
    recipient="Kino <Una>",
    published_at=NOW - timedelta(days=2),
    expires_at=NOW + timedelta(days=20),
)
CUES = {
    "ar": (Cue(start_ms=100, end_ms=1900, text="صباح الخير.\nFacebook هو <b>موقع</b>."),),
    "en": (Cue(start_ms=100, end_ms=1900, text="Good & morning."),),
}
PAPERS = (
    PaperLink(kind=PaperKind.GUIDE, name="guide.ar.html", language="ar"),
    PaperLink(kind=PaperKind.GUIDE, name="guide.en.html", language="en"),
    PaperLink(kind=PaperKind.FEEDBACK, name="FEEDBACK.html"),
)
Make = Callable[..., Path]

#: A drive that takes its time.
SLOWLY = """function () {
  return { arrayBuffer: () => new Promise((done) => setTimeout(() => done(new ArrayBuffer(1)), 200)) };
}"""


def listed(path: Path) -> KitFile:
    content = path.read_bytes()
    return KitFile(name=path.name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


@pytest.fixture
def make(tmp_path: Path, film: Path) -> Make:
    """A function that makes the folder of a kit, whole and signed."""

    def kit(key: SigningKey = KEY, languages: Sequence[str] = ("en",), **changed: object) -> Path:
        folder = tmp_path / "a kit"
        folder.mkdir(exist_ok=True)
        one = replace(KIT, **changed)
        shown = Shown(
            kit_id=one.id,
            studio=KEY.public,
            title="Bread </script> and river",
            audience=one.audience,
            published=one.published_at,
            recipient=one.recipient,
            event="Festival mostova",
            event_on=date(2026, 12, 3),
            until=one.expires_at,
            test_clip="test-clip.mp4",
            verify="VERIFY.html",
            papers=PAPERS,
        )
        subtitles = {tag: vtt_text(cues, tag) for tag, cues in CUES.items()}
        for name in ("film.mp4", "test-clip.mp4"):
            (folder / name).write_bytes(film.read_bytes())
        (folder / "START-HERE.html").write_text(player_page(shown, subtitles, languages=languages), "utf-8")
        (folder / "VERIFY.html").write_text(verify_page(KEY.public, languages=languages), "utf-8")
        files = [listed(path) for path in folder.iterdir() if path.name not in BESIDE]
        written = Manifest.of(one, film="0" * 64, title="Bread", studio=key.public, files=files).write()
        (folder / NAME).write_bytes(written)
        (folder / SIGNATURE).write_bytes(sign(key, written))
        (folder / SUMS).write_bytes(sums_of([*files, *(listed(folder / name) for name in (NAME, SIGNATURE))]))
        return folder

    return kit


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    tab = context.new_page()
    watch(tab, "")  # files have no host: anything else is noted
    yield tab
    context.close()


def the_list(*kits: str, key: SigningKey = KEY, at: datetime = NOW, total: int = 0) -> RecallList:
    marks = tuple(mark_of(kit) for kit in kits)
    return RecallList(key=key.public, at=at, total=total or len(marks), marks=marks, signing=key)


def runs(page: Page) -> None:
    """Wait until the film has begun to run: the page allows nobody to evaluate a sentence over and over."""
    for _ in range(600):
        if page.locator("#video").evaluate("video => video.currentTime") > 0.2:
            return
        page.wait_for_timeout(50)
    pytest.fail("the film does not run")


def verdict(page: Page, folder: Path) -> str:
    """Choose the folder, and return what the page says of it."""
    page.locator("#outcome").evaluate("node => node.replaceChildren()")
    page.set_input_files("#folder", folder)
    expect(page.locator("#outcome .band")).to_be_visible()
    return page.locator("#outcome .band").inner_text()


def bring(page: Page, path: Path, content: bytes | None = None, by: str = "#list") -> str:
    """Give the page a list of recalls, and return what it says of it."""
    if content is not None:
        path.write_bytes(content)
    page.locator("#told").evaluate("node => node.replaceChildren()")
    page.set_input_files(by, path)
    expect(page.locator("#told .band")).to_be_visible()
    return page.locator("#told").inner_text()


def test_the_film_plays_with_its_subtitles(page: Page, make: Make) -> None:
    page.goto((make() / "START-HERE.html").as_uri())
    expect(page.locator("#verdict")).to_be_hidden()
    expect(page.locator(".facts")).to_contain_text("Kino <Una>")
    page.click("#test")
    expect(page.locator("#testing")).to_be_visible()
    runs(page)
    expect(page.locator("#cue")).to_be_hidden()  # they are the film's
    page.click("#film")
    runs(page)
    page.locator("#video").evaluate("video => { video.pause(); video.currentTime = 1; }")  # it is short
    lines = page.locator("#cue p")
    expect(lines).to_have_text(["Good & morning."])
    page.select_option("#subtitles", "ar")
    expect(lines).to_have_text(["\u200fصباح الخير.", "\u200fFacebook هو <b>موقع</b>."])
    style = lines.last.evaluate(
        "n => [n.dir, ...['lineHeight', 'fontSize'].map((one) => parseFloat(getComputedStyle(n)[one]))]"
    )
    assert style[0] == "rtl"
    assert style[1] >= 1.8 * style[2]
    page.select_option("#subtitles", "")
    expect(page.locator("#cue")).to_be_hidden()
    assert noted(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["START-HERE.html", "VERIFY.html"])
def test_both_pages_are_sound(page: Page, make: Make, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((make() / name).as_uri())
    assert look_over(page, language="en") == []


@pytest.mark.parametrize(
    ("spoken", "opens"),
    [
        ("ar-EG", ["ar", "rtl"]),
        ("hr-HR", ["sr-Latn", "ltr"]),  # as near as bs is
        ("mk-MK", ["ar", "rtl"]),  # the page could, but the kit is for people who speak others
        ("C", ["ar", "rtl"]),  # what a browser says where nothing is set; no language
    ],
)
def test_pages_open_in_the_language_of_the_browser_that_the_kit_has(
    chromium: Browser, make: Make, spoken: str, opens: list[str]
) -> None:
    folder = make(languages=("ar", "bs"))
    context = chromium.new_context()
    context.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ value: ['{spoken}'] }})")
    page = context.new_page()
    html = "[document.documentElement.lang, document.documentElement.dir]"
    page.goto((folder / "START-HERE.html").as_uri())
    assert page.evaluate(html) == opens
    expect(page.locator("#language")).to_have_value(opens[0])
    assert page.locator("#subtitles").input_value() == "ar"  # those of the kit: guests read them
    page.select_option("#language", "mk")
    page.click("a[href^='VERIFY.html']")
    assert page.evaluate(html) == ["mk", "ltr"]
    assert page.title() == "Проверка на комплет"
    page.goto((folder / "START-HERE.html").as_uri())
    assert page.evaluate(html) == opens
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    context.close()


def test_a_page_without_scripts_opens_in_the_first_language_of_the_kit(chromium: Browser, make: Make) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto((make(languages=("ar", "en")) / "START-HERE.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "ar"
    expect(page.locator("#language")).to_be_hidden()
    context.close()


def test_a_film_that_is_only_heard_is_named(page: Page, make: Make, make_film: Callable[..., Path]) -> None:
    folder = make()
    heard = make_film("heard.mp4", "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac")
    (folder / "film.mp4").write_bytes(heard.read_bytes())
    page.goto((folder / "START-HERE.html").as_uri())
    page.click("#test")
    runs(page)
    expect(page.locator("#unplayable")).to_be_hidden()
    page.click("#film")
    runs(page)
    expect(page.locator("#unplayable")).to_contain_text("film.mp4")
    expect(page.locator("#unplayable")).to_contain_text("VLC")


def test_a_browser_that_hands_over_no_folder_is_helped(page: Page, make: Make) -> None:
    page.goto((make() / "VERIFY.html").as_uri())
    page.locator("#folder").evaluate(
        """folder => {
          const chosen = new DataTransfer();
          chosen.items.add(new File(["x"], "film.mp4"));
          folder.removeAttribute("webkitdirectory");
          folder.files = chosen.files;
          folder.dispatchEvent(new Event("change"));
        }"""
    )
    expect(page.locator("#outcome .band.wait")).to_contain_text("choose everything in it")


def test_a_kit_past_its_day_does_not_offer_its_film(page: Page, make: Make) -> None:
    page.goto((make(expires_at=NOW - timedelta(hours=1)) / "START-HERE.html").as_uri())
    expect(page.locator("#verdict")).to_contain_text("This kit has ended")
    expect(page.locator("#shows")).to_be_hidden()
    assert page.locator("#video").get_attribute("src") is None


def test_the_last_day_is_said_not_the_midnight_after_it(page: Page, make: Make) -> None:
    midnight = datetime(2099, 1, 1).astimezone()
    page.goto((make(expires_at=midnight) / "START-HERE.html").as_uri())
    expect(page.locator(".facts")).to_contain_text("Until December 31, 2098, the last day")


def test_a_wrong_clock_is_named(page: Page, make: Make) -> None:
    page.clock.set_fixed_time(NOW - timedelta(days=400))
    page.goto((make() / "START-HERE.html").as_uri())
    expect(page.locator("#verdict")).to_contain_text("The clock of this device is wrong")
    expect(page.locator("#shows")).to_be_hidden()


def test_a_film_that_is_not_there_is_named(page: Page, make: Make) -> None:
    folder = make()
    (folder / "film.mp4").unlink()
    page.goto((folder / "START-HERE.html").as_uri())
    expect(page.locator("#unplayable")).to_contain_text("film.mp4")


def test_a_whole_kit_with_a_new_list_may_be_shown(page: Page, make: Make, tmp_path: Path) -> None:
    folder = make()
    page.goto((folder / "VERIFY.html").as_uri())
    letters = page.locator(".key").inner_text()
    assert letters.replace(" ", "") == fingerprint(KEY.public)
    (folder / "Thumbs.db").write_text("of the computer")
    assert "Whether it was recalled is not known" in verdict(page, folder)
    old = the_list("kit-1", at=NOW - timedelta(days=60))
    assert "Taken" in bring(page, tmp_path / "old.pvrecall", write(old))
    assert "The list of recalls is old" in verdict(page, folder)
    part = the_list("kit-1", "kit-2", total=3)
    bring(page, tmp_path / "part.pvrecall", write(part))
    assert "part of the list" in verdict(page, folder)
    bring(page, tmp_path / "new.pvrecall", write(the_list("kit-3", "kit-2", "kit-1")))
    assert verdict(page, folder) == "It is whole, and may be shown"
    assert noted(page) == []
    for name in ("desktop.ini", "sub/Thumbs.db", "__MACOSX/run-me.exe", "x\u202egpj.exe"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"MZ")
        said = verdict(page, folder)
        assert name.replace("\u202e", "\ufffd") + " does not belong to it." in said
        (folder / name).unlink()
    (folder / "__MACOSX" / "._film.mp4").write_bytes(b"of a Mac")
    assert verdict(page, folder) == "It is whole, and may be shown"


def test_a_list_of_the_far_future_is_not_a_new_one(page: Page, make: Make, tmp_path: Path) -> None:
    folder = make()
    page.goto((folder / "VERIFY.html").as_uri())
    bring(page, tmp_path / "far.pvrecall", write(the_list("kit-1", at=NOW + timedelta(days=3000))))
    assert "The list of recalls is old" in verdict(page, folder)
    bring(page, tmp_path / "new.pvrecall", write(the_list("kit-1")))
    assert verdict(page, folder) == "It is whole, and may be shown"
    page.reload()
    assert verdict(page, folder) == "It is whole, and may be shown"


def test_what_is_wrong_with_a_folder_is_named_file_by_file(page: Page, make: Make) -> None:
    folder = make()
    page.goto((folder / "VERIFY.html").as_uri())
    film = bytearray((folder / "film.mp4").read_bytes())
    film[5000] ^= 1
    (folder / "film.mp4").write_bytes(film)
    (folder / "START-HERE.html").unlink()
    (folder / "test-clip.mp4").write_bytes(film[:3000])
    (folder / "more.exe").write_bytes(b"MZ")
    (folder / SUMS).write_text("")
    said = verdict(page, folder)
    assert "Do not show this film" in said
    assert "film.mp4 is not as the studio made it." in said
    assert "START-HERE.html is missing." in said
    assert f"{SUMS} is not as the studio made it." in said
    assert "test-clip.mp4 is half copied" in said
    assert "more.exe does not belong to it." in said


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda folder: (folder / NAME).unlink(), "manifest.json or manifest.sig is missing"),
        (lambda folder: (folder / SIGNATURE).write_text("no signature"), "changed or is damaged"),
        (
            lambda folder: (folder / NAME).write_bytes(
                (folder / NAME).read_bytes().replace(b"community", b"online")
            ),
            "changed or is damaged",
        ),
    ],
)
def test_a_manifest_that_was_touched_is_not_believed(
    page: Page, make: Make, broken: Callable[[Path], None], said: str
) -> None:
    folder = make()
    broken(folder)
    page.goto((folder / "VERIFY.html").as_uri())
    told = verdict(page, folder)
    assert "Do not show this film" in told
    assert said in told


def test_a_kit_of_another_studio_or_past_its_day(page: Page, make: Make) -> None:
    folder = make(key=OTHER)
    page.goto((folder / "VERIFY.html").as_uri())
    assert "another studio" in verdict(page, folder)
    assert "It ended on" in verdict(page, make(expires_at=NOW - timedelta(hours=1)))


def test_a_recall_comes_by_file_or_by_photograph_and_stays(page: Page, make: Make, tmp_path: Path) -> None:
    folder, square = make(), tmp_path / "square.png"
    page.goto((folder / "VERIFY.html").as_uri())
    full = the_list(KIT.id, *(f"kit-{n}" for n in range(59)))
    segno.make(squares(full)[0], error="m").save(str(square), scale=5, border=4)
    assert "Taken" in bring(page, square, by="#photograph")
    said = verdict(page, folder)
    assert "It was recalled." in said
    assert "Delete every copy" in said
    later = the_list("kit-9", at=NOW + timedelta(hours=1))  # says less: a recall is never taken back
    assert "Taken" in bring(page, tmp_path / "later.pvrecall", write(later))
    assert "It was recalled." in verdict(page, folder)
    page.goto((folder / "START-HERE.html").as_uri())
    expect(page.locator("#verdict")).to_contain_text("This kit was recalled")
    expect(page.locator("#shows")).to_be_hidden()


def test_a_list_of_somebody_else_is_refused(page: Page, make: Make, tmp_path: Path) -> None:
    folder = make()
    page.goto((folder / "VERIFY.html").as_uri())
    forged = write(the_list(KIT.id, key=OTHER))
    assert "not from this studio" in bring(page, tmp_path / "forged.pvrecall", forged)
    square = tmp_path / "other.png"
    segno.make("https://example.org").save(str(square), scale=5)
    assert "no list of recalls" in bring(page, square)
    empty = tmp_path / "white.png"
    segno.make("A", micro=True).save(str(empty), scale=1, dark="white")
    assert "No square was found" in bring(page, empty)
    assert "no list of recalls" in bring(page, tmp_path / "words.txt", b"hello")
    assert "not known" in verdict(page, folder)


def test_a_check_can_be_stopped(page: Page, make: Make) -> None:
    folder = make()
    page.goto((folder / "VERIFY.html").as_uri())
    page.evaluate(f"File.prototype.slice = {SLOWLY}")
    page.set_input_files("#folder", folder)
    page.click("#stop")
    expect(page.locator("#outcome")).to_contain_text("Stopped")


@pytest.mark.parametrize("name", ["START-HERE.html", "VERIFY.html"])
def test_pages_are_small_and_ask_for_nothing(make: Make, name: str) -> None:
    text = (make() / name).read_text("utf-8")
    assert len(text.encode()) < 500_000
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "default-src 'none'" in text


def test_the_kit_that_a_studio_makes_is_whole_and_plays(page: Page, place: Place, tmp_path: Path) -> None:
    studio = place.studio
    write_sums(film_folder(studio, HOME, "version-1"))  # as a render leaves it
    papers = partial(papers_of_kit, studio, HOME)
    kit = publish(studio, HOME, "version-1", Audience.COMMUNITY, recipient="Kino Una", papers=papers)
    folder = shutil.copytree(kit_folder(studio, HOME, kit.id), tmp_path / "stick")
    page.goto((folder / "START-HERE.html").as_uri())
    page.select_option("#language", "en")
    expect(page.locator(".papers")).to_contain_text("Poster")
    papers_shown = {one.get_attribute("href") for one in page.locator(".papers a").all()}
    printed = {"poster.ar.pdf", "run-sheet.ar.pdf"} if can_print() else set()
    assert {"poster.ar.html", *printed} <= papers_shown
    assert [name for name in papers_shown if not (folder / str(name)).exists()] == []
    page.click("#film")
    runs(page)
    page.click("a[href='VERIFY.html']")
    page.wait_for_url("**/VERIFY.html#en")
    page.select_option("#language", "en")
    bring(page, tmp_path / "recalls.pvrecall", write(recall_list(studio, NOW)))
    assert verdict(page, folder) == "It is whole, and may be shown"
    call_back(studio, HOME, kit.id)
    bring(page, tmp_path / "recalls.pvrecall", write(recall_list(studio, NOW + timedelta(hours=1))))
    assert "It was recalled." in verdict(page, folder)
    assert noted(page) == []
