"""Notices in the browser: read, listened to, approved."""

from __future__ import annotations

import pytest
from web_filled import speak
from web_world import HOME, Place

from consent.notices import NoticeApproval, Topic, languages, notice

PLACE = f"/workshops/{HOME}/notices"


def test_every_language_is_in_the_table(place: Place):
    page = place.client.get(f"{PLACE}/").text
    for language in languages():
        assert f'href="{PLACE}/{language}/S3/"' in page


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("topic", [Topic.S3, Topic.ASSENT])
def test_a_notice_shows_all_that_is_hashed(place: Place, language: str, topic: Topic):
    shown, page = notice(topic, language), place.client.get(f"{PLACE}/{language}/{topic}/").text
    assert f'lang="{language}" dir="{shown.direction}"' in page
    texts = [shown.title, *(card.text for card in shown.cards)]
    texts += [words for group in shown.buttons.values() for words in group.values()]
    for words in texts:
        assert words.replace("'", "&#39;") in page, words
    assert page.count('class="drawing"') >= len(shown.drawings)
    assert ("nobody has approved it" in page) is (language != "en")


def test_a_text_is_approved_by_who_has_read_it(place: Place):
    dari = notice("S3", "fa-AF")
    assert place.post("notices/fa-AF/S3/approval", notice=dari.reference, by="").status_code == 400
    other = place.post("notices/fa-AF/S3/approval", notice=notice("S3", "fa").reference, by="Zahra")
    assert other.status_code == 400
    assert "changed since" in other.text
    assert place.post("notices/fa-AF/S3/approval", notice=dari.reference, by="Zahra").status_code == 302
    with place.studio.documents.read(HOME) as tx:
        [approval] = tx.find(NoticeApproval, notice=dari.reference)
    assert (approval.notice, approval.by) == (dari.reference, "Zahra")
    page = place.client.get(f"{PLACE}/fa-AF/S3/").text
    assert "nobody has approved" not in page
    assert "⁨Zahra⁩ has approved it" in page


def test_a_narration_is_played(place: Place):
    assert place.client.get(f"{PLACE}/ps/S1/narration.m4a").status_code == 404
    assert "<audio" not in place.client.get(f"{PLACE}/ps/S1/").text
    speak(place.studio, "ps", b"sound")
    assert "<audio" in place.client.get(f"{PLACE}/ps/S1/").text
    heard = place.client.get(f"{PLACE}/ps/S1/narration.m4a")
    assert (heard.data, heard.mimetype) == (b"sound", "audio/mp4")


@pytest.mark.parametrize("path", ["xx/S1/", "en/S9/", "en/words/", "..%2f..%2fen/S1/", "xx/S1/narration.m4a"])
def test_what_is_not_there(place: Place, path: str):
    assert place.client.get(f"{PLACE}/{path}").status_code == 404


@pytest.mark.parametrize(("path", "words"), [("", ["Известувања", "Јазик"]), ("sq/S1/", ["Известувања"])])
def test_the_pages_speak_the_reader_s_language(place: Place, path: str, words: list[str]):
    place.client.set_cookie("language", "mk")
    page = place.client.get(f"{PLACE}/{path}").text
    main = page[page.index("<main") :]
    assert [one for one in words if one not in main] == []
