"""The page of one person: what stands in the way is said before a form that would fail; one form for all."""

from __future__ import annotations

from web_world import HOME, Place

from consent.answers.enrolling import enrol
from consent.errors import AnswerRefused, Refusal
from consent.releases import Answer, AnswerState
from pvstudio.errors import StudioError
from pvstudio.model import AgeBand, Audience, Participant
from web.wording.problems import in_words, is_spoken
from workflows.errors import NotRendered, WithdrawnOnly
from workflows.withdrawals import Withdrawal

FORM = {"stage": "S3", "subject": "clip-bread", "role": "self", "how": "spoken"}


def said(place: Place, person: str = "person-amra") -> list[Answer]:
    with place.studio.documents.read(HOME) as tx:
        return sorted(tx.find(Answer, participant_id=person), key=lambda one: one.number)


def page(place: Place, person: str) -> str:
    return place.client.get(f"/workshops/{HOME}/people/{person}/").text


def add(place: Place, person: str, **about: object) -> None:
    with place.studio.book(HOME) as tx:
        enrol(tx, Participant(id=person, pseudonym=person.title(), **{"age_band": AgeBand.ADULT} | about))  # type: ignore[arg-type]


def test_a_notice_that_nobody_approved_is_said_before_the_form_and_linked(place: Place) -> None:
    add(place, "zlata", languages=("bs",))
    link = f'href="/workshops/{HOME}/notices/bs-Latn/S1/"'
    assert link in page(place, "zlata")
    assert link not in page(place, "person-amra")  # she reads English too
    yes = {"stage": "S1", "subject": HOME, "role": "self", "how": "spoken", "state": "given"}
    refused = place.post("people/zlata/answers", **yes)
    assert refused.status_code == 409
    assert link in refused.text
    assert "pvstudio " not in refused.text


def test_a_child_without_a_guardian_is_said_to_lack_one(place: Place) -> None:
    add(place, "mina", age_band=AgeBand.MINOR, languages=("en",))
    shown = page(place, "mina")
    assert "Without a guardian no yes of the child counts" in shown
    assert f'href="/workshops/{HOME}/participants/mina/"' in shown
    answers = shown[shown.index('id="write"') : shown.index('id="back"')]
    assert ">Guardian</option>" not in answers
    assert ">Guardian</option>" in shown  # an unknown guardian can still take back
    yes = {"stage": "S1", "subject": HOME, "role": "guardian", "how": "spoken", "state": "given"}
    refused = place.post("people/mina/answers", **yes)
    assert refused.status_code == 409
    assert f'href="/workshops/{HOME}/participants/mina/#guardians"' in refused.text
    assert "Without a guardian" not in page(place, "person-nur")


def test_one_form_holds_an_answer_for_each_audience(place: Place) -> None:
    before = len(said(place))
    fields = {"answer-group": "given", "answer-online": "refused", "answer-partners": "given"}
    sent = place.post("people/person-amra/answers", **FORM, **fields, **{"answer-authorities": ""})
    assert sent.status_code == 303
    assert sent.location.endswith("/people/person-amra/#S3-clip-bread")
    new = {one.audience: one.state for one in said(place)[before:]}
    assert new == {
        Audience.GROUP: AnswerState.GIVEN,
        Audience.PARTNERS: AnswerState.GIVEN,
        Audience.ONLINE: AnswerState.REFUSED,
    }
    assert "3 answers are written down." in page(place, "person-amra")


def test_no_refused_yes_takes_a_no_along_and_it_is_said(place: Place) -> None:
    before = len(said(place))
    fields = {"answer-group": "given", "answer-online": "refused", "teach_back": "not-understood"}
    sent = place.post("people/person-amra/answers", **FORM, **fields, treatments="face-blurred")
    assert sent.status_code == 409
    assert "1 answer is written down." in sent.text
    [no] = said(place)[before:]
    assert (no.audience, no.state, no.treatments) == (Audience.ONLINE, AnswerState.REFUSED, frozenset())


def test_the_same_yes_among_others_changes_nothing_and_nothing_is_no_answer(place: Place) -> None:
    before = len(said(place))
    fields = {"answer-community": "given", "answer-group": "given"}  # community was said before
    assert place.post("people/person-amra/answers", **FORM, **fields).status_code == 303
    assert [one.audience for one in said(place)[before:]] == [Audience.GROUP]
    assert place.post("people/person-amra/answers", **FORM).status_code == 400
    assert place.post("people/person-amra/answers", **FORM, **{"answer-group": "maybe"}).status_code == 400


def test_the_interpreter_stands_in_the_next_form_of_the_talk(place: Place) -> None:
    place.post(
        "people/person-amra/answers",
        **FORM,
        **{"answer-group": "given", "interpreter": "Huda", "notice_language": "en"},
    )
    shown = page(place, "person-amra")
    assert 'name="interpreter" value="Huda"' in shown
    assert '<option value="en" selected>' in shown


def test_a_withdrawal_is_confirmed_on_a_page_that_says_what_closes(place: Place) -> None:
    asked = place.client.get(f"/workshops/{HOME}/people/person-amra/withdraw?clip=clip-bread&role=self").text
    assert "Bread on the table" in asked
    assert "1 film is recalled." in asked
    assert "1 kit must be deleted by its host." in asked
    assert 'name="clip" value="clip-bread"' in asked
    with place.studio.documents.read(HOME) as tx:
        assert not tx.find(Withdrawal)  # looking changes nothing
    path = f"/workshops/{HOME}/people/person-amra/withdraw"
    assert place.client.get(path).status_code == 400
    place.post("people/person-amra/withdraw", clip="clip-bread", role="self", how="spoken")
    assert f'<a href="/workshops/{HOME}/recalls/">Recalls</a>' in page(place, "person-amra")


def test_the_diary_names_what_was_asked_about(place: Place) -> None:
    shown = page(place, "person-amra")
    diary = shown[shown.index('id="diary"') :]
    assert "Clip: ⁨Bread on the table⁩" in diary
    assert "Film: ⁨Bread and river · 1⁩" in diary


def test_languages_to_leave_out_are_ticked(place: Place) -> None:
    assert '<input type="checkbox" name="left_out" value="ar">' in page(place, "person-amra")
    place.post("people/person-amra/answers", **FORM, **{"answer-group": "given", "left_out": ["ar", "bs"]})
    assert {"ar", "bs"} == said(place)[-1].languages_left_out


def kinds(of: type[StudioError] = StudioError) -> list[type[StudioError]]:
    return [of, *(deeper for kind in of.__subclasses__() for deeper in kinds(kind))]


def test_no_error_shows_a_command(place: Place) -> None:
    """Untaught ones of every kind, and taught ones whose English advice names one."""
    lost = AnswerRefused(Refusal.UNKNOWN_GUARDIAN, "No guardian.", advice="pvstudio guardian NAME")
    with place.app.test_request_context():
        for kind in kinds():
            error = kind.__new__(kind)
            StudioError.__init__(error, "It went wrong.", advice="Try `pvstudio status --all`.")
            if not is_spoken(error):
                assert in_words(error) == ("It went wrong.", "Ask who looks after this studio."), kind
        for taught in (lost, NotRendered("version-1", "draft"), WithdrawnOnly("w", lost)):
            words, advice = in_words(taught)
            assert advice
            assert "pvstudio " not in words + advice


def test_a_problem_in_a_workshop_leads_back_to_it(place: Place) -> None:
    problem = place.client.get(f"/workshops/{HOME}/people/person-ghost/")
    assert f'<a href="/workshops/{HOME}/">Back to ' in problem.text
    assert '<nav class="rooms"' in problem.text
    elsewhere = place.client.get("/workshops/mostar/").text
    assert "Back to ⁨" not in elsewhere
