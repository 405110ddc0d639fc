"""What came with the key of a kit, and waits: somebody who is signed in says that it was so, or deletes it.

Whoever holds the key can send whatever they like. So nothing of it reaches a participant's phone, a report,
a figure or a result before that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pvstudio.model import Participant
from pvstudio.store import Reading
from workflows.feedback.quotes import Remark, remarks_on
from workflows.feedback.responses import Response
from workflows.screening_counts import follow
from workflows.screenings import Screening, screenings_of
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits of one *screening* (None: of none that is known), and how many answers.

    *remarks*: what in the place of the screening may give somebody away.
    """

    screening: Screening | None
    answers: int
    remarks: frozenset[Remark] = frozenset()

    @property
    def id(self) -> str:
        """The id of the screening, or ""."""
        return self.screening.id if self.screening else ""


def waiting_of(tx: Reading, kit_id: str) -> list[Waiting]:
    """Return what waits of a kit, the latest screening first."""
    held = {one.id: one for one in screenings_of(tx, kit_id)}
    answers = defaultdict[str, int](int)
    for one in _unconfirmed(tx, kit_id):
        answers[one.screening_id if one.screening_id in held else ""] += 1
    names = [one.pseudonym for one in tx.find(Participant)]
    found = [
        Waiting(screening=one, answers=answers[id_], remarks=remarks_on(one.place, names))
        for id_, one in held.items()
        if not one.confirmed or answers[id_]
    ]
    return found + ([Waiting(screening=None, answers=answers[""])] if answers[""] else [])


def confirm(studio: Studio, workshop: str, kit_id: str, screening_id: str) -> None:
    """Say that what came of a screening of a kit ("": of none that is known) was so."""
    with studio.documents.write(workshop) as tx:
        responses = _waits(tx, kit_id, screening_id)
        for held in tx.find(Screening, id=screening_id, kit_id=kit_id, confirmed=False):
            tx.put(replace(held, confirmed=True))
        for one in responses:
            tx.put(replace(one, confirmed=True))


def turn_away(studio: Studio, workshop: str, kit_id: str, screening_id: str) -> None:
    """Delete what waits of a screening, and the screening unless somebody has confirmed it before."""
    with studio.documents.write(workshop) as tx:
        for one in _waits(tx, kit_id, screening_id):
            tx.delete(Response, one.id)
        held = tx.find(Screening, id=screening_id, kit_id=kit_id, confirmed=False)
        for screening in held:
            tx.delete(Screening, screening.id)
            follow(tx, screening.id)
    studio.documents.erase_traces()


def _unconfirmed(tx: Reading, kit_id: str) -> Sequence[Response]:
    return tx.find(Response, kit_id=kit_id, confirmed=False)


def _waits(tx: Reading, kit_id: str, screening_id: str) -> list[Response]:
    held = {one.id for one in screenings_of(tx, kit_id)}
    return [
        one
        for one in _unconfirmed(tx, kit_id)
        if (one.screening_id if one.screening_id in held else "") == screening_id
    ]
