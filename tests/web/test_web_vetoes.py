"""The safeguarding officer stops a clip, a person or a film; facilitators read it and cannot change it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from web_world import HOME, Place

from consent.releases import Veto
from pvstudio.model import Kit, KitState
from web.pages.vetoes import standing
from workflows.accounts import Role


@pytest.fixture
def officer(place: Place) -> FlaskClient:
    browser = place.browser(Role.OFFICER)
    browser.get("/sign-in")
    return browser


def post(browser: FlaskClient, path: str, **fields: str) -> int:
    with browser.session_transaction() as session:
        token = session["token"]
    return browser.post(f"/workshops/{HOME}/vetoes/{path}", data={"token": token, **fields}).status_code


def vetoes(place: Place, subject: str) -> list[Veto]:
    with place.studio.documents.read(HOME) as tx:
        return standing(tx, subject)


@pytest.mark.parametrize(
    ("subject", "page"),
    [
        ("clip-bread", "clips/clip-bread/"),
        ("person-amra", "people/person-amra/"),
        ("version-1", "films/version-1/"),
    ],
)
def test_what_the_officer_stops_is_closed_and_its_kits_recalled(
    place: Place, officer: FlaskClient, subject: str, page: str
) -> None:
    assert post(officer, "", subject=subject, audience="", words="Wait for me") == 303
    [veto] = vetoes(place, subject)
    assert (veto.by, veto.audience, veto.words) == ("Officer", None, "Wait for me")
    assert place.client.get(f"/workshops/{HOME}/kits/kit-1/film.mp4").status_code == 403
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
    assert "Wait for me" in place.client.get(f"/workshops/{HOME}/{page}").text
    assert post(officer, f"{veto.id}/lift") == 303
    assert vetoes(place, subject) == []


def test_a_veto_for_one_audience_leaves_the_others(place: Place, officer: FlaskClient) -> None:
    assert post(officer, "", subject="clip-bread", audience="online") == 303
    assert place.client.get(f"/workshops/{HOME}/kits/kit-1/film.mp4").status_code == 200


def test_nobody_else_stops_or_opens(place: Place, officer: FlaskClient) -> None:
    assert place.post("vetoes/", subject="clip-bread").status_code == 403
    assert post(officer, "", subject="clip-bread") == 303
    [veto] = vetoes(place, "clip-bread")
    assert place.post(f"vetoes/{veto.id}/lift").status_code == 403
    assert len(vetoes(place, "clip-bread")) == 1
    assert "Stop it" not in place.client.get(f"/workshops/{HOME}/people/person-amra/").text
    assert "Stop it" in officer.get(f"/workshops/{HOME}/people/person-amra/").text


def test_what_is_not_there_cannot_be_stopped(place: Place, officer: FlaskClient) -> None:
    assert post(officer, "", subject="ghost") == 404
    assert vetoes(place, "ghost") == []
