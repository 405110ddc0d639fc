"""What was planned together is moved, or taken out again, together, and loses nothing that took place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from workflow_world import WORKSHOP

from pvstudio.agenda import AgendaSession
from pvstudio.gatherings import ActivityType
from pvstudio.model import Workshop
from workflows.attendance.records import Attendance, record
from workflows.fields import ChangedMeanwhile, FormRefused, Problem
from workflows.sessions.making import make_sessions
from workflows.sessions.planning import ALL, Together, beyond, move, planned_together, take_out
from workflows.sessions.running import link_footage, tick
from workflows.sessions.saying import said_in
from workflows.workshops import agenda as plan_of
from workflows.workshops import set_agenda

MONDAY = date(2026, 6, 1)


def planned(world) -> list[AgendaSession]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return plan_of(tx)


def made(world, agenda: str, day: date = MONDAY) -> list[AgendaSession]:
    return make_sessions(world.studio, WORKSHOP, agenda, day, "en")


def together(world) -> dict[str, Together]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return {one.id: one for one in planned_together(tx)}


def counted(world, session: str) -> None:
    said = Attendance(
        id="", activity=ActivityType.SKILLS, country="BA", title="Bread", held_on=MONDAY, session_id=session
    )
    record(world.studio, WORKSHOP, said, by="account-1", at=datetime.now(UTC))


def test_an_agenda_is_taken_out_again_but_for_what_would_be_lost(world):
    own = AgendaSession(id="session-own", title="Bus", day=MONDAY, starts="08:00")
    set_agenda(world.studio, WORKSHOP, [own])
    ticked, filmed, here, noted, *others = made(world, "screening-90")
    tick(world.studio, WORKSHOP, ticked.id, by="account-1", at=datetime.now(UTC))
    link_footage(world.studio, WORKSHOP, filmed.id, ["footage-amra"], [])
    counted(world, here.id)
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(noted, notes="Huda brings the chairs"))
    everything, hand, plan = together(world).values()
    assert (everything.id, hand.id, plan.agenda) == (ALL, "", "screening-90")
    assert not hand.to_take_out, "what somebody wrote is taken out by hand"
    assert take_out(world.studio, WORKSHOP, plan.id, sent=plan.stands) == (len(others), 4)
    stay = {"session-own", ticked.id, filmed.id, here.id, noted.id}
    assert {one.id for one in planned(world)} == stay
    assert made(world, "screening-90") == others, "and put in again, it is as it was"


def test_what_is_still_to_come_moves_and_its_agenda_is_not_there_twice(world):
    held, *others = made(world, "workshop-2-days")
    tick(world.studio, WORKSHOP, held.id, by="account-1", at=datetime.now(UTC))
    [plan] = together(world).values()
    assert move(world.studio, WORKSHOP, plan.id, 7, sent=plan.stands) == (len(others), 1)
    after = {one.id: one for one in planned(world)}
    assert after[held.id].day == held.day
    assert all(after[one.id].day == one.day + timedelta(days=7) for one in others)
    assert [one.exercise for one in made(world, "workshop-2-days", day=MONDAY + timedelta(days=7))] == [
        held.exercise
    ]
    again = made(world, "workshop-2-days")
    assert len(again) == len(others), "the days that were left can be planned anew"
    assert len(planned(world)) == 2 * (len(others) + 1), "and nothing was written over"


@pytest.mark.parametrize("deed", [take_out, lambda *of, sent: move(*of, 7, sent=sent)])
def test_what_another_changed_meanwhile_is_neither_moved_nor_taken_out(world, deed):
    one = made(world, "screening-90")[0]
    [old] = together(world).values()
    tick(world.studio, WORKSHOP, one.id, by="account-1", at=datetime.now(UTC))
    before = planned(world)
    for which in (old.id, "circus 2026-06-01 18:00"):
        with pytest.raises(ChangedMeanwhile):
            deed(world.studio, WORKSHOP, which, sent=old.stands)
    assert planned(world) == before
    [now] = together(world).values()
    deed(world.studio, WORKSHOP, now.id, sent=now.stands)
    with pytest.raises(ChangedMeanwhile):  # pressed twice
        deed(world.studio, WORKSHOP, now.id, sent=now.stands)


@pytest.mark.parametrize("days", [0, 4000, -4000])
def test_a_plan_moves_to_no_strange_year(world, days):
    made(world, "screening-90")
    [plan] = together(world).values()
    with pytest.raises(FormRefused) as refused:
        move(world.studio, WORKSHOP, plan.id, days, sent=plan.stands)
    assert refused.value.problems == {"days": Problem.NO_NUMBER}


def test_a_plan_outside_the_days_of_its_workshop_is_said_but_not_a_later_screening():
    home = Workshop(id="workshop-1", title="Bread", starts=MONDAY, ends=MONDAY + timedelta(days=1))
    week = timedelta(days=7)
    inside = AgendaSession(id="a", title="Names", day=MONDAY)
    film = AgendaSession(
        id="b", title="Film", day=MONDAY + week, slot=f"screening-90 {MONDAY + week} 18:00 0"
    )
    late, early = (AgendaSession(id="c", title="ToT", day=MONDAY + way * week) for way in (1, -1))
    assert beyond(home, [inside, film, AgendaSession(id="d", title="Some day")]) is None
    assert beyond(home, [inside, late]) == (MONDAY, MONDAY + week)
    assert beyond(home, [early, inside]) == (MONDAY - week, home.ends)
    assert beyond(replace(home, starts=None, ends=None), [late]) == (late.day, late.day)
    assert beyond(replace(home, ends=None), [inside]) is None


def test_a_day_begins_when_it_is_wanted_also_twice_a_day_and_past_midnight(world):
    evening = made(world, "screening-90")
    late = make_sessions(world.studio, WORKSHOP, "screening-90", MONDAY, "en", starts="23:30")
    assert len(late) == len(evening)
    assert (late[0].day, late[0].starts) == (MONDAY, "23:30")
    assert late[-1].day == MONDAY + timedelta(days=1), "the night goes on"
    assert make_sessions(world.studio, WORKSHOP, "screening-90", MONDAY, "en", starts="23:30") == []
    assert make_sessions(world.studio, WORKSHOP, "screening-90", MONDAY, "en", starts=evening[0].starts) == []
    with pytest.raises(FormRefused) as refused:
        make_sessions(world.studio, WORKSHOP, "screening-90", MONDAY, "en", starts="25:00")
    assert refused.value.problems == {"starts": Problem.NO_TIME}


def test_what_somebody_wrote_by_hand_is_not_taken_out_with_its_agenda(world):
    call, longer, arabic, *others = made(world, "screening-90")
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(call, title="Doctor of the camp tells where to find help, call Emina"))
        tx.put(replace(longer, minutes=longer.minutes + 5))
        tx.put(said_in("ar", arabic))  # the same in words of another reader is nothing that is lost
    [plan] = together(world).values()
    assert plan.noted == {call.id, longer.id}
    assert take_out(world.studio, WORKSHOP, plan.id, sent=plan.stands) == (len(others) + 1, 2)
    assert {one.id for one in planned(world)} == {call.id, longer.id}


@pytest.mark.parametrize("slot", ["circus 2026-06-01 18:00 0", "screening-90 2026-06-01 18:00 99"])
def test_what_no_agenda_here_can_put_in_again_is_not_taken_out(world, slot):
    one, *_others = made(world, "screening-90")
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(one, slot=slot))
    assert one.id in {id_ for plan in together(world).values() for id_ in plan.noted}


def test_two_of_the_same_agenda_are_never_moved_onto_one_another(world):
    week = timedelta(days=7)
    first, second = made(world, "screening-90"), made(world, "screening-90", MONDAY + week)
    before = planned(world)
    whole, plan, _later = together(world).values()
    with pytest.raises(FormRefused) as refused:
        move(world.studio, WORKSHOP, plan.id, 7, sent=plan.stands)
    assert refused.value.problems == {"days": Problem.PLANNED}
    assert planned(world) == before
    assert move(world.studio, WORKSHOP, whole.id, 7, sent=whole.stands) == (len(first + second), 0)
    assert [one.days for one in together(world).values()][1:] == [(MONDAY + week,), (MONDAY + 2 * week,)]


def test_what_was_left_behind_may_be_joined_again(world):
    held, *others = made(world, "screening-90")
    tick(world.studio, WORKSHOP, held.id, by="account-1", at=datetime.now(UTC))
    [plan] = together(world).values()
    move(world.studio, WORKSHOP, plan.id, 7, sent=plan.stands)
    later = list(together(world).values())[-1]
    assert move(world.studio, WORKSHOP, later.id, -7, sent=later.stands) == (len(others), 0)
    assert len(together(world)) == 1
