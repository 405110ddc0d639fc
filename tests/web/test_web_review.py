"""A film goes to its people, is watched, answered about, published, fetched by its host and called back."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from web_world import HOME, Place

from consent.answers.enrolling import enrol
from consent.answers.recording import record_answer
from consent.ledger.keys import fingerprint
from consent.releases import Answer, AnswerState, How, Stage, TeachBack
from pvstudio.editing.film import write_sums
from pvstudio.model import AgeBand, Audience, Clip, CutVersion, Kit, KitState, Participant
from pvstudio.store.errors import DiskFull
from web.pages import publishing
from web.sending import delivery as sending
from workflows.accounts import Account, Role
from workflows.publish import film_folder, kit_folder
from workflows.publish import publish as really
from workflows.reviews import ReviewRequest, forget_reviews
from workflows.screening_kits.pages.verify import grouped
from workflows.screening_kits.wishes import KitOrder
from workflows.withdrawals import withdraw

FILM = f"/workshops/{HOME}/films/version-1"
REVIEW = f"{FILM}/review/"
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
    assert f'src="{FILM}/film.mp4"' in page
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


# -- publishing, hosts --------------------------------------------------------------------------


@pytest.fixture
def ready(place: Place) -> Place:
    """The film as a render leaves it: with the sums of its files."""
    write_sums(film_folder(place.studio, HOME, "version-1"))
    return place


def publish(place: Place, **fields: object):
    return place.post("films/version-1/publish/", **fields)


def kits(place: Place, host: str = "account-host") -> list[Kit]:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(Kit, host=host)


def orders(place: Place) -> list[KitOrder]:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(KitOrder)


def handed(place: Place) -> Kit:
    """Order a kit in the browser; let it leave as a worker would, without its papers."""
    answer = publish(place, audiences="community", host="account-host", languages="ar")
    assert answer.status_code == 303, answer.text
    [order] = orders(place)
    assert answer.location.endswith(f"/kits/{order.id}/")
    assert "The kit is being made" in place.client.get(answer.location).text
    more = {"recipient": order.recipient, "host": order.host, "wish": order.wish, "kit_id": order.id}
    kit = really(place.studio, HOME, order.cut_version_id, order.audience, **more)
    with place.studio.documents.write(HOME) as tx:
        tx.delete(KitOrder, order.id)
    return kit


def test_a_kit_is_stopped_and_one_that_is_out_is_shown_instead(ready: Place) -> None:
    def stopped(kit_id: str) -> str:
        answer = ready.post(f"kits/{kit_id}/forget")
        assert answer.status_code == 303
        return str(answer.location)

    publish(ready, audiences="community", host="account-host", languages="ar", press="a")
    assert stopped(orders(ready)[0].id).endswith("/films/version-1/publish/")
    assert (orders(ready), kits(ready)) == ([], [])
    kit = handed(ready)
    assert stopped(kit.id).endswith(f"/kits/{kit.id}/")
    assert [one.state for one in kits(ready)] == [KitState.PUBLISHED]


def test_what_the_gate_refuses_is_said_and_does_not_leave(ready: Place) -> None:
    answer = publish(ready, audiences=["community", "online"], host="account-host")
    assert answer.status_code == 409
    assert "has not answered" in answer.text
    [order] = orders(ready)
    assert order.audience is Audience.COMMUNITY
    assert kits(ready) == []
    assert publish(ready, audiences="community").status_code == 422
    assert publish(ready, host="account-host").status_code == 422


@pytest.mark.parametrize("fails", [Audience.COMMUNITY, Audience.GROUP])
def test_a_full_disk_at_one_audience_hides_no_kit_and_loses_nothing_typed(
    ready: Place, monkeypatch: pytest.MonkeyPatch, fails: Audience
) -> None:
    """The kit that was made is told of and not asked for again; the other one stays asked for."""

    def sometimes(*what: object, **more: str) -> str:
        if fails in what:
            raise DiskFull(ready.studio.settings.home)
        return "kit-ordered"

    monkeypatch.setattr(publishing, "order_kit", sometimes)
    answer = publish(ready, audiences=["group", "community"], recipient="Kino")
    assert answer.status_code == 409
    assert "1 kit is being made for" in answer.text
    assert "The disk of the studio is full." in answer.text
    ticked = re.findall(r'name="audiences" value="([a-z]+)" checked', answer.text)
    assert ticked == (["community"] if fails is Audience.COMMUNITY else [])  # no group may see it
    assert 'name="recipient" value="Kino"' in answer.text
    assert 'name="languages" value="ar">' in answer.text  # left out, as it was


def test_what_was_chosen_for_a_kit_stays_when_something_is_missing(ready: Place) -> None:
    page = publish(ready, host="account-host", languages="ar", recipient="Kino").text
    assert '<option value="account-host" selected>' in page
    assert 'name="recipient" value="Kino"' in page
    assert 'name="languages" value="ar" checked' in page
    assert 'value="community" checked' not in page
    assert 'value="community" checked' in publish(ready, audiences="community", languages="ar").text


def test_a_host_is_never_told_who_stands_in_the_way(ready: Place) -> None:
    kit, host = handed(ready), ready.browser(Role.HOST)
    with ready.studio.book(HOME) as tx:
        tx.put(replace(tx.get(Clip, "clip-bread"), people_complete=False))
        no = Answer(
            id="answer-no",
            at=datetime.now(UTC),
            participant_id="person-amra",
            stage=Stage.S3,
            subject_id="clip-bread",
            state=AnswerState.WITHDRAWN,
        )
        record_answer(tx, no)
    for name in ("film.mp4", "poster.jpg", "kit.zip"):
        url = f"/workshops/{HOME}/kits/{kit.id}/{name}"
        for kind in ("text/html", "video/mp4", "*/*"):
            answer = host.get(url, headers={"Accept": kind})
            assert answer.status_code == 403
            assert "It may not be shown now." in answer.text
            assert not re.search("Amra|Bread|Somebody", answer.text), kind
        if name != "poster.jpg":
            assert "Amra" in ready.client.get(url, headers={"Accept": "text/html"}).text


def test_a_host_sees_their_kits_and_no_others(ready: Place) -> None:
    kit, host = handed(ready), ready.browser(Role.HOST)
    mine = host.get("/kits/").text
    assert f"/workshops/{HOME}/kits/{kit.id}/" in mine
    assert "kit-1/" not in mine
    for name in ("", "film.mp4", "poster.jpg", "kit.zip"):
        assert host.get(f"/workshops/{HOME}/kits/{kit.id}/{name}").status_code == 200, name
        assert host.get(f"/workshops/{HOME}/kits/kit-1/{name}").status_code == 404, name
    letters = grouped(fingerprint(ready.studio.signing_key.public))  # to compare with those of VERIFY.html
    for browser in (host, ready.client):
        assert letters in browser.get(f"/workshops/{HOME}/kits/{kit.id}/").text
    for path in ("kits/", "", "films/version-1/", "consent/", "people/person-amra/", "recalls/"):
        assert host.get(f"/workshops/{HOME}/{path}").status_code == 403, path
    with ready.studio.documents.write("studio.accounts") as tx:
        tx.put(replace(tx.get(Account, "account-host"), workshops=frozenset()))
    assert host.get(f"/workshops/{HOME}/kits/{kit.id}/film.mp4").status_code == 404
    assert kit.id not in host.get("/kits/").text


def test_the_zip_holds_the_kit(ready: Place) -> None:
    kit = handed(ready)
    url = f"/workshops/{HOME}/kits/{kit.id}/kit.zip"
    whole = ready.browser(Role.HOST).get(url)
    assert whole.mimetype == "application/zip"
    folder = kit_folder(ready.studio, HOME, kit.id)
    with zipfile.ZipFile(io.BytesIO(whole.data)) as archive:
        found = {Path(name).name: archive.read(name) for name in archive.namelist()}
    assert found == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {"film.mp4", "film.ar.vtt", "START-HERE.txt", "SHA256SUMS"} <= found.keys()
    part = ready.browser(Role.HOST).get(url, headers={"Range": f"bytes={len(whole.data) // 2}-"})
    assert (part.status_code, part.data) == (206, whole.data[len(whole.data) // 2 :])


def test_a_withdrawal_ends_a_download_in_the_middle(ready: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = handed(ready)
    monkeypatch.setattr(sending, "GOOD_FOR_S", 0.0)
    monkeypatch.setattr("web.sending.ranges.BLOCK", 1 << 10)
    answer = ready.browser(Role.HOST).get(f"/workshops/{HOME}/kits/{kit.id}/kit.zip", buffered=False)
    stream = answer.iter_encoded()
    next(stream)
    withdraw(ready.studio, HOME, "person-amra", ["clip-bread"])
    with pytest.raises(ConnectionResetError):
        list(stream)
    answer.close()
    assert ready.browser(Role.HOST).get(f"/workshops/{HOME}/kits/{kit.id}/kit.zip").status_code == 403


def test_a_kit_is_called_back_and_its_host_confirms(ready: Place) -> None:
    kit, host = handed(ready), ready.browser(Role.HOST)
    assert ready.post(f"kits/{kit.id}/recall").status_code == 400
    assert ready.post(f"kits/{kit.id}/recall", sure="yes").status_code == 303
    assert host.get(f"/workshops/{HOME}/kits/{kit.id}/film.mp4").status_code == 403
    names = {path.name for path in kit_folder(ready.studio, HOME, kit.id).iterdir()}
    assert names == {"RECALLED.txt"}
    assert "Every copy is deleted" in host.get("/kits/").text
    with host.session_transaction() as session:
        token = session["token"]
    confirmed = f"/workshops/{HOME}/recalls/{kit.id}/confirmed"
    assert host.post(confirmed, data={"token": token, "by": "Somebody else"}).status_code == 303
    [kit] = kits(ready)
    assert kit.state is KitState.RECALLED
    assert kit.acknowledged_at
    assert "Host" in ready.client.get(f"/workshops/{HOME}/recalls/").text
    other = f"/workshops/{HOME}/recalls/kit-1/confirmed"
    assert host.post(other, data={"token": token}).status_code == 404


def test_the_pages_of_publishing_say_what_stands_in_the_way(place: Place) -> None:
    page = place.client.get(f"{FILM}/publish/").text
    assert page.count("disabled") == 4
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(CutVersion, "version-1").audience is Audience.COMMUNITY
