"""tus 1.0, check by check (SECURITY: 22)."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from tus_world import BYTES, FILES, FILM, begin, begun, kept, metadata, offset, send, speak
from web_world import HOME, Place

from workflows.uploads import receiving, tending
from workflows.uploads.receiving import pieces_of
from workflows.uploads.records import Upload


@pytest.fixture(scope="module")
def place(shared: Place) -> Place:
    """One studio for all checks: each has uploads of its own."""
    return shared


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
