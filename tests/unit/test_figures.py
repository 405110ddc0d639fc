"""A workshop in numbers: where people stand, and no cell from which one of them could be told."""

from __future__ import annotations

from consent_world import HOME, World
from hypothesis import given
from hypothesis import strategies as st

from consent.gate.states import ReleaseState
from consent.releases import AnswerState, Role, Stage
from pvstudio.model import AgeBand, Treatment
from workflows.figures import SMALL, figures, told


def states(world: World) -> dict[ReleaseState, int]:
    """Count with small cells shown, by having each person seven times over."""
    found = figures(world.tx.tx, HOME, world.now).states
    return {state: count for state, count in found.items() if count}


def test_where_people_stand_is_the_least_of_what_was_said():
    world = World()
    for number in range(6):
        world.person(f"Silent{number}")
    for number in range(7):
        world.agree(world.person(f"Yes{number}"))
    for number in range(8):
        person = world.person(f"No{number}")
        world.say(person, Stage.S1, HOME)
        world.say(person, Stage.S2, HOME, AnswerState.REFUSED)
    for number in range(9):
        child = world.person(f"Child{number}", AgeBand.MINOR)
        world.agree(child)
        world.say(child, Stage.S1, HOME, AnswerState.WITHDRAWN, role=Role.CHILD_ASSENT)
    for number in range(5):
        world.agree(world.person(f"But{number}"))
        person = world.person(f"But{number}")
        world.say(person, Stage.S2, HOME, treatments=frozenset({Treatment.FACE_BLURRED}))
    assert states(world) == {
        ReleaseState.PENDING: 6,
        ReleaseState.GIVEN: 7,
        ReleaseState.REFUSED: 8,
        ReleaseState.WITHDRAWN: 9,
        ReleaseState.LIMITED: 5,
    }
    assert figures(world.tx.tx, HOME, world.now).people == 35


def test_few_people_are_not_counted_aloud():
    world = World()
    for number in range(4):
        world.person(f"P{number}")
    found = figures(world.tx.tx, HOME, world.now)
    assert found.people is None
    assert found.states[ReleaseState.PENDING] is None


def test_things_are_counted():
    world = World()
    world.clip("Bread")
    world.version([world.clip("River", complete=False)])
    found = figures(world.tx.tx, HOME, world.now)
    assert (found.people, found.clips, found.unlogged, found.cuts, found.kits) == (0, 2, 1, 1, 0)


@given(st.fixed_dictionaries({state: st.integers(0, 30) for state in ReleaseState}))
def test_no_small_cell_can_be_told_from_the_total(counts):
    shown = told(counts)
    assert all(count is None or count == 0 or count >= SMALL for count in shown.values())
    assert all(count is None or count == counts[key] for key, count in shown.items())
    gone = [key for key, count in shown.items() if count is None]
    assert len(gone) != 1, "the total minus the others tells it"
    assert gone or not any(0 < count < SMALL for count in counts.values())
    assert not gone or sum(counts[key] for key in gone) > SMALL or len(gone) == len(counts)
