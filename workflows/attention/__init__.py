"""What needs a person now: found in the documents of a workshop, ordered by what it would cost to wait.

needs(tx, workshop, at, around)   everything, the most urgent first
need.py      what a need is; look.py reads each kind of document once
closing.py   recalls, withdrawals, erasures        people.py    who is to be asked
material.py  footage, clips, treatments, subtitles house.py     disk, changes, notices, the ledger's head
"""

from __future__ import annotations

from datetime import datetime

from pvstudio.store import Reading
from workflows.attention.closing import closing_needs
from workflows.attention.house import house_needs
from workflows.attention.look import Around, Look
from workflows.attention.material import material_needs
from workflows.attention.need import Need, NeedKind, Urgency
from workflows.attention.people import people_needs

__all__ = ["Around", "Need", "NeedKind", "Urgency", "needs"]


def needs(tx: Reading, workshop: str, at: datetime, around: Around | None = None) -> list[Need]:
    """Return what no machine will do in *workshop* at the moment *at*, the most urgent first.

    *around* is what stands in no document; without it nothing is said of jobs and of the disk.
    """
    look = Look(tx, workshop, at, around or Around())
    found = [*closing_needs(look), *material_needs(look), *people_needs(look), *house_needs(look)]
    return sorted(found, key=lambda need: need.order)
