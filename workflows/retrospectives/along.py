"""What earlier workshops left open: to be brought along to the next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from pvstudio.model import Workshop
from workflows.retrospectives.changes import changes_of
from workflows.retrospectives.model import Change, ChangeState
from workflows.wiring import Studio


def brought_along(
    studio: Studio, workshop: Workshop, others: Iterable[str], *, at: datetime
) -> list[tuple[Workshop, list[Change]]]:
    """Return what is still open of each earlier workshop among *others* (ids), the latest workshop first.

    Earlier is what began before *workshop* does. Where days are not written down, what was noted before it
    begins. Nothing is brought along to a workshop that is over.
    """
    today = at.astimezone().date()
    if workshop.ends and workshop.ends < today:
        return []
    found = []
    for id_ in others:
        if id_ != workshop.id:
            with studio.documents.read(id_) as tx:
                open_ = [one for one in changes_of(tx) if one.state is ChangeState.OPEN]
                other = tx.get(Workshop, id_) if open_ else workshop
            if brought := [one for one in open_ if _is_earlier(other, one, workshop)]:
                found.append((other, brought))
    return sorted(found, key=lambda pair: (pair[0].starts or date.min, pair[0].title), reverse=True)


def _is_earlier(other: Workshop, change: Change, workshop: Workshop) -> bool:
    if workshop.starts is None:
        return True
    return (other.starts or change.made_at.astimezone().date()) < workshop.starts
