"""Everything about me on the phone: all of it, nothing of anybody else, and along in one file."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from phone_world import Phone, phone_of
from web_world import HOME, Place

from consent.answers.appearances import confirm_complete, log_appearance
from consent.identities.officer import OfficerKeys
from consent.identities.registry import Identity
from consent.notices import notice
from consent.releases import AnswerState, Role, Sign, Stage
from pvstudio.model import Audience, Clip, Footage, Participant
from pvstudio.store.files import write_bytes
from pvstudio.store.reading import read_bytes
from web.pages.receipts import offered
from web.phone import taking
from web.phone.everything import PARTS
from web.sending.delivery import GOOD_FOR_S, StreamClosed
from web.sending.prepared import proxy_of
from workflows.about_me_file import FORMAT
from workflows.identities import set_identity
from workflows.phones import leave
from workflows.screenings import Report, report
from workflows.walks import Walk, Watched

#: Words about others, and about risks, that no page of Amra's may hold.
NOT_HERS = ("نور", "ليلى", "النهر", "Kino Una", "an uncle looks for her", "clip-river", "person-nur", HOME)


@pytest.fixture
def alone(place: Place) -> None:
    """Nur's clip is of another recording: what is of the same seconds as Amra's is of both."""
    with place.studio.documents.write(HOME) as tx:
        footage = tx.get(Footage, "footage-1")
        tx.put(replace(footage, id="footage-2", sha256="2" * 64))
        tx.put(replace(tx.get(Clip, "clip-river"), footage_id="footage-2"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards that need no drawing; a slow test draws them."""
    monkeypatch.setattr(taking, "drawn", lambda _workshop, receipt, _kind: receipt.text().encode())


def with_nur(place: Place, *, online: bool) -> None:
    """Nur is in Amra's clip too; *online*: and lets everybody online see it, and so does the guardian."""
    with place.studio.book(HOME) as tx:
        log_appearance(tx, "clip-bread", "person-nur", {Sign.FACE})
        confirm_complete(tx, "clip-bread")
    for role in (Role.GUARDIAN, Role.CHILD_ASSENT) if online else ():
        place.say("nur", "clip-bread", AnswerState.GIVEN, Audience.ONLINE, role=role)


def along(phone: Phone) -> zipfile.ZipFile:
    answer = phone.get("me/take/mine.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(answer.data))


# -- page by page -----------------------------------------------------------------------------


def test_every_part_is_there_in_ones_language_and_names_nobody_else(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        risky = replace(tx.get(Participant, "person-amra"), risk_notes="an uncle looks for her")
        tx.put(risky)
    phone = phone_of(place, language="ar")
    pages = {path: phone.get(path) for path in ("me/", *(f"me/{part}/" for part in PARTS), "me/take/")}
    for path, answer in pages.items():
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "no-store"
        assert '<html lang="ar" dir="rtl">' in answer.text
        assert not [word for word in NOT_HERS if word in answer.text], path
        assert len(answer.data) < 8_000, path
    assert phone.get("me/notes/").status_code == 404
    assert pages["me/more/"].text.count("Amra") == 1


def test_what_was_answered_watched_heard_and_shown_is_on_record(place: Place) -> None:
    at = datetime(2026, 5, 1, 12).astimezone()  # noon where this studio is
    who = {"participant_id": "person-amra", "role": Role.SELF}
    seen = Watched(id="w", subject_id="clip-bread", fingerprint="", visit="v", began_at=at, done_at=at, **who)
    walk = Walk(
        id="walk", stage=Stage.S3, subject_id="clip-bread", language="en", began_at=at, audiences=(), **who
    )
    with place.studio.documents.write(HOME) as tx:
        tx.put(seen)
        tx.put(replace(walk, played=("aa" * 32,)))
    day = datetime.now(UTC).astimezone().date()
    said = Report(held_on=day, place="Bihać, dom kulture", people=31)
    report(place.studio, HOME, "kit-1", said, by="account-host", at=datetime.now(UTC))
    place.say("amra", "clip-bread", AnswerState.REFUSED, Audience.ONLINE)
    phone = phone_of(place)
    answers = phone.get("me/answers/").text
    order = [answers.index(notice(stage, "en").title) for stage in Stage]
    assert order == sorted(order)
    assert answers.index("Everybody online") < answers.index("stand no")
    assert "2026-05-01" in phone.get("me/watched/").text
    assert "To the end" in phone.get("me/watched/").text
    where = phone.get("me/where/").text
    assert "Bihać, dom kulture" in where
    assert "People who came: <bdi>31</bdi>" in where
    assert "account-host" not in where


def test_that_a_real_name_is_kept_apart_is_said_and_nothing_of_it(place: Place) -> None:
    phone = phone_of(place)
    assert "We do not keep your real name." in phone.get("me/more/").text
    OfficerKeys(place.studio.settings.home).set_up("a long passphrase of an officer")
    set_identity(place.studio, HOME, "person-amra", Identity(name="Amra Begić", contact="061 000"))
    page = phone.get("me/more/").text
    assert "Only the safeguarding officer can read it." in page
    assert "Begić" not in page


def test_a_guardian_sees_what_they_said_and_not_what_the_child_said_alone(place: Place) -> None:
    place.say("nur", "clip-river", AnswerState.REFUSED, Audience.ONLINE, role=Role.CHILD_ASSENT)
    child, guardian = (phone_of(place, "person-nur", role) for role in (Role.CHILD_ASSENT, Role.GUARDIAN))
    assert "Everybody online" in child.get("me/answers/").text
    assert "The grown-up" in child.get("me/answers/").text
    assert "Everybody online" not in guardian.get("me/answers/").text
    assert "The child" not in guardian.get("me/answers/").text


# -- receipts ---------------------------------------------------------------------------------


def codes(phone: Phone) -> list[str]:
    return re.findall(r'href="/p/receipts/(\w+)/"', phone.get("receipts/").text)


def test_my_receipts_are_mine_alone(place: Place) -> None:
    amra = phone_of(place)
    child, guardian = (phone_of(place, "person-nur", role) for role in (Role.CHILD_ASSENT, Role.GUARDIAN))
    hers = codes(amra)
    with place.studio.documents.read(HOME) as tx:
        assert sorted(hers) == sorted(one.code for one in offered(tx, "person-amra"))
        assert sorted(codes(child)) == sorted(one.code for one in offered(tx, "person-nur"))
    theirs = codes(guardian)
    assert 0 < len(theirs) < len(codes(child))
    own = next(code for code in codes(child) if code not in theirs)
    for phone, code, status in ((amra, hers[0], 200), (amra, theirs[0], 404), (guardian, own, 404)):
        for what in ("", "code.svg"):
            assert phone.get(f"receipts/{code}/{what}").status_code == status
    for what in ("card.png", "card.pdf"):
        assert amra.get(f"receipts/{theirs[0]}/{what}").status_code == 404
    for nothing in ("", "0" * 20, "zz", hers[0][:2], "%00"):
        assert amra.get(f"receipts/{nothing or 'x'}/").status_code == 404


def test_a_receipt_says_in_my_language_what_was_answered(place: Place) -> None:
    phone = phone_of(place, language="ar")
    page = phone.get(f"receipts/{codes(phone)[0]}/").text
    assert page.count('class="drawing"') == len(Audience)
    assert "Amra" not in page
    assert "/code.svg" in page
    svg = phone.get(f"receipts/{codes(phone)[0]}/code.svg")
    assert (svg.mimetype, svg.data[:5]) == ("image/svg+xml", b"<?xml")


# -- along ------------------------------------------------------------------------------------


class Offline(HTMLParser):
    """What a saved page asks for, and whether anything in it would run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.asked: set[str] = set()
        self.runs = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.runs |= tag in {"script", "form", "iframe", "base"} or any(
            name.startswith("on") for name, _ in attrs
        )
        self.asked |= {value for name, value in attrs if name in {"src", "href"} and value}


def _keys(held: Any) -> Iterator[str]:
    """Yield the names in a JSON document, at any depth."""
    if isinstance(held, dict):
        yield from held
    for inside in held.values() if isinstance(held, dict) else held if isinstance(held, list) else ():
        yield from _keys(inside)


@pytest.mark.usefixtures("quick", "alone")
def test_all_of_it_goes_along_in_one_file_that_reads_by_itself(place: Place) -> None:
    phone = phone_of(place, language="ar")
    warning = phone.get("me/take/")
    assert 'href="/p/me/take/mine.zip"' in warning.text
    with along(phone) as archive:
        assert archive.testzip() is None
        names = {name.removeprefix("mine/") for name in archive.namelist()}
        page, said = archive.read("mine/index.html").decode(), json.loads(archive.read("mine/answers.json"))
        clip = archive.read("mine/clip-1.mp4")
    offline = Offline(page)
    assert '<html lang="ar" dir="rtl">' in page
    assert not offline.runs
    assert offline.asked == names - {"index.html", "answers.json"}
    assert said["format"] == FORMAT
    documented = (Path(__file__).parents[2] / "docs" / "taking-along.md").read_text("utf-8")
    assert [key for key in _keys(said) if f"`{key}`" not in documented] == []
    assert [one["file"] for one in said["clips"]] == ["clip-1.mp4"]
    assert {one["file"] for one in said["receipts"]} == {name for name in names if name.startswith("receipt")}
    assert [one["stage"] for one in said["answers"]] == ["S1", "S2", "S3", "S4"]
    assert not [word for word in NOT_HERS if word in page + json.dumps(said, ensure_ascii=False)]
    with place.studio.documents.read(HOME) as tx:
        bread = tx.get(Clip, "clip-bread")
        path = proxy_of(place.studio, HOME, bread, tx.get(Footage, bread.footage_id))
    assert path is not None
    assert clip == read_bytes(path)


@pytest.mark.usefixtures("quick")
def test_a_download_goes_on_and_begins_anew_when_something_was_said_meanwhile(place: Place) -> None:
    phone = phone_of(place)
    whole = phone.get("me/take/mine.zip")
    mark, half = whole.headers["ETag"], len(whole.data) // 2

    def rest() -> tuple[int, bytes]:
        head = {"Range": f"bytes={half}-", "If-Range": mark}
        answer = phone.client.get("/p/me/take/mine.zip", headers=head)
        return answer.status_code, answer.data

    assert rest() == (206, whole.data[half:])
    place.say("amra", "clip-bread", AnswerState.REFUSED, Audience.ONLINE)
    status, data = rest()
    assert status == 200
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("online", [True, False])
def test_a_clip_with_others_goes_only_where_they_let_everybody_see_it(place: Place, online: bool) -> None:
    with_nur(place, online=online)
    phone = phone_of(place)
    warning = phone.get("me/take/").text
    with along(phone) as archive:
        assert ("mine/clip-1.mp4" in archive.namelist()) is online
        page, said = archive.read("mine/index.html").decode(), json.loads(archive.read("mine/answers.json"))
    for text in (warning, page):
        assert ("Other people are in it, too." in text) is not online
        assert "نور" not in text
    assert [one["stays"] for one in said["clips"]] == [None if online else "others"]


def streaming(place: Place, phone: Phone) -> Iterator[bytes]:
    """Begin to take along a large clip, and read the first block."""
    with place.studio.documents.read(HOME) as tx:
        bread = tx.get(Clip, "clip-bread")
        path = proxy_of(place.studio, HOME, bread, tx.get(Footage, bread.footage_id))
    assert path is not None
    path.unlink()
    write_bytes(path, b"film" * (3 << 20))
    answer = phone.client.get("/p/me/take/mine.zip", buffered=False)
    stream = iter(answer.response)
    next(stream)
    return stream


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("ends", ["the visit", "the yes of another"])
def test_it_ends_within_a_second_with_the_visit_and_with_another_s_yes(place: Place, ends: str) -> None:
    with_nur(place, online=True)
    phone = phone_of(place)
    stream = streaming(place, phone)
    if ends == "the visit":
        leave(place.studio, phone.token)
    else:
        role = Role.CHILD_ASSENT
        place.say("nur", "clip-bread", AnswerState.WITHDRAWN, Audience.ONLINE, role=role)
    time.sleep(GOOD_FOR_S)
    with pytest.raises(StreamClosed):
        sum(map(len, stream))


def test_before_the_pictures_nothing_of_it_can_be_reached(place: Place) -> None:
    half = phone_of(place, pin=False)
    for path in ("me/", "me/answers/", "me/take/", "me/take/mine.zip", "receipts/"):
        assert half.get(path).status_code in {303, 401}, path


@pytest.mark.slow
def test_receipts_go_along_as_the_pictures_that_are_handed_out(place: Place) -> None:
    phone = phone_of(place)
    card = phone.get(f"receipts/{codes(phone)[0]}/card.png")
    assert card.headers["Content-Disposition"] == 'attachment; filename="receipt.png"'
    with along(phone) as archive:
        assert archive.read("mine/receipt-1.png") == card.data
        assert card.data[:8] == b"\x89PNG\r\n\x1a\n"
