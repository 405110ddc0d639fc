"""The navigation shows in which room one is, on every page of it, and holds each room once."""

from __future__ import annotations

import re

import pytest
from web_world import HOME, Place

from workflows.accounts import Role

CURRENT = re.compile(r'<a href="([^"]*)"[^>]* aria-current="(page|true)"')


@pytest.mark.parametrize(
    ("page", "room", "how"),
    [
        ("", "", "page"),
        ("footage", "", "true"),
        ("contact-sheet/", "contact-sheet/", "page"),
        ("clips/clip-bread/", "contact-sheet/", "true"),
        ("clips/clip-bread/subtitles/", "contact-sheet/", "true"),
        ("participants/new", "participants/", "true"),
        ("people/person-amra/", "participants/", "true"),
        ("people/person-amra/where", "participants/", "true"),
        ("receipts/verify", "consent/", "true"),
        ("films/version-1/", "cuts/", "true"),
        ("films/version-1/review/", "cuts/", "true"),
        ("films/version-1/publish/", "cuts/", "true"),
        ("kits/kit-1/", "kits/", "true"),
    ],
)
def test_the_room_of_a_page_is_marked_and_no_other(place: Place, page: str, room: str, how: str) -> None:
    home = f"/workshops/{HOME}/"
    shown = place.client.get(home + page, follow_redirects=True).text
    navs = re.findall(r'<nav class="rooms.*?</nav>', shown, re.DOTALL)
    assert [found for nav in navs for found in CURRENT.findall(nav)] == [(home + room, how)]
    assert len(re.findall(r'class="here"', "".join(navs))) == len(navs) - 1 == (room != "")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.OFFICE])
def test_no_door_is_offered_that_is_closed(place: Place, role: Role) -> None:
    client = place.browser(role)
    shown = client.get("/" if role is Role.OFFICE else f"/workshops/{HOME}/", follow_redirects=True).text
    navs = "".join(re.findall(r"<nav.*?</nav>", shown, re.DOTALL))
    for link in re.findall(r'<a[^>]* href="(/[^"]*)"', navs):
        assert client.get(link, follow_redirects=True).status_code == 200, link


def test_the_trail_is_within_the_accounts(place: Place) -> None:
    assert CURRENT.findall(place.client.get("/accounts/").text) == [("/accounts/", "page")]
    assert CURRENT.findall(place.client.get("/audit/").text) == [("/accounts/", "true")]
