"""The phone's pages by everybody: one's own, another's, before the pictures, without a visit.

Whoever is in a film reaches nothing of anybody else, by any address; and no page of the studio at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from phone_world import Phone, phone_of
from web_routes import IDS, addresses
from web_world import HOME, Place

from consent.ledger.layouts import enter_rendering
from consent.releases import Role
from pvstudio.model import Audience, CutItem, CutVersion
from web.pages.receipts import offered
from workflows.reviews import send

#: Addresses that a visit may ask for before its pictures; what they are, everybody can know.
HALF_WAY = {
    "phone.tongues",
    "phone.speak",
    "phone.pictures",
    "phone.touch",
    "phone.sound",
    "phone.ask_person",
    "phone.help_coming",
}
EVERYBODY = {"phone.door", "phone.come_in", "phone.clock", "phone.hide", "phone.not_me"}
#: What an address names that is somebody's.
SOMEBODYS = {"clip_id", "version_id", "walk_id", "taken_back_id", "erasure_id", "code", "what"}


class Two(NamedTuple):
    """The phones of two people who share no clip, and the ids of what is theirs."""

    amra: Phone
    amras: dict[str, str]
    nur: Phone
    nurs: dict[str, str]


@pytest.fixture
def two(place: Place) -> Two:
    place.app.extensions["buckets"].take = lambda *_: 0.0
    _own_films(place)
    amra = phone_of(place)
    nur = phone_of(place, "person-nur", Role.CHILD_ASSENT)
    return Two(
        amra,
        _things(place, amra, "person-amra", "clip-bread", "version-amra"),
        nur,
        _things(place, nur, "person-nur", "clip-river", "version-nur"),
    )


def _own_films(place: Place) -> None:
    """Lay a film of each clip alone, sent to whoever is in it."""
    with place.studio.book(HOME) as tx:
        both = tx.get(CutVersion, "version-1")
        for who, clip in (("amra", "clip-bread"), ("nur", "clip-river")):
            mine = replace(both, id=f"version-{who}", items=(CutItem(clip_id=clip),), number=2)
            tx.put(mine)
            enter_rendering(tx, mine, datetime.now(UTC))
    for who in ("amra", "nur"):
        send(place.studio, HOME, f"version-{who}", [Audience.GROUP], by="Ana", at=datetime.now(UTC))


def _things(place: Place, phone: Phone, person: str, clip: str, version: str) -> dict[str, str]:
    """Let somebody answer, stop and erase something; return the ids of all that."""
    walk = phone.post("walks/", stage="S3", subject=clip).location
    stopped = phone.post("mind/stop", what=version).location
    with place.studio.documents.read(HOME) as tx:
        code = offered(tx, person)[0].code
    return {
        "clip_id": clip,
        "version_id": version,
        "walk_id": walk.rstrip("/").split("/")[-1],
        "taken_back_id": stopped.rstrip("/").split("/")[-1],
        "code": code,
        "what": clip,
    }


def asked(place: Place, method: str, ids: dict[str, str]) -> list[tuple[str, str]]:
    return addresses(place, method, IDS | ids, phone=True)


def open_page(phone: Phone, method: str, url: str) -> int:
    path = url.removeprefix("/p/")
    return (phone.get(path) if method == "GET" else phone.post(path)).status_code


def test_one_s_own_pages_open(place: Place, two: Two) -> None:
    for phone, ids in ((two.amra, two.amras), (two.nur, two.nurs)):
        for endpoint, url in asked(place, "GET", ids):
            if endpoint in {"phone.erased", "phone.sound", "phone.as_treated", "phone.treated_video"}:
                continue  # nothing was erased, spoken or tried here
            if endpoint in {"phone.film", "phone.film_poster", "phone.film_subtitles"}:
                continue  # what they have stopped is closed
            if endpoint in EVERYBODY:
                continue  # nobody's own; and the clock ends the visit
            answer = phone.get(url.removeprefix("/p/"))
            assert answer.status_code in {200, 303}, (endpoint, url, answer.status_code)
            assert answer.location != "/p/clock", url


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_of_another_is_there_by_any_address(place: Place, two: Two, method: str) -> None:
    tried = 0
    for phone, own, others in ((two.amra, two.amras, two.nurs), (two.nur, two.nurs, two.amras)):
        for name in SOMEBODYS & {*others}:
            mixed = own | {name: others[name]}
            for _endpoint, url in asked(place, method, mixed):
                if f"/{others[name]}" in url:
                    tried += 1
                    assert open_page(phone, method, url) == 404, (method, url)
    assert tried > 15


def test_forms_cannot_name_what_is_another_s(place: Place, two: Two) -> None:
    for path, fields in (
        ("walks/", {"stage": "S3", "subject": two.nurs["clip_id"]}),
        ("walks/", {"stage": "S4", "subject": two.nurs["version_id"]}),
        ("walks/", {"stage": "S2", "subject": "another-workshop"}),
        ("mind/stop", {"what": two.nurs["clip_id"]}),
        ("mind/stop", {"what": two.nurs["version_id"]}),
        ("mind/erase", {"what": two.nurs["clip_id"], "sure": "yes"}),
    ):
        assert two.amra.post(path, **fields).status_code == 404, (path, fields)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_before_the_pictures_only_the_way_in_answers(place: Place, two: Two, method: str) -> None:
    half = phone_of(place, "person-nur", Role.GUARDIAN, pin=False)
    for endpoint, url in asked(place, method, two.nurs):
        if endpoint in HALF_WAY | EVERYBODY:
            continue
        path = url.removeprefix("/p/")
        answer = half.get(path) if method == "GET" else half.post(path)
        assert (answer.status_code, answer.location) == (303, "/p/pin"), (endpoint, url)
        assert half.client.open(url, method=method, data={"token": half.form_token()}).status_code == 401


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_visit_there_is_a_clock(place: Place, two: Two, method: str) -> None:
    gone = phone_of(place)  # a second phone of hers: the first one's visit is over
    gone.post("hide")
    for phone in (two.amra, gone):
        for endpoint, url in asked(place, method, two.amras):
            if endpoint in EVERYBODY:
                continue
            path = url.removeprefix("/p/")
            answer = phone.get(path) if method == "GET" else phone.post(path)
            assert (answer.status_code, answer.location) == (303, "/p/clock"), (endpoint, url)


def test_the_other_seat_of_one_person_has_its_own_walks(place: Place, two: Two) -> None:
    guardian = phone_of(place, "person-nur", Role.GUARDIAN)
    for endpoint, url in asked(place, "GET", two.nurs):
        if "walk_id" in url or two.nurs["walk_id"] in url:
            assert open_page(guardian, "GET", url) == 404, endpoint
