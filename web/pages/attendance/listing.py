"""The list of gatherings, day by day, with and without a record of who came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop
from pvstudio.store import Reading
from web.pages.attendance.desk import blueprint
from web.pages.attendance.recording import film_of, is_loose
from web.security.access import allow
from web.wording.i18n import language
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.attendance import Attendance, attendances_of
from workflows.screenings import Screening
from workflows.sessions.saying import gathers, said_in
from workflows.workshops import agenda


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The sessions of one day (None: of no day) to which people come, with their records."""

    day: date | None
    rows: tuple[tuple[AgendaSession, Attendance | None], ...]

    @property
    def written(self) -> int:
        """Of how many it is written down who came."""
        return sum(kept is not None for _, kept in self.rows)


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """List sessions, screenings and other gatherings, with and without a record of who came."""
    today = now().astimezone().date()
    with studio().documents.read(workshop) as tx:
        records, days = attendances_of(tx), _days(tx)
        return render_template(
            "attendance/index.html",
            workshop=tx.get(Workshop, workshop),
            days=days,
            unfolded=_unfolded(days, today),
            screenings=sorted(tx.find(Screening), key=lambda one: one.held_on),
            titles={one.id: film_of(tx, one) for one in tx.find(Screening)},
            of_screening={one.screening_id: one for one in records if one.screening_id},
            others=[one for one in records if is_loose(tx, one)],
        )


def _days(tx: Reading) -> list[Day]:
    kept = {one.session_id: one for one in attendances_of(tx) if one.session_id}
    found = dict[date | None, list[tuple[AgendaSession, Attendance | None]]]()
    for one in agenda(tx):
        if one.id in kept or gathers(one):
            found.setdefault(one.day, []).append((said_in(language(), one), kept.get(one.id)))
    return [Day(day=day, rows=tuple(rows)) for day, rows in found.items()]


def _unfolded(days: Sequence[Day], today: date) -> Day | None:
    """Return the day that somebody most likely writes about: today, else the last one with something left."""
    here = [one for one in days if one.day == today]
    left = [one for one in days if one.day and one.day < today and one.written < len(one.rows)]
    return next(iter([*here, *reversed(left), *days]), None)
