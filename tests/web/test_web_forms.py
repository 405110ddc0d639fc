"""What the buttons do."""

from __future__ import annotations

import pytest
from web_world import HOME, Place

from consent.answers.enrolling import add_guardian
from consent.events import RefusedAnswer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Appearance, How
from pvstudio.model import Audience, Clip, CutState, CutVersion, Kit, KitState, Treatment
from workflows.withdrawals import Withdrawal

YES = {
    "stage": "S3",
    "subject": "clip-bread",
    "audience": "online",
    "role": "self",
    "how": "spoken",
    "state": "given",
}


def answers(place: Place, person: str = "person-amra") -> list[Answer]:
    with place.studio.documents.read(HOME) as tx:
        return sorted(tx.find(Answer, participant_id=person), key=lambda one: one.number)


def test_an_answer_is_written_down_with_its_conditions(place: Place) -> None:
    fields = YES | {
        "treatments": ["face-blurred", "no-credit"],
        "left_out": " ar, sr-Latn",
        "taken_by": "Ines",
    }
    assert place.post("people/person-amra/answers", **fields).status_code == 303
    said = answers(place)[-1]
    assert (said.state, said.audience, said.how) == (AnswerState.LIMITED, Audience.ONLINE, How.SPOKEN)
    assert said.treatments == {Treatment.FACE_BLURRED, Treatment.NO_CREDIT}
    assert (said.languages_left_out, said.taken_by) == ({"ar", "sr-Latn"}, "Ines")
    page = place.client.get(f"/workshops/{HOME}/people/person-amra/").text
    assert "Yes, on conditions" in page
    assert "Faces blurred · Not credited" in page


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"audience": ""}, 409, "names no audience"),
        ({"subject": "clip-ghost"}, 409, "clip-ghost"),
        ({"role": "guardian"}, 409, "does not count"),
        ({"audience": "everybody"}, 400, "everybody"),
        ({"state": "maybe"}, 400, "maybe"),
        ({"stage": "S5"}, 400, "S5"),
        ({"treatments": "hat"}, 400, "hat"),
        ({"taken_by": "x" * 201}, 400, "longer than"),
    ],
)
def test_an_answer_out_of_order_is_refused_in_words(
    place: Place, change: dict[str, str], status: int, words: str
) -> None:
    before = answers(place)
    answer = place.post("people/person-amra/answers", **YES | change)
    assert answer.status_code == status
    assert words in answer.text
    assert answers(place) == before


def test_a_withdrawal_closes_the_film_the_kit_and_the_page(place: Place) -> None:
    done = place.post(
        "people/person-amra/withdraw", clip="clip-bread", how="spoken", role="self", taken_by="Ines"
    )
    assert done.status_code == 303
    with place.studio.documents.read(HOME) as tx:
        (withdrawal,) = tx.find(Withdrawal)
        assert withdrawal.clip_ids == ("clip-bread",)
        assert tx.get(CutVersion, "version-1").state is CutState.RECALLED
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
    assert place.client.get(f"/workshops/{HOME}/kits/kit-1/film.mp4").status_code == 403
    page = place.client.get(f"/workshops/{HOME}/people/person-amra/").text
    assert "cannot be called back" in page
    assert "Withdrawn" in page


def test_everything_can_be_taken_back_for_a_child_by_the_child(place: Place) -> None:
    done = place.post("people/person-nur/withdraw", how="spoken", role="child-assent")
    assert done.status_code == 400  # nothing chosen is not everything
    done = place.post("people/person-nur/withdraw", clip="everything", how="spoken", role="child-assent")
    assert done.status_code == 303
    film = place.client.get(f"/workshops/{HOME}/films/version-1/")
    assert "Recalled" in film.text
    assert "<video" not in film.text


def test_somebody_is_logged_and_the_clip_is_closed_until_that_is_confirmed(place: Place) -> None:
    assert (
        place.post("clips/clip-bread/people", person="person-nur", signs=["voice", "place"]).status_code
        == 303
    )
    with place.studio.documents.read(HOME) as tx:
        assert len(tx.find(Appearance, clip_id="clip-bread")) == 2
        assert not tx.get(Clip, "clip-bread").people_complete
    assert place.client.get(f"/workshops/{HOME}/films/version-1/film.mp4").status_code == 403
    assert place.post("clips/clip-bread/complete", by="Selma").status_code == 303
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Clip, "clip-bread").people_complete


def test_pages_say_who_stands_in_the_way(place: Place) -> None:
    page = place.client.get(f"/workshops/{HOME}/films/version-1/").text
    assert "⁨Amra⁩ has not answered about showing “⁨Bread on the table⁩” to everybody online" in page
    assert "The guardian of ⁨نور⁩" in page
    assert '<bdi lang="ar">العربية</bdi>' in page


def test_a_part_of_the_film_can_be_jumped_to_without_a_script(place: Place) -> None:
    page = place.client.get(f"/workshops/{HOME}/films/version-1/").text
    assert 'href="?at=3000"' in page
    assert "film.mp4#" not in page
    there = place.client.get(f"/workshops/{HOME}/films/version-1/?at=3000").text
    assert "film.mp4#t=3.000" in there.replace("%3D", "=")
    for odd in ("-5", "x", "1e9", '"><b>'):
        assert (
            place.client.get(f"/workshops/{HOME}/films/version-1/", query_string={"at": odd}).status_code
            == 200
        )


def test_a_clip_that_no_worker_has_prepared_says_so(place: Place) -> None:
    for path in place.studio.settings.home.rglob("proxy-*.mp4"):
        path.unlink()
    assert "not prepared for watching yet" in place.client.get(f"/workshops/{HOME}/clips/clip-bread/").text
    assert place.client.get(f"/workshops/{HOME}/clips/clip-bread/video.mp4").status_code == 404


def test_a_yes_names_the_notice_in_their_language_and_it_is_said_which(place: Place) -> None:
    place.post("people/person-amra/answers", **YES)
    assert answers(place)[-1].notice == notice("S3", "en").reference  # nobody has approved the Bosnian one
    assert "Asked in English" in place.client.get(f"/workshops/{HOME}/people/person-amra/").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"teach_back": "not-understood"}, "Explain it again"),
        ({"notice_language": "tr"}, "nobody has approved"),
    ],
)
def test_what_was_not_understood_is_refused_and_on_record(
    place: Place, change: dict[str, str], words: str
) -> None:
    before = answers(place)
    answer = place.post("people/person-amra/answers", **YES | change)
    assert (answer.status_code, words in answer.text) == (409, True)
    with place.studio.documents.read(HOME) as tx:
        assert len(tx.find(RefusedAnswer)) == 1
    assert answers(place) == before


def test_who_was_logged_by_mistake_is_taken_out_and_the_clip_waits_for_a_look(place: Place) -> None:
    place.post("clips/clip-bread/people", person="person-nur", signs=["voice"])
    gone = {"person": "person-nur", "by": "Selma", "reason": "A cousin"}
    assert place.post("clips/clip-bread/mistaken", **gone).status_code == 303
    with place.studio.documents.read(HOME) as tx:
        assert [one.participant_id for one in tx.find(Appearance, clip_id="clip-bread")] == ["person-amra"]
        assert not tx.get(Clip, "clip-bread").people_complete
    place.post("people/person-amra/withdraw", clip="clip-bread", role="self", how="spoken")
    gone["person"] = "person-amra"
    assert place.post("clips/clip-bread/mistaken", **gone).status_code == 409


def test_an_officer_says_no_for_a_minor(place: Place) -> None:
    page = place.client.get(f"/workshops/{HOME}/people/person-nur/").text
    assert 'value="best-interests"' in page
    no = YES | {"role": "best-interests", "state": "refused"}
    assert place.post("people/person-nur/answers", **no).status_code == 303
    assert not answers(place, "person-nur")[-1].state.is_yes
    assert place.post("people/person-nur/answers", **(no | {"state": "given"})).status_code == 403


def test_it_is_on_record_which_guardian_takes_back(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        father = add_guardian(tx, "person-nur", "Emir", relation="father")
    back = {"clip": "clip-bread", "role": "guardian", "how": "spoken", "guardian": father.id}
    assert place.post("people/person-nur/withdraw", **back).status_code == 303
    assert answers(place, "person-nur")[-1].guardian_id == father.id
