"""Who waits at a phone: locked out, asking for a person, or with an answer that nobody has written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from consent_world import HOME, World

from consent.releases import Role, Stage
from pvstudio.model import Participant
from workflows.attention import Around, Need, NeedKind, Urgency, needs
from workflows.phones import Call
from workflows.spoken import Kind, SpokenAnswer

WHO = ("person-amra", "person-zahra")


@pytest.fixture
def world() -> World:
    world = World()
    for who in WHO:
        world.tx.put(Participant(id=who, pseudonym=who.removeprefix("person-").title()))
    return world


def found(world: World, kind: NeedKind, *locked: str) -> Need | None:
    listed = needs(world.tx.tx, HOME, world.now, Around(locked=locked))
    [one] = [one for one in listed if one.kind is kind] or [None]
    if one:
        assert one.urgency is Urgency.NOW
    return one


def call(world: World, number: int, who: str, **more) -> Call:
    at = world.now - timedelta(minutes=number)
    one = Call(id=f"call-{number}", participant_id=who, role=Role.SELF, at=at, **more)
    world.tx.put(one)
    return one


def spoken(world: World, number: int, who: str, **more) -> SpokenAnswer:
    one = SpokenAnswer(
        id=f"spoken-{number}",
        participant_id=who,
        role=Role.SELF,
        stage=Stage.S1,
        subject_id=HOME,
        sha256=str(number) * 64,
        kind=Kind.AUDIO,
        duration_ms=2000,
        at=world.now - timedelta(minutes=number),
        **more,
    )
    world.tx.put(one)
    return one


def test_who_is_locked_out_is_named_once(world: World) -> None:
    need = found(world, NeedKind.PHONE_LOCKED, "person-zahra", "person-zahra", "person-gone")
    assert need
    assert (need.count, need.only, need.names) == (1, "person-zahra", ("Zahra",))
    assert found(world, NeedKind.PHONE_LOCKED) is None


def test_who_has_waited_longest_for_a_person_stands_first(world: World) -> None:
    for number, who in ((1, "person-amra"), (3, "person-zahra"), (2, "person-amra")):
        call(world, number, who)
    call(world, 9, "person-amra", answered_at=world.now, by="Ines")
    need = found(world, NeedKind.ASKED_FOR_PERSON)
    assert need
    assert need.about == ("person-zahra", "person-amra")
    for number, who in ((1, "person-amra"), (3, "person-zahra"), (2, "person-amra")):
        call(world, number, who, answered_at=world.now)
    assert found(world, NeedKind.ASKED_FOR_PERSON) is None


def test_a_spoken_answer_waits_until_it_is_written_down(world: World) -> None:
    spoken(world, 1, "person-amra")
    need = found(world, NeedKind.SPOKEN_ANSWER)
    assert need
    assert need.names == ("Amra",)
    spoken(world, 1, "person-amra", written_at=world.now, by="Ines", unclear=True)
    assert found(world, NeedKind.SPOKEN_ANSWER) is None
