"""Reports in the browser: what is in them, for whom, and that the gate is asked each time."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

import pytest
from web_filled import answer
from web_world import HOME, Place

from consent.releases import AnswerState
from pvstudio.gatherings import ActivityType, Tally
from pvstudio.model import Audience, CutVersion, PopulationGroup, Sex, Workshop
from pvstudio.store.errors import StoreBusy
from pvstudio.store.files import delete_tree
from pvstudio.store.reading import read_bytes
from web.pages import reports as pages
from workflows.accounts import Role as AccountRole
from workflows.attendance import Attendance, record
from workflows.feedback import Moment, QuoteConsent, Response
from workflows.publish import film_folder
from workflows.reports import Report, Wish, report_of, report_paper
from workflows.retrospectives import Change, Kind
from workflows.screenings import Screening
from workflows.withdrawals import consent_changes

PAPER = f"/workshops/{HOME}/report/paper"
AT = datetime.now(UTC)
TODAY = AT.astimezone().date()


def read(place: Place, address: str = PAPER, *, role: AccountRole | None = None, **wish: object) -> str:
    """Return the report as somebody gets it."""
    browser = place.browser(role) if role else place.client
    answer = browser.get(address, query_string={"audience": "community", "language": "en", **wish})
    assert answer.status_code == 200, answer.text
    return answer.text


def poster_in(page: str) -> bytes:
    found = re.search(r'src="data:image/jpeg;base64,([^"]+)"', page)
    return b64decode(found[1]) if found else b""


def takes_back(place: Place) -> None:
    """Amra takes back her yes to the film."""
    with consent_changes(place.studio, HOME) as tx:
        answer(tx, "amra", "version-1", AnswerState.WITHDRAWN, Audience.COMMUNITY)


def gathered(place: Place, day: date, people: int) -> None:
    """Some came to what is neither a session nor a screening."""
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=None, ends=None))
    came = Attendance(
        id="attendance-9",
        activity=ActivityType.SOCIAL,
        held_on=day,
        country="BA",
        title="Walk",
        tallies=(Tally(sex=Sex.FEMALE, people=people, first_time=people),),
    )
    record(place.studio, HOME, came, by="Huda", at=AT)


def tiles(page: str) -> list[int]:
    """Return the numbers at the head of a report."""
    head = page.partition('<ul class="sums">')[2].partition("</ul>")[0]
    return [int(number) for number in re.findall(r"<strong>(\d+)</strong>", head)]


@pytest.fixture
def told(place: Place) -> Place:
    """The film was shown; people said something, and something was learned."""
    with place.studio.documents.write(HOME) as tx:
        tx.put(
            Screening(
                id="screening-1",
                kit_id="kit-1",
                version_id="version-1",
                audience=Audience.COMMUNITY,
                held_on=TODAY,
                place="Dom kulture",
                people=3,
                reported_at=AT,
                by="account-host",
            )
        )
        for id_, kit, words, consent in (
            ("a", "kit-1", "We drank tea", QuoteConsent.REPORTS),
            ("b", "kit-1", "Only for you", QuoteConsent.HERE),
            ("c", "kit-1", "Amra was brave", QuoteConsent.REPORTS),
            ("d", "kit-gone", "Of another film", QuoteConsent.REPORTS),
        ):
            said = {"open_keep": words}
            tx.put(
                Response(
                    id=f"response-{id_}",
                    kit_id=kit,
                    held_on=TODAY,
                    moment=Moment.AFTER,
                    answers={"smiley": 5},
                    said=said,
                    quote_consent=consent,
                    checked_at=AT if words != "Amra was brave" else None,
                )
            )
        for id_, words in (("1", "Tea first"), ("2", "Ask Amra earlier")):
            tx.put(Change(id=f"change-{id_}", kind=Kind.TRY, words=words, owner="Huda", made_at=AT))
    return place


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
    assert [film.version_id for film in _report(place).films] == ["version-1"]


def test_words_need_consent_and_may_name_nobody(told: Place) -> None:
    page = read(told)
    assert "We drank tea" in page
    assert "Tea first" in page
    assert not any(words in page for words in ("Only for you", "Amra", "Of another film", "Huda"))
    assert "may give somebody away: \u20682\u2069" in page  # “Of another film”, and a change
    assert "not over yet, shown from" in page  # how many answered what, this month


def test_answers_are_told_once_by_months_and_nobody_subtracts_who_comes_later(told: Place) -> None:
    first = TODAY.replace(day=1)
    last_month, later = first - timedelta(days=3), datetime.combine(first + timedelta(days=70), AT.timetz())

    def answer(number: int, step: int) -> None:
        said = Response(
            id=f"response-{number:016x}",
            kit_id="kit-1",
            held_on=last_month,
            moment=Moment.AFTER,
            answers={"smiley": step},
        )
        with told.studio.documents.write(HOME) as tx:
            tx.put(said)

    def answered(at: datetime = AT, **wish: Any) -> list[tuple[str, str]]:
        page = report_paper(report_of(told.studio, Wish(workshops=(HOME,), **wish), at=at), "en")
        return re.findall(r"Answered: \u2068(\d+)\u2069.*?step \u2068(\d)\u2069", page)

    for number in range(4):
        answer(number, 2)
    assert answered() == [], "four are too few"
    answer(4, 2)
    assert answered() == [("5", "2")]
    answer(5, 5)
    assert answered() == answered(inside=False) == [("5", "2")], "who came later is told with others"
    for number in range(6, 10):
        answer(number, 5)
    assert answered() == [("5", "2")]
    assert answered(later, inside=False) == [("5", "2"), ("9", "5")]  # four of this month among them
    assert answered(later, until=last_month) == [("5", "2")]
    assert answered(later, until=last_month - timedelta(days=40)) == []


def test_answers_that_cannot_be_kept_as_told_are_not_told(
    told: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_month = TODAY.replace(day=1) - timedelta(days=3)
    with told.studio.documents.write(HOME) as tx:
        for number in range(6):
            tx.put(
                Response(
                    id=f"response-{number:016x}",
                    kit_id="kit-1",
                    held_on=last_month,
                    moment=Moment.AFTER,
                    answers={"smiley": 4},
                )
            )
    with monkeypatch.context() as patch:
        patch.setattr(told.studio.documents, "write", _no_room)
        page = _paper(told)
        assert "Answered" not in page
        assert page.count("Some figures are missing") == 1
    assert "Answered" in _paper(told)


def _no_room(_workshop: str) -> NoReturn:
    raise StoreBusy("documents", 1)


def test_who_came_stands_in_the_figures_alone(told: Place) -> None:
    last_month = TODAY.replace(day=1) - timedelta(days=1)
    many = Tally(group=PopulationGroup.RESIDENT, sex=Sex.FEMALE, people=37, first_time=37)
    few = Tally(group=PopulationGroup.STAFF, sex=Sex.MALE, people=2, first_time=2)
    came = Attendance(
        id="attendance-1",
        activity=ActivityType.SOCIAL,
        held_on=last_month,
        country="Bosna i Hercegovina",
        title="Tea",
        tallies=(many, few),
    )
    record(told.studio, HOME, came, by="Huda", at=AT)
    page = read(told)
    assert "Joint social interaction" in page
    assert "Bosnia &amp; Herzegovina" in page
    assert "Bosna i Hercegovina" in read(told, language="bs")
    numbers = set(re.findall(r'class="number[^"]*"><bdi dir="ltr">(\d+)\+?</bdi>', page))
    assert "39" in numbers
    assert not numbers & {"1", "2", "3", "4"}  # neither the two of staff, nor the three of the screening
    assert "Tea" not in page.replace("Tea first", "")
    assert "Joint social interaction" not in read(told, since=str(TODAY))


def test_days_bound_everything(told: Place) -> None:
    before = read(told, until=str(TODAY.replace(day=1) - timedelta(days=1)))
    assert not any(words in before for words in ("Dom kulture", "We drank tea", "Tea first"))
    after = read(told, since=str(TODAY - timedelta(days=1)), until=str(TODAY))
    assert all(words in after for words in ("Dom kulture", "We drank tea", "Tea first"))


def test_figures_of_a_workshop_are_told_after_its_last_day_and_stay_as_they_were_told(place: Place) -> None:
    """Begun and ended in November; the film is shown later in the same month, and to five a last time."""
    with place.studio.documents.write(HOME) as tx:
        home = replace(tx.get(Workshop, HOME), starts=date(2026, 11, 2), ends=date(2026, 11, 5))
        tx.put(home)

    def held(number: int, day: int, people: int) -> None:
        came = Attendance(
            id=f"attendance-{number}",
            activity=ActivityType.SOCIAL,
            held_on=date(2026, 11, day),
            country="BA",
            title="Tea",
            tallies=(Tally(sex=Sex.FEMALE, people=people, first_time=people),),
        )
        record(place.studio, HOME, came, by="Huda", at=datetime(2026, 11, day, 20, tzinfo=UTC))

    def at(month: int, day: int) -> Report:
        wish = Wish(workshops=(HOME,), audience=Audience.COMMUNITY, inside=False)
        return report_of(place.studio, wish, at=datetime(2026, month, day, 12, tzinfo=UTC))

    held(1, 3, 24)
    early = report_paper(at(11, 4), "en")
    assert "Nothing can be shown here yet." in early
    assert re.search(r"shown from \W*6 November 2026", re.sub("<[^>]+>", "", early))
    told = at(11, 7)
    assert (told.figures.total.attendances, told.figures.to_come) == (24, ())
    assert ">24<" in report_paper(told, "en")
    for number, day, people in ((2, 12, 31), (3, 20, 3)):
        held(number, day, people)
        later = at(11, day + 1)
        assert later.figures.units == told.figures.units, "what was told does not move by a gathering"
        assert later.figures.total.attendances == 24
    assert "shown from" in report_paper(at(11, 21), "en")
    over = at(12, 1)
    assert over.figures.units[:1] == told.figures.units
    assert over.figures.total.attendances == 24 + 34


def test_whole_months_stand_beside_days_on_which_nothing_happened(place: Place) -> None:
    gathered(place, date(2026, 9, 12), 51)
    wish = {"since": date(2026, 9, 15), "until": date(2026, 9, 20)}
    page = _paper(place, **wish)
    assert ">51<" in page
    assert "Figures are of whole months: \u2068September 2026\u2069" in page
    assert "whole months:" not in _paper(place)


def test_every_tile_counts_what_is_shown_and_what_is_not(told: Place) -> None:
    gathered(told, TODAY, 51)
    assert tiles(read(told, audience="partners")) == [1, 1, 1]
    assert tiles(read(told)) == [1, 1, 1]
    assert tiles(read(told, since=str(TODAY + timedelta(days=1)))) == [0, 0, 0]


def test_the_office_reads_from_when_this_months_screenings_are_counted(told: Place) -> None:
    gathered(told, TODAY, 51)
    first = (TODAY.replace(day=1) + timedelta(days=32)).replace(day=1)
    later = f"Screenings of this month are counted from \u2068{first.day} {first:%B %Y}\u2069"
    office = _paper(told, inside=False)
    assert tiles(office) == [0, 1, 0]
    assert later in office
    assert later not in _paper(told, inside=False, until=TODAY.replace(day=1) - timedelta(days=1))
    assert later not in _paper(told)


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
    for page in (read(told), _paper(told, inside=False, audience=Audience.GROUP)):
        assert "Longer breaks" in page
        assert str(TODAY) in page
        assert "Sees to it" not in page
        assert "Selma" not in page


def test_what_people_said_is_told_by_whole_months_and_to_the_office_when_they_are_over(told: Place) -> None:
    last_month = TODAY.replace(day=1) - timedelta(days=1)
    days = {"TODAY": TODAY, "LAST": last_month, "FIRST": last_month.replace(day=1)}
    with told.studio.documents.write(HOME) as tx:
        for number, (words, day) in enumerate(days.items()):
            said = {"open_keep": f"{words}-WORDS"}
            one = Response(
                id=f"response-{number}",
                kit_id="kit-1",
                held_on=day,
                moment=Moment.AFTER,
                said=said,
                quote_consent=QuoteConsent.REPORTS,
                checked_at=AT,
            )
            tx.put(one)
        [held] = tx.find(Screening)
        tx.put(replace(held, id="screening-2", held_on=last_month, place="Kino"))
    one_day = {"since": last_month, "until": last_month}

    def quotes(**wish: object) -> set[str]:
        return set(re.findall(r"(\w+)-WORDS", _paper(told, **wish)))

    assert quotes() == {"TODAY", "LAST", "FIRST"}
    assert quotes(**one_day) == {"LAST", "FIRST"}
    assert quotes(inside=False) == quotes(inside=False, **one_day) == {"LAST", "FIRST"}
    office = _paper(told, inside=False)
    assert "Kino" in office
    assert f">{last_month:%Y-%m}<" in office
    assert str(last_month) not in office
    assert "Dom kulture" not in office


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
    assert not poster_in(_paper(place, inside=False))
    assert "Bread and river" in _paper(place, inside=False)
    assert "no pictures of people" in place.browser(AccountRole.OFFICE).get("/reports/").text
    host = place.browser(AccountRole.HOST)
    assert host.get(PAPER).status_code == host.get("/reports/").status_code == 403


@pytest.mark.parametrize("language", ["bs", "ar"])
def test_it_is_said_in_every_language_of_papers(place: Place, language: str) -> None:
    page = read(place, language=language)
    assert "Bread and river" in page


def test_a_film_whose_files_are_not_here_is_told_without_picture_and_length(place: Place) -> None:
    delete_tree(film_folder(place.studio, HOME, "version-1"))
    film = _report(place).films[0]
    assert (film.title, film.duration_ms, film.poster) == ("Bread and river", None, b"")


def test_a_report_says_nothing_when_printed_of_pictures(place: Place) -> None:
    assert "base64" not in repr(_report(place))
    assert len(_report(place).films[0].poster) > 100
    assert _report(place).films[0].duration_ms == 4000


def _paper(place: Place, **wish: object) -> str:
    wanted = Wish(**{"workshops": (HOME,), "audience": Audience.COMMUNITY, **wish})
    return report_paper(report_of(place.studio, wanted, at=AT), "en")


def _report(place: Place) -> Report:
    wish = Wish(workshops=(HOME,), audience=Audience.COMMUNITY, since=date(2000, 1, 1))
    return report_of(place.studio, wish, at=AT)
