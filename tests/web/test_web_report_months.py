"""Reports are of whole months: what is told once, what is told when, and what the tiles count."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

import pytest
from report_world import AT, TODAY, answered, gathered, paper_of, read, tiles
from web_world import HOME, Place

from pvstudio.gatherings import ActivityType, Tally
from pvstudio.model import Audience, PopulationGroup, Sex, Workshop
from pvstudio.store.errors import StoreBusy
from workflows.attendance import Attendance, record
from workflows.feedback import Moment, QuoteConsent, Response
from workflows.reports import Report, Wish, report_of, report_paper
from workflows.screenings import Screening


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
    answered(told, last_month, step=4)
    with monkeypatch.context() as patch:
        patch.setattr(told.studio.documents, "write", _no_room)
        page = paper_of(told)
        assert "Answered" not in page
        assert page.count("Some figures are missing") == 1
    assert "Answered" in paper_of(told)


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
    page = paper_of(place, **wish)
    assert ">51<" in page
    assert "Figures are of whole months: \u2068September 2026\u2069" in page
    assert "whole months:" not in paper_of(place)


def test_every_tile_counts_what_is_shown_and_what_is_not(told: Place) -> None:
    gathered(told, TODAY, 51)
    assert tiles(read(told, audience="partners")) == [1, 1, 1]
    assert tiles(read(told)) == [1, 1, 1]
    assert tiles(read(told, since=str(TODAY + timedelta(days=1)))) == [0, 0, 0]


def test_the_office_reads_from_when_this_months_screenings_are_counted(told: Place) -> None:
    gathered(told, TODAY, 51)
    first = (TODAY.replace(day=1) + timedelta(days=32)).replace(day=1)
    later = f"Screenings of this month are counted from \u2068{first.day} {first:%B %Y}\u2069"
    office = paper_of(told, inside=False)
    assert tiles(office) == [0, 1, 0]
    assert later in office
    assert later not in paper_of(told, inside=False, until=TODAY.replace(day=1) - timedelta(days=1))
    assert later not in paper_of(told)


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
        return set(re.findall(r"(\w+)-WORDS", paper_of(told, **wish)))

    assert quotes() == {"TODAY", "LAST", "FIRST"}
    assert quotes(**one_day) == {"LAST", "FIRST"}
    assert quotes(inside=False) == quotes(inside=False, **one_day) == {"LAST", "FIRST"}
    office = paper_of(told, inside=False)
    assert "Kino" in office
    assert f">{last_month:%Y-%m}<" in office
    assert str(last_month) not in office
    assert "Dom kulture" not in office
