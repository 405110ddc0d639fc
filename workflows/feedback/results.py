"""What came of the questions: how many people touched which step, before, after, and who moved.

These pictures are for who works in the workshop. Whoever else reads of them gets :func:`tell`.
What waits to be confirmed is not counted: who holds a key could lift one answer over the threshold.

Everybody sees the same, facilitators too: nothing of fewer than five people, for each question and moment
apart, as not everybody answers everything (:mod:`workflows.feedback.hiding`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import accumulate

from pvstudio.model import PopulationGroup
from pvstudio.store import Reading
from workflows.feedback.hiding import FEWEST, shown_parts
from workflows.feedback.questions import Kind, Question, questions
from workflows.feedback.responses import Moment, Response


class Row(StrEnum):
    """What a row of a picture tells."""

    BEFORE = "before"
    AFTER = "after"
    MOVED = "moved"  # of those whose two responses are known by their mark: fewer steps, the same, more


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How many people touched each step, from the first; of MOVED: went down, stayed, went up."""

    counts: tuple[int, ...]

    @property
    def people(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def in_the_middle(self) -> int:
        """The step in the middle, counted from 1, when all are put in order; of two the lower one."""
        below = accumulate(self.counts)
        return next(step for step, people in enumerate(below, 1) if 2 * people >= self.people)

    @property
    def middle(self) -> float:
        """The mean step, counted from 1."""
        return sum(step * people for step, people in enumerate(self.counts, 1)) / self.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of one question: its rows that may be shown; *withheld* are those that may not."""

    question: Question
    rows: Mapping[Row, Shares]
    withheld: frozenset[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What came of all questions that anybody answered.

    *responses* are as many as people, or more where these were asked before and after; None: too few to say.
    """

    responses: int | None
    answered: tuple[Answered, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody answered anything."""
        return self.responses == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """What is told of one row outside the workshop: how many answered, and the step in their middle."""

    people: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of one question outside the workshop, before and after the film."""

    question: Question
    rows: Mapping[Row, Middle]


def tell(found: Results) -> tuple[Told, ...]:
    """Return what may be told outside the workshop of its whole: no step and no move of anybody.

    How many touched a step is one person's answer where it is one. The middle of five is what at least three
    reached from below and three from above: whoever knows it, and their own answer, knows no other one. What
    is hidden looks like what nobody answered. (tests/unit/test_feedback_told.py tries all worlds.)
    """
    told = []
    for one in found.answered:
        rows: dict[Row, Middle] = {
            row: Middle(people=of.people, step=of.in_the_middle)
            for row, of in one.rows.items()
            if row is not Row.MOVED
        }
        if rows:
            told.append(Told(question=one.question, rows=rows))
    return tuple(told)


#: Where something was said: which part of the whole, and which part of that.
_Path = tuple[str, str]
_WHOLE: _Path = ("", "")


@dataclass(frozen=True, slots=True)
class _Touch:
    """Somebody touched a step: of which question, in which row."""

    path: _Path
    question: str
    row: Row
    step: int


def results(tx: Reading, *, kit_id: str = "", screening_id: str = "") -> Results:
    """Return what may be shown of one screening of a kit, of a kit, or (neither) of the whole workshop."""
    return _results(
        tx.find(Response, confirmed=True), lambda one: (one.kit_id, one.screening_id), (kit_id, screening_id)
    )


def results_of(found: Sequence[Response]) -> Results:
    """Return what may be shown of these responses, where nothing else is shown of any of them."""
    return _results(found, lambda _one: _WHOLE, _WHOLE)


def by_group(tx: Reading) -> dict[PopulationGroup, Results]:
    """Return what may be shown of each population group in the whole workshop; not of who said none."""
    found = tx.find(Response, confirmed=True)
    asked = [group for group in PopulationGroup if group is not PopulationGroup.UNDISCLOSED]
    return {group: _results(found, lambda one: (one.group, ""), (group, "")) for group in asked}


def _results(found: Sequence[Response], path: Callable[[Response], _Path], wanted: _Path) -> Results:
    touched = defaultdict[tuple[str, Row], list[_Touch]](list)
    for touch in (*_touches(found, path), *_moves(found, path)):
        touched[touch.question, touch.row].append(touch)
    answered = [
        _answered(question, {row: touched[question.id, row] for row in Row}, wanted)
        for question in questions().values()
        if question.kind is not Kind.OPEN
    ]
    people = [path(one) for one in found]
    number = sum(map(partial(_is_in, wanted), people))
    return Results(
        responses=number if not number or _is_shown(people, wanted) else None,
        answered=tuple(one for one in answered if one.rows or one.withheld),
    )


def _touches(found: Iterable[Response], path: Callable[[Response], _Path]) -> Iterator[_Touch]:
    for one in found:
        for question, step in one.answers.items():
            yield _Touch(path(one), question, Row(one.moment), step)


def _moves(found: Iterable[Response], path: Callable[[Response], _Path]) -> Iterator[_Touch]:
    """Yield where people moved to: those whose mark nobody else chose at the same screening."""
    marked = defaultdict[tuple[str, str, str], list[Response]](list)
    for one in found:
        if one.mark:
            marked[one.kit_id, one.screening_id, one.mark].append(one)
    for both in marked.values():
        if sorted(one.moment for one in both) != [Moment.AFTER, Moment.BEFORE]:
            continue
        after, before = sorted(both, key=lambda one: one.moment)
        for question in before.answers.keys() & after.answers.keys():
            moved = after.answers[question] - before.answers[question]
            yield _Touch(path(after), question, Row.MOVED, 2 + (moved > 0) - (moved < 0))


def _answered(question: Question, rows: Mapping[Row, Sequence[_Touch]], wanted: _Path) -> Answered:
    shown, withheld = dict[Row, Shares](), set[Row]()
    for row, touches in rows.items():
        here = Counter(one.step for one in touches if _is_in(wanted, one.path))
        if here and _is_shown([one.path for one in touches], wanted):
            steps = 3 if row is Row.MOVED else question.steps
            shown[row] = Shares(counts=tuple(here[step] for step in range(1, steps + 1)))
        elif here:
            withheld.add(row)
    return Answered(question=question, rows=shown, withheld=frozenset(withheld))


def _is_in(wanted: _Path, path: _Path) -> bool:
    return all(want in {"", part} for want, part in zip(wanted, path, strict=True))


def _is_shown(everybody: Sequence[_Path], wanted: _Path) -> bool:
    """Say whether a part of *everybody* may be shown beside the whole and whatever else is shown of it."""
    part, inner = wanted
    parts = Counter(one for one, _inner in everybody)
    if not part:
        return parts.total() >= FEWEST
    if part not in shown_parts(parts):
        return False
    return not inner or inner in shown_parts(Counter(one for of, one in everybody if of == part))
