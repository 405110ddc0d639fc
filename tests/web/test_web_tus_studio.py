"""What is the studio's own where uploads come in by tus: tokens, accounts, a full disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tus_world import BYTES, FILM, begin, begun, offset, send, speak
from web_world import HOME, Place

from pvstudio.store.errors import DiskFull, KeysAway
from pvstudio.store.files import sync_file
from web.sending.queue import queue
from workflows.accounts import Role
from workflows.queue import Work, job_id
from workflows.uploads import tending
from workflows.uploads.receiving import pieces_of
from workflows.uploads.records import Upload


@pytest.fixture(scope="module")
def place(shared: Place) -> Place:
    """One studio for all checks: each has uploads of its own."""
    return shared


def test_on_disk_before_it_is_acknowledged(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    url, synced = begun(place), list[str]()

    def note(path: Path) -> None:
        sync_file(path)
        synced.append(path.parent.name)

    monkeypatch.setattr("pvstudio.store.files.sync_file", note)
    assert send(place, url, 0, FILM[:100]).status_code == 204
    assert synced == [url.rpartition("/")[2]]


def test_whole_it_waits_to_be_taken_in_once(place: Place) -> None:
    url = begun(place)
    work = job_id(Work.TAKE_IN, url.rpartition("/")[2])
    send(place, url, 0, FILM[:-1])
    with place.app.test_request_context():
        assert queue().jobs([work]) == []
    send(place, url, len(FILM) - 1, FILM[-1:])
    assert send(place, url, len(FILM), b"").status_code == 204
    with place.app.test_request_context():
        assert [job.id for job in queue().jobs([work])] == [work]


def test_whole_and_acknowledged_it_cannot_be_given_up(place: Place) -> None:
    url = begun(place)
    assert send(place, url, 0, FILM).status_code == 204
    for _again in range(2):
        refused = speak(place, "DELETE", url)
        assert refused.status_code == 409
        assert "It is here already." in refused.text
    plain = place.client.post(
        f"/workshops/{HOME}/upload/{url.rpartition('/')[2]}/delete", data={"token": place.token()}
    )
    assert plain.status_code == 409
    assert offset(place, url) == len(FILM)


def test_what_came_whole_with_its_beginning_stays_though_it_could_not_be_queued(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DiskFull(place.studio.settings.home, needed_bytes=1)

    before = {path.name for path in pieces_of(place.studio, HOME, "x").folder.parent.glob("upload-*")}
    monkeypatch.setattr("workflows.queue.JobQueue.enqueue", fail)
    assert begin(place, body=FILM, Content_Type=BYTES).status_code == 507
    monkeypatch.undo()
    after = {path.name for path in pieces_of(place.studio, HOME, "x").folder.parent.glob("upload-*")}
    (kept,) = after - before
    with place.app.test_request_context():
        assert job_id(Work.TAKE_IN, kept) in tending.flush(place.studio, HOME, queue())


def test_who_sends_no_token_changes_nothing(place: Place) -> None:
    url = begun(place)
    for token in (None, "wrong"):
        for answer in (
            begin(place, X_Form_Token=token),
            send(place, url, 0, FILM, X_Form_Token=token),
            speak(place, "DELETE", url, X_Form_Token=token),
        ):
            assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert offset(place, url) == 0


def test_an_upload_is_there_for_nobody_else(place: Place) -> None:
    url, mine = begun(place), place.client
    another = place.browser(Role.FACILITATOR)
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Upload, url.rpartition("/")[2]), by="account-somebody"))
    for client in (mine, another):
        assert client.head(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    for role, status in ((Role.HOST, 403), (Role.OFFICE, 403), (None, 401)):
        answer = place.browser(role).head(url, headers={"Tus-Resumable": "1.0.0"})
        assert answer.status_code == status
        assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (DiskFull(Path("/")), 507, "The disk of the studio is full"),
        (KeysAway(Path("/")), 503, "The keys of this workshop are not on this computer"),
    ],
)
def test_what_the_disk_says_is_told_in_words(
    place: Place, error: Exception, status: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = begun(place)
    send(place, url, 0, FILM[:100])

    def refuse(*_: object) -> int:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("workflows.uploads.pieces.Pieces.add", refuse)
        answer = send(place, url, 100, FILM[100:])
    assert (answer.status_code, answer.mimetype) == (status, "text/plain")
    assert words in answer.text
    assert offset(place, url) == 100
    assert send(place, url, 100, FILM[100:]).status_code == 204


def test_a_large_file_is_no_large_form(place: Place) -> None:
    """The limit of forms does not hold for footage, and no other page is open to it."""
    film = bytes(3 << 20)
    url = begun(place, len(film))
    assert send(place, url, 0, film).status_code == 204
    answer = place.client.post(f"/workshops/{HOME}/work/transcribe", data={"token": "x" * (3 << 20)})
    assert answer.status_code == 413
