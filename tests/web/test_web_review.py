"""A film goes to its people, is watched and answered about."""

from __future__ import annotations

from dataclasses import replace

from web_world import HOME, Place

from consent.answers.enrolling import enrol
from consent.releases import Answer, AnswerState, How, Stage, TeachBack
from pvstudio.model import AgeBand, Audience, Clip, CutVersion, Participant
from workflows.accounts import Role
from workflows.reviews import ReviewRequest, forget_reviews
from workflows.withdrawals import withdraw

REVIEW = f"/workshops/{HOME}/films/version-1/review/"
QUESTIONS = "films/version-1/review/person-amra/questions/"


def send(place: Place, *audiences: str, **more: str):
    return place.post("films/version-1/review/", audiences=list(audiences), **more)


def requests(place: Place) -> list[ReviewRequest]:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(ReviewRequest)


def answers(place: Place, person: str, audience: Audience) -> list[Answer]:
    with place.studio.documents.read(HOME) as tx:
        said = tx.find(Answer, participant_id=person, stage=Stage.S4, audience=audience)
    return sorted(said, key=lambda one: one.number)


def test_everybody_in_the_film_is_asked_and_seen_to_be_missing(place: Place) -> None:
    assert send(place, "group", "online", deadline="2100-01-01").status_code == 303
    asked = requests(place)
    assert {one.participant_id for one in asked} == {"person-amra", "person-nur"}
    assert {one.audiences for one in asked} == {(Audience.GROUP, Audience.ONLINE)}
    assert {one.by for one in asked} == {"Facilitator"}
    page = place.client.get(REVIEW).text
    assert "2 people have not answered everything." in page
    assert "2100-01-01" in page
    assert "Show it to the guardian now" in page


def test_who_has_answered_already_is_not_missing(place: Place) -> None:
    page = place.client.get(REVIEW).text
    assert page.count("Has answered already") == 2
    assert "not asked yet" not in page.lower()
    with place.studio.book(HOME) as tx:
        tx.put(replace(tx.get(CutVersion, "version-1"), audience=Audience.ONLINE))
    page = place.client.get(REVIEW).text
    assert "2 people were not asked yet." in page
    assert "Has answered already" not in page


def test_who_was_asked_before_keeps_that_and_is_asked_the_new_besides(place: Place) -> None:
    send(place, "community")
    before = requests(place)
    send(place, "online")
    assert [one.id for one in requests(place)] == [one.id for one in before]
    assert {one.audiences for one in requests(place)} == {(Audience.COMMUNITY, Audience.ONLINE)}


def test_nothing_is_sent_for_nobody(place: Place) -> None:
    assert send(place).status_code == 422
    assert send(place, "community", deadline="tomorrow").status_code == 400
    assert requests(place) == []


def test_a_film_that_may_not_be_shown_to_its_people_is_not_sent(place: Place) -> None:
    withdraw(place.studio, HOME, "person-amra", ["clip-bread"])
    answer = send(place, "community")
    assert answer.status_code in {409, 500}  # recalled: there is no film any more
    assert requests(place) == []


def test_who_stands_in_the_way_of_even_asking_is_named(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        tx.put(replace(tx.get(Clip, "clip-bread"), people_complete=False))
    answer = send(place, "community")
    assert answer.status_code == 409
    assert "It may not even be shown to the people in it" in answer.text
    assert requests(place) == []


def test_what_somebody_was_asked_is_forgotten_with_them(place: Place) -> None:
    send(place, "online")
    with place.studio.documents.write(HOME) as tx:
        forget_reviews(tx, "person-amra")
    assert [one.participant_id for one in requests(place)] == ["person-nur"]


def test_who_has_watched_and_was_reminded_is_written_down(place: Place) -> None:
    send(place, "online")
    page = place.client.get(f"{REVIEW}person-amra/watch/").text
    assert f'src="/workshops/{HOME}/films/version-1/film.mp4"' in page
    assert place.post("films/version-1/review/person-amra/watched", subtitles="ar").status_code == 303
    place.post("films/version-1/review/person-amra/remind")
    amra = next(one for one in requests(place) if one.participant_id == "person-amra")
    assert amra.watched_at
    assert amra.reminded_at
    assert amra.watched_in == "ar"


def watched(place: Place, *audiences: str) -> None:
    """The film was sent to its people, and Amra has watched it."""
    send(place, *audiences)
    place.post("films/version-1/review/person-amra/watched", subtitles="ar")


def test_answers_on_the_screen_are_recorded_with_the_notice_that_was_shown(place: Place) -> None:
    watched(place, "group", "partners", "online")
    page = place.client.get(f"{REVIEW}person-amra/questions/?language=en").text
    assert page.count('name="answer-') == 9
    assert "This film" in page
    form = {"language": "en", "answer-group": "given", "answer-online": "refused", "answer-partners": ""}
    assert place.post(QUESTIONS, told="1", treatments="no-credit", **form).status_code == 303
    [yes], [no] = (answers(place, "person-amra", one) for one in (Audience.GROUP, Audience.ONLINE))
    assert (yes.state, no.state) == (AnswerState.LIMITED, AnswerState.REFUSED)
    assert yes.notice.startswith("S4/en/")
    assert (yes.taken_by, yes.how, yes.teach_back) == ("Facilitator", How.ON_SCREEN, TeachBack.UNDERSTOOD)
    assert answers(place, "person-amra", Audience.PARTNERS) == []
    live = place.client.get(f"{REVIEW}live").text
    assert "1 answer to come" in live
    place.post(QUESTIONS, told="1", **form | {"answer-partners": "given"})
    assert "Answered" in place.client.get(f"{REVIEW}live").text


def test_a_yes_that_was_not_understood_is_no_yes_and_nothing_else_is_recorded(place: Place) -> None:
    watched(place, "group", "online")
    form = {"language": "en", "answer-group": "given", "answer-online": "given"}
    answer = place.post(QUESTIONS, told="0", **form)
    assert answer.status_code == 409
    assert "Let us look at it again together." in answer.text
    assert answers(place, "person-amra", Audience.GROUP) == []


def test_no_yes_on_the_screen_before_it_was_asked_watched_and_told_back(place: Place) -> None:
    form = {"language": "en", "answer-online": "given", "answer-partners": "given"}
    path = f"/workshops/{HOME}/{QUESTIONS}"
    assert "Not asked yet" in (refused := place.post(QUESTIONS, told="1", **form)).text
    assert refused.status_code == 409
    send(place, "online")
    assert "Please watch first" in place.post(QUESTIONS, told="1", **form).text
    assert 'value="given" disabled' in place.client.get(f"{path}?language=en").text
    watched(place, "online")
    assert 'value="given" disabled' not in place.client.get(f"{path}?language=en").text
    assert place.post(QUESTIONS, told="1", **form).status_code == 409  # nobody asked about partners
    del form["answer-partners"]
    assert "Let us look at it again" in place.post(QUESTIONS, **form).text  # nothing was told back
    assert answers(place, "person-amra", Audience.ONLINE) == []
    assert place.post(QUESTIONS, told="1", **form).status_code == 303
    assert len(answers(place, "person-amra", Audience.ONLINE)) == 1


def test_a_no_needs_nothing_before_it_and_no_yes_takes_it_along(place: Place) -> None:
    form = {"language": "en", "answer-group": "refused", "answer-online": "given"}
    assert place.post(QUESTIONS, **form).status_code == 409
    [no] = answers(place, "person-amra", Audience.GROUP)
    assert no.state is AnswerState.REFUSED
    assert answers(place, "person-amra", Audience.ONLINE) == []
    assert place.post(QUESTIONS, language="en", **{"answer-partners": "refused"}).status_code == 303


def test_nothing_that_was_ticked_or_typed_is_lost_when_a_yes_is_refused(place: Place) -> None:
    watched(place, "group", "online")
    form = {"answer-group": "given", "answer-online": "refused", "treatments": "no-credit", "left_out": "ar"}
    page = place.post(QUESTIONS, language="en", told="0", interpreter="Huda K", **form).text
    for kept in (
        'name="answer-group" value="given" checked',
        'name="answer-online" value="refused" checked',
        'name="told" value="0" checked',
        'name="treatments" value="no-credit" checked',
        'name="left_out" value="ar" checked',
        'name="interpreter" value="Huda K"',
    ):
        assert kept in page, kept


def test_only_the_officer_signs_for_a_child_who_is_alone(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        enrol(tx, replace(tx.get(Participant, "person-nur"), age_band=AgeBand.UNACCOMPANIED))
    fields = {
        "stage": "S1",
        "subject": HOME,
        "role": "best-interests",
        "how": "spoken",
        "notice_language": "en",
    }
    path = "people/person-nur/answers"
    assert place.post(path, state="given", **fields).status_code == 403
    officer = place.browser(Role.OFFICER)
    officer.get("/sign-in")
    with officer.session_transaction() as session:
        token = session["token"]
    url = f"/workshops/{HOME}/{path}"
    assert officer.post(url, data={"token": token, "state": "given", **fields}).status_code in {302, 303}
    with place.studio.documents.read(HOME) as tx:
        [signed] = [
            one for one in tx.find(Answer, participant_id="person-nur") if one.role == "best-interests"
        ]
    assert signed.taken_by == "Officer"
