"""Reports in the browser: what is in them, for whom, and that the gate is asked each time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_world import AT, PAPER, TODAY, paper_of, poster_in, read, reported, takes_back
from web_world import HOME, Place

from pvstudio.model import Audience, CutVersion, Workshop
from pvstudio.store.files import delete_tree
from pvstudio.store.reading import read_bytes
from web.pages import reports as pages
from workflows.accounts import Role as AccountRole
from workflows.publish import film_folder
from workflows.retrospectives import Change, Kind


def test_a_film_that_its_people_released_is_there_with_its_picture(place: Place) -> None:
    page = read(place)
    assert "Bread and river" in page
    assert poster_in(page) == read_bytes(film_folder(place.studio, HOME, "version-1") / "poster.jpg")


def test_for_other_readers_the_film_is_counted_and_nothing_more(told: Place) -> None:
    page = read(told, audience="partners")
    assert "Bread and river" not in page
    assert not poster_in(page)
    assert "Films that are not shown here: \u20681\u2069" in page
    assert "We drank tea" not in page  # it is about a film that these readers may not see
    assert "Dom kulture" not in page  # where it was is told to nobody who may not know of the film
    assert "not shown here" in page


def test_who_takes_back_a_yes_takes_the_film_out_at_once(told: Place) -> None:
    assert "Bread and river" in read(told)
    takes_back(told)
    page = read(told)
    assert "Bread and river" not in page
    assert not poster_in(page)
    assert "Films that are not shown here: \u20681\u2069" in page


def test_a_yes_that_is_taken_back_while_the_pdf_is_made_stops_it(
    told: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pages.report_paper

    def slowly(*some: object) -> str:
        page = made(*some)  # type: ignore[arg-type]
        takes_back(told)
        return page

    monkeypatch.setattr(pages, "report_paper", slowly)
    answer = told.client.get(PAPER, query_string={"audience": "community"})
    assert answer.status_code == 409
    assert not poster_in(answer.text)


def test_a_version_that_the_ledger_does_not_know_is_not_shown(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        version = tx.get(CutVersion, "version-1")
        tx.put(replace(version, id="version-2", number=2))
    page = read(place)
    assert page.count("data:image/jpeg") == 1  # the one before it, which people agreed to
    assert [film.version_id for film in reported(place).films] == ["version-1"]


def test_words_need_consent_and_may_name_nobody(told: Place) -> None:
    page = read(told)
    assert "We drank tea" in page
    assert "Tea first" in page
    assert not any(words in page for words in ("Only for you", "Amra", "Of another film", "Huda"))
    assert "may give somebody away: \u20682\u2069" in page  # “Of another film”, and a change
    assert "not over yet, shown from" in page  # how many answered what, this month


def test_who_sees_to_a_change_is_named_to_the_group_alone(told: Place) -> None:
    """And only somebody with an account: any other name may be that of somebody who was there."""
    with told.studio.documents.write(HOME) as tx:
        for id_, owner, account in (("3", "Selma", "account-1"), ("4", "Nobody", ""), ("5", "Amra", "x")):
            tx.put(
                Change(
                    id=f"change-{id_}",
                    kind=Kind.KEEP,
                    words="Longer breaks",
                    owner=owner,
                    owner_id=account,
                    due=TODAY,
                    made_at=AT,
                )
            )
    own = read(told, audience="group")
    assert "Sees to it: \u2068Selma\u2069" in own
    assert own.count("Sees to it") == 1
    for page in (read(told), paper_of(told, inside=False, audience=Audience.GROUP)):
        assert "Longer breaks" in page
        assert str(TODAY) in page
        assert "Sees to it" not in page
        assert "Selma" not in page


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"since": "soon"}, "since"),
        ({"since": "2026-05-02", "until": "2026-05-01"}, "until"),
        ({"audience": "everybody"}, "audience"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(place: Place, wish: dict[str, str], field: str) -> None:
    answer = place.client.get(PAPER, query_string=wish)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    if "since" in wish:
        assert f'value="{wish["since"]}"' in answer.text


def test_several_workshops_are_those_of_who_asks(place: Place) -> None:
    for id_, title in (("mostar", "Of others"), ("tuzla", "Riječi")):
        with place.studio.documents.write(id_) as tx:
            tx.put(Workshop(id=id_, title=title, country="BiH"))
    officer = place.browser(AccountRole.OFFICER)
    assert "Of others" not in officer.get("/reports/").text
    wish = {"workshop": [HOME, "mostar"], "audience": "community"}
    assert officer.get("/reports/paper", query_string=wish).status_code == 404
    assert "Bread and river" in read(place, "/reports/paper", role=AccountRole.OFFICER, workshop=HOME)
    nothing = officer.get("/reports/paper", query_string={"workshop": HOME, "country": "BiH"})
    assert nothing.status_code == 422
    assert 'id="wrong-workshop"' in nothing.text


@pytest.mark.parametrize("audience", [Audience.GROUP, Audience.COMMUNITY, Audience.AUTHORITIES])
def test_the_office_reads_only_what_partners_or_everybody_may(told: Place, audience: Audience) -> None:
    office = told.browser(AccountRole.OFFICE)
    answer = office.get(PAPER, query_string={"audience": audience})
    assert answer.status_code == 422
    assert 'id="wrong-audience"' in answer.text
    assert "Bread and river" not in answer.text
    assert f'value="{audience}"' not in office.get("/reports/").text
    several = {"audience": audience, "workshop": HOME}
    assert office.get("/reports/paper", query_string=several).status_code == 422
    assert office.get(PAPER, query_string={"audience": "partners"}).status_code == 200


def test_the_office_gets_no_pictures_and_hosts_nothing(place: Place) -> None:
    assert not poster_in(paper_of(place, inside=False))
    assert "Bread and river" in paper_of(place, inside=False)
    assert "no pictures of people" in place.browser(AccountRole.OFFICE).get("/reports/").text
    host = place.browser(AccountRole.HOST)
    assert host.get(PAPER).status_code == host.get("/reports/").status_code == 403


@pytest.mark.parametrize("language", ["bs", "ar"])
def test_it_is_said_in_every_language_of_papers(place: Place, language: str) -> None:
    page = read(place, language=language)
    assert "Bread and river" in page


def test_a_film_whose_files_are_not_here_is_told_without_picture_and_length(place: Place) -> None:
    delete_tree(film_folder(place.studio, HOME, "version-1"))
    film = reported(place).films[0]
    assert (film.title, film.duration_ms, film.poster) == ("Bread and river", None, b"")


def test_a_report_says_nothing_when_printed_of_pictures(place: Place) -> None:
    assert "base64" not in repr(reported(place))
    assert len(reported(place).films[0].poster) > 100
    assert reported(place).films[0].duration_ms == 4000
