"""Who came to a screening, by group, sex and age, as its host reports it: kept with all other attendances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pvstudio.gatherings import ActivityType, Tally
from pvstudio.model import Cut, CutVersion, Workshop
from pvstudio.store import Reading
from workflows.attendance.records import Attendance, attendance_of, record
from workflows.screenings import Screening
from workflows.wiring import Studio


def count(
    studio: Studio,
    workshop: str,
    screening: Screening,
    tallies: Sequence[Tally],
    *,
    by: str,
    at: datetime,
    account: str = "",
) -> Attendance | None:
    """Write down who came, unless it is written down already or nobody counted.

    *by* is a name, *account* the id of an account. Raises
    :class:`~workflows.attendance.refusals.TallyRefused`.
    """
    with studio.documents.read(workshop) as tx:
        said = _attendance(tx, workshop, screening, tallies)
        if not tallies:
            return attendance_of(tx, screening_id=screening.id)
    return record(studio, workshop, said, by=by, at=at, account=account, keep=True)


def follow(studio: Studio, workshop: str, screening_id: str, *, account: str | None = None) -> None:
    """After a report was put right or deleted, let the record of who came have its day and its place.

    Its people stay, whatever number the report has: who works in the workshop sees where they differ.
    With the report goes the record; if *account* (a host) deleted it, a record by somebody else stays as a
    gathering of its own.
    """
    with studio.documents.write(workshop) as tx:
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
