"""A kit is ordered: what cannot be is said at once, and all else is durable work."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pvstudio.model import Audience, CutVersion, Kit, KitState
from pvstudio.store import Reading
from workflows.kits import take_back
from workflows.publish import gate_refuses, kit_folder, ready
from workflows.queue import JobInfo, JobQueue, Work, job_id
from workflows.screening_kits.errors import KitTakenBack
from workflows.screening_kits.wishes import KitOrder, KitWish, ending
from workflows.wiring import Studio

#: Of the ids that presses of one button give to what they order.
_PRESSES = uuid.UUID("6d2f1f0e-6f5e-4b8c-9a55-2d9f3b1c7a40")


def order_kit(
    studio: Studio,
    queue: JobQueue,
    workshop: str,
    version_id: str,
    audience: Audience,
    wish: KitWish,
    *,
    recipient: str,
    host: str = "",
    by: str = "",
    press: str = "",
) -> str:
    """Let a kit be made; return the id that it will have.

    *press* is of the form that was sent: sent twice with the same wish for the same recipient, it orders
    one kit. The gate is asked now, so that people hear at once, and again when the kit appears.
    Raises as :func:`workflows.publish.ready`, and :class:`KitTakenBack` where that one kit was recalled.
    """
    version, _end = ready(studio, workshop, version_id, audience, wish)
    languages = filter(None, (wish.burned, *(wish.languages or version.languages)))
    wish = replace(wish, languages=tuple(dict.fromkeys(languages)))
    now = datetime.now(UTC)
    asked = repr((press, version_id, audience, recipient, host, wish))
    wanted = uuid.uuid5(_PRESSES, asked) if press else uuid.uuid4()
    order = KitOrder(
        id=f"kit-{wanted.hex[:16]}",
        cut_version_id=version_id,
        audience=audience,
        recipient=recipient,
        host=host,
        wish=ending(wish, studio.settings.retention.kits, now),  # the day holds, however long it is made
        at=now,
        by=by,
    )
    with studio.documents.write(workshop) as tx:
        if refusal := gate_refuses(tx, workshop, tx.get(CutVersion, version_id), audience):
            raise refusal  # somebody withdrew since the gate was asked: no name stays with a closed film
        for kit in tx.find(Kit, id=order.id):
            if kit.state is not KitState.PUBLISHED:
                raise KitTakenBack(kit.id)
            return order.id
        if not tx.find(KitOrder, id=order.id):
            tx.put(order)
    queue.ask(Work.KIT, workshop, order.id)
    return order.id


def orders_of(tx: Reading, version_id: str = "") -> list[KitOrder]:
    """Return the kits that are on their way, of one film or of all, the first asked for first."""
    found = tx.find(KitOrder, cut_version_id=version_id) if version_id else tx.find(KitOrder)
    return sorted(found, key=lambda order: order.at)


def work_of(queue: JobQueue, orders: Sequence[KitOrder]) -> dict[str, JobInfo]:
    """Return how far each order is, by its id."""
    return {job.about: job for job in queue.jobs([job_id(Work.KIT, order.id) for order in orders])}


def forget_order(studio: Studio, queue: JobQueue, workshop: str, order_id: str) -> bool:
    """Stop making a kit, and make it never; tell whether that was in time. What is out already stays.

    A crash may have left a kit that was noted, and has no files: that one is taken back.
    Raises :class:`~pvstudio.errors.NotFound` for what nobody ordered.
    """
    with studio.book(workshop) as tx:
        kit = next(iter(tx.find(Kit, id=order_id)), None)
        if kit is None:
            tx.get(KitOrder, order_id)
        out = kit is not None and kit_folder(studio, workshop, order_id).exists()
        if kit and kit.state is KitState.PUBLISHED and not out:
            take_back(tx, kit)
        tx.delete(KitOrder, order_id)
    for job in queue.jobs([job_id(Work.KIT, order_id)]):
        if not job.over:
            queue.stop(job.id)
    return not out
