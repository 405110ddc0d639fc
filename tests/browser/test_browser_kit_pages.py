"""VERIFY.html and both pages of a kit in a real browser, from a folder, with no studio anywhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import segno
from browsing import look_over, noted
from kit_page_world import KEY, KIT, NOW, OTHER, Make, runs
from playwright.sync_api import Page, expect
from web_world import HOME, Place

from consent.ledger.keys import SigningKey, fingerprint
from pvstudio.editing.film import write_sums
from pvstudio.model import Audience
from workflows.papers import can_print
from workflows.publish import call_back, film_folder, kit_folder, publish
from workflows.recall_lists import RecallList, mark_of, recall_list, squares, write
from workflows.screening_kits.manifests import (
    NAME,
    SIGNATURE,
    SUMS,
)
from workflows.screening_kits.papers import papers_of_kit

pytestmark = pytest.mark.slow

#: A drive that takes its time.
SLOWLY = """function () {
  return { arrayBuffer: () => new Promise((done) => setTimeout(() => done(new ArrayBuffer(1)), 200)) };
}"""


def the_list(*kits: str, key: SigningKey = KEY, at: datetime = NOW, total: int = 0) -> RecallList:
    marks = tuple(mark_of(kit) for kit in kits)
    return RecallList(key=key.public, at=at, total=total or len(marks), marks=marks, signing=key)


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


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["START-HERE.html", "VERIFY.html"])
def test_both_pages_are_sound(page: Page, make: Make, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((make() / name).as_uri())
    assert look_over(page, language="en") == []


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
    expect(page.locator(".papers a:visible")).to_have_attribute("href", "FEEDBACK.html")
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
