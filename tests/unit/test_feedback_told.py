"""Nobody's answer can be worked out from what a report tells: every world is tried, the rule is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from memory_store import MemoryTransaction

from workflows.feedback import Moment, Response, results, tell
from workflows.feedback.hiding import FEWEST
from workflows.feedback.questions import questions
from workflows.feedback.results import Answered, Results, Row, Shares
from workflows.reports.charts import asked

_THERMOMETER = questions()["thermometer"]
_STEPS, _MOST = _THERMOMETER.steps, 10

#: How many touched each step.
World = tuple[int, ...]
Seen = object


def worlds(people: int, steps: int = _STEPS) -> Iterator[World]:
    """Yield every way in which so many people can have touched so many steps."""
    if steps == 1:
        yield (people,)
        return
    for first in range(people + 1):
        yield from ((first, *rest) for rest in worlds(people - first, steps - 1))


def report(world: World) -> Seen:
    """Return what whoever reads a report sees of *world*, by the studio's own code from the rule on."""
    row = Row.AFTER
    large = sum(world) >= FEWEST
    answered = Answered(
        question=_THERMOMETER,
        rows={row: Shares(counts=world)} if large else {},
        withheld=frozenset() if large or not any(world) else frozenset({row}),
    )
    found = Results(responses=None, answered=(answered,))
    return tuple(asked(tell(found), "en"))


def by_step(world: World) -> Seen:
    """What was told before: the people of each step, where there are five in all."""
    return world if sum(world) >= FEWEST else sum(world) > 0


def uncovered(sees: Callable[[World], Seen]) -> list[str]:
    """Return what an attacker who knows the rule finds out in any world of up to ten people."""
    alike = defaultdict[Seen, list[World]](list)
    for people in range(_MOST + 1):
        for world in worlds(people):
            alike[repr(sees(world))].append(world)
    found = []
    for possible in alike.values():
        for size in range(1, _STEPS):
            for some in combinations(range(_STEPS), size):
                numbers = {sum(world[step] for step in some) for world in possible}
                if numbers <= {1, 2, 3, 4}:
                    found.append(f"one to four of {some}: {possible[0]}")
        found += [f"knows their own step {own}: {possible[0]}" for own in _who_knows_their_own(possible)]
    return found


def _who_knows_their_own(possible: list[World]) -> Iterator[int]:
    """Yield the steps which, if one of the people touched them, tell that person what another touched."""
    for own in range(_STEPS):
        others = [
            tuple(number - (step == own) for step, number in enumerate(world))
            for world in possible
            if world[own]
        ]
        if others and any(sum(one) for one in others):
            for step in range(_STEPS):
                if all(sum(one) == one[step] for one in others):
                    yield own


def test_no_number_under_five_and_nobody_s_answer_is_found_in_any_world() -> None:
    assert uncovered(report) == []


def test_the_attacker_finds_people_where_steps_are_told() -> None:
    assert uncovered(by_step)


def test_what_nobody_answered_looks_like_what_too_few_did() -> None:
    assert {repr(report(world)) for people in range(FEWEST) for world in worlds(people)} == {"()"}


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["k1", "k2"]), st.sampled_from("abc"), st.integers(1, 5), st.booleans()),
        max_size=24,
    )
)
def test_a_report_sees_the_whole_and_only_what_was_confirmed(
    people: list[tuple[str, str, int, bool]],
) -> None:
    tx = MemoryTransaction()
    for number, (kit, held, step, confirmed) in enumerate(people):
        said = Response(
            id=f"response-{number}",
            kit_id=kit,
            screening_id=f"{kit}-{held}",
            held_on=date(2026, 1, 1),
            moment=Moment.AFTER,
            answers={"thermometer": step},
            confirmed=confirmed,
        )
        tx.put(said)
    steps = [step for _kit, _held, step, confirmed in people if confirmed]
    world = tuple(steps.count(step) for step in range(1, _STEPS + 1))
    assert tuple(asked(tell(results(tx)), "en")) == report(world)
