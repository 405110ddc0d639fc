"""The tour of the studio in docs/ shows every page that pictures are taken of, and no picture is missing."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "images/studio"


def test_the_tour_and_its_pictures_belong_together():
    linked = set(re.findall(r"\]\(images/studio/([^)]+)\)", (DOCS / "studio.md").read_text(encoding="utf-8")))
    taken = {each.name for each in PICTURES.iterdir()}
    assert linked - taken == set(), "missing: tools/screenshots.py takes them"
    assert taken - linked == set(), "of no page in docs/studio.md"


def test_the_pictures_stay_small():
    assert sum(each.stat().st_size for each in PICTURES.iterdir()) < 3_000_000
