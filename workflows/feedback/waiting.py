"""What came with the key of a kit, and waits: somebody who is signed in says that it was so, or deletes it.

Whoever holds the key can send whatever they like. So nothing of it reaches a participant's phone, a report,
a figure or a result before that. And more may come while somebody looks: only what they saw is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pvstudio.model import Participant
from pvstudio.store import Reading
from workflows.feedback.quotes import Remark, remarks_on
from workflows.feedback.responses import Response
from workflows.screening_counts import follow
from workflows.screenings import Screening, screenings_of
from workflows.wiring import Studio

#: So many answers are shown and confirmed at once: their ids must fit into a form.
MOST_AT_ONCE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits of one *screening* (None: of none that is known), and the ids of the answers.

    *remarks*: what in the place of the screening may give somebody away.
    """

    screening: Screening | None
    seen: tuple[str, ...]
    remarks: frozenset[Remark] = frozenset()

    @property
    def id(self) -> str:
        """The id of the screening, or ""."""
        return self.screening.id if self.screening else ""

    @property
    def answers(self) -> int:
        """How many answers wait."""
        return len(self.seen)


def waiting_of(tx: Reading, kit_id: str) -> list[Waiting]:
    """Return what waits of a kit, the latest screening first."""
    held = {one.id: one for one in screenings_of(tx, kit_id)}
    answers = defaultdict[str, list[str]](list)
    for one in _unconfirmed(tx, kit_id):
        answers[one.screening_id if one.screening_id in held else ""].append(one.id)
    seen = {id_: tuple(sorted(ids)[:MOST_AT_ONCE]) for id_, ids in answers.items()}
    names = [one.pseudonym for one in tx.find(Participant)]
    found = [
        Waiting(screening=one, seen=seen.get(id_, ()), remarks=remarks_on(one.place, names))
        for id_, one in held.items()
        if not one.confirmed or id_ in seen
    ]
    return found + ([Waiting(screening=None, seen=seen[""])] if "" in seen else [])


def confirm(studio: Studio, workshop: str, kit_id: str, screening_id: str, seen: Collection[str]) -> None:
    """Say that a screening of a kit ("": none) was so, and the answers *seen*, by id; the others wait on."""
    with studio.documents.write(workshop) as tx:
        for held in tx.find(Screening, id=screening_id, kit_id=kit_id, confirmed=False):
            tx.put(replace(held, confirmed=True))
        for one in _unconfirmed(tx, kit_id):
            if one.id in seen:
                tx.put(replace(one, confirmed=True))


def turn_away(studio: Studio, workshop: str, kit_id: str, screening_id: str, seen: Collection[str]) -> None:
    """Delete the answers *seen* that wait, and the screening unless somebody has confirmed it before.

    A file that somebody signed in brings can still hold them: the phone thinks that the studio has them.
    """
    with studio.documents.write(workshop) as tx:
        for one in _unconfirmed(tx, kit_id):
            if one.id in seen:
                tx.delete(Response, one.id)
        for held in tx.find(Screening, id=screening_id, kit_id=kit_id, confirmed=False):
            tx.delete(Screening, held.id)
            follow(tx, held.id)
    studio.documents.erase_traces()


def _unconfirmed(tx: Reading, kit_id: str) -> Sequence[Response]:
    return tx.find(Response, kit_id=kit_id, confirmed=False)
