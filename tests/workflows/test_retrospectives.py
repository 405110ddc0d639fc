"""Looking back: lines, the changes that come of them, their history, and what is brought along."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow_world import WORKSHOP, World

from pvstudio.errors import NotFound
from pvstudio.model import Workshop
from workflows.attention import NeedKind, needs
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, seen
from workflows.retrospectives import (
    Change,
    ChangeState,
    Facts,
    Kind,
    Line,
    Mark,
    Occasion,
    Retrospective,
    Wanted,
    add_line,
    begin,
    brought_along,
    changes_of,
    forget,
    line_row,
    mend_change,
    mend_line,
    take_on,
    vote,
)
from workflows.retrospectives.changes import _ORDER
from workflows.retrospectives.paper import DRAWINGS, retrospective_paper

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FACTS = Facts(held_on=date(2026, 11, 20), occasion=Occasion.SESSION, about="The river of life")


def looked_back(world: World, facts: Facts = FACTS) -> Retrospective:
    return begin(world.studio, WORKSHOP, facts, by="Huda", at=NOON)


def said(world: World, retro: Retrospective, words: str = "Start later", kind: Kind = Kind.CHANGE) -> Line:
    return add_line(world.studio, WORKSHOP, retro.id, kind, words, Mark.TIME, at=NOON)


def taken_on(world: World, **more: object) -> Change:
    retro = looked_back(world)
    wanted = replace(Wanted(words="Start at ten", owner="Huda"), **more)
    return take_on(world.studio, WORKSHOP, retro.id, said(world, retro).id, wanted, by="Huda", at=NOON)


def changed(world: World, one: Change, at: datetime = NOON, **more: object) -> Change:
    wanted = replace(Wanted.of(one), **more)
    return mend_change(world.studio, WORKSHOP, one.id, wanted, by="Amir", at=at)


def problems(refused: pytest.ExceptionInfo[FormRefused]) -> dict[str, Problem]:
    return refused.value.problems


def kept(world: World, id_: str) -> Retrospective:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.get(Retrospective, id_)


# -- lines ---------------------------------------------------------------------------------------


def test_two_people_write_lines_at_once_and_a_form_sent_twice_is_one_line(world: World) -> None:
    retro = looked_back(world)
    first = said(world, retro, " Start \u202elater\n")
    assert said(world, retro, "Start later") == first
    said(world, retro, "Start later", Kind.TRY)
    assert [(line.kind, line.words) for line in kept(world, retro.id).lines] == [
        (Kind.CHANGE, "Start later"),
        (Kind.TRY, "Start later"),
    ]


def test_what_cannot_be_kept_is_named_by_its_field(world: World) -> None:
    with pytest.raises(FormRefused) as refused:
        begin(
            world.studio,
            WORKSHOP,
            Facts(held_on=date(1066, 10, 14), occasion=Occasion.DAY, about="x" * 121),
            by="Huda",
            at=NOON,
        )
    assert problems(refused) == {"about": Problem.TOO_LONG, "held_on": Problem.NO_YEAR}
    retro = looked_back(world)
    for words, problem in ((" \n", Problem.MISSING), ("x" * 281, Problem.TOO_LONG)):
        with pytest.raises(FormRefused) as refused:
            said(world, retro, words)
        assert problems(refused) == {"words-change": problem}
    assert kept(world, retro.id).lines == ()


def test_a_line_is_marked_mended_and_taken_out(world: World) -> None:
    retro = looked_back(world)
    line = said(world, retro)
    assert [vote(world.studio, WORKSHOP, retro.id, line.id, at=NOON) for _ in range(2)] == [1, 2]
    better = replace(line, words="Begin at ten", mark=Mark.NONE, kind=Kind.TRY)
    shown = seen(line_row(line))
    mend_line(world.studio, WORKSHOP, retro.id, better, at=NOON, sent=shown)
    assert kept(world, retro.id).lines == (replace(better, votes=2),), "marks stay"
    with pytest.raises(ChangedMeanwhile):
        mend_line(world.studio, WORKSHOP, retro.id, replace(line, words="Mine"), at=NOON, sent=shown)
    mend_line(world.studio, WORKSHOP, retro.id, replace(better, words=""), at=NOON)
    assert kept(world, retro.id).lines == ()
    with pytest.raises(NotFound):
        vote(world.studio, WORKSHOP, retro.id, line.id, at=NOON)


# -- changes -------------------------------------------------------------------------------------


def test_a_line_becomes_a_change_once_and_outlives_its_retrospective(world: World) -> None:
    retro = looked_back(world)
    line = said(world, retro)
    wanted = Wanted(words="Start at ten", owner=" Huda ", due=date(2026, 11, 25))
    made = [take_on(world.studio, WORKSHOP, retro.id, line.id, wanted, by="Huda", at=NOON) for _ in range(2)]
    assert made[0] == made[1], "the same form sent twice"
    assert (made[0].owner, made[0].kind, made[0].mark, made[0].about) == (
        "Huda",
        Kind.CHANGE,
        Mark.TIME,
        "The river of life",
    )
    forget(world.studio, WORKSHOP, retro.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert changes_of(tx) == [made[0]]


def test_who_closes_a_change_says_what_came_of_it(world: World) -> None:
    one = taken_on(world)
    for state in (ChangeState.DONE, ChangeState.DROPPED):
        with pytest.raises(FormRefused) as refused:
            changed(world, one, state=state, why=" ")
        assert problems(refused) == {"why": Problem.MISSING}
    with pytest.raises(FormRefused) as refused:
        changed(world, one, owner="", words="")
    assert problems(refused) == {"words": Problem.MISSING, "owner": Problem.MISSING}
    done = changed(world, one, state=ChangeState.DONE, why="Nobody came late")
    assert [(step.by, step.what, step.was) for step in done.past] == [
        ("Huda", "made", ""),
        ("Amir", "why", ""),
        ("Amir", "state", "open"),
    ]


def test_history_stays_small_and_keeps_no_words_of_before(world: World) -> None:
    one = taken_on(world, owner="Zahra")
    for number in range(46):
        one = changed(world, one, owner=f"Somebody {number}", due=date(2026, 12, 1 + number % 2))
    assert len(one.past) == 40
    assert one.past[0].what == "made"
    assert one.past[-1].was == "2026-12-01"
    assert "Zahra" not in repr(one)


def test_two_who_change_the_same_change_are_both_heard(world: World) -> None:
    one = taken_on(world)
    shown = seen(Wanted.of(one))
    changed(world, one, why="We asked everybody")
    mine = replace(Wanted.of(one), owner="Amir")
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        mend_change(world.studio, WORKSHOP, one.id, mine, by="Amir", at=NOON, sent=shown)
    assert isinstance(meanwhile.value.kept, Wanted)
    assert meanwhile.value.kept.why == "We asked everybody"


def test_what_is_overdue_needs_a_person_until_somebody_says_what_came_of_it(world: World) -> None:
    one = taken_on(world, due=date(2026, 11, 22))

    def needed(at: datetime) -> list[tuple[tuple[str, ...], int | None]]:
        with world.studio.documents.read(WORKSHOP) as tx:
            found = needs(tx, WORKSHOP, at)
        return [(need.about, need.days) for need in found if need.kind is NeedKind.CHANGE_OVERDUE]

    assert needed(NOON) == [], "its own day is not over"
    assert needed(NOON + timedelta(days=3)) == [((one.id,), 3)]
    changed(world, one, state=ChangeState.DROPPED, why="The hall closed")
    assert needed(NOON + timedelta(days=3)) == []


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(ChangeState), st.none() | st.dates()), max_size=6))
def test_open_changes_come_first_the_most_urgent_before_the_others(made: list) -> None:
    class Held:
        def find(self, _kind: object) -> list[Change]:
            return [
                Change(id=f"c{n}", kind=Kind.TRY, words="x", owner="y", state=state, due=due, made_at=NOON)
                for n, (state, due) in enumerate(made)
            ]

    listed = changes_of(Held())
    assert [_ORDER[one.state] for one in listed] == sorted(_ORDER[one.state] for one in listed)
    dues = [one.due or date.max for one in listed if one.state is ChangeState.OPEN]
    assert dues == sorted(dues)


# -- the next workshop ---------------------------------------------------------------------------


def test_the_next_workshop_brings_along_what_earlier_ones_left_open(world: World) -> None:
    taken_on(world)
    documents = world.studio.documents
    with documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Workshop, WORKSHOP), starts=date(2026, 11, 1)))
    following = Workshop(id="next", title="Next", starts=date(2026, 12, 1))
    with documents.write("next") as tx:
        tx.put(following)
    both = [WORKSHOP, "next"]

    def along(workshop: Workshop, others: list[str] = both) -> list[list[str]]:
        found = brought_along(world.studio, workshop, others, at=NOON)
        return [[one.words for one in changes] for _, changes in found]

    assert along(following) == [["Start at ten"]]
    assert along(following, ["next"]) == [], "an account that may not enter the other workshop"
    assert along(replace(following, starts=date(2026, 10, 1))) == [], "it came before"
    assert along(replace(following, ends=date(2026, 11, 21))) == [], "it is over"
    with documents.read(WORKSHOP) as tx:
        one = changes_of(tx)[0]
    changed(world, one, state=ChangeState.DONE, why="We did")
    assert along(following) == []


# -- on paper ------------------------------------------------------------------------------------


def test_every_mark_has_a_drawing_on_paper_and_what_was_typed_is_escaped(world: World) -> None:
    retro = looked_back(world, replace(FACTS, about="<b>River</b>"))
    for mark in DRAWINGS:
        add_line(world.studio, WORKSHOP, retro.id, Kind.KEEP, f"About {mark}", mark, at=NOON)
    html = retrospective_paper(world.studio, WORKSHOP, retro.id, "ar")
    assert set(DRAWINGS) == set(Mark) - {Mark.NONE}
    assert "<b>River" not in html
    assert "&lt;b&gt;River" in html
    assert 'dir="rtl"' in html
    assert html.count("About ") == len(DRAWINGS)
