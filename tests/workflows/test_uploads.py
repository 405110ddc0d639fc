"""Uploads: sealed piece by piece, taken in once, deleted when nobody goes on with them."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow_world import WORKSHOP

from pvstudio.errors import NotFound
from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import Footage
from pvstudio.store import files as store_files
from pvstudio.store.errors import DiskFull, KeyGone
from pvstudio.store.homes import home_of
from pvstudio.store.reading import opened, read_bytes, sealed
from workflows import running
from workflows.queue import JobQueue, JobState, Work, job_id
from workflows.uploads import receiving, taking, tending
from workflows.uploads.errors import (
    ChecksumDiffers,
    FileEmpty,
    FileTooLarge,
    OffsetDiffers,
    TooMuchSent,
    UploadBusy,
    UploadOver,
)
from workflows.uploads.receiving import Checksum, alone, append, begin, cancel, complete, find, pieces_of
from workflows.uploads.records import LONGEST_NAME, Upload, UploadState, clean_name
from workflows.wiring import Studio

FILM = bytes(range(256)) * 40
MARK = b"somebody's face, in plain bytes"


@pytest.fixture
def studio(world, monkeypatch) -> Studio:
    monkeypatch.setattr(running, "job", lambda _step: QUIET)
    monkeypatch.setattr(receiving, "PIECE_BYTES", 1000)
    running.open_studio(world.studio)
    return world.studio


@pytest.fixture
def queue(studio: Studio):
    with JobQueue(studio) as opened_queue:
        yield opened_queue


def begun(studio: Studio, size: int | None = len(FILM), **more) -> Upload:
    return begin(studio, WORKSHOP, **{"name": "Bread.mp4", "size_bytes": size, "by": "lejla", **more})


def sent(studio: Studio, queue: JobQueue, film: bytes = FILM, **more) -> Upload:
    upload = begun(studio, len(film), **more)
    assert append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(film)) == len(film)
    return upload


def take_in(upload: Upload) -> str:
    """The steps of the workflow, as a worker runs them."""
    footage_id = taking.keep(WORKSHOP, upload.id)
    if footage_id:
        taking.look_into(WORKSHOP, footage_id)
    taking.clear_away(WORKSHOP, upload.id)
    return footage_id


def noted(studio: Studio, upload: Upload) -> Upload:
    with studio.documents.read(WORKSHOP) as tx:
        return tx.get(Upload, upload.id)


def test_an_upload_goes_on_where_it_broke_off_and_becomes_footage(studio: Studio, queue: JobQueue):
    upload = begun(studio, language="bs")
    assert append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(FILM[:2500])) == 2500
    assert find(studio, WORKSHOP, upload.id, by="lejla")[1] == 2500
    assert queue.jobs() == []
    assert append(studio, queue, WORKSHOP, upload, 2500, io.BytesIO(FILM[2500:])) == len(FILM)
    assert [job.id for job in queue.jobs(workshop=WORKSHOP)] == [job_id(Work.TAKE_IN, upload.id)]
    footage_id = take_in(upload)
    with studio.documents.read(WORKSHOP) as tx:
        footage = tx.get(Footage, footage_id)
    assert (footage.original_name, footage.size_bytes, footage.language) == ("Bread.mp4", len(FILM), "bs")
    assert read_bytes(studio.files(WORKSHOP).original(footage.sha256)) == FILM
    assert queue.job(job_id(Work.INGEST, footage_id)).state is JobState.WAITING
    assert find(studio, WORKSHOP, upload.id, by="lejla") == (noted(studio, upload), len(FILM))
    assert not pieces_of(studio, WORKSHOP, upload.id).folder.exists()


def test_nothing_of_it_lies_plain_or_opens_without_its_key(studio: Studio, queue: JobQueue):
    upload = begun(studio, 3 * len(MARK))
    append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(MARK * 2))
    pieces = pieces_of(studio, WORKSHOP, upload.id)
    kept = [path for path, _end in pieces.paths()]
    assert kept
    assert all(sealed(path) for path in kept)
    assert not [
        path for path in studio.settings.home.rglob("*") if path.is_file() and MARK in path.read_bytes()
    ]
    copies = [path.read_bytes() for path in kept]
    cancel(studio, WORKSHOP, upload)
    cancel(studio, WORKSHOP, upload)
    assert not pieces.folder.exists()
    pieces.folder.mkdir()
    for path, copy in zip(kept, copies, strict=True):  # a backup brings it back
        path.write_bytes(copy)
        with pytest.raises(KeyGone):
            opened(path)
    with pytest.raises(NotFound):
        find(studio, WORKSHOP, upload.id, by="lejla")


@settings(max_examples=10)
@given(cuts=st.lists(st.integers(0, 3000), max_size=6), film=st.binary(min_size=1, max_size=3000))
def test_wherever_the_link_breaks_the_bytes_are_those_that_were_sent(
    studio: Studio, queue: JobQueue, cuts: list[int], film: bytes
):
    upload, at = begun(studio, len(film)), 0
    for cut in [*cuts, len(film)]:
        at = append(studio, queue, WORKSHOP, upload, at, io.BytesIO(film[at : at + cut]))
    pieces = pieces_of(studio, WORKSHOP, upload.id)
    assert at == pieces.size == len(film)
    with pieces.opened() as stream:
        assert stream.read() == film


def test_bytes_go_on_where_it_ends_and_nowhere_else(studio: Studio, queue: JobQueue):
    upload = begun(studio, 2000)
    append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(FILM[:1500]))
    for at in (0, 1499, 1501, 2000):
        with pytest.raises(OffsetDiffers) as differs:
            append(studio, queue, WORKSHOP, upload, at, io.BytesIO(b"x"))
        assert differs.value.wanted == 1500
    with pytest.raises(TooMuchSent):
        append(studio, queue, WORKSHOP, upload, 1500, io.BytesIO(bytes(501)))
    assert pieces_of(studio, WORKSHOP, upload.id).size == 1500
    assert append(studio, queue, WORKSHOP, upload, 1500, io.BytesIO(b"")) == 1500


def test_two_at_once_never_mix(studio: Studio, queue: JobQueue):
    """Whoever comes second with the same bytes is told where it goes on."""
    upload, ends = begun(studio, 4000), []

    class Slow(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            barrier.wait(5)
            return super().read(size)

    barrier = threading.Barrier(2, timeout=5)

    def one(fill: bytes) -> None:
        try:
            append(studio, queue, WORKSHOP, upload, 0, Slow(fill * 4000))
        except (OffsetDiffers, threading.BrokenBarrierError) as error:
            barrier.abort()
            ends.append(error)

    threads = [threading.Thread(target=one, args=(fill,)) for fill in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends
    with pieces_of(studio, WORKSHOP, upload.id).opened() as stream:
        assert len(set(stream.read())) == 1


def test_one_lock_keeps_all_others_out(studio: Studio, queue: JobQueue, monkeypatch):
    monkeypatch.setattr(receiving, "_PATIENCE_S", 0)
    upload = begun(studio)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with alone(studio, WORKSHOP, upload.id):
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    try:
        with pytest.raises(UploadBusy), alone(studio, WORKSHOP, upload.id, patience_s=0):
            pass
        assert tending.sweep(studio, WORKSHOP, at=datetime.now(UTC) + timedelta(days=99)) == [upload.id]
        assert noted(studio, upload) == upload  # the sweep, too, has let it be
    finally:
        done.set()
        holder.join()


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_what_changed_on_its_way_is_not_kept(studio: Studio, queue: JobQueue, algorithm: str, monkeypatch):
    upload = begun(studio)
    good = Checksum(algorithm, hashlib.new(algorithm, FILM[:500]).digest())
    with pytest.raises(ChecksumDiffers):
        append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(FILM[1:501]), checksum=good)
    with pytest.raises(ChecksumDiffers):  # the link broke: nobody knows whether these are right
        append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(FILM[:499]), checksum=good)
    assert pieces_of(studio, WORKSHOP, upload.id).size == 0
    assert append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(FILM[:500]), checksum=good) == 500
    monkeypatch.setattr(receiving, "CHECKED_BYTES", 100)
    with pytest.raises(TooMuchSent):
        append(studio, queue, WORKSHOP, upload, 500, io.BytesIO(FILM[500:]), checksum=good)


def test_the_same_file_twice_is_one_piece_of_footage(studio: Studio, queue: JobQueue):
    first, second = sent(studio, queue), sent(studio, queue, name="Bread (copy).mp4")
    assert take_in(first) == take_in(second)
    assert (noted(studio, first).duplicate, noted(studio, second).duplicate) == (False, True)
    with studio.documents.read(WORKSHOP) as tx:
        assert len(tx.find(Footage, sha256=hashlib.sha256(FILM).hexdigest())) == 1
    assert [job.work for job in queue.jobs()].count(Work.INGEST) == 1


def test_taken_in_once_wherever_it_is_broken_off(studio: Studio, queue: JobQueue, monkeypatch):
    """The worker dies after the recording lay in its place, then before the pieces were deleted."""
    upload = sent(studio, queue)

    def die(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(taking, "noted", die)
        with pytest.raises(KeyboardInterrupt):
            taking.keep(WORKSHOP, upload.id)
    footage_id = taking.keep(WORKSHOP, upload.id)
    assert not noted(studio, upload).duplicate or footage_id  # the bytes were here, the footage was not
    assert taking.keep(WORKSHOP, upload.id) == take_in(upload) == take_in(upload) == footage_id
    with studio.documents.read(WORKSHOP) as tx:
        [footage] = tx.find(Footage, sha256=hashlib.sha256(FILM).hexdigest())
    assert footage.id == footage_id
    assert not noted(studio, upload).duplicate


def test_a_crash_that_kept_it_from_the_queue_is_made_good(studio: Studio, queue: JobQueue):
    upload, unfinished = begun(studio), begun(studio)
    pieces_of(studio, WORKSHOP, upload.id).add(0, FILM)
    pieces_of(studio, WORKSHOP, unfinished.id).add(0, FILM[:10])
    assert tending.flush(studio, WORKSHOP, queue) == [job_id(Work.TAKE_IN, upload.id)]
    assert tending.flush(studio, WORKSHOP, queue) == [job_id(Work.TAKE_IN, upload.id)]
    assert len(queue.jobs()) == 1


def test_what_was_erased_does_not_come_back(studio: Studio, queue: JobQueue):
    first = sent(studio, queue)
    take_in(first)
    sha256 = hashlib.sha256(FILM).hexdigest()
    studio.files(WORKSHOP).erase(sha256)
    again = sent(studio, queue)
    assert take_in(again) == ""
    refused = noted(studio, again)
    assert refused.state is UploadState.REFUSED
    assert "was erased here" in refused.reason
    assert "Delete it from the card" in refused.reason
    assert not studio.files(WORKSHOP).has(sha256)
    assert not pieces_of(studio, WORKSHOP, again.id).folder.exists()
    with pytest.raises(UploadOver):
        find(studio, WORKSHOP, again.id, by="lejla")


def test_footage_of_an_upload_is_forgotten_with_its_name(studio: Studio, queue: JobQueue):
    from consent.answers.recording import log_appearance
    from consent.releases import Sign
    from pvstudio.model import Clip
    from workflows.erasures import erase
    from workflows.forget import forget_documents

    upload = sent(studio, queue)
    footage_id = take_in(upload)
    with studio.book(WORKSHOP) as tx:
        tx.put(Clip(id="clip-up", footage_id=footage_id, title="Up", start_ms=0, end_ms=1000))
        log_appearance(tx, "clip-up", "amra", {Sign.FACE})
    forget_documents(studio, WORKSHOP, erase(studio, WORKSHOP, "amra", ["clip-up"]).id)
    with pytest.raises(NotFound):
        noted(studio, upload)


def test_a_full_disk_is_told_and_costs_nothing_that_was_acknowledged(
    studio: Studio, queue: JobQueue, monkeypatch
):
    upload = begun(studio)
    append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(FILM[:3000]))
    with monkeypatch.context() as full:
        full.setattr(store_files, "seal", _no_room)
        with pytest.raises(DiskFull, match="The disk is full"):
            append(studio, queue, WORKSHOP, upload, 3000, io.BytesIO(FILM[3000:]))
    assert pieces_of(studio, WORKSHOP, upload.id).size == 3000
    assert append(studio, queue, WORKSHOP, upload, 3000, io.BytesIO(FILM[3000:])) == len(FILM)
    with pytest.raises(DiskFull):
        begun(studio, receiving.MAX_BYTES)


def _no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_what_cannot_come_in_is_told_at_once(studio: Studio):
    with pytest.raises(FileEmpty, match="empty"):
        begun(studio, 0)
    with pytest.raises(FileTooLarge, match="larger"):
        begun(studio, receiving.MAX_BYTES + 1)
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Upload) == []


def test_an_upload_is_nobody_elses(studio: Studio):
    upload = begun(studio)
    with pytest.raises(NotFound):
        find(studio, WORKSHOP, upload.id, by="somebody")
    with studio.documents.read(WORKSHOP) as tx:
        assert receiving.arriving(tx, "somebody") == []
        assert receiving.arriving(tx, "lejla") == [upload]


def test_a_plain_form_tells_its_length_at_the_end(studio: Studio, queue: JobQueue):
    upload, empty = begun(studio, None), begun(studio, None)
    append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(FILM))
    assert tending.flush(studio, WORKSHOP, queue) == []
    assert complete(studio, queue, WORKSHOP, upload).size_bytes == len(FILM)
    assert [job.about for job in queue.jobs()] == [upload.id]
    assert take_in(upload)
    with pytest.raises(FileEmpty, match="empty"):
        complete(studio, queue, WORKSHOP, empty)
    with pytest.raises(NotFound):
        noted(studio, empty)


def test_what_nobody_goes_on_with_is_deleted_and_what_is_whole_is_not(studio: Studio, queue: JobQueue):
    left, whole, ended = begun(studio), sent(studio, queue), sent(studio, queue, FILM + b"x")
    append(studio, queue, WORKSHOP, left, 0, io.BytesIO(FILM[:3000]))
    take_in(ended)
    now = datetime.now(UTC)
    assert tending.sweep(studio, WORKSHOP, at=now + timedelta(days=6)) == [ended.id]  # its lock alone
    assert noted(studio, left) == left
    swept = tending.sweep(studio, WORKSHOP, at=now + timedelta(days=8))
    assert set(swept) == {left.id, ended.id}
    assert pieces_of(studio, WORKSHOP, left.id).size == 0
    assert noted(studio, whole) == whole
    assert take_in(whole)


def test_an_upload_that_is_over_says_so_before_it_is_swept(studio: Studio, queue: JobQueue):
    upload = begun(studio)
    append(studio, queue, WORKSHOP, upload, 0, io.BytesIO(FILM[:3000]))
    with studio.documents.write(WORKSHOP) as tx:
        from dataclasses import replace

        tx.put(replace(upload, began_at=upload.began_at - timedelta(days=30)))
    assert find(studio, WORKSHOP, upload.id, by="lejla")[1] == 3000  # its last bytes came just now
    for path, _end in pieces_of(studio, WORKSHOP, upload.id).paths():
        os.utime(path, (1e9, 1e9))
    with pytest.raises(UploadOver):
        find(studio, WORKSHOP, upload.id, by="lejla")


def test_pieces_without_a_document_are_swept_with_their_key(studio: Studio):
    pieces = pieces_of(studio, WORKSHOP, "upload-0123456789abcdef")
    pieces.add(0, FILM)
    home = home_of(pieces.folder)
    assert home
    key = home.keys.path(home.key_id)
    assert key.exists()
    assert tending.sweep(studio, WORKSHOP, at=datetime.now(UTC)) == ["upload-0123456789abcdef"]
    assert not key.exists()
    assert not pieces.folder.exists()


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd\0.mp4", "../../etc/passwd .mp4"),
        ("a\r\nSet-Cookie: x.mp4", "a Set-Cookie: x.mp4"),
        ("Intervju \u202e4pm.exe", "Intervju 4pm.exe"),
        ("گفت‌وگو.mp4", "گفت‌وگو.mp4"),  # with the joiner that Persian needs
        ("", "unnamed"),
        ("\u202e\n", "unnamed"),
        ("ن" * 5000, "ن" * LONGEST_NAME),
    ],
)
def test_names_are_text_and_nothing_else(given_name: str, kept: str):
    assert clean_name(given_name) == kept


def test_a_name_of_any_kind_comes_in(studio: Studio, queue: JobQueue):
    upload = sent(studio, queue, name="../" * 200 + "\0.mp4")
    footage_id = take_in(upload)
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Footage, footage_id).original_name == clean_name("../" * 200 + "\0.mp4")
