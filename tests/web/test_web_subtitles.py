"""The pages of the words of a clip: plain forms, JSON, two people at once, files in and out."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from web_world import HOME, Place
from werkzeug.test import TestResponse

from pvstudio.model import Clip
from pvstudio.subtitles.cues import Cue, Track, TrackState
from pvstudio.subtitles.formats.srt import srt_text
from workflows.accounts import Role

BASE = f"/workshops/{HOME}/clips/clip-bread/subtitles"


@pytest.fixture
def words(place: Place) -> Place:
    """The clip has four lines in Bosnian, which are spoken in it, and the Arabic of the small studio."""
    cues = tuple(Cue(start_ms=500 * n, end_ms=500 * n + 400, text=f"riječ {n}") for n in range(4))
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Clip, "clip-bread"), language="bs"))
        tx.put(
            Track(id="track-clip-bread-bs", clip_id="clip-bread", language="bs", cues=cues, source="by hand")
        )
    return place


def track(place: Place, language: str = "bs") -> Track:
    with place.studio.documents.read(HOME) as tx:
        [found] = tx.find(Track, clip_id="clip-bread", language=language)
    return found


def ask(
    place: Place, wish: dict[str, Any], revision: int, *, key: str = "", language: str = "bs"
) -> TestResponse:
    headers = {"X-Form-Token": place.token(), "Accept": "application/json"}
    body = {"do": wish, "revision": revision, "key": key}
    return place.client.post(f"{BASE}/{language}/changes", headers=headers, json=body)


def line(row: str, text: str, start: int = 0, end: int = 400, **more: Any) -> dict[str, Any]:
    return {"type": "write", "lines": [{"id": row, "start": start, "end": end, "text": text, **more}]}


def test_the_page_shows_lines_beside_their_source(words: Place) -> None:
    page = words.client.get(f"{BASE}/ar/").get_data(as_text=True)
    assert 'lang="bs" dir="ltr">riječ 0' in page
    assert 'lang="ar" dir="rtl"' in page
    assert "صباح الخير" in page
    assert words.client.get(f"{BASE}/Bosnian/").status_code == 404
    assert words.client.get(f"{BASE}/").status_code == 200
    assert words.client.get(f"{BASE}/?language=prs").headers["Location"].endswith("/fa-AF/")


def test_a_change_tells_what_others_did_meanwhile(words: Place) -> None:
    assert ask(words, line("1", "jedan"), 0).get_json()["revision"] == 1
    told = ask(words, line("3", "tri", 1000, 1400), 0).get_json()
    assert {row["id"]: row["by"] for row in told["rows"]} == {"1": "Facilitator", "3": "Facilitator"}
    assert [cue.text for cue in track(words).cues] == ["jedan", "riječ 1", "tri", "riječ 3"]
    later = words.client.get(f"{BASE}/bs/news.json?revision=1").get_json()
    assert ([row["id"] for row in later["rows"]], later["gone"], later["whole"]) == (["3"], [], False)


def test_two_people_in_one_line_get_both_versions(words: Place) -> None:
    ask(words, line("1", "njeno"), 0, key="a-1")
    met = ask(words, line("1", "njegovo"), 0, key="b-1")
    assert met.status_code == 409
    [conflict] = met.get_json()["conflicts"]
    assert (conflict["mine"]["text"], conflict["theirs"]["text"], conflict["by"]) == (
        "njegovo", "njeno", "Facilitator",
    )  # fmt: skip
    assert track(words).cues[0].text == "njeno"


@pytest.mark.parametrize(
    ("wish", "texts"),
    [
        ({"type": "split", "row": "1", "at": 5}, ["riječ", "0", "riječ 1", "riječ 2", "riječ 3"]),
        ({"type": "split", "row": "1"}, ["riječ", "0", "riječ 1", "riječ 2", "riječ 3"]),
        ({"type": "join", "row": "1"}, ["riječ 0 riječ 1", "riječ 2", "riječ 3"]),
        ({"type": "delete", "row": "4"}, ["riječ 0", "riječ 1", "riječ 2"]),
        ({"type": "replace", "find": "RIJEČ", "by": "slovo"}, ["slovo 0", "slovo 1", "slovo 2", "slovo 3"]),
    ],
)
def test_each_wish_and_the_way_back(words: Place, wish: dict[str, Any], texts: list[str]) -> None:
    assert ask(words, wish, 0).status_code == 200
    assert [cue.text for cue in track(words).cues] == texts
    assert ask(words, {"type": "undo"}, 1).status_code == 200
    assert [cue.text for cue in track(words).cues] == [f"riječ {n}" for n in range(4)]


def test_lines_move_in_time(words: Place) -> None:
    ask(words, {"type": "shift", "row": "3", "start": 1100}, 0)
    assert [cue.start_ms for cue in track(words).cues] == [0, 500, 1100, 1600]
    ask(words, {"type": "shift", "by": -10, "row": "2"}, 1)
    assert [cue.start_ms for cue in track(words).cues] == [0, 490, 1090, 1590]
    refused = ask(words, {"type": "shift", "by": -5000}, 2)
    assert (refused.status_code, "inside the clip" in refused.get_data(as_text=True)) == (422, True)
    assert refused.mimetype == "text/plain"


def test_a_translation_remembers_what_it_was_made_from(words: Place) -> None:
    source = words.client.get(f"{BASE}/bs/rows.json").get_json()["rows"]
    assert ask(words, line("t1", "word 0", seen=[source[0]["print"]]), 0, language="en").status_code == 200
    assert ask(words, line("1", "nešto drugo"), 0).status_code == 200
    news = words.client.get(f"{BASE}/en/news.json?revision=1&source_revision=0").get_json()
    assert (news["stale"], news["source"]["rows"][0]["text"]) == (["t1"], "nešto drugo")
    assert "confirm:t1" in words.client.get(f"{BASE}/en/").get_data(as_text=True)
    now = news["source"]["rows"][0]["print"]
    assert (
        ask(words, {"type": "confirm", "row": "t1", "seen": [now]}, 1, language="en").get_json()["stale"]
        == []
    )
    assert "confirm:t1" not in words.client.get(f"{BASE}/en/").get_data(as_text=True)


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b'{"do": {"type": "explode"}, "revision": 0}', b'{"do": {"type": "undo"}}',
        b'{"do": {"type": "split", "row": "../x"}, "revision": 0}',
        b'{"do": {"type": "undo"}, "revision": -1}',
        b'{"do": {"type": "write", "lines": [{"id": "a", "start": 1e99, "end": 2, "text": ""}]}, '
        b'"revision": 0}',
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused(words: Place, body: bytes) -> None:
    answer = words.client.post(f"{BASE}/bs/changes", headers={"X-Form-Token": words.token()}, data=body)
    assert answer.status_code == 400
    assert track(words).revision == 0


def form(place: Place, **change: str) -> dict[str, str]:
    """Return what the plain form of the page would send."""
    fields = {"revision": "0", "page": "1"}
    for number, cue in enumerate(track(place).cues, start=1):
        fields |= {
            f"text:{number}": cue.text,
            f"start:{number}": f"{cue.start_ms / 1000}",
            f"end:{number}": f"{cue.end_ms / 1000}",
        }
    return fields | {"text:new": "", "start:new": "0:00.000", "end:new": "0:02.000"} | change


def test_the_plain_form_saves_and_does_what_its_button_says(words: Place) -> None:
    sent = form(
        words, **{"text:1": "prvi red\r\ndrugi red", "text:new": "novo", "start:new": "1,9", "end:new": "2"}
    )
    answer = words.post("clips/clip-bread/subtitles/bs/", **sent, do="join:2")
    assert answer.status_code == 303
    assert [cue.text for cue in track(words).cues] == [
        "prvi red\ndrugi red",
        "riječ 1 riječ 2",
        "riječ 3",
        "novo",
    ]
    assert words.post("clips/clip-bread/subtitles/bs/undo", revision="2").status_code == 303
    assert len(track(words).cues) == 5


def test_the_plain_form_shows_both_versions_and_a_person_chooses(words: Place) -> None:
    mine = form(words, **{"text:1": "moje", "text:2": "i ovo"})
    ask(words, line("1", "njeno"), 0)
    met = words.post("clips/clip-bread/subtitles/bs/", **mine)
    page = met.get_data(as_text=True)
    assert met.status_code == 409
    assert "moje" in page
    assert "njeno" in page
    assert "i ovo" in page  # what else was typed goes along
    chosen = mine | {"revision": "1", "choice:1": "both", "theirs:1": "njeno"}
    assert words.post("clips/clip-bread/subtitles/bs/", **chosen).status_code == 303
    assert [cue.text for cue in track(words).cues][:2] == ["njeno\nmoje", "i ovo"]


def test_states(words: Place) -> None:
    for state in ("reviewed", "approved"):
        revision = track(words).revision
        assert (
            words.post("clips/clip-bread/subtitles/bs/state", state=state, revision=revision).status_code
            == 303
        )
    assert (track(words).state, track(words).state_by) == (TrackState.APPROVED, "Facilitator")
    arabic = words.client.get(f"/workshops/{HOME}/films/version-1/").get_data(as_text=True)
    assert "Not reviewed yet" in arabic  # the film's page says how far its words are
    ask(words, line("1", "drugo"), 2)
    assert track(words).state is TrackState.REVIEWED


@pytest.mark.parametrize(
    ("suffix", "holds"), [("srt", "-->"), ("vtt", "WEBVTT"), ("ass", "[Script Info]"), ("txt", "riječ 3")]
)
def test_words_go_out_and_come_back(words: Place, suffix: str, holds: str) -> None:
    file = words.client.get(f"{BASE}/bs/words.{suffix}")
    assert holds in file.get_data(as_text=True)
    assert "attachment" in file.headers["Content-Disposition"]
    if suffix == "txt":
        return
    answer = _bring(words, file.get_data(), f"x.{suffix}")
    assert "Nothing would change" in answer.get_data(as_text=True)


def _bring(place: Place, data: bytes, name: str) -> TestResponse:
    return place.client.post(
        f"{BASE}/bs/import",
        data={"token": place.token(), "file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def test_a_file_is_shown_before_it_is_taken(words: Place) -> None:
    data = "1\n00:00:00,000 --> 00:00:00,400\nšaptač <script>\n\nbez vremena\n\n2\nnesto -> 3\nx\n".encode(
        "cp1250"
    )
    page = _bring(words, data, "star.srt").get_data(as_text=True)
    assert "šaptač &lt;script&gt;" in page
    assert "CP1250" in page.upper()
    assert "could not be read" in page
    assert "line 8" in page or "line 7" in page
    assert len(track(words).cues) == 4
    taken = "1\n00:00:00,000 --> 00:00:00,400\nšaptač\n"
    assert (
        words.post("clips/clip-bread/subtitles/bs/import/take", revision="0", cues=taken).status_code == 303
    )
    assert [cue.text for cue in track(words).cues] == ["šaptač"]
    assert words.post("clips/clip-bread/subtitles/bs/restore", revision="1", to="0").status_code == 303
    assert len(track(words).cues) == 4


def test_a_long_arabic_file_comes_in_as_the_page_sends_it(words: Place) -> None:
    spoken = "كانت أمي تخبز الخبز كل صباح قبل أن تشرق الشمس على النهر والجسر القديم في مدينتنا " * 2
    cues = [Cue(start_ms=n, end_ms=n + 1, text=f"{n} {spoken}".strip()) for n in range(0, 1980, 2)]
    data = srt_text(cues).encode()
    assert len(data) > 256 << 10
    page = _bring(words, data, "أمي.srt").text
    shown = re.search(r'<textarea hidden name="cues">(.*?)</textarea>', page, re.DOTALL)
    assert shown
    assert 'enctype="multipart/form-data" action="' in page[: shown.start()]
    answer = words.client.post(
        f"{BASE}/bs/import/take",
        data={"token": words.token(), "revision": "0", "cues": html.unescape(shown[1])},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    assert [cue.text for cue in track(words).cues] == [cue.text for cue in cues]


@pytest.mark.parametrize("path", ["", "undo"])
def test_a_page_of_full_lines_is_not_too_much(words: Place, path: str) -> None:
    fields: dict[str, str] = {"revision": "0", "page": "9" * 5000}
    for n in range(20):
        row = f"r{n}"
        fields |= {f"text:{row}": "হ" * 4000, f"start:{row}": f"0:00.{n * 50:03}", f"end:{row}": "0:01.999"}
    assert words.post(f"clips/clip-bread/subtitles/bs/{path}", **fields).status_code in {303, 409, 422}
    assert words.browser().post(f"{BASE}/bs/{path}", data=fields).status_code == 413


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"just words", b"#EXTM3U\nfile:///etc/passwd"])
def test_a_file_that_is_none_is_named(words: Place, data: bytes) -> None:
    answer = _bring(words, data, "wrong.srt")
    assert (answer.status_code, "wrong.srt" in answer.get_data(as_text=True)) == (422, True)


def test_the_history_names_who_changed_what(words: Place) -> None:
    ask(words, line("1", "tajna"), 0)
    page = words.client.get(f"{BASE}/bs/history/").get_data(as_text=True)
    assert "Facilitator" in page
    assert "tajna" in page
    assert words.post("clips/clip-bread/subtitles/bs/forget", revision="1").status_code == 400
    assert words.post("clips/clip-bread/subtitles/bs/forget", revision="1", sure="yes").status_code == 303
    assert "tajna" not in words.client.get(f"{BASE}/bs/history/").get_data(as_text=True)
    assert track(words).cues[0].text == "tajna"


def test_words_are_for_those_of_the_workshop(words: Place) -> None:
    for role in (Role.HOST, Role.OFFICE):
        client = words.browser(role)
        for path in ("/bs/", "/bs/rows.json", "/words.json", "/bs/words.srt", "/bs/history/"):
            assert client.get(BASE + path).status_code == 403
