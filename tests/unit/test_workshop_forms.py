"""What people type about workshops and participants: kept tidy, or refused field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.events import Enrolment
from consent.notices import notice
from consent.releases import Answer, AnswerState, Guardian, Stage
from pvstudio.agenda import AgendaSession
from pvstudio.config import Settings
from pvstudio.errors import NotFound
from pvstudio.model import AgeBand, Participant, PopulationGroup, Workshop, new_id
from workflows import accounts, participants, workshops
from workflows.accounts import Account
from workflows.accounts.keeping import account_named
from workflows.fields import LINE, FormRefused, Problem, one_line, several_lines
from workflows.participants import AgeChangeUnsaid, Person
from workflows.wiring import ACCOUNTS, Studio
from workflows.workshops import About, agenda, may_begin, set_agenda

NOW = datetime.now(UTC)


@pytest.fixture
def studio(tmp_path) -> Studio:
    return Studio.open(Settings(home=tmp_path / "studio"))


def somebody(studio: Studio, **more) -> Account:
    """Put an account into the studio without the second that a password takes."""
    fields = {"id": "account-1", "name": "Selma", "password": "", "created_at": NOW}
    account = Account(**fields | {"roles": frozenset({accounts.Role.FACILITATOR})} | more)
    with studio.documents.write(ACCOUNTS) as tx:
        tx.put(account)
    return account


@pytest.fixture
def home(studio) -> str:
    return workshops.begin(studio, About(title="Neighbours"), by=somebody(studio)).id


def kept(studio: Studio, kind, workshop: str):
    with studio.documents.read(workshop) as tx:
        return tx.find(kind)


# -- workshops -----------------------------------------------------------------------------------


def test_whoever_begins_a_workshop_works_in_it(studio):
    by = somebody(studio)
    about = About(
        title="  Stories\tfrom the bridge ",
        place="Bihać",
        country="Bosna i Hercegovina",
        starts=date(2026, 6, 1),
        ends=date(2026, 6, 5),
        languages=("srp_Latn", "prs", "sr-Latn"),
        facilitators=("Selma", " ", "Selma"),
    )
    new = workshops.begin(studio, about, by=by)
    assert kept(studio, Workshop, new.id) == [new]
    assert (new.title, new.languages, new.facilitators) == (
        "Stories from the bridge",
        ("sr-Latn", "fa-AF"),
        ("Selma",),
    )
    assert account_named(studio, "Selma").may_enter(new.id)


def test_who_works_everywhere_needs_no_assignment(studio):
    new = workshops.begin(studio, About(title="Neighbours"), by=somebody(studio, everywhere=True))
    account = account_named(studio, "Selma")
    assert account.workshops == frozenset()
    assert account.may_enter(new.id)


@pytest.mark.parametrize(
    ("roles", "keeper", "may"),
    [
        ({accounts.Role.FACILITATOR}, False, True),
        ({accounts.Role.OFFICE}, False, False),
        ({accounts.Role.HOST, accounts.Role.OFFICER}, False, False),
        ({accounts.Role.OFFICE}, True, True),
    ],
)
def test_facilitators_and_keepers_begin_workshops(studio, roles, keeper, may):
    assert may_begin(somebody(studio, roles=frozenset(roles), keeper=keeper)) is may


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"title": " \t "}, "title", Problem.MISSING),
        ({"title": "x" * 5000}, "title", Problem.TOO_LONG),
        ({"place": "x" * (LINE + 1)}, "place", Problem.TOO_LONG),
        ({"country": "x" * (LINE + 1)}, "country", Problem.TOO_LONG),
        ({"facilitators": ("x" * 5000,)}, "facilitators", Problem.TOO_LONG),
        ({"facilitators": tuple(map(str, range(99)))}, "facilitators", Problem.TOO_LONG),
        ({"languages": ("Klingon",)}, "languages", Problem.NO_LANGUAGE),
        ({"starts": date(2026, 6, 5), "ends": date(2026, 6, 1)}, "ends", Problem.ENDS_FIRST),
        ({"starts": date.min}, "starts", Problem.NO_YEAR),
        ({"ends": date.max}, "ends", Problem.NO_YEAR),
    ],
)
def test_what_cannot_be_kept_is_named_and_nothing_changes(studio, home, changes, field, problem):
    before = kept(studio, Workshop, home)
    about = replace(About(title="Other"), **changes)
    with pytest.raises(FormRefused) as refused:
        workshops.change(studio, home, about)
    assert refused.value.problems == {field: problem}
    with pytest.raises(FormRefused):
        workshops.begin(studio, about, by=somebody(studio))
    assert kept(studio, Workshop, home) == before
    assert studio.workshops() == [home]


def test_all_that_is_wrong_is_said_at_once(studio, home):
    with pytest.raises(FormRefused) as refused:
        workshops.change(studio, home, About(title="", languages=("nonsense",)))
    assert refused.value.problems.keys() == {"title", "languages"}


def test_a_change_leaves_alone_what_no_form_shows(studio, home):
    workshops.change(studio, home, About(title="=HYPERLINK(1)", place="-1+1", starts=date(2026, 6, 1)))
    [one] = kept(studio, Workshop, home)
    assert (one.id, one.title, one.place) == (home, "=HYPERLINK(1)", "-1+1")


@given(st.text())
def test_what_is_typed_never_turns_about_what_stands_beside_it(text):
    for tidy in (one_line(text), several_lines(text)):
        assert not set(tidy) & set("\u202e\u2066\u2067\u2069\x00\x07")
    assert "\n" not in one_line(text)
    assert one_line(one_line(text)) == one_line(text)
    assert several_lines(several_lines(text)) == several_lines(text)


# -- the agenda ----------------------------------------------------------------------------------


def session(name: str, **more) -> AgendaSession:
    return AgendaSession(id=f"session-{name}", title=name, **more)


def test_an_agenda_is_sorted_by_day_time_and_place(studio, home):
    first, second = date(2026, 6, 1), date(2026, 6, 2)
    set_agenda(
        studio,
        home,
        [
            session("dance"),
            session("film", day=second, starts="14:00"),
            session("bread", day=first, starts="09:30"),
            session("names", day=first),
            session("walk", day=first, starts="09:30"),
        ],
    )
    with studio.documents.read(home) as tx:
        assert [one.title for one in agenda(tx)] == ["bread", "walk", "names", "film", "dance"]


def test_two_people_who_plan_take_nothing_from_each_other(studio, home):
    set_agenda(studio, home, [session("bread"), session("walk")])
    set_agenda(studio, home, [session("film")], gone=["session-bread"])
    assert {one.title for one in kept(studio, AgendaSession, home)} == {"walk", "film"}


def test_a_bad_row_of_the_agenda_is_named_and_no_row_is_kept(studio, home):
    rows = [
        session("good"),
        session("", notes="what?"),
        session("late", starts="25:00"),
        session("x", notes="y" * 5000),
    ]
    with pytest.raises(FormRefused) as refused:
        set_agenda(studio, home, rows)
    assert refused.value.problems == {
        "title-1": Problem.MISSING,
        "starts-2": Problem.NO_TIME,
        "notes-3": Problem.TOO_LONG,
    }
    assert kept(studio, AgendaSession, home) == []


# -- participants --------------------------------------------------------------------------------


def test_somebody_is_enrolled_on_record(studio, home):
    new = participants.welcome(
        studio,
        home,
        Person(
            pseudonym=" River ",
            age_band=AgeBand.ADULT,
            languages=("ar", "prs"),
            population_group=PopulationGroup.ON_THE_MOVE,
            risk_notes="an uncle\r\nlooks for her",
        ),
        by="Selma",
    )
    assert kept(studio, Participant, home) == [new]
    assert (new.pseudonym, new.languages, new.risk_notes) == (
        "River",
        ("ar", "fa-AF"),
        "an uncle\nlooks for her",
    )
    [event] = kept(studio, Enrolment, home)
    assert (event.by, event.pseudonym) == ("Selma", "River")


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"pseudonym": "  "}, "pseudonym", Problem.MISSING),
        ({"pseudonym": "x" * 5000}, "pseudonym", Problem.TOO_LONG),
        ({"pseudonym": "RIVER"}, "pseudonym", Problem.TAKEN),
        ({"languages": ("Serbian",)}, "languages", Problem.NO_LANGUAGE),
        ({"age_band": None}, "age_band", Problem.NO_CHOICE),
        ({"risk_notes": "x" * 5000}, "risk_notes", Problem.TOO_LONG),
    ],
)
def test_nobody_is_enrolled_by_a_bad_form(studio, home, changes, field, problem):
    participants.welcome(studio, home, Person(pseudonym="River", age_band=AgeBand.ADULT), by="Selma")
    with pytest.raises(FormRefused) as refused:
        participants.welcome(
            studio, home, replace(Person(pseudonym="Olive", age_band=AgeBand.ADULT), **changes), by="Selma"
        )
    assert refused.value.problems == {field: problem}
    assert len(kept(studio, Participant, home)) == 1


def test_names_that_are_formulas_are_names(studio, home):
    new = participants.welcome(
        studio, home, Person(pseudonym='=cmd|"/C calc"!A0', age_band=AgeBand.ADULT), by="Selma"
    )
    assert new.pseudonym == '=cmd|"/C calc"!A0'


def test_another_age_band_is_changed_only_by_whoever_was_told_what_ends(studio, home):
    new = participants.welcome(
        studio, home, Person(pseudonym="River", age_band=AgeBand.ADULT, languages=("en",)), by="Selma"
    )
    for stage in (Stage.S1, Stage.S2):
        say_yes(studio, home, new, stage)
    said = Person(pseudonym="River", age_band=AgeBand.MINOR)
    with pytest.raises(AgeChangeUnsaid) as unsaid:
        participants.change_person(studio, home, new.id, said, by="Selma")
    assert unsaid.value.yeses == 2
    assert kept(studio, Participant, home) == [new]
    changed = participants.change_person(studio, home, new.id, said, by="Selma", age_change_said=True)
    assert (changed.age_band, changed.age_changes) == (AgeBand.MINOR, 1)


def say_yes(studio: Studio, home: str, person: Participant, stage: Stage) -> None:
    from consent.answers.recording import record_answer

    yes = Answer(
        id=new_id("answer"),
        at=datetime.now(UTC),
        participant_id=person.id,
        stage=stage,
        subject_id=home,
        state=AnswerState.GIVEN,
        notice=notice(stage, "en").reference,
    )
    with studio.book(home) as tx:
        record_answer(tx, yes)


def test_a_name_can_stay_and_a_name_of_somebody_else_cannot_be_taken(studio, home):
    river = participants.welcome(studio, home, Person(pseudonym="River", age_band=AgeBand.ADULT), by="Selma")
    participants.welcome(studio, home, Person(pseudonym="Olive", age_band=AgeBand.ADULT), by="Selma")
    again = participants.change_person(
        studio, home, river.id, Person(pseudonym="river", age_band=AgeBand.ADULT), by="Selma"
    )
    assert again.pseudonym == "river"
    with pytest.raises(FormRefused):
        participants.change_person(
            studio, home, river.id, Person(pseudonym="olive", age_band=AgeBand.ADULT), by="Selma"
        )
    with pytest.raises(NotFound):
        participants.change_person(
            studio, home, "person-x", Person(pseudonym="New", age_band=AgeBand.ADULT), by="Selma"
        )


def test_a_guardian_comes_and_goes(studio, home):
    lina = participants.welcome(studio, home, Person(pseudonym="Lina", age_band=AgeBand.MINOR), by="Selma")
    with pytest.raises(FormRefused) as refused:
        participants.name_guardian(studio, home, lina.id, " ", "mother", ("Klingon",))
    assert refused.value.problems == {"pseudonym": Problem.MISSING, "languages": Problem.NO_LANGUAGE}
    one = participants.name_guardian(studio, home, lina.id, "Layla", "mother", ("ar",))
    assert kept(studio, Guardian, home) == [one]
    participants.end_guardian(studio, home, one.id, by="Ines", reason="moved away")
    assert kept(studio, Guardian, home) == []
