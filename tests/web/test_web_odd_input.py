"""Odd input at every address: whatever a form or an address holds, it is refused in words, never a crash."""

from __future__ import annotations

import inspect
import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from web_routes import IDS
from web_world import HOME, Place
from werkzeug.routing import BuildError, Rule
from werkzeug.routing.map import MapAdapter

import web
from pvstudio.model import Clip
from workflows.accounts.audit import entries, months
from workflows.clips.describing import Written
from workflows.fields import seen

ODD = (
    *("", "x", "-1", "0", "1", "99999999999999999999", "9" * 5000, "1e999", "NaN", "²", "٣", "0.5", "50"),
    *("\0", "\x1b[2J", "a\0b", "\ud800", "../../etc/passwd", "/", "a" * 5000, "💥" * 100, "\r\nX: y"),
    *("given", "refused", "withdrawn", "self", "guardian", "community", "group", "S1", "S3", "S4"),
    *("clip-bread", "clip-river", "person-amra", "person-nur", "version-1", "en", "ar", "zz-ZZ", "yes"),
    *("2026-13-45", "9999-12-31", "0001-01-01", "1:02.345", "part", "opening", "trim", "add", "sentences"),
    *("undo", "picture", "colours", "#fff", "approved", "adult", "face-blurred", "'\"><script>", "{{7*7}}"),
)
#: What would end the sign-in that the test goes on with.
_LEFT_OUT = {"entrance.leave", "entrance.change_password", "accounts.new_password", "static"}
_IN_ADDRESSES = [odd for odd in ODD if odd not in {"", "\ud800"}]
_READ = re.compile(r'"([a-z][a-z0-9_-]*)"')
_WRITTEN = re.compile(r'name="([a-z][a-z0-9_-]*)"')


@pytest.fixture(scope="module")
def fields() -> set[str]:
    """Every name of a field of a form."""
    pages = (Path(web.__file__).parent / "templates").rglob("*.html")
    return {name for page in pages for name in _WRITTEN.findall(page.read_text("utf-8"))} - {"token"}


def _drawn(place: Place, rule: Rule, method: str, fields: set[str], chance: random.Random) -> dict[str, str]:
    """Return odd values for the fields that a view reads, and for some that it does not."""
    source = Path(inspect.getsourcefile(inspect.unwrap(place.app.view_functions[rule.endpoint])) or "")
    read = fields & set(_READ.findall(source.read_text("utf-8"))) | set(chance.sample(sorted(fields), 3))
    return {name: chance.choice(ODD) for name in sorted(read) if chance.random() < 0.85}


def _address(urls: MapAdapter, rule: Rule, chance: random.Random) -> str | None:
    ids = {
        name: chance.choice((known, known, known, chance.choice(_IN_ADDRESSES)))
        for name, known in IDS.items()
    }
    try:
        return urls.build(rule.endpoint, {name: (ids | {"workshop": HOME})[name] for name in rule.arguments})
    except BuildError:
        return None


def _send(place: Place, address: str, method: str, fields: dict[str, str], token: str) -> int:
    if method == "GET":
        headers = {"Range": "bytes=" + "9" * 5000 + "-"}
        return place.client.get(address, query_string=_sent(fields), headers=headers).status_code
    if address.endswith("/changes"):
        line = {"id": "a1", "start": 0, "end": 500, "text": fields.get("text", "\0")}
        wish = json.dumps({"do": {"type": "write", "lines": [line]}, "revision": 10**6})
        return place.client.post(address, data=wish, headers={"X-Form-Token": token}).status_code
    return place.client.post(address, data={**_sent(fields), "token": token}).status_code


def _sent(fields: dict[str, str]) -> dict[str, bytes]:
    return {name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()}


@pytest.mark.slow
def test_nothing_odd_makes_a_page_crash(place: Place, fields: set[str]) -> None:
    place.app.extensions["buckets"].take = lambda *_: 0.0
    chance, token, urls = random.Random(20), place.token(), place.app.url_map.bind("localhost")
    crashed = list[str]()
    for rule in sorted(place.app.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint)):
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            for _time in range(4 if method == "POST" else 2):
                odd = _drawn(place, rule, method, fields, chance)
                address = rule.endpoint not in _LEFT_OUT and _address(urls, rule, chance)
                if address and (status := _send(place, address, method, odd, token)) >= 500:
                    crashed.append(
                        f"{status} {method} {address[:80]} { {k: v[:20] for k, v in odd.items()} }"
                    )
    assert crashed == []
    assert not place.app.extensions["unwritten"].entries


@pytest.mark.parametrize(
    ("method", "path", "odd", "status"),
    [
        ("GET", "cuts/cut-1/cards/credits.jpg", {"audience": "x"}, 404),
        ("POST", "cuts/cut-1/cards/credits.jpg", {"audience": "x"}, 404),
        ("POST", "head", {"entries": "9" * 5000}, 400),
        ("POST", "clips/clip-bread/subtitles/ar/", {"page": "9" * 5000, "revision": "0"}, 303),
    ],
)
def test_values_that_made_a_page_crash(
    place: Place, method: str, path: str, odd: dict[str, str], status: int
) -> None:
    assert _send(place, f"/workshops/{HOME}/{path}", method, odd, place.token()) == status


def test_an_odd_address_does_not_stop_the_trail(place: Place) -> None:
    assert place.post("clips/a%00b/notes", title="x").status_code == 404
    assert not place.app.extensions["unwritten"].entries
    last = entries(place.studio, months(place.studio)[0])[0]
    assert (last.action, last.about) == ("clips.write", {"clip_id": "ab"})


def test_control_characters_are_not_kept(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        clip = replace(tx.get(Clip, "clip-bread"), id="clip-unused")
        tx.put(clip)
    fields = {"title": "a\0b\x1b\x9bc", "notes": "one\r\n\0two\t\x07three\nنور\u200cما", "tags": "x\0y"}
    fields["seen"] = seen(Written.about(clip))
    assert place.post("clips/clip-unused/notes", **fields).status_code == 303
    with place.studio.documents.read(HOME) as tx:
        clip = tx.get(Clip, "clip-unused")
    assert (clip.title, clip.notes, clip.tags) == ("abc", "one\ntwo three\nنور\u200cما", ("xy",))
