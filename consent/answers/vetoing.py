"""Vetoes: on a clip they stop its seconds, by whatever clip these are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from consent.ledger.book import Book
from consent.releases import Veto, VetoLifted
from consent.stretches import same_seconds
from pvstudio.errors import NotFound
from pvstudio.model import Clip, Cut, CutVersion, Participant, new_id


def place_veto(tx: Book, veto: Veto) -> Veto:
    """Stop a clip, a person, a cut or a version: safeguarding wins over every yes.

    Other clips of the same seconds are stopped with a clip, each by a veto of its own.
    """
    if not any(tx.find(kind, id=veto.subject_id) for kind in (Clip, Participant, Cut, CutVersion)):
        raise NotFound("clip, participant, cut or version", veto.subject_id)
    tx.put(veto)
    for clip in tx.find(Clip, id=veto.subject_id):
        for other in same_seconds(tx, clip):
            _copy(tx, veto, other)
    return veto


def carry_vetoes(tx: Book, source: Clip, target: Clip) -> None:
    """Stop *target*, a clip cut anew, by whatever stops *source* or another clip of its seconds."""
    stopped = {source.id, *(one.id for one in same_seconds(tx, target))} - {target.id}
    vetoes = standing_vetoes(tx)
    known = {_deed(one) for one in vetoes if one.subject_id == target.id}
    for veto in vetoes:
        if veto.subject_id in stopped and _deed(veto) not in known:
            _copy(tx, veto, target)
            known.add(_deed(veto))


def lift_veto(tx: Book, veto_id: str, *, by: str, at: datetime) -> VetoLifted:
    """Take a veto back, and its copies on clips of the same seconds.

    Nothing opens by this that people have not agreed to. A copy is lifted by itself: that a
    part of a clip may be shown says nothing of the whole.
    """
    veto = tx.get(Veto, veto_id)
    lifted = _lift(tx, veto, by, at)
    for clip in tx.find(Clip, id=veto.subject_id):
        near = {one.id for one in same_seconds(tx, clip)}
        for copy in standing_vetoes(tx):
            if copy.copy_of == veto.id and copy.subject_id in near:
                _lift(tx, copy, by, at)
    return lifted


def standing_vetoes(tx: Book) -> list[Veto]:
    """Return the vetoes that nobody has lifted."""
    lifted = {one.veto_id for one in tx.find(VetoLifted)}
    return [one for one in tx.find(Veto) if one.id not in lifted]


def _lift(tx: Book, veto: Veto, by: str, at: datetime) -> VetoLifted:
    lifted = VetoLifted(id=new_id("lifted"), at=at, veto_id=veto.id, by=by)
    tx.put(lifted)
    return lifted


def _copy(tx: Book, veto: Veto, clip: Clip) -> None:
    tx.put(replace(veto, id=new_id("veto"), subject_id=clip.id, copy_of=_deed(veto)))


def _deed(veto: Veto) -> str:
    return veto.copy_of or veto.id
