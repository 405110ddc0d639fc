"""Every route: what it answers, to whom, with which headers; and what a strange request gets."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from web_routes import IDS, MEDIA, addresses
from web_world import HOME, Place

from pvstudio.config import Settings
from pvstudio.model import Participant
from web.security.guard import HEADERS
from web.server import serve
from workflows.accounts.errors import NotSetUp


def test_every_page_and_file_answers(place: Place) -> None:
    found = addresses(place, "GET", IDS)
    assert len(found) >= 17
    for endpoint, url in found:
        answer = place.client.get(url)
        assert answer.status_code == 200, url
        expected = MEDIA.get(endpoint.partition(".")[2], "text/css" if endpoint == "static" else "text/html")
        assert answer.mimetype == expected, url
        assert len(answer.data) > 40, url


def test_head_says_the_same_without_a_body(place: Place) -> None:
    for endpoint, url in addresses(place, "HEAD", IDS):
        if endpoint in {"tus.look", "participants.new"}:
            continue  # the one has no other face (see test_web_tus), the other suggests new names each time
        answer, full = place.client.head(url), place.client.get(url)
        assert (answer.status_code, answer.data) == (200, b""), url
        if answer.mimetype == "application/pdf":
            continue  # made anew each time, and squeezed to a few bytes more or less
        assert answer.headers["Content-Length"] == full.headers["Content-Length"], url


@pytest.mark.parametrize("missing", [name for name in IDS if name != "filename"])
def test_what_is_not_there_is_said_so_in_words(place: Place, missing: str) -> None:
    for _endpoint, url in addresses(place, "GET", IDS | {missing: "ghost"}):
        if "ghost" in url:
            answer = place.client.get(url)
            assert answer.status_code == 404, url
            assert "ghost" in answer.text, url
            assert "Traceback" not in answer.text


@pytest.mark.parametrize("workshop", ["..", "%2e%2e", "..%2f..", ".", "a%00b", "ghost"])
def test_a_workshop_is_no_path(place: Place, workshop: str) -> None:
    place.begin_trail()
    before = sorted(place.studio.settings.home.rglob("*"))
    for url in (f"/workshops/{workshop}/", f"/workshops/{workshop}/consent/"):
        assert place.client.get(url).status_code in {302, 308, 404}
    data = {"token": place.token(), "person": "x", "signs": "face"}
    assert place.client.post(f"/workshops/{workshop}/clips/c/people", data=data).status_code in {
        400,
        404,
        405,
    }
    assert sorted(place.studio.settings.home.rglob("*")) == before


def test_every_answer_carries_the_headers(place: Place) -> None:
    urls = [url for _endpoint, url in addresses(place, "GET", IDS)]
    for url in [*urls, "/nowhere", f"/workshops/{HOME}/clips/ghost/"]:
        answer = place.client.get(url)
        for name, value in HEADERS.items():
            if (name, "/static/" in url) == ("Cache-Control", True):
                value = "no-cache"  # kept, and asked for again: it is the same for everybody
            if answer.headers[name].startswith(
                (
                    "default-src 'none'; style-src 'unsafe-inline'; img-src",
                    "default-src 'none'; script-src 'sha256-",
                )
            ):
                continue  # a paper or the page of feedback: it has its own style and script, and nothing else
            assert answer.headers[name] == value, (url, name)


def test_pages_ask_nothing_of_another_site_and_run_nothing(place: Place) -> None:
    for endpoint, url in addresses(place, "GET", IDS):
        answer = place.client.get(url)
        text = answer.text if endpoint.partition(".")[2] not in MEDIA else ""
        styled = "style-src 'unsafe-inline'" in answer.headers["Content-Security-Policy"]  # a paper
        for forbidden in (
            "http://",
            "https://",
            "//cdn",
            "<script>",
            " onclick=",
            *[" style="] * (not styled),
        ):
            assert forbidden not in text.replace('xmlns="http://www.w3.org', ""), (url, forbidden)
        assert all(own.startswith(' src="/static/') for own in text.split("<script")[1:]), url


def test_the_cookie_stays_here(place: Place) -> None:
    cookie = place.client.get(f"/workshops/{HOME}/people/person-amra/").headers["Set-Cookie"]
    assert "SameSite=Strict" in cookie
    assert "HttpOnly" in cookie


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io:8000",
        "192.168.1.7.evil",
        "studio.local",
        "",
    ],
)
def test_another_name_is_not_answered(place: Place, host: str) -> None:
    answer = place.client.get("/", headers={"Host": host})
    assert answer.status_code in {400, 421}
    assert "Priče" not in answer.text


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.1.7"]
)
def test_this_machine_is_answered(place: Place, host: str) -> None:
    assert place.browser().get("/sign-in", headers={"Host": host}).status_code == 200


def test_another_sites_page_gets_no_pictures_and_changes_nothing(place: Place) -> None:
    film = f"/workshops/{HOME}/films/version-1/film.mp4"
    assert place.client.get(film, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert place.client.get(film, headers={"Origin": "http://evil.example"}).status_code == 403
    hidden = {"Origin": "null", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert place.client.get("/", headers=followed).status_code == 200  # a link may lead here
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, hidden, followed):
        answer = place.client.post(
            f"/workshops/{HOME}/people/person-amra/withdraw",
            data={"token": place.token(), "how": "spoken", "role": "self"},
            headers=headers,
        )
        assert answer.status_code == 403


def test_nothing_is_changed_without_the_token_or_by_get(place: Place) -> None:
    def documents() -> dict[str, object]:
        """Return all but what was told of figures: the first look keeps that (docs/decisions/0112)."""
        held = (place.studio.settings.home / "workshops" / HOME / "documents.json").read_bytes()
        return {kind: kept for kind, kept in json.loads(held).items() if kind != "Telling"}

    asked = addresses(place, "POST", IDS)  # lets things have been held
    before = documents()
    for _endpoint, url in asked:
        for data in ({}, {"token": ""}, {"token": "x" * 43}):
            assert place.client.post(url, data=data).status_code == 400, url
            place.token()
    for method in ("GET", "HEAD"):
        for _endpoint, url in addresses(place, method, IDS):
            place.client.open(url, method=method)
    assert documents() == before


def test_names_are_shown_as_text(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        tx.put(Participant(id="person-amra", pseudonym='<img src=x onerror="alert(1)">'))
    page = place.client.get(f"/workshops/{HOME}/consent/").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_too_much_is_not_read(place: Place) -> None:
    answer = place.post("people/person-amra/answers", taken_by="x" * 300_000)
    assert answer.status_code == 413


def test_it_serves_nobody_else_before_it_is_set_up(settings: Settings) -> None:
    new = replace(settings, home=settings.home / "new")
    for host in ("0.0.0.0", "192.168.1.7", "::", "studio.local"):
        with pytest.raises(NotSetUp, match="nobody has an account"):
            serve(new, host=host)
