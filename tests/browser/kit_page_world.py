"""A kit on a stick, and a browser that has no network: for the tests of its two pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from browsing import watch
from playwright.sync_api import Browser, Page

from consent.ledger.keys import SigningKey
from pvstudio.model import Audience, Kit
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.formats.vtt import vtt_text
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


def runs(page: Page) -> None:
    """Wait until the film has begun to run: the page allows nobody to evaluate a sentence over and over."""
    for _ in range(600):
        if page.locator("#video").evaluate("video => video.currentTime") > 0.2:
            return
        page.wait_for_timeout(50)
    pytest.fail("the film does not run")
