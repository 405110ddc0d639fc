"""A translation beside the guide that it is made from: what is said, missing, or said of what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pvstudio.store import Reading
from workflows.guides.keeping import Written, guide_for
from workflows.guides.model import Guide, Part


class State(StrEnum):
    """How a line stands to the source."""

    SAID = "said"  # it says a line of the source
    MISSING = "missing"  # a line of the source that is not said yet
    CHANGED = "changed"  # what it was made from is not in the source any more
    OWN = "own"  # it was made from nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a guide, and the line of the source that it says."""

    text: str
    origin: str = ""
    state: State = State.OWN


def beside(rows: Sequence[tuple[str, str]], source: Sequence[str]) -> list[Row]:
    """Lay *rows* (a line, what it was made from) beside the lines of *source*.

    Rows keep their order; a line that nobody has said yet stands behind what its neighbour before it
    became.
    """
    left, laid, at = list(enumerate(source)), list[tuple[Row, int | None]](), 0
    for text, origin in rows:
        which = next((one for one in left if one[1] == origin), None) if origin else None
        if which:
            left.remove(which)
        state = _state(text, origin, said=which is not None)
        laid.append((Row(text=text, origin=origin, state=state), which[0] if which else None))
    unsaid = {index for index, _ in left}
    for index, line in enumerate(source):
        if index in unsaid:
            laid.insert(at, (Row(text="", origin=line, state=State.MISSING), index))
        at = next(place for place, (_, one) in enumerate(laid) if one == index) + 1
    return [row for row, _ in laid]


def _state(text: str, origin: str, *, said: bool) -> State:
    if not origin:
        return State.OWN
    if not said:
        return State.CHANGED
    return State.SAID if text else State.MISSING


def source_of(tx: Reading, guide: Guide) -> Guide | None:
    """Return the guide that *guide* is translated from, None where it is none or that one is gone."""
    return guide_for(tx, guide.cut_id, guide.source) if guide.source else None


def part_beside(written: Written, part: Part, source: Guide | None) -> list[Row]:
    """Lay one part beside that of *source*; without one every line is its own."""
    if source is None:
        return [Row(text=text) for text, _ in written.rows(part)]
    return beside(written.rows(part), source.lines(part))
