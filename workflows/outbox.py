"""What must be queued but may have been kept from it by a crash.

A withdrawal closes the gate in one document transaction and is queued right after. Should the
machine die between the two, the withdrawal stands open in the documents, and every worker queues
it again under the same id: dbos does the work once.
"""

from __future__ import annotations

from pvstudio.model import CutState, CutVersion, Footage, FootageState
from workflows.erasures import ErasureOrder
from workflows.expiry import recall_expired
from workflows.feedback.notes import Heard, SpokenNote
from workflows.queue import JobQueue, Work
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal


def flush(studio: Studio, workshop: str, queue: JobQueue) -> list[str]:
    """Queue everything that stands open in one workshop's documents; return the ids of the jobs.

    Kits whose time is over are recalled first.
    """
    recall_expired(studio, workshop)
    with studio.documents.read(workshop) as tx:
        erasures = tx.find(ErasureOrder, done_at=None)
        of_erasures = {one.withdrawal_id for one in erasures}  # carried out with them
        withdrawals = [one for one in tx.find(Withdrawal, done=False) if one.id not in of_erasures]
        received = tx.find(Footage, state=FootageState.RECEIVED)
        films = {film for one in erasures for film in one.films}  # rendered again at an erasure's end
        notes = tx.find(SpokenNote, heard=Heard.WAITING)
        drafts = [one for one in tx.find(CutVersion, state=CutState.DRAFT) if one.narrows not in films]
    return [
        *(queue.enqueue(Work.ERASE, workshop, one.id) for one in erasures),
        *(queue.enqueue(Work.WITHDRAW, workshop, one.id) for one in withdrawals),
        *(queue.enqueue(Work.INGEST, workshop, one.id) for one in received),
        *(queue.enqueue(Work.ASSEMBLE, workshop, one.id) for one in drafts),
        *(queue.enqueue(Work.NOTE, workshop, one.id) for one in notes),
    ]
