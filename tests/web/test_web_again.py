"""A form that came when nobody was signed in, or too old: what was typed is kept, and can be sent again."""

from __future__ import annotations

import html
import re

import pytest
from web_world import HOME, PASSWORD, Place

from pvstudio.model import Clip
from web.security.session import COOKIE

NOTES = f"/workshops/{HOME}/clips/clip-bread/notes"
WORDS = """an hour of "notes"\n<script>alert(1)</script> & النهر"""


def held(page: str) -> tuple[str, dict[str, str]]:
    """Return where the form on a page goes, and what it holds."""
    form = re.search(r'<form class="form" method="post" action="([^"]+)">(.*?)</form>', page, re.DOTALL)
    assert form, page
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form[2])
    return html.unescape(form[1]), {html.unescape(a): html.unescape(b) for a, b in fields}


def typed(place: Place) -> dict[str, str]:
    return {"title": "Bread", "notes": WORDS, "tags": "x", "seen": place.seen("clips/clip-bread/")}


def kept(place: Place) -> str:
    with place.studio.documents.read(HOME) as tx:
        return tx.get(Clip, "clip-bread").notes


def test_signed_out_while_typing(place: Place) -> None:
    fields = typed(place) | {"token": place.token()}
    place.client.delete_cookie(COOKIE)
    page = place.client.post(NOTES, data=fields)
    assert page.status_code == 401
    assert "<script>alert" not in page.text
    address, again = held(page.text)
    assert (address, again) == (NOTES, fields)
    place.client.post("/sign-in", data={"token": again["token"], "name": "Facilitator", "password": PASSWORD})
    page = place.client.post(address, data=again)  # signing in made this browser's forms new
    assert page.status_code == 400
    address, again = held(page.text)
    assert place.client.post(address, data=again).status_code == 303
    assert kept(place) == WORDS


def test_a_form_from_before_a_restart_of_the_browser(place: Place) -> None:
    fields = typed(place)
    place.client.delete_cookie("studio")
    page = place.client.post(NOTES + "?from=here", data=fields | {"token": "old"})
    assert page.status_code == 400
    address, again = held(page.text)
    assert address == NOTES + "?from=here"
    assert {name: again[name] for name in fields} == fields
    assert place.client.post(address, data=again).status_code == 303
    assert kept(place) == WORDS


@pytest.mark.parametrize("origin", [None, "null"])
def test_words_that_no_page_of_the_studio_sent_are_not_laid_under_a_button(place: Place, origin) -> None:
    stranger = place.browser()
    sent = {"Origin": origin} if origin else {}
    page = stranger.post(NOTES, base_url="http://192.168.1.2", data={"notes": "evil"}, headers=sent)
    assert page.status_code == 400
    assert "evil" not in page.text
    abroad = place.client.post(NOTES, data={"notes": "evil"}, headers={"Origin": "http://evil.example"})
    assert (abroad.status_code, "evil" in abroad.text) == (403, False)


def test_passwords_and_what_scripts_send_are_not_shown(place: Place) -> None:
    place.token()
    for address, data, headers in (
        ("/sign-in", {"name": "Facilitator", "password": "river river"}, {}),
        ("/me/password", {"old": "river river"}, {}),
        (NOTES, {"notes": "river river"}, {"X-Form-Token": "old"}),
        (NOTES, {"notes": "river river"}, {"HX-Request": "true"}),
    ):
        page = place.client.post(address, data=data, headers=headers)
        assert page.status_code == 400, address
        assert "river river" not in page.text, address
