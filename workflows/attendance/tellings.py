"""What was told stays told: the figures of some days are kept as somebody outside first saw them.

Were figures told anew, whoever kept the earlier ones could subtract. So a **telling** is kept, with the ids
of the gatherings that it counts, and from then on that is shown. A gathering is counted once: what is put
right in its record, or deleted, changes no figure. A record that comes when its days are told is counted
with the days in which it came, among all others of these. So whatever is ever shown is a sum of units, each
with presences of its own: the proof of :mod:`workflows.attendance.suppress` holds for all that anybody keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pvstudio.model import Workshop
from pvstudio.store import Reading
from pvstudio.store.errors import DiskFull, StorageFailed, StoreBusy
from workflows.attendance.records import Attendance, attendances_of
from workflows.attendance.units import Batch, Unit, place_of, unit
from workflows.calendar import counts
from workflows.screenings import confirmed
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What was told of some days (a document), on the day *told_on*. It holds no person, and no small number.

    *counted* are the ids of the records in it, and of the sessions and screenings that these are about: who
    came to them is counted, also if a record is deleted and written anew.
    """

    id: str
    told_on: date
    unit: Unit
    counted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What there is to tell of a workshop: what was told before, and what would be told now."""

    kept: tuple[Telling, ...]
    fresh: tuple[Telling, ...]
    to_come: frozenset[Batch]  # days with records that are not over
    unkept: bool = False  # what is fresh could not be kept, or not by this clock: it is not told

    def ahead(self, today: date) -> list[Unit]:
        """Return what a wrong clock told: on a day that is still to come on *today*."""
        return [one.unit for one in self.kept if one.told_on > today]

    @property
    def units(self) -> list[Unit]:
        """All of it."""
        return [one.unit for one in (*self.kept, *self.fresh)]


def tell(studio: Studio, workshop: str, *, today: date, keep: bool) -> Look:
    """Return what is told of *workshop*; with *keep* it is kept first, or not told.

    Two who ask at once are told the same: the second finds what the first one kept. A clock that has leapt
    tells nothing: what it says is over may be going on (:mod:`workflows.calendar`).
    """
    with studio.documents.read(workshop) as looking:
        found = _look(looking, workshop, today)
    if not found.fresh or not keep:
        return found
    if not counts(studio, today):
        return replace(found, fresh=(), unkept=True)
    try:
        with studio.documents.write(workshop) as tx:
            found = _look(tx, workshop, today)
            for one in found.fresh:
                tx.put(one)
    except (DiskFull, StorageFailed, StoreBusy, PermissionError):
        return replace(found, fresh=(), unkept=True)
    return found


def look(
    workshop: str,
    records: Sequence[Attendance],
    kept: Sequence[Telling],
    *,
    ends: date | None,
    today: date,
) -> Look:
    """Say what is told on the day *today*. *records* are all, in the order in which they were held."""
    told, counted = [one.unit.batch for one in kept], {id_ for one in kept for id_ in one.counted}
    before = [one for one in records if counted & _ids(one)]
    seen = {who for one in before for who in one.participants}
    batches = dict[Batch, list[Attendance]]()
    for one in records:
        if one.people and not counted & _ids(one):
            batches.setdefault(place_of(one, ends, told), []).append(one)
    over = sorted(batch for batch in batches if batch.last < today)
    fresh = [_telling(unit(workshop, one, batches[one], seen), batches[one], today) for one in over]
    return Look(
        kept=tuple(kept),
        fresh=tuple(fresh),
        to_come=frozenset(batches.keys() - over),
    )


def told_on(tx: Reading, one: Attendance) -> date | None:
    """Return the day on which it was first told how many came to a gathering, if it was."""
    return next((telling.told_on for telling in tx.find(Telling) if _ids(one) & {*telling.counted}), None)


def told_with(tx: Reading, one: Attendance, ends: date | None) -> Batch | None:
    """Return the days that a record will be told with, if its own were told without it."""
    told = [telling.unit.batch for telling in tx.find(Telling)]
    if told_on(tx, one) or not any(batch.holds(one.held_on) for batch in told):
        return None
    return place_of(one, ends, told)


def _look(tx: Reading, workshop: str, today: date) -> Look:
    held = {"", *confirmed(tx)}  # not what waits, nor what a screening that is gone has left
    records = [one for one in attendances_of(tx) if one.screening_id in held]
    return look(workshop, records, tx.find(Telling), ends=tx.get(Workshop, workshop).ends, today=today)


def _telling(of: Unit, records: Iterable[Attendance], today: date) -> Telling:
    counted = frozenset[str]().union(*map(_ids, records))
    return Telling(id=f"telling-{of.batch.first}", told_on=today, unit=of, counted=tuple(sorted(counted)))


def _ids(one: Attendance) -> frozenset[str]:
    return frozenset({one.id, one.session_id, one.screening_id} - {""})
