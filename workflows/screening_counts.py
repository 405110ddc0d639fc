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
    studio: Studio, workshop: str, screening: Screening, tallies: Sequence[Tally], *, by: str, at: datetime
) -> Attendance | None:
    """Write down who came, unless it is written down already or nobody counted; *by* is a name.

    Raises :class:`~workflows.attendance.refusals.TallyRefused`.
    """
    with studio.documents.read(workshop) as tx:
        known = attendance_of(tx, screening_id=screening.id)
        said = _attendance(tx, workshop, screening, tallies)
    if known or not tallies:
        return known
    return record(studio, workshop, said, by=by, at=at)


def follow(studio: Studio, workshop: str, screening_id: str, *, by: str, at: datetime) -> None:
    """After a report was put right or deleted, let what is written of who came say the same.

    Where the number is another one now, its groups are not known any more.
    """
    with studio.documents.write(workshop) as tx:
        known = attendance_of(tx, screening_id=screening_id)
        if known is None:
            return
        held = tx.find(Screening, id=screening_id)
        if not held:
            tx.delete(Attendance, known.id)
            return
        same = held[0].people == known.people
        people = (Tally(people=held[0].people),) if held[0].people else ()
        split = known if same else replace(known, participants=(), tallies=people)
        tx.put(replace(split, held_on=held[0].held_on, place=held[0].place, by=by, at=at))


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
