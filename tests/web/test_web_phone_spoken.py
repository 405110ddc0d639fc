"""An answer that is spoken to a phone, and what facilitators make of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from looked import probe_once
from phone_world import Phone, phone_of
from web_world import HOME, Place
from werkzeug.test import TestResponse

from consent.releases import Answer, AnswerState, How, Role, Stage
from pvstudio.media.probing import probe
from pvstudio.media.voicing import make_voiced
from pvstudio.model import Audience, Footage, Kit, KitState
from pvstudio.store.reading import read_bytes
from workflows import reviews
from workflows.accounts import Role as AccountRole
from workflows.phones import visit_of
from workflows.queue import JobQueue, JobState, Work
from workflows.spoken import SpokenAnswer
from workflows.walks import began_watching, watched

CLIP = "clip-bread"


@pytest.fixture(autouse=True)
def _looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.speaking.probe", probe_once)


def send(phone: Phone, sound: bytes, **more: Any) -> TestResponse:
    fields = {"token": phone.form_token(), "stage": "S3", "subject": CLIP} | more
    sent = {**fields, "file": (BytesIO(sound), "Amra says yes.m4a")}
    return phone.client.post("/p/speak/", data=sent, headers={"Accept": "text/html"})


def watch(place: Place, phone: Phone) -> Phone:
    """Let somebody have watched what they speak about."""
    at = datetime.now(UTC)
    visit = visit_of(place.studio, phone.token, at)
    assert visit
    began_watching(place.studio, visit, CLIP, at - timedelta(minutes=1))
    watched(place.studio, visit, CLIP, at)
    return phone


def spoken(place: Place) -> list[SpokenAnswer]:
    """Return what was said in the test: the small studio has one that is over."""
    with place.studio.documents.read(HOME) as tx:
        return [one for one in tx.find(SpokenAnswer) if one.id != "spoken-1"]


def test_a_voice_is_taken_and_both_sides_see_that_it_does_not_count_yet(place: Place, voice: bytes) -> None:
    phone = phone_of(place)
    page = phone.get(f"speak/?stage=S3&subject={CLIP}").text
    assert 'accept="audio/*"' in page
    assert "We have your voice" not in page
    answer = send(phone, voice)
    assert (answer.status_code, answer.location) == (303, f"/p/speak/?stage=S3&subject={CLIP}")
    [one] = spoken(place)
    assert (one.participant_id, one.stage, one.subject_id) == ("person-amra", Stage.S3, CLIP)
    assert "It counts when a person has written it down with you." in phone.get(answer.location[3:]).text
    with place.studio.documents.read(HOME) as tx:
        assert not [each for each in tx.find(Answer) if each.evidence]
    assert "Amra says yes" not in "".join(map(str, vars_of(one)))


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("firefox.ogg", ["-c:a", "libopus"]),
        ("firefox.webm", ["-c:a", "libopus", "-live", "1"]),
        (
            "safari.mp4",
            ["-c:a", "aac", "-movflags", "empty_moov", "-frag_duration", "300000"],
        ),
    ],
)
def test_what_recorders_of_other_browsers_make_is_taken(place: Place, make_film, name, how) -> None:
    """Without a length in their head, or in pieces: Firefox 153 and WebKitGTK 2.50 make them so."""
    tone = ("-f", "lavfi", "-i", "sine=frequency=330:duration=1", "-threads", "1")
    answer = send(phone_of(place), make_film(name, *tone, *how).read_bytes(), stage="S1", subject="")
    assert answer.location == "/p/speak/?stage=S1"
    [one] = spoken(place)
    assert 900 < one.duration_ms < 1200


def vars_of(one: SpokenAnswer) -> list[object]:
    return [getattr(one, name) for name in one.__slots__]


def test_taking_part_is_spoken_about_without_naming_the_workshop(place: Place, voice: bytes) -> None:
    phone = phone_of(place)
    assert send(phone, voice, stage="S1", subject="").location == "/p/speak/?stage=S1"
    assert spoken(place)[0].subject_id == HOME
    assert HOME not in phone.get("speak/").text


def test_what_cannot_be_heard_is_refused_in_plain_words(place: Place) -> None:
    phone = phone_of(place)
    for sound in (b"", b"#EXTM3U\nfile:///etc/passwd", b"PK\x03\x04" + b"\0" * 9000):
        answer = send(phone, sound)
        assert answer.status_code == 303
        assert "There was nothing to hear" in phone.get(answer.location[3:]).text
    assert spoken(place) == []


def test_nobody_speaks_about_what_they_are_not_in_or_without_the_form(place: Place, voice: bytes) -> None:
    phone = phone_of(place)
    for about in (
        {"subject": "clip-river"},
        {"stage": "S4", "subject": "ghost"},
        {"stage": "S2", "subject": CLIP},
    ):
        assert send(phone, voice, **about).status_code == 404
        assert phone.get("speak/", query_string={"stage": "S3"} | about).status_code == 404
    assert send(phone, voice, stage="S9").status_code == 400
    assert send(phone, voice, token="another").status_code == 400
    assert spoken(place) == []


def test_a_link_that_breaks_and_what_is_too_much_leave_nothing(place, voice, monkeypatch) -> None:
    phone = phone_of(place)
    token = phone.form_token()
    head = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("token", token), ("stage", "S3"), ("subject", CLIP))
    )
    head += '--x\r\nContent-Disposition: form-data; name="file"; filename="a.m4a"\r\n\r\n'
    answer = phone.client.post(
        "/p/speak/",
        data=head.encode() + voice[: len(voice) // 2],
        content_type="multipart/form-data; boundary=x",
        headers={"Accept": "text/html"},
    )
    assert "It did not arrive." in phone.get(answer.location[3:]).text
    monkeypatch.setattr("workflows.speaking.MAX_BYTES", 100)
    answer = send(phone, voice)
    assert "This recording is too long." in phone.get(answer.location[3:]).text
    assert spoken(place) == []


# -- the facilitators' side -----------------------------------------------------------------------


def waiting(place: Place, voice: bytes, phone: Phone | None = None, **about: Any) -> SpokenAnswer:
    assert send(phone or phone_of(place), voice, **about).status_code == 303
    return spoken(place)[-1]


def written(place: Place) -> list[Answer]:
    with place.studio.documents.read(HOME) as tx:
        return [one for one in tx.find(Answer) if one.evidence]


def test_a_no_is_written_down_at_once_and_closes_the_film(place: Place, voice: bytes) -> None:
    one = waiting(place, voice, phone := phone_of(place))
    assert "It is a no" in place.client.get(f"/workshops/{HOME}/spoken/").text
    for _once_more in range(2):
        assert place.post(f"spoken/{one.id}/no").status_code == 303
    [no] = written(place)
    assert (no.state, no.audience, no.how, no.evidence) == (
        AnswerState.WITHDRAWN,
        None,
        How.SPOKEN,
        one.sha256,
    )
    assert (no.taken_by, no.at) == ("Facilitator", one.at)
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
    page = place.client.get(f"/workshops/{HOME}/spoken/").text
    assert "It is a no" not in page
    assert "Written down" in page
    assert "It is written down" in phone.get(f"speak/?stage=S3&subject={CLIP}").text


def test_what_is_not_clear_is_asked_again(place: Place, voice: bytes) -> None:
    one = waiting(place, voice, phone := phone_of(place))
    assert place.post(f"spoken/{one.id}/unclear").status_code == 303
    assert written(place) == []
    assert "It was not clear." in phone.get(f"speak/?stage=S3&subject={CLIP}").text
    assert "Not clear: asked again" in place.client.get(f"/workshops/{HOME}/spoken/").text


def test_it_is_written_down_in_the_form_of_the_person(place: Place, voice: bytes) -> None:
    one = waiting(place, voice, watch(place, phone_of(place)))
    assert "Not watched" not in place.client.get(f"/workshops/{HOME}/spoken/").text
    form = place.client.get(f"/workshops/{HOME}/people/person-amra/?spoken={one.id}").text
    assert f'name="spoken" value="{one.id}"' in form
    assert f"/spoken/{one.id}/recording" in form
    answers = {"answer-group": "given", "answer-online": "refused", "answer-community": ""}
    fields = {"stage": "S3", "subject": CLIP, "role": "self", "how": "on-screen", "spoken": one.id, **answers}
    assert place.post("people/person-amra/answers", **fields, notice_language="en").status_code == 303
    assert {(said.audience, said.state.is_yes) for said in written(place)} == {
        (Audience.GROUP, True),
        (Audience.ONLINE, False),
    }
    assert {(said.how, said.evidence, said.at) for said in written(place)} == {
        (How.SPOKEN, one.sha256, one.at)
    }
    [now] = spoken(place)
    assert now.written_at
    assert set(now.answer_ids) == {said.id for said in written(place)}


def test_of_what_was_not_watched_only_a_no_is_written_down_and_both_pages_say_so(place, voice) -> None:
    one = waiting(place, voice)
    told = "Not watched: only a no can be written down."
    assert told in place.client.get(f"/workshops/{HOME}/spoken/").text
    assert told in place.client.get(f"/workshops/{HOME}/people/person-amra/?spoken={one.id}").text
    answers = {"answer-group": "given", "answer-online": "refused"}
    fields = {"stage": "S3", "subject": CLIP, "role": "self", "how": "spoken", "spoken": one.id, **answers}
    back = place.post("people/person-amra/answers", **fields, notice_language="en")
    assert back.status_code == 409
    assert "They had not watched it when they said this." in back.text
    assert [(said.audience, said.state.is_yes) for said in written(place)] == [(Audience.ONLINE, False)]


def test_nobody_speaks_about_a_film_that_was_not_sent_to_them(place: Place, voice: bytes) -> None:
    phone = phone_of(place)
    film = {"stage": "S4", "subject": "version-1"}
    assert phone.post("walks/", **film).status_code == 409
    assert phone.get("speak/", query_string=film).status_code == 409
    assert send(phone, voice, **film).status_code == 409
    assert spoken(place) == []
    reviews.send(place.studio, HOME, "version-1", {Audience.COMMUNITY}, by="Ana", at=datetime.now(UTC))
    one = waiting(place, voice, phone, **film)
    assert (one.subject_id, one.is_unwatched) == ("version-1", True)
    with place.studio.documents.write(HOME) as tx:
        for asked in tx.find(reviews.ReviewRequest):
            tx.delete(reviews.ReviewRequest, asked.id)
    assert place.post(f"spoken/{one.id}/no").status_code == 303, "a no never waits to be asked for"
    assert [said.state.is_yes for said in written(place)] == [False]


def test_what_is_footage_here_is_no_answer(place: Place) -> None:
    with place.studio.documents.read(HOME) as tx:
        sha256 = tx.get(Footage, "footage-1").sha256
    phone = phone_of(place)
    answer = send(phone, read_bytes(place.studio.files(HOME).original(sha256)))
    assert "This is not a new recording." in phone.get(answer.location[3:]).text
    assert spoken(place) == []


def test_a_yes_that_is_refused_leaves_the_no_and_waits_on(place: Place, voice: bytes) -> None:
    one = waiting(place, voice, watch(place, phone_of(place)))
    place.post("people/person-amra/answers", stage="S3", subject=CLIP, role="self", how="spoken",
               **{"answer-community": "refused"})  # fmt: skip
    answers = {"answer-group": "refused", "answer-community": "given"}
    fields = {"stage": "S3", "subject": CLIP, "role": "self", "how": "spoken", "spoken": one.id, **answers}
    back = place.post("people/person-amra/answers", **fields, notice_language="en")
    assert back.status_code == 409, "a later no stands"
    assert f'name="spoken" value="{one.id}"' in back.text
    assert [(said.audience, said.state.is_yes) for said in written(place)] == [(Audience.GROUP, False)]
    [now] = spoken(place)
    assert (now.written_at, len(now.answer_ids)) == (None, 1)
    page = place.client.get(f"/workshops/{HOME}/spoken/").text
    assert "They have answered since then:" in page
    assert "a yes is not yet" in page


def test_a_recording_of_somebody_else_proves_nothing(place: Place, voice: bytes) -> None:
    one = waiting(place, voice, phone_of(place, "person-nur", Role.CHILD_ASSENT), subject="clip-river")
    assert place.client.get(f"/workshops/{HOME}/people/person-amra/?spoken={one.id}").status_code == 404
    fields = {"stage": "S3", "subject": CLIP, "role": "self", "how": "spoken", "answer-group": "given"}
    back = place.post("people/person-amra/answers", **fields, spoken=one.id)
    assert back.status_code == 409
    assert "somebody else" in back.text
    assert one.id not in back.text
    guardian = {"stage": "S3", "subject": "clip-river", "role": "guardian", "how": "spoken"}
    back = place.post("people/person-nur/answers", **guardian, **{"answer-group": "refused"}, spoken=one.id)
    assert (back.status_code, written(place), spoken(place)) == (409, [], [one])


def test_only_who_works_with_people_listens_and_only_to_what_is_playable(place: Place, voice: bytes) -> None:
    one = waiting(place, voice, phone := phone_of(place))
    here = f"/workshops/{HOME}/spoken/{one.id}/recording"
    assert place.client.get(here).status_code == 404
    assert "It is being made playable." in (page := place.client.get(f"/workshops/{HOME}/spoken/").text)
    assert "/prepare" not in page
    with JobQueue(place.studio) as queue:
        queue.cancel(f"{Work.VOICE}:{one.id}")
        assert "/prepare" in place.client.get(f"/workshops/{HOME}/spoken/").text
        assert place.post(f"spoken/{one.id}/prepare").status_code == 303
        assert queue.job(f"{Work.VOICE}:{one.id}").state is JobState.WAITING
    with place.studio.documents.read(HOME) as tx:
        original = place.studio.files(HOME).original(tx.get(SpokenAnswer, one.id).sha256)
    make_voiced(original, probe(original, name="voice"))
    answer = place.client.get(here, headers={"Range": "bytes=0-11"})
    assert (answer.status_code, answer.mimetype) == (206, "audio/mp4")
    assert answer.data[4:8] == b"ftyp"
    for role, status in ((AccountRole.OFFICER, 200), (AccountRole.HOST, 403), (None, 401)):
        assert place.browser(role).get(here, headers={"Accept": "video/mp4"}).status_code == status
    assert phone.client.get(here, headers={"Accept": "video/mp4"}).status_code == 401
