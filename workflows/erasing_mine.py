"""“Erase my recordings”, alone, from one's own phone: what would go, and letting it go.

Every right in which somebody may say no may erase: one no is enough, and so is one wish to be erased.
"""

from __future__ import annotations

from dataclasses import replace

from consent.releases import How
from pvstudio.errors import NotFound
from pvstudio.model import Participant, new_id
from pvstudio.store import Reading
from workflows.about_me import seen_from
from workflows.erasing_spoken import proves, spoken_from
from workflows.erasures import ErasureOrder, ErasurePlan, erase, plan_erasure
from workflows.errors import NothingToErase
from workflows.mine import clips_of
from workflows.phones import Seat, Visit
from workflows.taking_back import EVERYTHING, on_disk, versions_of
from workflows.wiring import Studio


def what_goes(tx: Reading, visit: Visit, what: str) -> ErasurePlan:
    """Say what erasing the person's recordings would do: everything, a clip, those in a film (*what*).

    With everything goes what this seat has spoken to a phone, unless it proves an answer that counts.
    Raises :class:`NothingToErase` where nothing of them is left, :class:`~pvstudio.errors.NotFound` for what
    they are not in.
    """
    mine = {one.id for one in clips_of(tx, visit.participant_id)}
    films = versions_of(tx, visit, what)
    gone = any(what in {*one.clip_ids, *one.films} for one in erasures_of(tx, visit.seat))
    if what != EVERYTHING and what not in mine and not films and not gone:
        raise NotFound("clip", what)
    chosen = {item.clip_id for film in films[:1] for item in film.items} or {what}
    ids = sorted(mine if what == EVERYTHING else mine & chosen)
    said = spoken_from(tx, visit.seat) if what == EVERYTHING else []
    proofs = tuple(one for one in said if proves(tx, one, ids))
    spoken = tuple(one for one in said if one not in proofs)
    if not ids and not spoken:
        raise NothingToErase(tx.get(Participant, visit.participant_id).pseudonym, [])
    return replace(plan_erasure(tx, visit.participant_id, ids), spoken=spoken, proofs=proofs)


def erase_mine(studio: Studio, visit: Visit, what: str) -> ErasureOrder:
    """Erase the person's recordings in *what*, for good; asked again, the erasure of before is returned.

    It is a withdrawal first: when this returns the gate is closed and that is on disk.
    Raises :class:`NothingToErase`, and :class:`~pvstudio.errors.NotFound` for what the person is not in.
    """
    with studio.documents.read(visit.workshop) as tx:
        before = [
            one for one in erasures_of(tx, visit.seat) if what in {*one.clip_ids, *one.films, EVERYTHING}
        ]
        try:
            plan = what_goes(tx, visit, what)
        except (NotFound, NothingToErase):
            if not before:
                raise
            return before[0]
    id_ = new_id("erasure")
    ids, spoken = tuple(one.id for one in plan.clips), tuple(one.id for one in plan.spoken)

    def close() -> None:
        erase(
            studio,
            visit.workshop,
            visit.participant_id,
            ids,
            how=How.ON_SCREEN,
            role=visit.role,
            guardian_id=visit.guardian_id,
            order_id=id_,
            spoken=spoken,
        )

    def found(tx: Reading) -> ErasureOrder | None:
        whose = {"participant_id": visit.participant_id, "role": visit.role, "guardian_id": visit.guardian_id}
        theirs = tx.find(ErasureOrder, **whose)  # a second tap, meanwhile, is given what the first has done
        same = [one for one in theirs if (one.clip_ids, one.spoken) == (ids, spoken)]
        return next(iter(tx.find(ErasureOrder, id=id_) or same), None)

    return on_disk(studio, visit, close, found)


def erasures_of(tx: Reading, seat: Seat) -> list[ErasureOrder]:
    """Return what was asked to be erased of the person, as far as the seat may see it, the newest first."""
    asked = seen_from(seat, tx.find(ErasureOrder, participant_id=seat.participant_id))
    return sorted(asked, key=lambda one: one.at, reverse=True)
