"""A person looks at a treated clip in the browser, and says what they saw."""

from __future__ import annotations

import pytest
from web_filled import BLUR, TREATED
from web_world import HOME, Place

from consent.releases import AnswerState, Role
from consent.treated import TreatmentCheck, Verdict
from pvstudio.model import Audience, CutVersion, Kit, KitState
from workflows.queue import JobQueue, Work

PAGE = f"/workshops/{HOME}/treatments/{TREATED}/"
FILM, KIT = f"/workshops/{HOME}/films/version-1/", f"/workshops/{HOME}/kits/kit-1/"


@pytest.fixture
def asked(place: Place) -> Place:
    """Nur's guardian asks for a blurred face from now on."""
    place.say(
        "nur", "clip-river", AnswerState.LIMITED, Audience.COMMUNITY, role=Role.GUARDIAN, treatments=BLUR
    )
    return place


def check(place: Place, verdict: str, **fields: str) -> int:
    return place.post(f"treatments/{TREATED}/check", verdict=verdict, **fields).status_code


def test_a_treated_clip_is_closed_until_a_person_confirms_it(asked: Place) -> None:
    for base in (FILM, KIT):
        assert asked.client.get(f"{base}film.mp4").status_code == 403
    page = asked.client.get(FILM).text
    assert "watch the treated clip and confirm it" in page
    assert f'href="/workshops/{HOME}/treatments/"' in page
    assert check(asked, "ok") == 303
    for base in (FILM, KIT):
        assert asked.client.get(f"{base}film.mp4").status_code == 200


def test_the_page_shows_the_treated_clip_who_asked_and_where_to_look(asked: Place) -> None:
    page = asked.client.get(PAGE).text
    assert f'src="{PAGE}video.mp4"' in page
    assert "نور" in page
    assert "Faces blurred" in page
    assert "All faces are hidden" in page
    assert "Something can be recognised" in page
    assert page.count("<svg viewBox=") >= 6  # two seconds, a picture each half second at least
    assert '<li class="lost">' in page
    assert "Nobody has watched it yet" in asked.client.get(f"/workshops/{HOME}/treatments/").text


def test_a_picture_leads_to_its_moment_without_a_script(asked: Place) -> None:
    assert f'href="{PAGE}?at=480#watch"' in asked.client.get(PAGE).text
    there = asked.client.get(f"{PAGE}?at=480").text
    assert "video.mp4#t=0.480" in there.replace("%3D", "=")
    for odd in ("-5", "x", '"><b>'):
        assert asked.client.get(PAGE, query_string={"at": odd}).status_code == 200


def test_a_doubt_closes_at_once_and_offers_to_leave_the_clip_out(asked: Place) -> None:
    assert "Leave this clip out" not in asked.client.get(PAGE).text
    assert check(asked, "ok") == 303
    assert check(asked, "not-ok", words="in the mirror, 0:01") == 303
    assert asked.client.get(f"{FILM}film.mp4").status_code == 403
    with asked.studio.documents.read(HOME) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
        last = max(tx.find(TreatmentCheck), key=lambda one: one.number)
    assert (last.verdict, last.by, last.words) == (Verdict.NOT_OK, "Facilitator", "in the mirror, 0:01")
    assert "in the mirror, 0:01" in asked.client.get(FILM).text
    assert "Leave this clip out" in asked.client.get(PAGE).text
    assert asked.post(f"treatments/{TREATED}/leave-out").status_code == 303
    with asked.studio.documents.read(HOME) as tx:
        [draft] = tx.find(CutVersion, narrows="version-1")
    assert [item.clip_id for item in draft.items] == ["clip-bread"]
    with JobQueue(asked.studio) as queue:
        assert draft.id in {job.about for job in queue.jobs() if job.work == Work.ASSEMBLE}


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"verdict": "maybe"}, 400, "maybe"),
        ({"words": "x" * 201}, 422, "This is too long"),
    ],
)
def test_a_check_that_says_nothing_is_refused(
    asked: Place, fields: dict[str, str], status: int, words: str
) -> None:
    answer = asked.post(f"treatments/{TREATED}/check", **{"verdict": "ok"} | fields)
    assert answer.status_code == status
    assert words in answer.text
    with asked.studio.documents.read(HOME) as tx:
        assert tx.find(TreatmentCheck) == []


def test_nothing_is_left_out_that_nobody_doubted(asked: Place) -> None:
    answer = asked.post(f"treatments/{TREATED}/leave-out")
    assert answer.status_code == 409
    assert "Nobody has said" in answer.text


def test_what_a_person_says_is_shown_as_text(asked: Place) -> None:
    check(asked, "not-ok", words="<img src=x onerror=alert(1)>")
    for url in (PAGE, FILM):
        assert "<img src=x" not in asked.client.get(url).text


def test_a_file_that_is_gone_is_said_so_and_cannot_be_confirmed(asked: Place) -> None:
    for path in asked.studio.settings.home.rglob("mezzanine-*.json"):
        path.unlink()
    assert "not here any more" in asked.client.get(PAGE).text
    assert asked.client.get(f"{PAGE}video.mp4").status_code == 404
    assert check(asked, "ok") == 409
    with asked.studio.documents.read(HOME) as tx:
        assert tx.find(TreatmentCheck) == []
