"""No number of fewer than five people can be worked out from what is shown of feedback."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from memory_store import MemoryTransaction

from pvstudio.model import PopulationGroup
from workflows.feedback import Moment, Response, Results, Row, by_group, results
from workflows.feedback.hiding import FEWEST, shown_parts

PARTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), max_size=7)
#: (kit, screening, step before, step after) of one person each.
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["k1", "k2", "k3"]),
        st.sampled_from(["s1", "s2", "s3"]),
        st.none() | st.integers(1, 5),
        st.none() | st.integers(1, 5),
        st.sampled_from(list(PopulationGroup)),
    ),
    max_size=40,
)


@given(PARTS)
def test_what_is_hidden_beside_the_sum_is_nobody_or_five(parts: dict[str, int]) -> None:
    shown = shown_parts(parts)
    assert all(parts[name] >= FEWEST for name in shown)
    hidden = sum(parts.values()) - sum(parts[name] for name in shown)
    assert not shown or hidden == 0 or hidden >= FEWEST


@given(PARTS)
def test_no_more_is_hidden_than_need_be(parts: dict[str, int]) -> None:
    whole = sum(parts.values())
    large = {name for name, people in parts.items() if people >= FEWEST}
    small = sum(people for people in parts.values() if people < FEWEST)
    if whole >= FEWEST and (small == 0 or small >= FEWEST):
        assert shown_parts(parts) == large


def _number(found: Results, row: Row) -> int | None:
    """Return how many a picture says; 0: nobody; None: it says nothing."""
    for one in found.answered:
        if one.question.id == "thermometer" and (row in one.rows or row in one.withheld):
            return one.rows[row].people if row in one.rows else None
    return 0


def _told(people: list[tuple[str, str, int | None, int | None, PopulationGroup]]) -> list[Response]:
    told = []
    for number, (kit, held, before, after, group) in enumerate(people):
        for moment, step in ((Moment.BEFORE, before), (Moment.AFTER, after)):
            answers = {} if step is None else {"thermometer": step}
            said = Response(
                id=f"response-{number}-{moment}",
                kit_id=kit,
                screening_id=f"{kit}-{held}",
                held_on=date(2026, 1, 1),
                moment=moment,
                answers=answers,
                group=group,
            )
            told.append(said)
    return told


@settings(max_examples=40)
@given(PEOPLE)
def test_no_part_can_be_worked_out_from_the_whole_and_the_other_parts(people: list) -> None:  # type: ignore[type-arg]
    tx = MemoryTransaction()
    for one in _told(people):
        tx.put(one)
    for row in (Row.BEFORE, Row.AFTER):
        kits = {kit: _number(results(tx, kit_id=kit), row) for kit in ("k1", "k2", "k3")}
        _holds(_number(results(tx), row), kits)
        for kit, whole in kits.items():
            held = {
                name: _number(results(tx, kit_id=kit, screening_id=f"{kit}-{name}"), row)
                for name in ("s1", "s2", "s3")
            }
            _holds(whole, held)
        groups = [_number(each, row) for each in by_group(tx).values()]
        assert all(number is None or number == 0 or number >= FEWEST for number in groups)


def _holds(whole: int | None, parts: dict[str, int | None]) -> None:
    shown = [number for number in parts.values() if number]
    assert all(number >= FEWEST for number in shown)
    if whole is None:
        assert not shown
    else:
        rest = whole - sum(shown)
        assert rest == 0 or rest >= FEWEST


def test_who_moved_is_known_by_a_mark_that_nobody_else_chose() -> None:
    tx = MemoryTransaction()
    marks = ["sun-cup", "fish-key", "tree-hill", "boat-bird", "apple-cloud", "sun-fish", "sun-fish"]
    for number, mark in enumerate(marks):
        for moment, step in ((Moment.BEFORE, 2), (Moment.AFTER, 3 if number else 1)):
            said = Response(
                id=f"response-{number}-{moment}",
                kit_id="k",
                screening_id="s",
                held_on=date(2026, 1, 1),
                moment=moment,
                answers={"thermometer": step},
                mark=mark,
            )
            tx.put(said)
    found = results(tx, kit_id="k").answered[0]
    assert found.rows[Row.MOVED].counts == (1, 0, 4)  # the two who chose alike are told by nothing
    assert found.rows[Row.AFTER].people == 7
