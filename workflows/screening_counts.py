"""Who came to a screening, by group, sex and age, as its host reports it: kept with all other attendances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pvstudio.gatherings import ActivityType, Tally
from pvstudio.model import Cut, CutVersion, Workshop, new_id
from pvstudio.store import Reading, Writing
from workflows.attendance.records import Attendance, attendance_of, checked
from workflows.feedback.gone import is_gone
from workflows.screenings import Report, Screening, correct, report_in, take_out
from workflows.wiring import Studio


def report_counted(
    studio: Studio,
    workshop: str,
    kit_id: str,
    said: Report,
    tallies: Sequence[Tally],
    *,
    id: str,  # noqa: A002
    by: str,
    name: str,
    at: datetime,
    confirmed: bool,
) -> bool:
    """Keep a report that a phone made under *id*, and who came, both or neither; tell whether it is new.

    *by* is the id of an account, *name* its name. Who came is written down unless it is already, or nobody
    counted; what was deleted here stays so. Raises what :func:`~workflows.screenings.report` raises, and
    :class:`~workflows.attendance.refusals.TallyRefused`.
    """
    with studio.documents.write(workshop) as tx:
        if is_gone(tx, id):
            return False
        is_new = not tx.find(Screening, id=id)
        made = report_in(tx, kit_id, said, by=by, at=at, id=id, confirmed=confirmed)
        if tallies and attendance_of(tx, screening_id=id) is None:
            who = checked(tx, workshop, _attendance(tx, workshop, made, tallies), at=at)
            fresh = new_id("attendance") if tx.find(Attendance, id=who.id) else who.id
            tx.put(replace(who, id=fresh, by=name, account=by, at=at))
    return is_new


def put_right(
    studio: Studio,
    workshop: str,
    screening_id: str,
    said: Report,
    *,
    by: str | None,
    at: datetime,
    sent: str | None = None,
) -> Screening:
    """Put a report right as :func:`~workflows.screenings.correct` does; the record of who came follows it."""
    with studio.documents.write(workshop) as tx:
        mended = correct(tx, screening_id, said, by=by, at=at, sent=sent)
        follow(tx, screening_id, account=by)
    return mended


def delete(studio: Studio, workshop: str, screening_id: str, *, by: str | None) -> None:
    """Delete a report with the record of who came, at once: else who never came would stay in figures."""
    with studio.documents.write(workshop) as tx:
        take_out(tx, screening_id, by=by)
        follow(tx, screening_id, account=by)


def follow(tx: Writing, screening_id: str, *, account: str | None = None) -> None:
    """After a report was put right or deleted, let the record of who came have its day and its place.

    Its people stay, whatever number the report has: who works in the workshop sees where they differ.
    With the report goes the record; if *account* (a host) deleted it, a record by somebody else stays as a
    gathering of its own.
    """
    known = attendance_of(tx, screening_id=screening_id)
    if known is None:
        return
    held = next(iter(tx.find(Screening, id=screening_id)), None)
    if held:
        tx.put(replace(known, held_on=held.held_on, place=held.place))
    elif account is None or known.account == account:
        tx.delete(Attendance, known.id)
    else:
        tx.put(replace(known, screening_id=""))


def _attendance(tx: Reading, workshop: str, screening: Screening, tallies: Sequence[Tally]) -> Attendance:
    cut = tx.get(Cut, tx.get(CutVersion, screening.version_id).cut_id)
    return Attendance(
        id=screening.id.replace("screening-", "attendance-", 1),
        activity=ActivityType.SOCIAL,
        held_on=screening.held_on,
        country=tx.get(Workshop, workshop).country,
        title=cut.title[:120],
        place=screening.place,
        tallies=tuple(tallies),
        screening_id=screening.id,
    )
