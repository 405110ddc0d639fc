"""The upload page without scripts, what it says of files, and the page of the studio's work."""

from __future__ import annotations

import io
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from web_world import HOME, Place

from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import Clip, Footage, FootageState
from pvstudio.store.reading import read_bytes
from pvstudio.subtitles.cues import Track
from web.sending.queue import queue
from workflows import running
from workflows.accounts import Role
from workflows.at_work import at_work
from workflows.queue import JobQueue, JobState, Work, job_id
from workflows.uploads import receiving, taking
from workflows.uploads.records import Upload, UploadState

UPLOAD = f"/workshops/{HOME}/upload"
WORK = f"/workshops/{HOME}/work"
FORM = "multipart/form-data; boundary=x"
ME = "account-facilitator"
FILM = b"not a film, but bytes" * 10_000  # less than what werkzeug's client puts into a file


def plain(place: Place, film: bytes = FILM, name: str = "Bread.mp4", **fields: str) -> str:
    """Send the plain form; return the page that comes back."""
    data = {"token": place.token(), "language": "bs", **fields, "file": (io.BytesIO(film), name, "video/mp4")}
    answer = place.client.post(f"{UPLOAD}/plain", data=data, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def body(*fields: tuple[str, bytes], end: bytes = b"--x--\r\n") -> bytes:
    """Return a form as a browser sends it, in this order."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"'.encode()
        + (b'; filename="Bread.mp4"\r\nContent-Type: video/mp4' if name == "file" else b"")
        + b"\r\n\r\n"
        + value
        for name, value in fields
    ]
    return b"\r\n".join([*parts, end])


def uploads(place: Place) -> list[Upload]:
    with place.studio.documents.read(HOME) as tx:
        return sorted(tx.find(Upload), key=lambda one: one.began_at)


def take_in(place: Place, upload: Upload, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(running, "job", lambda _step: QUIET)
    running.open_studio(place.studio)
    footage_id = taking.keep(HOME, upload.id)
    taking.clear_away(HOME, upload.id)
    return footage_id


@pytest.fixture
def jobs(place: Place):
    with place.app.test_request_context():
        yield queue()


# -- the plain form -----------------------------------------------------------------------------


def test_a_file_by_a_plain_form_is_sealed_as_it_comes(place: Place, jobs: JobQueue, monkeypatch) -> None:
    page = plain(place)
    assert "“\u2068Bread.mp4\u2069” is here. It is safe to close this page." in page
    [upload] = uploads(place)
    assert (upload.size_bytes, upload.by, upload.language) == (len(FILM), ME, "bs")
    assert [job.id for job in jobs.jobs()] == [job_id(Work.TAKE_IN, upload.id)]
    assert "Whole; it is being checked and kept" in page
    footage_id = take_in(place, upload, monkeypatch)
    with place.studio.documents.read(HOME) as tx:
        footage = tx.get(Footage, footage_id)
    assert read_bytes(place.studio.files(HOME).original(footage.sha256)) == FILM
    assert "It is being looked at" in place.client.get(f"{UPLOAD}/").text


@pytest.mark.parametrize("sent", [b"\n" * 1_000_000, b"\r\n--" * 250_000, b"\r\n--x." * 150_000])
def test_a_file_of_many_blocks_comes_whole_whatever_looks_like_its_end(place: Place, jobs, sent) -> None:
    form = body(("token", place.token().encode()), ("file", sent))
    answer = place.client.post(f"{UPLOAD}/plain", data=form, content_type=FORM)
    assert answer.status_code == 303
    assert [upload.size_bytes for upload in uploads(place)] == [len(sent)]


def test_the_token_is_asked_for_before_the_first_byte_of_the_file(place: Place) -> None:
    for token in ("", "wrong"):
        data = {"token": token, "file": (io.BytesIO(FILM), "Bread.mp4")}
        assert place.client.post(f"{UPLOAD}/plain", data=data).status_code == 400
    late = body(("file", FILM), ("token", place.token().encode()))
    answer = place.client.post(f"{UPLOAD}/plain", data=late, content_type=FORM)
    assert answer.status_code == 400
    assert uploads(place) == []


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"--x\r\n", FORM),
        (b"nonsense", FORM),
        (b"", "multipart/form-data"),
        (b"a=b", "application/x-www-form-urlencoded"),
        (body(("token", b"t" * 200_000)), FORM),
    ],
)
def test_what_is_not_this_form_is_refused(place: Place, sent: bytes, kind: str) -> None:
    answer = place.client.post(f"{UPLOAD}/plain", data=sent, content_type=kind)
    assert answer.status_code in {400, 413}
    assert uploads(place) == []


def test_where_the_link_breaks_nothing_stays(place: Place) -> None:
    cut = body(("token", place.token().encode()), ("file", FILM), end=b"")
    answer = place.client.post(f"{UPLOAD}/plain", data=cut, content_type=FORM, follow_redirects=True)
    assert "“\u2068Bread.mp4\u2069” did not come whole. Send it again." in answer.text
    assert uploads(place) == []
    assert not list(place.studio.folder(HOME).glob("uploads/upload-*"))


def test_empty_and_strange_files_are_named_in_words(place: Place) -> None:
    assert "“\u2068Bread.mp4\u2069” is empty" in plain(place, b"")
    page = plain(place, b"x", name="<script>alert(1)</script>\u202e4pm.exe")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;4pm.exe" in page


# -- what the page says -------------------------------------------------------------------------


def test_what_broke_off_is_listed_for_whoever_began_it_and_can_be_deleted(place: Place, jobs) -> None:
    upload, others = (
        receiving.begin(place.studio, HOME, name=name, size_bytes=1000, by=by)
        for name, by in (("Half.mp4", ME), ("Secret.mp4", "account-somebody"))
    )
    receiving.append(place.studio, jobs, HOME, upload, 0, io.BytesIO(bytes(420)))
    page = place.client.get(f"{UPLOAD}/").text
    assert "Half.mp4" in page
    assert "42 % is here" in page
    assert "Secret.mp4" not in page
    for each in (upload, others):
        place.client.post(f"{UPLOAD}/{each.id}/delete", data={"token": place.token()})
    assert uploads(place) == [others]
    again = place.client.post(f"{UPLOAD}/{upload.id}/delete", data={"token": place.token()})
    assert again.status_code == 303


def test_each_end_of_a_file_is_said_in_words(place: Place, monkeypatch) -> None:
    plain(place)
    [first] = uploads(place)
    footage_id = take_in(place, first, monkeypatch)
    plain(place, name="Copy.mp4")
    take_in(place, uploads(place)[1], monkeypatch)
    page = place.client.get(f"{UPLOAD}/arrived").text
    assert "every 2s" in page, "nobody has looked into it yet"
    assert "The same bytes are kept as “\u2068Bread.mp4\u2069”" in page
    with place.studio.documents.write(HOME) as tx:
        bad = replace(tx.get(Footage, footage_id), state=FootageState.REFUSED, reason="No film in it.")
        tx.put(bad)
    page = place.client.get(f"{UPLOAD}/arrived").text
    assert "Could not be used" in page
    assert "2 files could not be used: <bdi>" in page, "the file and its copy"
    assert "No film in it." in page
    assert "every 2s" not in page
    place.studio.files(HOME).erase(bad.sha256)
    with place.studio.documents.write(HOME) as tx:
        tx.delete(Footage, footage_id)
    plain(place, name="Again.mp4")
    assert "every 2s" in place.client.get(f"{UPLOAD}/arrived").text
    take_in(place, uploads(place)[2], monkeypatch)
    page = place.client.get(f"{UPLOAD}/arrived").text
    assert "It was erased here because somebody asked for it. Delete it from the card" in page
    assert uploads(place)[2].state is UploadState.REFUSED


# -- the work -----------------------------------------------------------------------------------


def test_work_is_named_by_what_people_call_it_never_by_an_id(place: Place, jobs: JobQueue) -> None:
    jobs.enqueue(Work.INGEST, HOME, "footage-1")
    jobs.enqueue(Work.SUBTITLE, HOME, "clip-river")
    jobs.enqueue(Work.ASSEMBLE, HOME, "version-1")
    jobs.enqueue(Work.SUBTITLE, HOME, "clip-that-was-erased")
    jobs.enqueue(Work.INGEST, "another", "footage-2")
    page = place.client.get(f"{WORK}/").text
    for name in ("most.mp4", "النهر", "Bread and river 1", "Something that was erased since"):
        assert name in page
    shown = page.replace(f"{WORK}/", "")
    assert "footage-2" not in shown
    for form in ("ingest:footage-1", "subtitle:clip-river"):
        shown = shown.replace(f"{form}/cancel", "")
    assert "footage-1" not in shown
    assert "every 2s" in page


def test_what_could_not_be_used_is_not_done(place: Place, jobs: JobQueue, monkeypatch) -> None:
    done = jobs.enqueue(Work.INGEST, HOME, "footage-1")
    monkeypatch.setattr(JobQueue, "lately", lambda *_: [replace(jobs.job(done), state=JobState.DONE)])
    line = place.client.get(f"{WORK}/lines").text
    assert "Done" in line
    assert re.search(rf'<a href="/workshops/{HOME}/clips/[^"]+/"><bdi>most.mp4', line)
    with place.studio.documents.write(HOME) as tx:
        bad = replace(tx.get(Footage, "footage-1"), state=FootageState.REFUSED, reason="No film in it.")
        tx.put(bad)
    line = place.client.get(f"{WORK}/lines").text
    assert "Done" not in line
    assert "Could not be used" in line
    assert "No film in it." in line


def test_it_says_what_something_waits_for(place: Place, jobs: JobQueue, monkeypatch) -> None:
    jobs.enqueue(Work.SUBTITLE, HOME, "clip-bread")
    jobs.enqueue(Work.INGEST, HOME, "footage-1")
    jobs.enqueue(Work.INGEST, "another", "footage-2")
    real = jobs.lately

    def with_running(wanted: str):
        def lately(since: datetime):
            for job in real(since):
                runs = job.id == wanted
                yield replace(job, state=JobState.RUNNING, step="listen", percent=40.0) if runs else job

        return lambda since: list(lately(since))

    monkeypatch.setattr(jobs, "lately", with_running("subtitle:clip-bread"))
    page = place.client.get(f"{WORK}/lines").text
    assert "Waits for “\u2068Bread on the table\u2069”: listening" in page
    assert "40 %" in page
    monkeypatch.setattr(jobs, "lately", with_running("ingest:footage-2"))
    assert "Waits for work of another workshop" in place.client.get(f"{WORK}/lines").text
    monkeypatch.undo()
    assert "It begins in a moment" in place.client.get(f"{WORK}/lines").text
    later = datetime(2100, 1, 1, tzinfo=UTC)
    assert all(line.alone for line in at_work(place.studio, jobs, HOME, at=later))


def test_stopped_and_tried_again(place: Place, jobs: JobQueue) -> None:
    wanted = jobs.enqueue(Work.INGEST, HOME, "footage-1")
    post = lambda path: place.client.post(f"{WORK}/{path}", data={"token": place.token()})  # noqa: E731
    assert post(f"{wanted}/again").status_code == 303
    assert jobs.job(wanted).state is JobState.WAITING
    assert post(f"{wanted}/cancel").status_code == 303
    assert jobs.job(wanted).state is JobState.CANCELLED
    page = place.client.get(f"{WORK}/").text
    assert "Stopped" in page
    assert "every 2s" not in page
    assert post(f"{wanted}/again").status_code == 303
    assert jobs.job(wanted).state is JobState.WAITING


def test_work_of_another_workshop_is_not_there_and_no_withdrawal_is_stopped(place: Place, jobs) -> None:
    foreign = jobs.enqueue(Work.INGEST, "another", "footage-2")
    withdrawal = jobs.enqueue(Work.WITHDRAW, HOME, "withdrawal-1")
    for job, status in ((foreign, 404), ("ingest:ghost", 404), (withdrawal, 400)):
        answer = place.client.post(f"{WORK}/{job}/cancel", data={"token": place.token()})
        assert answer.status_code == status
    assert {jobs.job(one).state for one in (foreign, withdrawal)} == {JobState.WAITING}


def test_an_officer_looks_on(place: Place) -> None:
    with place.app.test_request_context():  # not the fixture: it would remember who asked first
        queue().enqueue(Work.INGEST, HOME, "footage-1")
    page = place.browser(Role.OFFICER).get(f"{WORK}/").text
    assert "most.mp4" in page
    assert f'action="{WORK}/' not in page
    assert f'action="{WORK}/' in place.client.get(f"{WORK}/").text


def test_clips_are_sent_to_be_transcribed(place: Place, jobs: JobQueue) -> None:
    with place.studio.documents.write(HOME) as tx:
        for track in tx.find(Track):
            tx.delete(Track, track.id)
    page = place.client.get(f"{WORK}/").text
    assert "Not transcribed yet" in page
    form = {"token": place.token(), "clip": ["clip-bread", "clip-ghost"]}
    assert place.client.post(f"{WORK}/transcribe", data=form | {"language": "xx"}).status_code == 400
    assert place.client.post(f"{WORK}/transcribe", data=form | {"language": "bs"}).status_code == 303
    assert [job.id for job in jobs.jobs()] == ["subtitle:clip-bread"]
    with place.studio.documents.read(HOME) as tx:
        assert (tx.get(Clip, "clip-bread").language, tx.get(Clip, "clip-river").language) == ("bs", "ar")
    page = place.client.get(f"{WORK}/").text
    assert 'value="clip-river"' in page
    assert 'value="clip-bread"' not in page


def test_the_queue_is_opened_once_and_serves_many_at_once(place: Place, jobs: JobQueue) -> None:
    found: list[int] = []

    def look() -> None:
        client = place.browser(Role.FACILITATOR)
        found.extend(client.get(f"{WORK}/lines").status_code for _ in range(5))

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(10):
        jobs.enqueue(Work.INGEST, HOME, f"footage-{number}")
    for thread in threads:
        thread.join()
    assert found == [200] * 30
    with place.app.test_request_context():
        assert queue() is jobs
