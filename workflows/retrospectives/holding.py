"""What was said when people looked back, written down line by line: two people may write at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from pvstudio.errors import NotFound
from pvstudio.model import new_id
from pvstudio.store import Reading, Writing
from workflows.fields import LINE, YEARS, FormRefused, Problem, check_unchanged, measured, one_line
from workflows.retrospectives.model import Kind, Line, Mark, Occasion, Retrospective
from workflows.wiring import Studio
from workflows.workshops import NONE

#: What a line may hold, in letters; how many lines a retrospective has room for.
LONGEST_LINE, MANY_LINES = 280, 200

#: More marks than people can be in a room.
MOST_VOTES = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What somebody typed about a retrospective."""

    held_on: date | None
    occasion: Occasion
    about: str
    about_id: str = ""

    @classmethod
    def of(cls, kept: Retrospective) -> Facts:
        """Return what is kept about it."""
        return cls(held_on=kept.held_on, occasion=kept.occasion, about=kept.about, about_id=kept.about_id)

    def checked(self, also: Mapping[str, Problem] = NONE) -> Facts:
        """Return it tidy, or raise :class:`~workflows.fields.FormRefused` with all that is wrong."""
        tidy = replace(self, about=one_line(self.about))
        problems = measured({"about": tidy.about}, needed="about")
        if tidy.held_on is None:
            problems["held_on"] = Problem.MISSING
        elif tidy.held_on.year not in YEARS:
            problems["held_on"] = Problem.NO_YEAR
        if len(tidy.about_id) > LINE:
            problems["about_id"] = Problem.NO_CHOICE
        if problems or also:
            raise FormRefused({**problems, **also})
        return tidy

    def put_into(self, kept: Retrospective) -> Retrospective:
        """Return *kept* with all of it; its lines stay."""
        return replace(
            kept,
            held_on=self.held_on or kept.held_on,
            occasion=self.occasion,
            about=self.about,
            about_id=self.about_id,
        )


def retrospectives_of(tx: Reading) -> list[Retrospective]:
    """Return the retrospectives of a workshop, the latest first."""
    return sorted(tx.find(Retrospective), key=lambda one: (one.held_on, one.id), reverse=True)


def begin(
    studio: Studio, workshop: str, facts: Facts, *, by: str, at: datetime, also: Mapping[str, Problem] = NONE
) -> Retrospective:
    """Begin to write one down; *by* is the name of the account. Raises as :meth:`Facts.checked` does."""
    tidy = facts.checked(also)
    blank = Retrospective(
        id=new_id("retrospective"), held_on=at.date(), occasion=tidy.occasion, about="", by=by, changed_at=at
    )
    with studio.documents.write(workshop) as tx:
        made = tidy.put_into(blank)
        tx.put(made)
    return made


def mend(
    studio: Studio,
    workshop: str,
    id_: str,
    facts: Facts,
    *,
    at: datetime,
    also: Mapping[str, Problem] = NONE,
    sent: str | None = None,
) -> Retrospective:
    """Put right what it is about, and when it was. Raises as :meth:`Facts.checked` does, and
    :class:`~workflows.fields.ChangedMeanwhile` unless it still is what the form showed (*sent*).
    """
    tidy = facts.checked(also)
    with studio.documents.write(workshop) as tx:
        kept = tx.get(Retrospective, id_)
        check_unchanged(Facts.of(kept), tidy, sent)
        mended = replace(tidy.put_into(kept), changed_at=at)
        tx.put(mended)
    return mended


def forget(studio: Studio, workshop: str, id_: str) -> None:
    """Delete a retrospective with its lines; the changes that came of it stand for themselves and stay."""
    with studio.documents.write(workshop) as tx:
        tx.delete(Retrospective, id_)


def add_line(
    studio: Studio, workshop: str, id_: str, kind: Kind, words: str, mark: Mark, *, at: datetime
) -> Line:
    """Write down what was said; the very same line again is the same form sent twice.

    Raises :class:`~workflows.fields.FormRefused`; its field is named like "words-keep".
    """
    tidy = _tidy(words, field=f"words-{kind}", needed=True)
    with studio.documents.write(workshop) as tx:
        kept = tx.get(Retrospective, id_)
        for line in kept.lines:
            if (line.kind, line.words) == (kind, tidy):
                return line
        if len(kept.lines) >= MANY_LINES:
            raise FormRefused({f"words-{kind}": Problem.TOO_LONG})
        made = Line(id=new_id("line"), kind=kind, words=tidy, mark=mark)
        tx.put(replace(kept, lines=(*kept.lines, made), changed_at=at))
    return made


def line_row(line: Line) -> tuple[object, ...]:
    """Return what a form shows of a line; the marks of people are counted, not typed."""
    return line.kind, line.words, line.mark


def mend_line(
    studio: Studio, workshop: str, id_: str, line: Line, *, at: datetime, sent: str | None = None
) -> None:
    """Put a line right; without words it is taken out. Its marks stay.

    Raises :class:`~workflows.fields.FormRefused` (field "words"),
    :class:`~workflows.fields.ChangedMeanwhile` and :class:`~pvstudio.errors.NotFound`.
    """
    tidy = replace(line, words=_tidy(line.words, field="words"))
    with studio.documents.write(workshop) as tx:
        kept = tx.get(Retrospective, id_)
        there = line_of(kept, line.id)
        check_unchanged(line_row(there), line_row(tidy), sent)
        _put_line(tx, kept, replace(tidy, votes=there.votes), at)


def vote(studio: Studio, workshop: str, id_: str, line_id: str, *, at: datetime) -> int:
    """Count one more mark beside a line; return how many there are."""
    with studio.documents.write(workshop) as tx:
        kept = tx.get(Retrospective, id_)
        line = line_of(kept, line_id)
        marked = replace(line, votes=min(line.votes + 1, MOST_VOTES))
        _put_line(tx, kept, marked, at)
    return marked.votes


def line_of(kept: Retrospective, line_id: str) -> Line:
    """Return one line, or raise :class:`~pvstudio.errors.NotFound`."""
    for line in kept.lines:
        if line.id == line_id:
            return line
    raise NotFound("Line", line_id)


def _put_line(tx: Writing, kept: Retrospective, line: Line, at: datetime) -> None:
    lines = tuple(line if one.id == line.id else one for one in kept.lines)
    tx.put(replace(kept, lines=tuple(one for one in lines if one.words), changed_at=at))


def _tidy(words: str, *, field: str, needed: bool = False) -> str:
    tidy = one_line(words)
    problems = measured({field: tidy}, longest=LONGEST_LINE, needed=field if needed else "")
    if problems:
        raise FormRefused(problems)
    return tidy
