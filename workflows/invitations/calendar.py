"""Whether this computer's clock is to be believed when something is deleted for good because of it.

Somebody types the wrong month, or an old battery lets the clock jump: for as long as that lasts pages hide
what is past its day, which hurts nobody for an hour. What is deleted does not come back when it is put right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pvstudio.store import Reading

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


def calendar_of(tx: Reading, moments: Iterable[datetime]) -> Calendar | None:
    """Return what is known of the days. None: nothing is.

    *moments*, which the studio has noted elsewhere, count only before the first round: what was noted
    while the clock had leapt proves nothing.
    """
    kept = next(iter(tx.find(Calendar)), None)
    days = [moment.astimezone().date() for moment in moments]
    return kept or (Calendar(latest=max(days)) if days else None)
