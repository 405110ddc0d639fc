"""My own clip with a treatment, on the phone: made when it is asked for, and shown to those in it alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from phone_world import Phone, phone_of
from web_world import HOME, Place

from consent.answers.appearances import doubt_complete
from consent.releases import Role
from pvstudio.model import Clip, Treatment
from web.phone.trying import Stands, credited_as, make_ahead, tried_on
from workflows.clips.trying import trial_id
from workflows.queue import JobQueue, JobState

READY = "clips/clip-bread/as/voice-silenced/"
COMING = "clips/clip-bread/as/face-blurred.voice-silenced/"


@pytest.fixture
def phone(place: Place) -> Phone:
    return phone_of(place)


def jobs(place: Place) -> list[str]:
    with JobQueue(place.studio) as queue:
        return [job.id for job in queue.jobs()]


def test_what_is_there_is_played_and_what_is_not_is_said_and_made(place: Place, phone: Phone) -> None:
    assert f"/p/{READY}video.mp4" in phone.get(READY).text
    assert jobs(place) == []
    answer = phone.client.get(f"/p/{READY}video.mp4", headers={"Range": "bytes=4-11", "Accept": "video/mp4"})
    assert (answer.status_code, answer.mimetype, answer.data[:4]) == (206, "video/mp4", b"ftyp")
    assert answer.headers["Cache-Control"] == "no-store"
    page = phone.get(COMING).text
    assert "We are making this for you to see." in page
    assert "<video" not in page
    assert jobs(place) == ["try:clip-bread.face-blurred.voice-silenced"]
    assert phone.client.get(f"/p/{COMING}video.mp4", headers={"Accept": "video/mp4"}).status_code == 404


def test_what_failed_is_said_and_tried_again_when_somebody_asks(place: Place, phone: Phone) -> None:
    phone.get(COMING)
    with JobQueue(place.studio) as queue:
        [job] = queue.jobs()
        assert phone.post(COMING).status_code == 303
        assert queue.job(job.id) == job, "what is under way is left alone"
        queue.cancel(job.id)
        assert "This could not be made." in phone.get(COMING).text
        assert "This could not be made." in phone.get(COMING).text, "looking wakes nothing"
        assert phone.post(COMING).location == f"/p/{COMING}"
        assert queue.job(job.id).state is JobState.WAITING


def test_nobody_sees_the_clips_of_others_or_what_cannot_be_made(place: Place, phone: Phone) -> None:
    for path in (
        "clips/clip-river/as/face-blurred/",
        "clips/ghost/as/face-blurred/",
        "clips/clip-bread/as/place-hidden/",
        "clips/clip-bread/as/no-credit/",
        "clips/clip-bread/as/voice-silenced.face-blurred/",
    ):
        assert phone.get(path).status_code == 404, path
        assert phone.post(path).status_code == 404, path
        assert phone.get(f"{path}video.mp4").status_code == 404, path
    assert jobs(place) == []
    own = phone_of(place, "person-nur", Role.CHILD_ASSENT)
    assert own.get("clips/clip-river/as/face-blurred/video.mp4").status_code == 200


def test_a_clip_that_may_not_be_played_is_not_tried_either(place: Place, phone: Phone) -> None:
    with place.studio.book(HOME) as tx:
        doubt_complete(tx, "clip-bread")
    for path in (READY, COMING):
        page = phone.get(path).text
        assert "This cannot be shown on this phone now." in page
        assert "<video" not in page
    assert phone.get(f"{READY}video.mp4").status_code == 403
    assert jobs(place) == []


def test_the_walk_has_it_made_ahead_for_a_clip_and_for_a_film(place: Place, phone: Phone) -> None:
    with place.app.test_request_context("/p/films/", headers={"Cookie": f"visit={phone.token}"}):
        for subject in ("clip-bread", "version-1"):
            tried = tried_on(subject, "voice-silenced")
            assert tried is not None
            assert (tried.clip_id, tried.stands) == ("clip-bread", Stands.READY)
        assert tried_on("clip-bread", "no-credit") is None
        assert tried_on("clip-river", "face-blurred") is None
        assert tried_on(HOME, "face-blurred") is None
        assert credited_as() == "Amra"
        with place.studio.documents.write(HOME) as tx:  # of a clip that was cut since nothing is there
            tx.put(replace(tx.get(Clip, "clip-bread"), end_ms=1000))
        for _twice in range(2):
            make_ahead("clip-bread")
            make_ahead(HOME)
    alone = [trial_id("clip-bread", [one]) for one in (Treatment.FACE_BLURRED, Treatment.VOICE_SILENCED)]
    assert sorted(jobs(place)) == [f"try:{trial}" for trial in alone], "each treatment alone, once"
