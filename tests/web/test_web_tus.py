"""tus 1.0, check by check (SECURITY: 22), and what is the studio's own: tokens, accounts, a full disk."""

from __future__ import annotations

import base64
import hashlib
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from web_world import FILM as FORM
from web_world import HOME, Place, opened
from werkzeug.test import TestResponse

from pvstudio.config import Settings
from pvstudio.store.errors import DiskFull, KeysAway
from pvstudio.store.files import sync_file
from web.sending.queue import queue
from workflows.accounts import Role
from workflows.queue import Work, job_id
from workflows.uploads import receiving, tending
from workflows.uploads.receiving import pieces_of
from workflows.uploads.records import Upload

FILES = f"/workshops/{HOME}/upload/files"
FILM = bytes(range(256)) * 4
BYTES = "application/offset+octet-stream"


@pytest.fixture(scope="module")
def place(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One studio for all checks: each has uploads of its own."""
    home = tmp_path_factory.mktemp("tus") / "studio"
    shutil.copytree(template, home)
    return opened(Settings(home=home, film=FORM))


def metadata(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def speak(place: Place, method: str, url: str = FILES, body: bytes = b"", **said: object) -> TestResponse:
    """Send one request of a client of tus; None leaves a header out."""
    said = {"Tus-Resumable": "1.0.0", "X-Form-Token": place.token()} | {
        name.replace("_", "-"): value for name, value in said.items()
    }
    told = {name: str(value) for name, value in said.items() if value is not None}
    return place.client.open(url, method=method, data=body, headers=told)


def begin(place: Place, size: object = len(FILM), body: bytes = b"", **said: object) -> TestResponse:
    return speak(place, "POST", body=body, **{"Upload-Length": size, **said})


def begun(place: Place, size: int = len(FILM), **said: object) -> str:
    answer = begin(place, size, **said)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def send(place: Place, url: str, at: object, body: bytes, **said: object) -> TestResponse:
    return speak(place, "PATCH", url, body, **{"Upload-Offset": at, "Content-Type": BYTES, **said})


def offset(place: Place, url: str) -> int:
    answer = speak(place, "HEAD", url)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def kept(place: Place, url: str) -> bytes:
    with pieces_of(place.studio, HOME, url.rpartition("/")[2]).opened() as stream:
        return stream.read()


# -- the core -----------------------------------------------------------------------------------


def test_01_options_tells_versions_extensions_size_and_algorithms(place: Place) -> None:
    answer = place.client.options(FILES)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "expiration",
        "checksum",
        "termination",
    }
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert int(answer.headers["Tus-Max-Size"]) == receiving.MAX_BYTES


def test_02_options_needs_no_version(place: Place) -> None:
    assert place.client.options(FILES, headers={"Tus-Resumable": "0.2"}).status_code == 204
    assert place.client.options(f"{FILES}/whatever").status_code == 204


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0"])
def test_03_another_version_is_refused_and_nothing_is_done(place: Place, version: str | None) -> None:
    url = begun(place)
    for answer in (
        begin(place, Tus_Resumable=version),
        speak(place, "HEAD", url, Tus_Resumable=version),
        send(place, url, 0, FILM, Tus_Resumable=version),
        speak(place, "DELETE", url, Tus_Resumable=version),
    ):
        assert answer.status_code == 412
        assert answer.headers["Tus-Version"] == "1.0.0"
    assert offset(place, url) == 0


def test_04_every_answer_names_the_version(place: Place) -> None:
    url = begun(place)
    for answer in (
        place.client.options(FILES),
        begin(place),
        begin(place, "nonsense"),
        speak(place, "HEAD", url),
        speak(place, "HEAD", f"{FILES}/ghost"),
        send(place, url, 7, b"x"),
        send(place, url, 0, FILM),
        speak(place, "DELETE", begun(place)),
    ):
        assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_05_head_tells_offset_and_length_and_is_kept_by_no_cache(place: Place) -> None:
    url = begun(place)
    send(place, url, 0, FILM[:100])
    answer = speak(place, "HEAD", url)
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("100", str(len(FILM)))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data == b""


def test_06_head_of_what_is_not_there_tells_no_offset(place: Place) -> None:
    answer = speak(place, "HEAD", f"{FILES}/ghost")
    assert answer.status_code == 404
    assert "Upload-Offset" not in answer.headers


def test_07_patch_goes_on_at_the_offset_and_tells_the_new_one(place: Place) -> None:
    url = begun(place)
    first, second = send(place, url, 0, FILM[:300]), send(place, url, 300, FILM[300:])
    assert (first.status_code, first.headers["Upload-Offset"], first.data) == (204, "300", b"")
    assert (second.status_code, second.headers["Upload-Offset"]) == (204, str(len(FILM)))
    assert kept(place, url) == FILM


@pytest.mark.parametrize("at", [0, 99, 101, len(FILM)])
def test_08_patch_elsewhere_conflicts(place: Place, at: int) -> None:
    url = begun(place)
    send(place, url, 0, FILM[:100])
    assert send(place, url, at, FILM[100:]).status_code == 409
    assert offset(place, url) == 100


@pytest.mark.parametrize("kind", [None, "application/octet-stream", "text/plain", "multipart/form-data"])
def test_09_patch_of_another_content_type_is_refused(place: Place, kind: str | None) -> None:
    url = begun(place)
    assert send(place, url, 0, FILM, Content_Type=kind).status_code == 415
    assert offset(place, url) == 0


@pytest.mark.parametrize("at", [None, "", "-1", "1.5", "0x10", "١", "1" * 30])
def test_10_patch_needs_an_offset(place: Place, at: str | None) -> None:
    if at is not None and not at.isascii():
        at = at.encode().decode("latin-1")
    assert send(place, begun(place), at, FILM).status_code == 400


def test_11_patch_of_what_is_not_there(place: Place) -> None:
    assert send(place, f"{FILES}/ghost", 0, FILM).status_code == 404


def test_12_more_than_was_announced_is_not_kept(place: Place) -> None:
    url = begun(place, 100)
    assert send(place, url, 0, FILM[:101]).status_code == 413
    assert offset(place, url) == 0


def test_13_an_empty_patch_changes_nothing(place: Place) -> None:
    url = begun(place)
    answer = send(place, url, 0, b"")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "0")


def test_14_another_method_can_be_meant(place: Place) -> None:
    url = begun(place)
    said = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": 0, "Content-Type": BYTES}
    assert speak(place, "POST", url, FILM[:9], **said).headers["Upload-Offset"] == "9"
    assert speak(place, "POST", url, **{"X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert speak(place, "POST", url, **{"X-HTTP-Method-Override": "TRACE"}).status_code == 405


# -- creation -----------------------------------------------------------------------------------


def test_15_creation_tells_where(place: Place) -> None:
    url = begun(place)
    assert url.startswith(f"{FILES}/upload-")
    assert offset(place, url) == 0
    assert begun(place) != url


@pytest.mark.parametrize("size", [None, "", "-5", "many", "1" * 25])
def test_16_creation_needs_a_length(place: Place, size: str | None) -> None:
    assert begin(place, size).status_code == 400
    assert begin(place, None, Upload_Defer_Length=1).status_code == 400


def test_17_what_is_too_large_or_empty_is_told_in_words(place: Place) -> None:
    large = begin(place, receiving.MAX_BYTES + 1, Upload_Metadata=metadata(filename="Bread.mp4"))
    assert (large.status_code, large.mimetype) == (413, "text/plain")
    assert "“\u2068Bread.mp4\u2069” is larger than 256 GB" in large.text
    empty = begin(place, 0, Upload_Metadata=metadata(filename="Bread.mp4"))
    assert empty.status_code == 400
    assert "“\u2068Bread.mp4\u2069” is empty" in empty.text


def test_18_metadata_come_back_as_they_were(place: Place) -> None:
    said = metadata(filename="الخبز 🍞.mp4", filetype="video/mp4", modified="1700000000123", language="ar")
    url = begun(place, Upload_Metadata=said)
    assert speak(place, "HEAD", url).headers["Upload-Metadata"] == said
    with place.studio.documents.read(HOME) as tx:
        upload = tx.get(Upload, url.rpartition("/")[2])
    assert (upload.name, upload.mime) == ("الخبز 🍞.mp4", "video/mp4")
    assert (upload.modified_ms, upload.language, upload.by) == (1700000000123, "ar", "account-facilitator")


@pytest.mark.parametrize(
    "said",
    ["filename", "filename !!!", "filename YQ==,filename Yg==", "a YQ==, YQ==", "a" * 9000, "filename YQ"],
    ids=["empty value", "no base64", "twice", "no key", "long", "no padding"],
)
def test_19_metadata_are_read_strictly(place: Place, said: str) -> None:
    answer = begin(place, Upload_Metadata=said)
    assert answer.status_code == (201 if said == "filename" else 400)


def test_20_first_bytes_may_come_along(place: Place) -> None:
    with place.studio.documents.read(HOME) as tx:
        before = len(tx.find(Upload))
    answer = begin(place, body=FILM[:400], Content_Type=BYTES)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "400")
    assert kept(place, answer.headers["Location"]) == FILM[:400]
    assert begin(place, body=FILM, Content_Type="text/plain").status_code == 415
    assert begin(place, 10, body=FILM, Content_Type=BYTES).status_code == 413
    with place.studio.documents.read(HOME) as tx:
        assert len(tx.find(Upload)) == before + 1


# -- checksum, expiration, termination ----------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_21_a_checksum_is_compared(place: Place, algorithm: str) -> None:
    url = begun(place)

    def of(block: bytes) -> str:
        return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, block).digest()).decode()}"

    wrong = send(place, url, 0, FILM[:100], Upload_Checksum=of(FILM[1:101]))
    assert (wrong.status_code, wrong.status) == (460, "460 Checksum Mismatch")
    assert offset(place, url) == 0
    for nonsense in ("md5 YQ==", "sha1", f"{algorithm} !", "crc32 AAAA", ""):
        assert send(place, url, 0, FILM[:100], Upload_Checksum=nonsense).status_code in {400, 460}
    assert offset(place, url) == 0
    assert send(place, url, 0, FILM[:100], Upload_Checksum=of(FILM[:100])).status_code == 204


def test_22_it_says_when_it_expires_and_is_gone_then(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = begin(place)
    url, ends = answer.headers["Location"], parsedate_to_datetime(answer.headers["Upload-Expires"])
    assert 6 < (ends - datetime.now(UTC)).total_seconds() / 86400 <= 7
    assert "Upload-Expires" in send(place, url, 0, FILM[:10]).headers
    monkeypatch.setattr(receiving, "ends_at", lambda *_: datetime(2020, 1, 1, tzinfo=UTC))
    for gone in (speak(place, "HEAD", url), send(place, url, 10, FILM[10:])):
        assert gone.status_code == 410
    monkeypatch.undo()
    tending.sweep(place.studio, HOME, at=datetime(2100, 1, 1, tzinfo=UTC))
    assert speak(place, "HEAD", url).status_code == 404


def test_23_terminated_it_is_gone(place: Place) -> None:
    url = begun(place)
    send(place, url, 0, FILM[:500])
    folder = pieces_of(place.studio, HOME, url.rpartition("/")[2]).folder
    assert folder.exists()
    assert speak(place, "DELETE", url).status_code == 204
    assert not folder.exists()
    for method in ("HEAD", "PATCH", "DELETE"):
        answer = speak(place, method, url, **{"Upload-Offset": 0, "Content-Type": BYTES})
        assert answer.status_code == 404


# -- the studio's own ---------------------------------------------------------------------------


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
