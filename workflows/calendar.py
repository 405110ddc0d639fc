"""Whether this computer's clock is to be believed when something is deleted or told for good because of it.

Somebody types the wrong month, or an old battery lets the clock jump: for as long as that lasts pages hide
what is past its day, which hurts nobody for an hour. What is deleted does not come back when it is put right,
and figures of a month that is not over stay as they were told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pvstudio.store.errors import DiskFull, StorageFailed, StoreBusy
from workflows.wiring import CALENDAR, Studio

#: A clock that is so far beyond the day on which the studio last looked may be wrong; a month is longer.
LEAP = timedelta(days=14)
#: It is believed when it still says so after this time, also after a night: a studio that lay still for long
#: deletes an hour later, or when it is started next.
HOLDS = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The *latest* day that was believed, and since when the clock is far beyond it (the only document)."""

    id: str = "calendar"
    latest: date
    leapt_at: datetime | None = None

    def after(self, at: datetime) -> Calendar:
        """Return what is known once the clock has shown *at*."""
        today = at.astimezone().date()
        if today - self.latest <= LEAP:
            return replace(self, latest=max(self.latest, today), leapt_at=None)
        if self.leapt_at is None or not timedelta() <= at - self.leapt_at <= LEAP:
            return replace(self, leapt_at=at)
        return replace(self, latest=today, leapt_at=None) if at - self.leapt_at >= HOLDS else self

    @property
    def is_believed(self) -> bool:
        """Say whether the day that the clock shows counts."""
        return self.leapt_at is None


def note(studio: Studio, *, at: datetime, moments: Iterable[datetime] = ()) -> Calendar:
    """Note that the clock shows *at*, and return what is known of the days then.

    A worker does so every few seconds, and whatever fixes something by the day that it is. *moments*, which
    the studio noted elsewhere, count only where it looks for the first time: what was noted while the clock
    had leapt proves nothing.
    """
    seen = [moment.astimezone().date() for moment in moments] or [at.astimezone().date()]

    def after(kept: Calendar | None) -> Calendar:
        return (kept or Calendar(latest=max(seen))).after(at)

    kept = _kept(studio)
    if after(kept) == kept:
        return kept
    try:
        with studio.documents.write(CALENDAR) as tx:
            known = after(next(iter(tx.find(Calendar)), None))
            tx.put(known)
    except (DiskFull, StorageFailed, StoreBusy, PermissionError):
        return after(kept)  # a leap that cannot be noted goes on
    return known


def counts(studio: Studio, day: date) -> bool:
    """Say whether *day* is one to fix something by: it is not far beyond the last that was believed."""
    kept = _kept(studio)
    return kept is None or day - kept.latest <= LEAP


def _kept(studio: Studio) -> Calendar | None:
    with studio.documents.read(CALENDAR) as tx:
        return next(iter(tx.find(Calendar)), None)
