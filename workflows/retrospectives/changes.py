"""Changes: a line of a retrospective gets an owner and a day, and somebody says what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from pvstudio.model import new_id
from pvstudio.store import Reading
from workflows.fields import LINE, YEARS, FormRefused, Problem, check_unchanged, measured, one_line
from workflows.retrospectives.holding import LONGEST_LINE, line_of
from workflows.retrospectives.model import Change, ChangeState, Retrospective, Step
from workflows.wiring import Studio
from workflows.workshops import NONE

#: Open ones first, then what was done, then what was dropped.
_ORDER = {state: place for place, state in enumerate(ChangeState)}

#: So many steps of its history are kept, the first and the latest.
_STEPS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody typed about a change."""

    words: str
    owner: str
    owner_id: str = ""
    due: date | None = None
    state: ChangeState = ChangeState.OPEN
    why: str = ""

    @classmethod
    def of(cls, kept: Change) -> Wanted:
        """Return what is kept about it."""
        return cls(
            words=kept.words,
            owner=kept.owner,
            owner_id=kept.owner_id,
            due=kept.due,
            state=kept.state,
            why=kept.why,
        )

    def checked(self, also: Mapping[str, Problem] = NONE) -> Wanted:
        """Return it tidy, or raise :class:`~workflows.fields.FormRefused` with all that is wrong.

        One that is done or dropped says what came of it, or why.
        """
        tidy = replace(self, words=one_line(self.words), owner=one_line(self.owner), why=one_line(self.why))
        problems = measured({"words": tidy.words, "why": tidy.why}, longest=LONGEST_LINE, needed="words")
        problems |= measured({"owner": tidy.owner}, longest=LINE, needed="owner")
        if tidy.due and tidy.due.year not in YEARS:
            problems["due"] = Problem.NO_YEAR
        if tidy.state is not ChangeState.OPEN and not tidy.why:
            problems["why"] = Problem.MISSING
        if problems or also:
            raise FormRefused({**problems, **also})
        return tidy


def changes_of(tx: Reading) -> list[Change]:
    """Return the changes of a workshop: open ones first, by their day (none: last), then the newest."""
    return sorted(tx.find(Change), key=_order)


def _order(one: Change) -> tuple[int, str, float, str]:
    due = str(one.due or "~") if one.state is ChangeState.OPEN else ""
    return _ORDER[one.state], due, -one.made_at.timestamp(), one.id


def take_on(
    studio: Studio,
    workshop: str,
    retrospective_id: str,
    line_id: str,
    wanted: Wanted,
    *,
    by: str,
    at: datetime,
    also: Mapping[str, Problem] = NONE,
) -> Change:
    """Make a change of a line; the same form sent twice makes one. *by* is the name of the account.

    Raises as :meth:`Wanted.checked` does, and :class:`~pvstudio.errors.NotFound`.
    """
    tidy = wanted.checked(also)
    with studio.documents.write(workshop) as tx:
        of = tx.get(Retrospective, retrospective_id)
        line = line_of(of, line_id)
        for known in tx.find(Change, line_id=line_id):
            if Wanted.of(known) == tidy:
                return known
        made = Change(
            id=new_id("change"),
            kind=line.kind,
            words=tidy.words,
            owner=tidy.owner,
            owner_id=tidy.owner_id,
            due=tidy.due,
            state=tidy.state,
            why=tidy.why,
            mark=line.mark,
            about=of.about,
            retrospective_id=of.id,
            line_id=line.id,
            made_at=at,
            past=(Step(at=at, by=by, what="made"),),
        )
        tx.put(made)
    return made


def mend_change(
    studio: Studio,
    workshop: str,
    id_: str,
    wanted: Wanted,
    *,
    by: str,
    at: datetime,
    also: Mapping[str, Problem] = NONE,
    sent: str | None = None,
) -> Change:
    """Change what it says, who sees to it, by when, and what came of it; noted is who changed what.

    Raises as :meth:`Wanted.checked` does, and :class:`~workflows.fields.ChangedMeanwhile` unless it still is
    what the form showed (*sent*).
    """
    tidy = wanted.checked(also)
    with studio.documents.write(workshop) as tx:
        kept = tx.get(Change, id_)
        check_unchanged(Wanted.of(kept), tidy, sent)
        steps = tuple(Step(at=at, by=by, what=what, was=was) for what, was in _differing(kept, tidy))
        mended = replace(
            kept,
            words=tidy.words,
            owner=tidy.owner,
            owner_id=tidy.owner_id,
            due=tidy.due,
            state=tidy.state,
            why=tidy.why,
            past=_short((*kept.past, *steps)),
        )
        tx.put(mended)
    return mended


def forget_change(studio: Studio, workshop: str, id_: str) -> None:
    """Delete a change with its history."""
    with studio.documents.write(workshop) as tx:
        tx.delete(Change, id_)


def _differing(kept: Change, tidy: Wanted) -> list[tuple[str, str]]:
    """Return which fields change, and what stood there: of days and states only.

    What was said, and of whom, is not kept a second time: who takes their name out has taken it out.
    """
    before = Wanted.of(kept)
    named = [name for name in ("words", "owner", "why") if getattr(before, name) != getattr(tidy, name)]
    found = [(name, "") for name in named]
    if before.due != tidy.due:
        found.append(("due", str(before.due or "")))
    if before.state != tidy.state:
        found.append(("state", str(before.state)))
    return found


def _short(past: tuple[Step, ...]) -> tuple[Step, ...]:
    return past if len(past) <= _STEPS else (past[0], *past[1 - _STEPS :])
