"""Records of who came, and figures of them: periods, scopes, what is not over, people who are erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_withdrawal_killed import carry_out
from workflow_world import PEOPLE, WORKSHOP, World

from pvstudio.gatherings import ActivityType, AgeGroup, Sex, Tally
from pvstudio.model import Participant, PopulationGroup, Workshop
from pvstudio.store.files import write_bytes
from workflows import erase as durable
from workflows import outbox
from workflows.attendance import (
    Attendance,
    Figure,
    Period,
    TallyRefused,
    Wrong,
    attendances_of,
    figures_for,
    record,
)
from workflows.attendance.forgetting import forget_attendances
from workflows.attendance.suppress import Sum, Told
from workflows.attendance.tellings import Telling
from workflows.attendance.units import Batch, Unit
from workflows.erasures import erase
from workflows.figures import _TOLD, told

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOVEMBER = date(2026, 11, 30)


def come(world: World, id_: str, day: date, people: int, **fields: object) -> Attendance:
    kind = {"group": PopulationGroup.RESIDENT, "sex": Sex.FEMALE, "age": AgeGroup.MIDDLE}
    said = Attendance(
        id=id_,
        activity=ActivityType.SOCIAL,
        held_on=day,
        country="Bosna i Hercegovina",
        title="Screening",
        tallies=(Tally(**kind, people=people, first_time=people),) if people else (),
    )
    return record(world.studio, WORKSHOP, replace(said, **fields), by="Ana", at=AT)


def shown(world: World, since: date | None = None, until: date | None = None, *, today: date = NOVEMBER):
    return figures_for(world.studio, [WORKSHOP], since, until, today=today)


def test_tables_by_month_quarter_and_year_are_sums_of_the_same(world: World) -> None:
    for number, (month, people) in enumerate([(1, 20), (2, 9), (5, 12), (6, 3)]):
        come(world, f"attendance-{number}", date(2026, month, 7), people)
    found = shown(world)
    by = {period: found.activities(period) for period in Period}
    assert by[Period.MONTH].columns == ("2026-01", "2026-02", "2026-05", "2026-06")
    assert by[Period.QUARTER].columns == ("2026-Q1", "2026-Q2")
    social = {
        period: next(row for row in table.rows if row.key == "joint-social-interaction")
        for period, table in by.items()
    }
    assert [one.attendances for one in social[Period.MONTH].figures] == [20, 9, 12, None]
    assert [one.attendances for one in social[Period.QUARTER].figures] == [29, 12]
    assert social[Period.YEAR].total == Figure(attendances=41, people=41)
    assert found.total == Figure(attendances=41, people=41, more=True, more_people=True)
    assert found.left_out == 1
    assert found.sexes().rows[1].figures[0].attendances == 41
    assert [row.key for row in found.countries().rows] == ["BA"], "old words count with their country"
    assert shown(world, date(2026, 2, 20), date(2026, 5, 1)).total == Figure(attendances=21, people=21)


def by_kind(world: World) -> dict[str | None, list[int | None]]:
    """Return the rows of countries: social, skills, not told apart, together."""
    table = shown(world).countries()
    places = [table.columns.index(kind) for kind in (ActivityType.SOCIAL, ActivityType.SKILLS, None)]
    return {
        row.key: [*(row.figures[place].attendances for place in places), row.total.attendances]
        for row in (*table.rows, replace(table.total, key="all"))
    }


def test_countries_stand_by_kind_of_activity(world: World) -> None:
    """What July tells of no activity still says of which country it is, and that nobody was in the other."""
    skills = {"activity": ActivityType.SKILLS}
    come(world, "attendance-1", date(2026, 6, 1), 20)
    come(world, "attendance-2", date(2026, 6, 2), 9, **skills, country="Srbija")
    come(world, "attendance-3", date(2026, 6, 3), 8, **skills)
    assert by_kind(world) == {"BA": [20, 8, 0, 28], "RS": [0, 9, 0, 9], "all": [20, 17, 0, 37]}
    for month, people in ((7, 3), (8, 30)):
        come(world, f"attendance-{month}0", date(2026, month, 1), 30)
        come(world, f"attendance-{month}1", date(2026, month, 2), people, **skills)
    assert by_kind(world) == {"BA": [50, 38, 33, 121], "RS": [0, 9, 0, 9], "all": [50, 47, 33, 130]}
    bosnia, serbia = shown(world).countries().rows
    assert (bosnia.total.more, [one.more for one in serbia.figures], serbia.total.more) == (
        False,
        [False] * 5,
        False,
    )


def test_a_telling_of_before_countries_stood_by_activity_is_read(world: World) -> None:
    sums = {ActivityType.SOCIAL: Sum(31, 31), ActivityType.SKILLS: Sum(9, 9)}
    unit = Unit(
        workshop=WORKSHOP,
        batch=Batch(date(2026, 5, 1), date(2026, 5, 31)),
        whole=Sum(40, 40),
        new_told=True,
        activity=Told(tuple(sums.items())),
        country=Told((("BA", Sum(25, 25)), ("RS", Sum(15, 15)))),
    )
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(Telling(id="telling-2026-05-01", told_on=date(2026, 6, 2), unit=unit, counted=("x",)))
    come(world, "attendance-1", date(2026, 6, 1), 20)
    assert by_kind(world) == {"BA": [20, None, 25, 45], "RS": [None, None, 15, 15], "all": [20, None, 40, 60]}
    assert not any(row.total.more for row in shown(world).countries().rows)


def test_a_month_is_told_when_it_is_over_and_a_workshop_after_its_last_day(world: World) -> None:
    come(world, "attendance-1", date(2026, 11, 3), 20)
    assert len(shown(world).to_come) == 1
    assert shown(world).total == Figure()
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Workshop, WORKSHOP), ends=date(2026, 11, 5)))
    come(world, "attendance-2", date(2026, 11, 9), 30)
    during = shown(world, today=date(2026, 11, 6))
    assert (during.total.attendances, len(during.to_come)) == (20, 1)
    over = date(2026, 12, 1)
    assert shown(world, today=over).total.attendances == 50
    few_days = shown(world, date(2026, 11, 2), date(2026, 11, 4), today=over)
    assert few_days.total.attendances == 50, "a month is told whole, also where it is told in two parts"


def test_people_who_are_known_are_counted_once(world: World) -> None:
    for day in (3, 4, 5):
        come(world, f"attendance-{day}", date(2026, 6, day), 4, participants=PEOPLE)
    come(world, "attendance-7", date(2026, 7, 7), 20, participants=PEOPLE)
    assert shown(world).total == Figure(attendances=44, people=35)
    assert [one.people for one in shown(world).activities(Period.MONTH).total.figures] == [15, 20]


def test_what_is_learnt_of_somebody_later_moves_no_figure(world: World) -> None:
    for number in range(6):
        with world.studio.book(WORKSHOP) as tx:
            tx.put(Participant(id=f"p{number}", pseudonym=str(number), sex=Sex.MALE))
    come(world, "attendance-1", date(2026, 6, 3), 8, participants=tuple(f"p{number}" for number in range(6)))
    before = shown(world).sexes()
    with world.studio.book(WORKSHOP) as tx:
        tx.put(Participant(id="p1", pseudonym="1", sex=Sex.FEMALE))
    assert shown(world).sexes() == before


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"tallies": (Tally(people=-1),)}, {"people-0": Wrong.NEGATIVE}),
        ({"tallies": (Tally(people=2, first_time=3),)}, {"first_time-0": Wrong.MORE_FIRST}),
        (
            {"tallies": (Tally(people=2), Tally(people=100_001))},
            {"people-1": Wrong.TOO_MANY, "tallies": Wrong.TOO_MANY},
        ),
        ({"held_on": date(2026, 11, 21)}, {"held_on": Wrong.FUTURE}),
        ({"held_on": date(1926, 11, 21)}, {"held_on": Wrong.NO_YEAR}),
        ({"participants": ("ghost",)}, {"participants": Wrong.NOBODY}),
        ({"title": "x" * 121, "country": "x" * 121}, {"title": Wrong.TITLE, "country": Wrong.TOO_LONG}),
    ],
)
def test_an_impossible_tally_is_refused_and_named(world: World, fields, wrong) -> None:
    with pytest.raises(TallyRefused) as refused:
        come(world, "attendance-1", date(2026, 6, 3), 8, **fields)
    assert refused.value.problems == wrong
    assert refused.value.advice
    with world.studio.documents.read(WORKSHOP) as tx:
        assert attendances_of(tx) == []


def test_an_erased_person_goes_out_and_the_count_stays(world: World, monkeypatch) -> None:
    for day in (3, 4):
        come(world, f"attendance-{day}", date(2026, 6, day), 8, participants=PEOPLE)
    before = shown(world).total
    monkeypatch.setattr(durable.running, "studio", lambda: world.studio)
    monkeypatch.setattr(outbox, "queue", lambda *_args, **_options: None, raising=False)
    for who in PEOPLE:
        sha256 = who.encode().hex().ljust(64, "0")
        write_bytes(world.studio.files(WORKSHOP).original(sha256), who.encode() * 100)
    carry_out(erase(world.studio, WORKSHOP, "bilal", everything=True).id)
    with world.studio.documents.write(WORKSHOP) as tx:
        records = attendances_of(tx)
        forget_attendances(tx, "bilal")
        assert attendances_of(tx) == records, "again changes nothing"
    assert [one.participants for one in records] == [("amra", "zahra")] * 2
    assert [one.people for one in records] == [11, 11]
    assert [sum(tally.first_time for tally in one.tallies) for one in records] == [9, 8]
    assert shown(world).total == before


@settings(max_examples=50)
@given(st.lists(st.integers(0, 12), min_size=6, max_size=6))
def test_states_of_consent_are_told_by_the_same_rule(numbers: list[int]) -> None:
    counts = dict(zip(_TOLD, numbers, strict=True))
    found = told(counts)
    hidden = [state for state in counts if found[state] is None]
    assert all(found[state] in {None, count} for state, count in counts.items())
    assert all(found[state] is None for state, count in counts.items() if 0 < count < 5)
    assert not hidden or sum(numbers) < 6 or (len(hidden) > 1 and sum(counts[state] for state in hidden) > 5)
