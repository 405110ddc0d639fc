"""Our own drawing of the notices' SVG against a browser's: every drawing of the project, pixel by pixel."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest
from needs import need
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from consent.notices import drawing
from consent.receipts.drawings import ink, svg

SIDE = 192
DRAWINGS = [path.stem for path in sorted(drawing("").parent.glob("*.svg"))]
OWN = ["yes", "no", "silence-is-no", "no-subtitles"]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=need("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page(viewport={"width": SIDE, "height": SIDE})
        browser.close()


@pytest.mark.slow
def test_every_drawing_is_as_a_browser_draws_it(page: Page) -> None:
    assert len(DRAWINGS) > 40
    for name in [*DRAWINGS, *OWN]:
        page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{SIDE}px}}</style>{svg(name)}")
        seen = 255 - np.asarray(Image.open(BytesIO(page.screenshot())).convert("L")).astype(int)
        apart = np.abs(np.asarray(ink(name, SIDE)).astype(int) - seen)
        assert (apart > 100).mean() < 0.003, name
        assert apart.mean() < 3, name
