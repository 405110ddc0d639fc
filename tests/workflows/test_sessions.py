"""A workshop from an agenda: nothing twice, ticks lead, footage has its session, trainees are signed off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workflow_world import WORKSHOP

from pvstudio.agenda import AgendaSession
from pvstudio.errors import NotFound
from pvstudio.gatherings import ActivityType
from workflows.agendas import ExerciseUnknown, agendas, competences
from workflows.erasures import erase
from workflows.fields import LINE, FormRefused, Problem, seen
from workflows.forget import forget_documents
from workflows.sessions.making import make_sessions
from workflows.sessions.readiness import (
    Readiness,
    Said,
    Verdict,
    has_trainees,
    judge,
    readiness_of,
    signed_off,
)
from workflows.sessions.running import FORGOTTEN, days_of, link_footage, tick, untick, where_now
from workflows.workshops import agenda as plan_of
from workflows.workshops import row_of, set_agenda

MONDAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, 0)  # noqa: DTZ001 the clock on the wall
ALL = [one.id for one in competences("en")]


def planned(world) -> list[AgendaSession]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return plan_of(tx)


def made(world, agenda: str = "workshop-2-days", day: date = MONDAY) -> list[AgendaSession]:
    return make_sessions(world.studio, WORKSHOP, agenda, day, "en")


# -- made from an agenda -------------------------------------------------------------------------


@pytest.mark.parametrize("plan", agendas("en"), ids=lambda plan: plan.id)
def test_every_agenda_makes_its_sessions_once(world, plan):
    first = made(world, plan.id)
    assert len(first) == len(plan.slots)
    assert planned(world) == first, "in the order of the agenda"
    assert {one.day for one in first} == {MONDAY + timedelta(days=n) for n in range(plan.days)}
    assert made(world, plan.id) == []
    assert planned(world) == first


def test_sessions_know_what_the_exercise_is(world):
    camera = next(one for one in made(world) if one.exercise == "before-the-camera")
    assert (camera.stage, camera.minutes, camera.starts) == ("S2", 40, "11:50")
    assert camera.activity is ActivityType.SKILLS


def test_what_is_planned_stays_and_the_same_agenda_comes_again_on_another_day(world):
    own = AgendaSession(id="session-own", title="Bus", day=MONDAY, starts="08:00")
    [first, second, *others] = made(world, "screening-90")
    changed = replace(first, title="Doors open", starts="17:30")
    set_agenda(world.studio, WORKSHOP, [own, changed, second], [others[0].id])
    assert made(world, "screening-90") == [others[0]], "only what is missing"
    assert {one.title for one in planned(world)} >= {"Bus", "Doors open"}
    again = made(world, "screening-90", MONDAY + timedelta(days=7))
    assert len(again) == 8
    assert len(planned(world)) == 1 + 8 + 8


def test_what_cannot_be_made_is_said_and_makes_nothing(world):
    with pytest.raises(ExerciseUnknown):
        made(world, "circus")
    with pytest.raises(FormRefused) as refused:
        made(world, day=date.max)
    assert refused.value.problems == {"first_day": Problem.NO_YEAR}
    with pytest.raises(NotFound):
        make_sessions(world.studio, "ghost", "screening-90", MONDAY, "en")
    assert planned(world) == []


def test_the_form_of_the_plan_keeps_what_it_does_not_show(world):
    one = made(world, "refresher-1-day")[1]
    tick(world.studio, WORKSHOP, one.id, by="account-1", at=datetime.now(UTC))
    there = link_footage(world.studio, WORKSHOP, one.id, ["footage-amra"], [])
    typed = AgendaSession(
        id=one.id, title="In a quiet room", day=one.day, starts="10:00", minutes=5, notes="upstairs"
    )
    for sent in (None, {one.id: seen(row_of(there))}):
        set_agenda(world.studio, WORKSHOP, [typed], sent=sent)
        kept = next(each for each in planned(world) if each.id == one.id)
        assert row_of(kept) == row_of(typed)
        shown = {name: getattr(there, name) for name in ("title", "starts", "minutes", "notes", "place")}
        assert replace(kept, **shown) == there


# -- while it runs -------------------------------------------------------------------------------


def rows(*starts: str, minutes: int = 30, done: int = 0) -> list[AgendaSession]:
    """Sessions of a morning, the first *done* of them ticked off."""
    return [
        AgendaSession(
            id=f"session-{number}",
            title=f"{number}",
            starts=at,
            minutes=minutes,
            done_at=NOON if number < done else None,
        )
        for number, at in enumerate(starts)
    ]


def now_at(sessions: list[AgendaSession], clock: str) -> tuple[str | None, str | None, int | None]:
    found = where_now(sessions, datetime.fromisoformat(f"2026-06-01T{clock}"))
    current, after = (one.title if one else None for one in (found.current, found.following))
    return current, after, found.left


def test_the_clock_leads_until_somebody_ticks():
    day = rows("09:00", "09:30", "10:00")
    assert now_at(day, "08:00") == (None, "0", None)
    assert now_at(day, "09:00") == ("0", "1", 30)
    assert now_at(day, "09:40") == ("1", "2", 20)
    assert now_at(day, "11:00") == ("2", None, -30)


def test_ticks_lead_while_somebody_ticks():
    day = rows("09:00", "09:30", "10:00", done=1)
    assert now_at(day, "09:10") == ("1", "2", 50), "it ended early"
    assert now_at(day, "10:10") == ("1", "2", -10), "it takes longer"
    assert now_at(day, "11:30") == ("2", None, -60), "nobody ticks any more"
    assert now_at(rows("09:00", done=1), "09:10") == (None, None, None)


def test_without_minutes_the_next_one_ends_it_and_without_times_nothing_does():
    assert now_at(rows("09:00", "09:45", minutes=0), "09:15") == ("0", "1", 30)
    assert now_at(rows("09:00", minutes=0), "09:15") == ("0", None, None)
    assert now_at(rows("", ""), "09:15") == (None, "0", None)
    assert now_at([], "09:15") == (None, None, None)


@given(
    st.lists(st.tuples(st.times(), st.integers(0, 200), st.booleans()), max_size=12).map(
        lambda found: sorted(found, key=lambda one: one[0])
    ),
    st.times(),
)
def test_what_is_on_is_never_done_and_what_follows_is_next(day, clock):
    sessions = [
        replace(one, minutes=minutes, done_at=NOON if is_done else None)
        for one, (_at, minutes, is_done) in zip(rows(*(f"{at:%H:%M}" for at, *_ in day)), day, strict=True)
    ]
    found = where_now(sessions, datetime.combine(MONDAY, clock))
    if found.current:
        here = sessions.index(found.current)
        assert not found.current.done_at
        assert not any(one.done_at for one in sessions[here:])
        assert found.following == (sessions[here + 1] if here + 1 < len(sessions) else None)
        if found.left is not None and found.left < -FORGOTTEN:
            assert not any(f"{clock:%H:%M}" >= one.starts for one in sessions[here + 1 :]), (
                "nothing else began"
            )
    elif sessions and not any(one.done_at for one in sessions):
        assert found.following == sessions[0]


def test_a_tick_is_set_once_and_taken_back(world):
    one = made(world)[0]
    first = tick(world.studio, WORKSHOP, one.id, by="account-1", at=NOON.replace(tzinfo=UTC))
    again = tick(world.studio, WORKSHOP, one.id, by="account-2", at=datetime.now(UTC))
    assert (again.done_by, again.done_at) == ("account-1", first.done_at)
    assert untick(world.studio, WORKSHOP, one.id) == one
    with pytest.raises(NotFound):
        tick(world.studio, WORKSHOP, "ghost", by="account-1", at=datetime.now(UTC))


def test_today_comes_first_and_what_is_over_last(world):
    made(world, "workshop-5-days")
    set_agenda(world.studio, WORKSHOP, [AgendaSession(id="session-any", title="Cook")])
    with world.studio.documents.read(WORKSHOP) as tx:
        days = [one.day for one in days_of(tx, MONDAY + timedelta(days=2))]
    assert days == [MONDAY + timedelta(days=n) for n in (2, 3, 4)] + [
        None,
        MONDAY,
        MONDAY + timedelta(days=1),
    ]


# -- what was filmed -----------------------------------------------------------------------------


def test_footage_that_the_form_did_not_show_stays_and_what_is_gone_is_left_out(world):
    one = made(world)[0]
    link_footage(world.studio, WORKSHOP, one.id, ["footage-amra", "footage-ghost"], [])
    found = link_footage(
        world.studio, WORKSHOP, one.id, ["footage-bilal"], ["footage-bilal", "footage-zahra"]
    )
    assert found.footage_ids == ("footage-amra", "footage-bilal")
    found = link_footage(world.studio, WORKSHOP, one.id, [], ["footage-amra"])
    assert found.footage_ids == ("footage-bilal",)


def test_what_is_erased_is_in_no_session_and_nobody_s_readiness(world):
    one = made(world, "tot-5-days")[0]
    link_footage(world.studio, WORKSHOP, one.id, ["footage-amra", "footage-bilal"], [])
    for who in ("amra", "bilal"):
        said = {"stops": Said(verdict=Verdict.SEEN, note="with a hand")}
        judge(world.studio, WORKSHOP, who, said, by="account-1", on=MONDAY)
    order = erase(world.studio, WORKSHOP, "amra", everything=True)
    forget_documents(world.studio, WORKSHOP, order.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(AgendaSession, one.id).footage_ids == ("footage-bilal",)
        assert {found.participant_id for found in tx.find(Readiness)} == {"bilal"}


# -- who is ready to lead ------------------------------------------------------------------------


def said_of(world, who: str) -> dict[str, Readiness]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return readiness_of(tx, who)


def test_somebody_is_ready_when_everything_was_seen_and_not_before(world):
    for number, id_ in enumerate(ALL):
        assert signed_off(said_of(world, "amra")) is None
        on = MONDAY + timedelta(days=number)
        judge(world.studio, WORKSHOP, "amra", {id_: Said(verdict=Verdict.SEEN)}, by="account-1", on=on)
    assert signed_off(said_of(world, "amra")) == MONDAY + timedelta(days=len(ALL) - 1)
    judge(
        world.studio,
        WORKSHOP,
        "amra",
        {ALL[3]: Said(verdict=Verdict.PRACTISES)},
        by="account-2",
        on=MONDAY,
    )
    assert signed_off(said_of(world, "amra")) is None
    assert said_of(world, "bilal") == {}


@given(st.dictionaries(st.sampled_from(ALL), st.sampled_from(list(Verdict))))
def test_one_that_is_not_seen_is_enough(verdicts):
    said = {
        id_: Readiness(id=id_, participant_id="p", competence=id_, verdict=verdict, by="account-1", on=MONDAY)
        for id_, verdict in verdicts.items()
    }
    ready = set(verdicts) == set(ALL) and set(verdicts.values()) == {Verdict.SEEN}
    assert bool(signed_off(said)) is ready


def test_who_says_the_same_again_changes_neither_day_nor_name(world):
    said = {"stops": Said(verdict=Verdict.SEEN, note=" with  a hand ")}
    judge(world.studio, WORKSHOP, "amra", said, by="account-1", on=MONDAY)
    judge(world.studio, WORKSHOP, "amra", said, by="account-2", on=MONDAY + timedelta(days=9))
    [kept] = said_of(world, "amra").values()
    assert (kept.by, kept.on, kept.note) == ("account-1", MONDAY, "with a hand")
    judge(world.studio, WORKSHOP, "amra", {"stops": Said(verdict=None)}, by="account-2", on=MONDAY)
    assert said_of(world, "amra") == {}


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        (Said(verdict=None, note="shy"), {"verdict-stops": Problem.NO_CHOICE}),
        (Said(verdict=Verdict.SEEN, note="x" * (LINE + 1)), {"note-stops": Problem.TOO_LONG}),
    ],
)
def test_a_note_that_would_be_lost_is_refused(world, said, problems):
    with pytest.raises(FormRefused) as refused:
        judge(world.studio, WORKSHOP, "amra", {"stops": said}, by="account-1", on=MONDAY)
    assert refused.value.problems == problems
    assert said_of(world, "amra") == {}


def test_nobody_and_nothing_unknown_is_signed(world):
    with pytest.raises(ExerciseUnknown):
        judge(world.studio, WORKSHOP, "amra", {"juggles": Said(verdict=None)}, by="a", on=MONDAY)
    with pytest.raises(NotFound):
        judge(world.studio, WORKSHOP, "ghost", {"stops": Said(verdict=Verdict.SEEN)}, by="a", on=MONDAY)


def test_a_workshop_has_trainees_when_its_agenda_ends_with_the_talk(world):
    with world.studio.documents.read(WORKSHOP) as tx:
        assert not has_trainees(tx)
    made(world, "workshop-2-days")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert not has_trainees(tx)
    made(world, "refresher-1-day")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert has_trainees(tx)
