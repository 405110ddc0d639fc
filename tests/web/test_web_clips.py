"""The page of a clip: cut, described, who is in it, pictures of people, previews, cues that are dragged."""

from __future__ import annotations

import re

from web_world import HOME, Place

from consent.releases import Answer, AnswerState, Appearance, Confirmation, Sign
from consent.releases import Role as Assent
from pvstudio.model import AgeBand, Audience, Clip, Cut, CutVersion, Kit, Participant, Treatment
from pvstudio.store.reading import sealed
from pvstudio.subtitles.cues import Track
from workflows.accounts import Role
from workflows.clips.portraits import Portrait, portrait_path
from workflows.clips.preparing import TreatedPreview
from workflows.queue import JobQueue, JobState, Work, job_id

BREAD = f"/workshops/{HOME}/clips/clip-bread/"
PICTURE = f"/workshops/{HOME}/people/person-amra/picture.jpg"


def put_into_no_film(place: Place) -> None:
    """Take both clips out of all films, so that they may be cut."""
    with place.studio.documents.write(HOME) as tx:
        for kind, name in ((Kit, "kit-1"), (CutVersion, "version-1"), (Cut, "cut-1")):
            tx.delete(kind, name)


def clips(place: Place) -> dict[str, Clip]:
    with place.studio.documents.read(HOME) as tx:
        return {clip.id: clip for clip in tx.find(Clip)}


def test_a_clip_is_divided_and_joined_again(place: Place):
    put_into_no_film(place)
    answer = place.post("clips/clip-bread/split", at="0:01.200")
    assert (answer.status_code, answer.location) == (303, BREAD)
    [second] = [clip for clip in clips(place).values() if clip.start_ms == 1200]
    assert second.title == "Bread on the table (2)"
    page = place.client.get(BREAD).text
    assert "The clip is divided. “Bread on the table (2)” is the second part." in page
    assert f"clips/{second.id}/" in page, "the clip that follows can be joined again"
    with JobQueue(place.studio) as queue:
        assert queue.job(job_id(Work.PREPARE, second.id)).state is JobState.WAITING
    assert "This clip is being prepared for watching." in place.client.get(BREAD).text
    assert place.post("clips/clip-bread/join").status_code == 303
    assert clips(place).keys() == {"clip-bread", "clip-river"}
    assert clips(place)["clip-bread"].duration_ms == 2000


def test_moments_are_read_as_people_write_them(place: Place):
    for start, end, took in (
        ("0:00.500", "0:01.500", (500, 1500)),
        ("0,5", "1.5", (500, 1500)),
        ("٠:٠٠٫٥", "۱", (500, 1000)),
    ):
        answer = place.post("clips/clip-bread/excerpt", start=start, end=end)
        made = clips(place)[answer.location.split("/")[-2]]
        assert (made.start_ms, made.end_ms) == took
        assert not made.people_complete


def test_a_clip_in_a_film_says_which_and_stays(place: Place):
    page = place.client.get(BREAD).text
    assert "This clip is in a film" in page
    assert "clips/clip-bread/trim" not in page
    for deed in ({"start": "0:00.500", "end": "0:01.500"}, {"at": "1"}):
        answer = place.post(f"clips/clip-bread/{'trim' if 'start' in deed else 'split'}", **deed)
        assert answer.status_code == 409
        assert "Bread and river" in answer.text
        assert "Take the part that you want as a new clip" in answer.text
    assert clips(place)["clip-bread"].duration_ms == 2000


def test_what_is_no_moment_changes_nothing(place: Place):
    put_into_no_film(place)
    for at in ("", "later", "1:", "1.2.3", "-1", "0:00.1234", "9" * 400, "999999"):
        assert place.post("clips/clip-bread/split", at=at).status_code in {400, 409}
    assert len(clips(place)) == 2


def test_title_notes_and_tags(place: Place):
    told = {
        "title": "Bread on the table",
        "notes": "Her kitchen.\r\nAsk again.",
        "tags": "Kitchen, bread، #bread",
        "seen": place.seen("clips/clip-bread/"),
    }
    assert place.post("clips/clip-bread/notes", **told).status_code == 303
    clip = clips(place)["clip-bread"]
    assert (clip.notes, clip.tags) == ("Her kitchen.\nAsk again.", ("Kitchen", "bread"))
    assert "Kitchen" in place.client.get(BREAD).text
    shown = place.seen("clips/clip-bread/")
    taken = place.post("clips/clip-bread/notes", title="النهر", notes="an hour of notes", seen=shown)
    assert (taken.status_code, taken.text.count("Another clip is called “النهر”.")) == (409, 1)
    assert all(words in taken.text for words in ("an hour of notes", 'value="النهر"', shown))
    for fields in ({"notes": "x" * 4001}, {"title": "x" * 201}, {"tags": "x" * 1001}):
        long = place.post("clips/clip-bread/notes", seen=shown, **{"title": "Her words", **fields})
        assert long.status_code == 422
        assert "x" * 201 in long.text, "what was typed comes back"
    assert clips(place)["clip-bread"] == clip


def test_somebody_is_tapped_and_confirmed_by_whoever_is_signed_in(place: Place):
    answer = place.post("clips/clip-bread/people", person="person-nur", signs="voice")
    assert answer.location == f"{BREAD}?logging=1#who", "the next one is tapped in the same list"
    assert not clips(place)["clip-bread"].people_complete
    place.post("clips/clip-bread/complete")
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Clip, "clip-bread").people_complete
        assert tx.get(Confirmation, "complete-clip-bread").by == "Facilitator"
        [seen] = tx.find(Appearance, clip_id="clip-bread", participant_id="person-nur")
        assert seen.by == {Sign.VOICE}


def test_the_page_of_a_clip_says_who_is_to_be_asked_next(place: Place):
    """Who is logged and has said nothing is asked on; after an answer, or a no, nobody is pressed."""
    ask = f'href="/workshops/{HOME}/people/person-nur/#S3-clip-bread"'
    button = f'<a class="go" {ask}'
    assert ask not in place.client.get(BREAD).text, "not in the clip"
    place.post("clips/clip-bread/people", person="person-nur", signs="voice")
    assert button not in place.client.get(BREAD).text, "not confirmed yet"
    place.post("clips/clip-bread/complete")
    page = place.client.get(BREAD).text
    assert button in page
    assert ask in page.partition('id="may-see"')[2], "reasons lead there, too"
    assert '<a class="go" href="/workshops/bihac/people/person-amra' not in page, "she has answered"
    for audience in Audience:
        place.say("nur", "clip-bread", AnswerState.REFUSED, audience, role=Assent.CHILD_ASSENT)
    assert button not in place.client.get(BREAD).text


def test_clips_lead_to_the_next_one_and_fold_who_is_not_in_them(place: Place):
    bread, river = (
        place.client.get(f"/workshops/{HOME}/clips/clip-{one}/").text for one in ("bread", "river")
    )
    assert re.search(r'clips/clip-river/">Clip after: <bdi>النهر', bread)
    assert "Clip before" not in bread
    assert re.search(r'clips/clip-bread/">Clip before: <bdi>Bread', river)
    inside, others = bread.partition('<details class="others">')[::2]
    assert 'id="sign-person-nur-face"' not in inside
    assert 'id="sign-person-nur-face"' in others
    more = place.client.get(f"{BREAD}?logging=1").text
    assert '<details class="others" open>' in more
    headings = re.findall(r'<h2 id="([a-z-]+?)(?:-1)?"', bread)
    assert headings == ["keys", "who", "written", "words", "gate", "treated", "cut"]


def test_somebody_new_is_enrolled_and_logged_in_one_step(place: Place):
    new = {"pseudonym": "Lejla", "age": "minor", "signs": ["face", "name"]}
    assert place.post("clips/clip-bread/newcomer", **new).status_code == 303
    with place.studio.documents.read(HOME) as tx:
        [lejla] = tx.find(Participant, pseudonym="Lejla")
        assert lejla.age_band is AgeBand.MINOR
        [seen] = tx.find(Appearance, participant_id=lejla.id)
        assert (seen.clip_id, seen.by) == ("clip-bread", {Sign.FACE, Sign.NAME})
    for bad in ({**new, "pseudonym": "lejla"}, {**new, "pseudonym": " "}, {**new, "age": "old"}):
        assert place.post("clips/clip-bread/newcomer", **bad).status_code == 400


def test_taking_somebody_out_takes_their_picture_too(place: Place):
    assert place.client.get(PICTURE).data[:2] == b"\xff\xd8"
    gone = place.post("clips/clip-bread/mistaken", person="person-amra", reason="her sister")
    assert gone.status_code == 303
    assert place.client.get(PICTURE).status_code == 404
    with place.studio.documents.read(HOME) as tx:
        assert not tx.find(Portrait)
    assert not [*place.studio.files(HOME).root.glob("**/portrait-*")]


def test_a_picture_is_a_sealed_square_for_facilitators_and_officers(place: Place):
    chosen = {"person": "person-amra", "at": "0:01.000", "x": "20", "y": "50", "side": "40"}
    assert place.post("clips/clip-bread/portrait", **chosen).status_code == 303
    with place.studio.documents.read(HOME) as tx:
        path = portrait_path(place.studio, tx, HOME, "person-amra")
        assert tx.get(Portrait, "person-amra").at_ms == 1000
    assert path is not None
    assert sealed(path)
    assert len([*path.parent.glob("portrait-*")]) == 1, "the picture before is gone"
    seen = {role: place.browser(role).get(PICTURE).status_code for role in Role}
    assert seen == {Role.FACILITATOR: 200, Role.OFFICER: 200, Role.HOST: 403, Role.OFFICE: 403}
    assert PICTURE in place.client.get(BREAD).text


def test_nobody_is_pictured_from_a_clip_that_they_are_not_in(place: Place):
    chosen = {"person": "person-nur", "at": "1", "x": "20", "y": "50", "side": "40"}
    assert place.post("clips/clip-bread/portrait", **chosen).status_code == 409
    for bad in ("", "-1", "nan", "101", "left"):
        answer = place.post("clips/clip-bread/portrait", **{**chosen, "person": "person-amra", "x": bad})
        assert answer.status_code == 400, bad


def test_a_preview_is_asked_for_and_told(place: Place):
    assert "clips/clip-river/treated.mp4" not in place.client.get(f"/workshops/{HOME}/clips/clip-river/").text
    assert "clips/clip-bread/treated.mp4" in place.client.get(BREAD).text
    assert place.post("clips/clip-bread/preview").status_code == 400
    both = ["voice-silenced", "face-blurred"]
    assert place.post("clips/clip-bread/preview", treatments=both).status_code == 303
    assert "The preview is being made." in place.client.get(BREAD).text
    assert place.client.get(f"{BREAD}treated.mp4").status_code == 404
    place.post("clips/clip-river/preview", treatments="face-blurred")  # as in the film: it is there
    page = place.client.get(f"/workshops/{HOME}/clips/clip-river/").text
    assert "clips/clip-river/treated.mp4" in page
    assert place.client.get(f"/workshops/{HOME}/clips/clip-river/treated.mp4").status_code == 200
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(TreatedPreview, "clip-bread").treatments == set(map(Treatment, both))


def test_what_people_ask_for_is_said_with_their_names(place: Place):
    said = {"stage": "S3", "subject": "clip-bread", "state": "given", "audience": "community"}
    notice = {"how": "on-screen", "role": "self", "teach_back": "understood", "notice": ""}
    answer = place.post("people/person-amra/answers", **said, **notice, treatments="face-blurred")
    with place.studio.documents.read(HOME) as tx:
        assert any(one.treatments for one in tx.find(Answer, participant_id="person-amra")), answer.text
    with place.studio.documents.write(HOME) as tx:
        tx.delete(TreatedPreview, "clip-bread")
    page = place.client.get(BREAD).text
    assert "Amra asks for" in page
    assert 'value="face-blurred" checked' in page


def test_a_cue_that_was_dragged_is_kept_once(place: Place):
    moved = {"row": "1", "start_ms": "300", "end_ms": "1400", "revision": "0", "key": "here-1"}
    for _twice in range(2):
        answer = place.post("clips/clip-bread/cues/ar", **moved)
        assert answer.json == {"revision": 1}
    with place.studio.documents.read(HOME) as tx:
        [cue] = tx.get(Track, "track-bread").cues
    assert (cue.start_ms, cue.end_ms) == (300, 1400)
    other = place.post("clips/clip-bread/cues/ar", **{**moved, "key": "there-1", "start_ms": "0"})
    assert other.status_code == 409, "it was dragged from where it is not any more"
    for wrong, status in (({"start_ms": "x"}, 400), ({"end_ms": "9999"}, 409), ({"row": "77"}, 409)):
        refused = place.post("clips/clip-bread/cues/ar", **{**moved, "key": "", "revision": "1", **wrong})
        assert refused.status_code == status, wrong


def test_a_clip_without_anything_made_says_so(place: Place):
    answer = place.post("clips/clip-bread/excerpt", start="0.5", end="1")
    page = place.client.get(answer.location).text
    assert "This clip is being prepared for watching." in page
    assert "<video" not in page
    for name in ("video.mp4", "sprite.jpg", "waveform.json", "poster.jpg"):
        assert place.client.get(answer.location + name).status_code == 404
