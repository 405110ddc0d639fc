"""Films leave only while the gate is open: at each request, and while they stream."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from web_world import HOME, Place

from consent.answers.recording import place_veto
from consent.releases import AnswerState, Veto
from pvstudio.model import Audience, CutState, CutVersion, Kit, KitState
from web.sending.delivery import GOOD_FOR_S, StreamClosed
from workflows.publish import film_folder, kit_folder

FILM, KIT = f"/workshops/{HOME}/films/version-1", f"/workshops/{HOME}/kits/kit-1"
FILES = ["film.mp4", "poster.jpg", "subtitles/ar.vtt"]
BIG = 6 << 20


@pytest.mark.parametrize("file", FILES)
def test_a_no_closes_the_next_request_for_any_byte(place: Place, file: str) -> None:
    for base in (FILM, KIT):
        assert place.client.get(f"{base}/{file}").status_code == 200
    place.say("amra", "clip-bread", AnswerState.WITHDRAWN)
    for base in (FILM, KIT):
        answer = place.client.get(f"{base}/{file}", headers={"Range": "bytes=0-0"})
        assert answer.status_code == 403
        assert len(answer.data) < 5000
        assert place.client.head(f"{base}/{file}").status_code == 403


def test_a_film_is_watched_before_it_is_agreed_to_but_a_kit_needs_every_answer(place: Place) -> None:
    place.say("amra", "version-1", AnswerState.WITHDRAWN, Audience.COMMUNITY)
    assert place.client.get(f"{FILM}/film.mp4").status_code == 200
    assert place.client.get(f"{KIT}/film.mp4").status_code == 403


def test_a_recalled_version_or_kit_is_closed_though_everybody_agrees(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), state=KitState.RECALLED, recalled_at=datetime.now(UTC)))
    assert place.client.get(f"{KIT}/film.mp4").status_code == 403
    assert place.client.get(f"{FILM}/film.mp4").status_code == 200
    assert "Recalled" in place.client.get(f"{KIT}/").text
    with place.studio.book(HOME) as tx:
        tx.put(replace(tx.get(CutVersion, "version-1"), state=CutState.RECALLED))
    assert place.client.get(f"{FILM}/film.mp4").status_code == 403


@pytest.mark.parametrize("what", ["a clip taken out", "a version made up"])
def test_a_film_whose_list_of_clips_was_edited_is_not_shown(place: Place, what: str) -> None:
    """Amra says no; her clip is taken out of the list past the ledger, so that nobody asks her."""
    place.say("amra", "clip-bread", AnswerState.WITHDRAWN)
    with place.studio.documents.write(HOME) as tx:
        version = tx.get(CutVersion, "version-1")
        id_ = version.id if what == "a clip taken out" else "version-up"
        tx.put(
            replace(
                version, id=id_, narrows="version-1" if id_ != "version-1" else None, items=version.items[1:]
            )
        )
        tx.put(replace(tx.get(Kit, "kit-1"), cut_version_id=id_))
    for film in ("version-1", id_):
        assert place.client.get(f"/workshops/{HOME}/films/{film}/film.mp4").status_code == 403
    assert place.client.get(f"{KIT}/film.mp4").status_code == 403


def test_a_kit_is_only_good_for_its_audience_and_film(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), audience=Audience.ONLINE))
    assert place.client.get(f"{KIT}/film.mp4").status_code == 403


def test_a_veto_closes(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        place_veto(tx, Veto(id="veto-1", at=datetime.now(UTC), subject_id="person-nur", by="Ines"))
    assert place.client.get(f"{FILM}/film.mp4").status_code == 403
    assert "safeguarding" in place.client.get(f"{FILM}/").text


def big(place: Place) -> Path:
    path = kit_folder(place.studio, HOME, "kit-1") / "film.mp4"
    path.write_bytes(b"\x5a" * BIG)
    return path


def test_a_running_stream_is_cut_off(place: Place) -> None:
    big(place)
    stream = iter(place.client.get(f"{KIT}/film.mp4", buffered=False).response)
    sent = len(next(stream))
    place.say("amra", "clip-bread", AnswerState.WITHDRAWN)
    time.sleep(GOOD_FOR_S)
    with pytest.raises(StreamClosed):
        sent += sum(map(len, stream))
    assert sent < BIG / 10


def test_the_gate_is_asked_twice_a_second_not_for_every_block(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    big(place)
    import web.sending.delivery

    asked = []
    real = web.sending.delivery.withheld
    monkeypatch.setattr(web.sending.delivery, "withheld", lambda *a, **k: asked.append(a) or real(*a, **k))
    started = time.monotonic()
    assert len(place.client.get(f"{KIT}/film.mp4").data) == BIG
    assert 1 <= len(asked) <= 2 + (time.monotonic() - started) / GOOD_FOR_S


def test_when_the_gate_cannot_be_asked_it_is_closed(place: Place) -> None:
    documents = place.studio.settings.home / "workshops" / HOME / "documents.json"
    big(place)
    stream = iter(place.client.get(f"{KIT}/film.mp4", buffered=False).response)
    next(stream)
    documents.write_bytes(b"{ torn")
    time.sleep(GOOD_FOR_S)
    with pytest.raises(Exception, match=r"documents\.json"):
        sum(map(len, stream))
    assert place.client.get(f"{KIT}/film.mp4").status_code == 500


def test_a_film_that_is_gone_is_not_found(place: Place) -> None:
    (film_folder(place.studio, HOME, "version-1") / "film.mp4").unlink()
    assert place.client.get(f"{FILM}/film.mp4").status_code == 404
    assert "not rendered yet" in place.client.get(f"{FILM}/").text
