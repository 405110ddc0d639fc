"""Workshops are begun, changed, and get an agenda."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from types import MappingProxyType

from pvstudio.agenda import AgendaSession
from pvstudio.languages import canonical
from pvstudio.model import Workshop, new_id
from pvstudio.regional import country_code
from pvstudio.store import Reading
from workflows.accounts import Account, Role
from workflows.accounts.keeping import assign
from workflows.fields import (
    NOTES,
    YEARS,
    ChangedMeanwhile,
    FormRefused,
    Problem,
    check_unchanged,
    measured,
    one_line,
    seen,
    several_lines,
)
from workflows.wiring import Studio

#: Nothing that could not be read.
NONE: Mapping[str, Problem] = MappingProxyType({})

#: More names, languages or sessions than any workshop has.
MANY = 60

#: Minutes that a session may last.
_A_DAY = range(24 * 60 + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What somebody typed about a workshop."""

    title: str
    place: str = ""
    country: str = ""
    starts: date | None = None
    ends: date | None = None
    languages: tuple[str, ...] = ()  # as typed; BCP 47 when kept
    facilitators: tuple[str, ...] = ()  # who has no account, or is to be named as well

    @classmethod
    def of(cls, workshop: Workshop) -> About:
        """Return what is kept about *workshop*."""
        return cls(
            title=workshop.title,
            place=workshop.place,
            country=workshop.country,
            starts=workshop.starts,
            ends=workshop.ends,
            languages=workshop.languages,
            facilitators=workshop.facilitators,
        )

    def checked(self, also: Mapping[str, Problem] = NONE) -> About:
        """Return it tidy, or raise :class:`~workflows.fields.FormRefused` with all that is wrong.

        *also* is what could not even be read, such as a day that is none.
        """
        names = tuple(dict.fromkeys(filter(None, map(one_line, self.facilitators))))
        tags = dict.fromkeys(canonical(tag) for tag in self.languages)
        tidy = replace(
            self,
            title=one_line(self.title),
            place=one_line(self.place),
            country=country_code(one_line(self.country)),
            facilitators=names,
            languages=tuple(tag for tag in tags if tag),
        )
        lines = {"title": tidy.title, "place": tidy.place, "country": tidy.country}
        problems = measured(lines, needed="title")
        if measured({name: name for name in names}) or len(names) > MANY:
            problems["facilitators"] = Problem.TOO_LONG
        if None in tags:
            problems["languages"] = Problem.NO_LANGUAGE
        if tidy.starts and tidy.ends and tidy.ends < tidy.starts:
            problems["ends"] = Problem.ENDS_FIRST
        days = {"starts": tidy.starts, "ends": tidy.ends}
        problems |= {name: Problem.NO_YEAR for name, day in days.items() if day and day.year not in YEARS}
        if problems or also:
            raise FormRefused({**problems, **also})
        return tidy

    def put_into(self, workshop: Workshop) -> Workshop:
        """Return *workshop* with all of it; what else the workshop holds stays."""
        return replace(
            workshop,
            title=self.title,
            place=self.place,
            country=self.country,
            starts=self.starts,
            ends=self.ends,
            languages=self.languages,
            facilitators=self.facilitators,
        )


def may_begin(account: Account) -> bool:
    """Say whether *account* may begin a workshop: its facilitators and who keeps the studio."""
    return account.keeper or Role.FACILITATOR in account.roles


def begin(studio: Studio, about: About, *, by: Account, also: Mapping[str, Problem] = NONE) -> Workshop:
    """Begin a workshop; whoever begins it works in it. Raises :class:`~workflows.fields.FormRefused`."""
    new = about.checked(also).put_into(Workshop(id=new_id("workshop"), title=""))
    if not by.everywhere:
        assign(studio, by.id, new.id)  # first: of a workshop that nobody may enter nobody would know
    with studio.documents.write(new.id) as tx:
        tx.put(new)
    return new


def change(
    studio: Studio,
    workshop: str,
    about: About,
    *,
    also: Mapping[str, Problem] = NONE,
    sent: str | None = None,
) -> Workshop:
    """Change what a workshop is called, where and when it is. Raises as :func:`begin` does.

    *sent* stands for what the form showed (:func:`~workflows.fields.seen` of :class:`About`); raises
    :class:`~workflows.fields.ChangedMeanwhile`.
    """
    tidy = about.checked(also)
    with studio.documents.write(workshop) as tx:
        kept = tx.get(Workshop, workshop)
        check_unchanged(About.of(kept), tidy, sent)
        changed = tidy.put_into(kept)
        tx.put(changed)
    return changed


def agenda(tx: Reading) -> list[AgendaSession]:
    """Return the agenda, from the first session to the last."""
    return sorted(tx.find(AgendaSession), key=lambda one: one.order)


def set_agenda(
    studio: Studio,
    workshop: str,
    sessions: Sequence[AgendaSession],
    gone: Collection[str] = (),
    *,
    also: Mapping[str, Problem] = NONE,
    sent: Mapping[str, str] | None = None,
    said: Callable[[AgendaSession], AgendaSession] = lambda one: one,
) -> list[AgendaSession]:
    """Keep *sessions* in their order and forget those of the ids *gone*; others stay as they are.

    So two people who plan different days take nothing from each other. *sent* stands for what the form
    showed of each row, by id (:func:`~workflows.fields.seen` of :func:`row_of`), and *said* is how the form
    says a row that is kept, as in another language. Raises :class:`~workflows.fields.FormRefused`; its fields
    are named like "title-0", by row; and :class:`~workflows.fields.ChangedMeanwhile` with the rows that
    others changed, or took out (None), by id.
    """
    tidy = [replace(one, place=row) for row, one in enumerate(map(tidied, sessions))]
    problems: dict[str, Problem] = dict(also)
    for row, one in enumerate(tidy):
        found = measured({"title": one.title}, needed="title") | measured({"notes": one.notes}, longest=NOTES)
        if one.starts and not is_time(one.starts):
            found["starts"] = Problem.NO_TIME
        if one.minutes not in _A_DAY:
            found["minutes"] = Problem.NO_NUMBER
        if one.day and one.day.year not in YEARS:
            found["day"] = Problem.NO_YEAR
        problems |= {f"{field}-{row}": problem for field, problem in found.items()}
    if problems:
        raise FormRefused(problems)
    with studio.documents.write(workshop) as tx:
        theirs = {one.id: one for one in tx.find(AgendaSession)}
        for one in tidy if sent is None else _merged(tx, tidy, gone, sent, said):
            tx.put(_typed_over(theirs.get(one.id), one))
        for id_ in gone:
            tx.delete(AgendaSession, id_)
        return agenda(tx)


def row_of(one: AgendaSession) -> tuple[object, ...]:
    """Return what a form shows of a session."""
    return one.title, one.day, one.starts, one.minutes, one.notes


def _typed_over(there: AgendaSession | None, row: AgendaSession) -> AgendaSession:
    """Return what is kept of a row with what a form says of it; the form does not show the rest."""
    if there is None:
        return row
    shown = {name: getattr(row, name) for name in ("title", "day", "starts", "minutes", "notes", "place")}
    return replace(there, **shown)


def _merged(
    tx: Reading,
    rows: Sequence[AgendaSession],
    gone: Collection[str],
    sent: Mapping[str, str],
    said: Callable[[AgendaSession], AgendaSession],
) -> list[AgendaSession]:
    """Return which *rows* to keep: what was not touched in the form stays as others left it, or took it out.

    Raises :class:`~workflows.fields.ChangedMeanwhile` for rows that two people changed, each otherwise.
    """
    stored = {one.id: one for one in tx.find(AgendaSession)}
    theirs, kept, overtaken = {id_: said(one) for id_, one in stored.items()}, list[AgendaSession](), {}
    for one in rows:
        there, shown = theirs.get(one.id), sent.get(one.id)
        if there is None and shown is None:
            kept.append(one)  # a new row
        elif seen(row_of(one)) == shown:
            kept += [replace(stored[one.id], place=one.place)] if there else []
        elif there and (seen(row_of(there)) == shown or row_of(there) == row_of(one)):
            kept.append(one)
        else:
            overtaken[one.id] = there
    for id_ in gone:
        if (there := theirs.get(id_)) and seen(row_of(there)) != sent.get(id_):
            overtaken[id_] = there
    if overtaken:
        raise ChangedMeanwhile(overtaken)
    return kept


def tidied(one: AgendaSession) -> AgendaSession:
    """Return a row as it is kept, whatever was typed."""
    starts = one_line(one.starts)
    return replace(one, title=one_line(one.title), notes=several_lines(one.notes), starts=starts)


def is_time(text: str) -> bool:
    """Say whether *text* is a time of day, "HH:MM"."""
    try:
        return len(text) == 5 and time.fromisoformat(text) is not None
    except ValueError:
        return False
