"""What reports tell of answers, month by month: whoever keeps every report has nothing to subtract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.feedback import Middle, Moment, Response, Row, results_of, tell
from workflows.feedback.hiding import FEWEST
from workflows.reports.answers import Closing, closed

STEPS = (1, 2, 3)
MAY = date(2026, 5, 20)
#: Days on which somebody looks at a report.
LOOKS = tuple(MAY + timedelta(days=days) for days in range(0, 200, 9))


def said(number: int, step: int, held_on: date = MAY, question: str = "thermometer") -> Response:
    return Response(
        id=f"response-{number:03}",
        kit_id="kit-1",
        held_on=held_on,
        moment=Moment.AFTER,
        answers={question: step},
    )


def look(found: Sequence[Response], kept: Sequence[Closing], today: date) -> tuple[Closing, ...]:
    return (*kept, *closed(found, kept, today))


def told(kept: Sequence[Closing]) -> str:
    return repr([(one.month, one.told) for one in kept])


@given(
    st.lists(
        st.tuples(
            st.integers(1, 5),
            st.integers(0, 150),
            st.integers(0, 60),
            st.sampled_from(["thermometer", "circles"]),
        ),
        max_size=40,
    )
)
def test_every_answer_is_told_once_with_enough_others_and_nothing_told_moves(
    people: list[tuple[int, int, int, str]],
) -> None:
    """Each is said on a day, and comes some days later."""
    answers = [
        (said(number, step, MAY + timedelta(days=day), question), MAY + timedelta(days=day + late))
        for number, (step, day, late, question) in enumerate(people)
    ]
    kept: tuple[Closing, ...] = ()
    for today in LOOKS:
        here = {one.id: one for one, came in answers if came <= today}
        before, kept = kept, look([*here.values()], kept, today)
        assert kept[: len(before)] == before
        counted = [id_ for one in kept for id_ in one.counted]
        assert len(counted) == len(set(counted))
        assert [one.month for one in kept] == sorted({one.month for one in kept})
        for one in kept:
            assert one.month < today.replace(day=1), "a month is told when it is over"
            assert one.told == tell(results_of([here[id_] for id_ in one.counted])) != ()
            assert all(of.people >= FEWEST for rows in one.middles.values() for of in rows.values())


Seen = Callable[[Sequence[Response], Sequence[Response]], str]


def one_by_one(before: Sequence[Response], after: Sequence[Response]) -> str:
    """What was told until now: the whole, as it is on the day."""
    return repr((tell(results_of(before)), tell(results_of(after))))


def by_months(before: Sequence[Response], after: Sequence[Response]) -> str:
    """What two reports tell that were made on two days."""
    first = look(before, (), date(2026, 6, 2))
    return told(first) + told(look(after, first, date(2026, 9, 30)))


@pytest.mark.parametrize(("seen", "wins"), [(one_by_one, True), (by_months, False)])
@pytest.mark.parametrize("people", [5, 6])
def test_who_keeps_two_reports_learns_nothing_of_whoever_came_between(
    seen: Seen, wins: bool, people: int
) -> None:
    """All worlds of so many people and one more are tried; the attacker knows the rule."""
    possible = defaultdict[str, set[int]](set)
    worlds = {tuple(sorted(steps)) for steps in product(STEPS, repeat=people)}
    for steps, new in product(worlds, STEPS):
        before = [said(number, step) for number, step in enumerate(steps)]
        possible[seen(before, [*before, said(99, new)])].add(new)
    assert any(found != set(STEPS) for found in possible.values()) is wins


def test_what_came_late_waits_for_others_and_counts_with_a_later_month() -> None:
    first = [said(number, 3) for number in range(6)]
    kept = look(first, (), date(2026, 6, 1))
    assert [(one.month, len(one.counted)) for one in kept] == [(date(2026, 5, 1), 6)]
    late = [said(10 + number, 1) for number in range(4)]
    kept = look([*first, *late], kept, date(2026, 8, 1))
    assert len(kept) == 1, "four are too few"
    july = [said(20, 1, date(2026, 7, 3))]
    kept = look([*first, *late, *july], kept, date(2026, 8, 1))
    assert [(one.month, len(one.counted)) for one in kept[1:]] == [(date(2026, 7, 1), 5)]


def test_what_was_said_before_the_film_comes_first_also_from_the_store() -> None:
    """A store keeps what it holds by name: after, before."""
    both = {Row.AFTER: Middle(people=5, step=4), Row.BEFORE: Middle(people=5, step=2)}
    day = date(2026, 6, 1)
    kept = Closing(id="answers-2026-05", month=MAY, told_on=day, middles={"smiley": both}, counted=())
    assert [list(one.rows) for one in kept.told] == [[Row.BEFORE, Row.AFTER]]


def test_a_clock_that_was_far_ahead_once_holds_nothing_back() -> None:
    first = [said(number, 3) for number in range(5)]
    kept = look(first, (), date(2029, 1, 1))
    late = [said(10 + number, 2) for number in range(5)]
    assert len(look([*first, *late], kept, date(2026, 7, 1))) == 2
