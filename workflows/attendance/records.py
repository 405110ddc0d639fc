"""Who came to a session, a screening or another gathering: written down, corrected, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pvstudio.agenda import AgendaSession
from pvstudio.gatherings import ActivityType, AgeGroup, Tally
from pvstudio.model import AgeBand, Participant, Workshop, new_id
from pvstudio.regional import country_code
from pvstudio.store import Reading
from workflows.attendance.refusals import NotTheirs, Wrong, refuse
from workflows.fields import LINE, YEARS, ChangedMeanwhile, check_unchanged, measured, one_line
from workflows.screenings import Screening
from workflows.wiring import Studio

#: More people than come to anything: such a number is a slip of the hand.
MOST_PEOPLE = 100_000

#: More rows than groups, sexes and ages make (4 x 4 x 5): some are typed twice.
MOST_TALLIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who came to one gathering (a document).

    *participants* are ids of people whom the workshop knows; *tallies* count everybody else who came, so
    nobody is in both. *told* is what each of *participants*, in their order, said of themselves when this
    was saved: figures of a month that is over do not move with what is learnt about a person later.
    *by* is the name of whoever wrote it down last, *account* the id of their account (of a host whose phone
    sent it: theirs), *at* is when it first was.
    """

    id: str
    activity: ActivityType
    held_on: date
    country: str
    title: str
    tallies: tuple[Tally, ...] = ()
    session_id: str = ""
    screening_id: str = ""
    participants: tuple[str, ...] = ()
    told: tuple[Tally, ...] = ()
    place: str = ""
    by: str = ""
    account: str = ""
    at: datetime | None = None

    @property
    def typed(self) -> tuple[object, ...]:
        """What somebody typed, and a form about it shows."""
        what = (self.title, self.held_on, self.place, self.country, self.activity)
        return (*what, self.participants, self.tallies)

    @property
    def people(self) -> int:
        """How many came, known or not."""
        return len(self.participants) + sum(one.people for one in self.tallies)

    @property
    def known(self) -> list[tuple[str, Tally]]:
        """Who of those whom the workshop knows came, and what each is counted as."""
        unsaid = [Tally(people=1)] * len(self.participants)
        return list(zip(self.participants, [*self.told, *unsaid], strict=False))


def record(
    studio: Studio,
    workshop: str,
    said: Attendance,
    *,
    by: str,
    at: datetime,
    account: str = "",
    sent: str | None = None,
    only_own: bool = False,
    keep: bool = False,
) -> Attendance:
    """Write down who came, and return it; the same id again takes the place of what was written.

    A session or a screening has one record: a second one about it takes the first one's place, or (*keep*)
    is not written down. *sent* is what the form was made of (:func:`workflows.fields.seen`). *only_own*:
    what another account wrote is not replaced, nor shown.

    Raises :class:`~workflows.attendance.refusals.TallyRefused` with all that cannot be,
    :class:`~workflows.fields.ChangedMeanwhile` and, of what is not one's own, :class:`NotTheirs`.
    """
    with studio.documents.write(workshop) as tx:
        before = _before(tx, said)
        if before and keep:
            return before
        if before and only_own and before.account != account:
            raise NotTheirs
        tidy = checked(tx, workshop, said, at=at)
        _check_unchanged(before, tidy, sent)
        kept = replace(tidy, id=before.id if before else _free(tx, said.id), by=by, account=account)
        kept = replace(kept, at=before.at if before else at)
        tx.put(kept)
    return kept


def take_out(studio: Studio, workshop: str, attendance_id: str, *, account: str | None = None) -> None:
    """Delete a record that was made by mistake; *account*: only one that this account wrote down.

    Raises :class:`~pvstudio.errors.NotFound`, and :class:`NotTheirs`.
    """
    with studio.documents.write(workshop) as tx:
        known = tx.get(Attendance, attendance_id)
        if account is not None and known.account != account:
            raise NotTheirs
        tx.delete(Attendance, known.id)


def _check_unchanged(before: Attendance | None, tidy: Attendance, sent: str | None) -> None:
    if before is None and not sent:  # a form of no record overwrites none
        return
    try:
        check_unchanged(before and before.typed, tidy.typed, sent)
    except ChangedMeanwhile:
        raise ChangedMeanwhile(before) from None


def _before(tx: Reading, said: Attendance) -> Attendance | None:
    """Return the record whose place *said* takes."""
    if said.session_id or said.screening_id:
        return attendance_of(tx, session_id=said.session_id, screening_id=said.screening_id)
    return next(iter(tx.find(Attendance, id=said.id, session_id="", screening_id="")), None)


def attendances_of(tx: Reading) -> list[Attendance]:
    """Return every record of a workshop, from the first day to the last."""
    return sorted(tx.find(Attendance), key=lambda one: (one.held_on, str(one.at), one.id))


def attendance_of(tx: Reading, *, session_id: str = "", screening_id: str = "") -> Attendance | None:
    """Return the record of a session, or of a screening, if there is one."""
    if session_id:
        return next(iter(tx.find(Attendance, session_id=session_id)), None)
    return next(iter(tx.find(Attendance, screening_id=screening_id)), None) if screening_id else None


def checked(tx: Reading, workshop: str, said: Attendance, *, at: datetime) -> Attendance:
    """Return what was said, tidy, or raise :class:`~workflows.attendance.refusals.TallyRefused`."""
    tidy = replace(
        said,
        title=one_line(said.title),
        country=country_code(one_line(said.country)),
        place=one_line(said.place),
        participants=tuple(sorted(set(said.participants))),
        tallies=added_up(said.tallies),
    )
    wrong = dict[str, Wrong]()
    if measured({"title": tidy.title}, longest=LINE, needed="title"):
        wrong["title"] = Wrong.TITLE
    wrong |= dict.fromkeys(measured({"country": tidy.country, "place": tidy.place}), Wrong.TOO_LONG)
    wrong |= _day(tx.get(Workshop, workshop), tidy.held_on, at)
    for row, tally in enumerate(said.tallies):
        wrong |= _impossible(tally, row)
    if tidy.people > MOST_PEOPLE or len(tidy.tallies) > MOST_TALLIES:
        wrong["tallies"] = Wrong.TOO_MANY
    known = {one.id: one for one in tx.find(Participant)}
    if set(tidy.participants) - known.keys():
        wrong["participants"] = Wrong.NOBODY
    tidy = _standing(tx, tidy)
    reported = tx.get(Screening, tidy.screening_id).people if tidy.screening_id else None
    if reported is not None and not wrong and reported != tidy.people:
        wrong["tallies"] = Wrong.NOT_AS_REPORTED
    refuse(wrong, people=tidy.people, reported=reported)
    return replace(tidy, told=tuple(one_of(known[id_]) for id_ in tidy.participants))


def one_of(person: Participant) -> Tally:
    """Return what *person* is counted as: an age band says no more of adults than that they are."""
    age = AgeGroup.UNDISCLOSED if person.age_band is AgeBand.ADULT else AgeGroup.UNDER_18
    return Tally(group=person.population_group, sex=person.sex, age=age, people=1)


def added_up(tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """Return the rows with equal ones added together, and without those that count nobody."""
    found = dict[tuple[str, str, str], Tally]()
    for one in tallies:
        key = (one.group, one.sex, one.age)
        known = found.get(key)
        found[key] = (
            replace(known, people=known.people + one.people, first_time=known.first_time + one.first_time)
            if known
            else one
        )
    return tuple(found[key] for key in sorted(found) if found[key].people or found[key].first_time)


def _standing(tx: Reading, said: Attendance) -> Attendance:
    """Return a record that stands for itself once the session that it was about is gone.

    Raises :class:`~pvstudio.errors.NotFound` for a session or a screening that never had a record.
    """
    if said.screening_id:
        tx.get(Screening, said.screening_id)
    if said.session_id and not tx.find(AgendaSession, id=said.session_id):
        if attendance_of(tx, session_id=said.session_id):
            return replace(said, session_id="")
        tx.get(AgendaSession, said.session_id)
    return said


def _free(tx: Reading, wanted: str) -> str:
    """Return *wanted*, or a fresh id where another record has that one."""
    return new_id("attendance") if tx.find(Attendance, id=wanted) else wanted


def _day(workshop: Workshop, held_on: date, at: datetime) -> dict[str, Wrong]:
    if held_on.year not in YEARS:
        return {"held_on": Wrong.NO_YEAR}
    if held_on > at.astimezone().date():
        return {"held_on": Wrong.FUTURE}
    if workshop.starts and held_on < workshop.starts:
        return {"held_on": Wrong.BEFORE_START}
    return {}


def _impossible(tally: Tally, row: int) -> dict[str, Wrong]:
    """Say what of one row cannot be: its fields are "people-0" and "first_time-0", by row."""
    wrong = dict[str, Wrong]()
    if tally.people < 0:
        wrong[f"people-{row}"] = Wrong.NEGATIVE
    elif tally.people > MOST_PEOPLE:
        wrong[f"people-{row}"] = Wrong.TOO_MANY
    if tally.first_time < 0:
        wrong[f"first_time-{row}"] = Wrong.NEGATIVE
    elif tally.first_time > max(tally.people, 0):
        wrong[f"first_time-{row}"] = Wrong.MORE_FIRST
    return wrong
