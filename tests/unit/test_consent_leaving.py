"""Taking everything back is not undone by taking part again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from consent_world import HOME, World, kinds

from consent.answers.leaving import take_all_back
from consent.answers.recording import confirm_complete, correct_appearance
from consent.gate.policy import Kind
from consent.releases import MUST_AGREE, Answer, AnswerState, Role, Stage
from pvstudio.model import AgeBand, Audience, Clip, Participant, new_id


@pytest.fixture
def world() -> World:
    return World()


def leave(world: World, person: Participant, role: Role) -> list[Answer]:
    no = Answer(
        id=new_id("answer"),
        at=world.tick(),
        participant_id=person.id,
        stage=Stage.S1,
        subject_id=HOME,
        state=AnswerState.WITHDRAWN,
        role=role,
        guardian_id=world.guardian(person) if role is Role.GUARDIAN else "",
    )
    return take_all_back(world.tx, no)


@pytest.mark.parametrize("age", [AgeBand.ADULT, AgeBand.MINOR])
@pytest.mark.parametrize("right", [0, 1])
def test_taking_part_again_opens_nothing_of_before(world: World, age: AgeBand, right: int) -> None:
    amra = world.person("Amra", age)
    role = MUST_AGREE[age][right % len(MUST_AGREE[age])]
    bread = world.clip("Bread", [amra])
    world.agree(amra, bread)
    world.agree(amra, bread, audience=Audience.ONLINE)
    film = world.version([bread])
    world.agree(amra, film)
    assert world.gate(film) == ()
    left = leave(world, amra, role)
    assert {(one.stage, one.audience) for one in left} == {(stage, None) for stage in Stage}
    world.say(amra, Stage.S1, HOME, role=role)
    assert kinds(world.gate(film)) == {Kind.WITHDRAWN}
    world.say(amra, Stage.S2, HOME, role=role)
    assert {one.stage for one in world.gate(film)} == {Stage.S3, Stage.S4}
    assert {one.stage for one in world.clip_gate(bread, audience=Audience.ONLINE)} == {Stage.S3}
    heir = world.version([bread], narrows=film.id)
    world.say(amra, Stage.S3, bread.id, role=role)
    assert {one.stage for one in world.gate(heir)} == {Stage.S4}


def test_only_what_was_agreed_to_is_taken_back(world: World) -> None:
    amra = world.person("Amra")
    bread, river = world.clip("Bread", [amra]), world.clip("River", [amra])
    world.agree(amra, bread)
    world.say(amra, Stage.S3, river.id, AnswerState.REFUSED)
    left = leave(world, amra, Role.SELF)
    assert [(one.stage, one.subject_id) for one in left] == [
        (Stage.S1, HOME),
        (Stage.S2, HOME),
        (Stage.S3, bread.id),
    ]


def test_who_is_not_in_a_clip_any_more_is_not_logged_again(world: World) -> None:
    amra, nur = world.person("Amra"), world.person("Nur")
    bread = world.clip("Bread", [amra, nur])
    world.agree(amra, bread)
    world.agree(nur, bread)
    correct_appearance(world.tx, bread.id, amra.id, by="Selma", reason="Her sister")
    confirm_complete(world.tx, bread.id)
    left = leave(world, amra, Role.SELF)
    assert world.clip_gate(bread) == ()
    assert Stage.S3 in {one.stage for one in left}  # were she logged once more, it is taken back


def test_what_is_gone_needs_no_answer(world: World) -> None:
    amra = world.person("Amra")
    bread = world.clip("Bread", [amra])
    world.agree(amra, bread)
    world.tx.delete(Clip, bread.id)
    assert [one.stage for one in leave(world, amra, Role.SELF)] == [Stage.S1, Stage.S2]


def test_saying_so_twice_is_one_no_more(world: World) -> None:
    amra = world.person("Amra")
    world.agree(amra, world.clip("Bread", [amra]))
    first = leave(world, amra, Role.SELF)
    again = leave(world, replace(amra), Role.SELF)
    assert (len(first), [one.stage for one in again]) == (3, [Stage.S1])
