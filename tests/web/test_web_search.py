"""The search page: what is found leads to the second in which it was said, and to nobody else's workshop."""

from __future__ import annotations

import pytest
from web_world import HOME, Place

from pvstudio.model import Clip, Workshop
from workflows.accounts import Role

SEARCH = f"/workshops/{HOME}/search/"


@pytest.mark.parametrize("query", ["صباح", "صَباح الخَير", "صـبـاح"])
def test_words_lead_to_their_second(place: Place, query: str) -> None:
    page = place.client.get(SEARCH, query_string={"q": query}).text
    assert "<mark>صباح</mark>" in page
    assert f'href="/workshops/{HOME}/clips/clip-bread/?at=200"' in page
    assert f'src="/workshops/{HOME}/clips/clip-river/poster.jpg"' in page
    there = place.client.get(f"/workshops/{HOME}/clips/clip-bread/?at=200").text
    assert "video.mp4#t=0.200" in there.replace("%3D", "=")


def test_a_person_and_a_film_are_found(place: Place) -> None:
    assert f'href="/workshops/{HOME}/people/person-amra/"' in place.client.get(SEARCH + "?q=амра").text
    assert "<mark>river</mark>" in place.client.get(SEARCH + "?q=river").text


def test_what_was_typed_is_text(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        tx.put(Clip(id="clip-x", footage_id="footage-1", title="<b>most</b> & rijeka", start_ms=0, end_ms=9))
    page = place.client.get(SEARCH, query_string={"q": 'most "><script>'}).text
    assert "<script>" not in page.partition("<main")[2]
    page = place.client.get(SEARCH + "?q=most").text
    assert "&lt;b&gt;<mark>most</mark>&lt;/b&gt;" in page


def test_nobody_finds_what_is_in_workshops_of_others(place: Place) -> None:
    with place.studio.documents.write("other") as tx:
        tx.put(Workshop(id="other", title="Elsewhere"))
        tx.put(Clip(id="clip-secret", footage_id="footage-1", title="Tajna rijeka", start_ms=0, end_ms=9))
    assert "clip-secret" not in place.client.get("/search/?q=tajna").text
    assert place.client.get("/workshops/other/search/?q=tajna").status_code == 404


@pytest.mark.parametrize("role", [Role.HOST, Role.OFFICE])
def test_words_are_for_facilitators_and_officers(place: Place, role: Role) -> None:
    assert place.browser(role).get("/search/?q=bread").status_code == 403
    assert place.browser(role).get(SEARCH).status_code == 403
    assert place.browser().get(SEARCH).status_code == 302


def test_nothing_found_is_said(place: Place) -> None:
    assert "Nothing was found" in place.client.get(SEARCH + "?q=xyzzy").text
    assert "Nothing was found" not in place.client.get(SEARCH + "?q=%20").text
