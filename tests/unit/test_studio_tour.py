"""The tours in docs/ show every page that pictures are taken of, and no picture is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
#: Each tour by the folder of its pictures, with what takes them and what they may weigh together, in bytes.
TOURS = {
    "studio": ("tools/screenshots.py", 3_000_000),
    "phone": ("tools/phone_pictures.py", 2_500_000),
    "screenings": ("tools/screening_pictures.py", 1_000_000),
}


@pytest.mark.parametrize("tour", TOURS)
def test_a_tour_and_its_pictures_belong_together(tour: str):
    text = (DOCS / f"{tour}.md").read_text(encoding="utf-8")
    linked = set(re.findall(rf'(?:\]\(|src=")images/{tour}/([^)"]+)', text))
    taken = {each.name for each in (DOCS / "images" / tour).iterdir()}
    assert linked
    assert linked - taken == set(), f"missing: {TOURS[tour][0]} takes them"
    assert taken - linked == set(), f"of no page in docs/{tour}.md"


@pytest.mark.parametrize("tour", TOURS)
def test_the_pictures_stay_small(tour: str):
    _tool, most_bytes = TOURS[tour]
    assert sum(each.stat().st_size for each in (DOCS / "images" / tour).iterdir()) < most_bytes


@pytest.mark.parametrize("tour", ["phone", "screenings"])
def test_every_picture_says_what_it_shows(tour: str):
    text = (DOCS / f"{tour}.md").read_text(encoding="utf-8")
    pictures = re.findall(r"<img [^>]*>", text)
    assert pictures
    assert [one for one in pictures if not re.search(r'alt="[^"]{3,}"', one)] == []
