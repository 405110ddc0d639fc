"""The contact sheet shows every clip with who is in it and to whom it is open."""

from __future__ import annotations

from dataclasses import replace

from web_world import HOME, Place

from pvstudio.model import Clip

SHEET = f"/workshops/{HOME}/contact-sheet/"


def test_every_clip_is_on_it_with_who_is_in_it(place: Place) -> None:
    page = place.client.get(SHEET).text
    for clip, who in (("clip-bread", "Amra"), ("clip-river", "نور")):
        item = page.partition(f"/clips/{clip}/poster.jpg")[2].partition("</li>")[0]
        assert who in item
        assert item.count('class="l yes" title="Community: Yes"') == 1
        assert item.count('class="l shut"') == 4


def test_one_tag_alone_and_a_clip_that_nobody_confirmed(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Clip, "clip-bread"), tags=("kruh",), people_complete=False))
    page = place.client.get(SHEET, query_string={"tag": "kruh"}).text
    assert "clip-river" not in page
    assert "Who is in it?" in page
    assert page.count('class="l yes" title') == 0
