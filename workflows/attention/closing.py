"""What closes films: recalls that nobody confirmed, withdrawals and erasures not done, kits that end.

And what phones told of kits with their key, which nobody has confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pvstudio.model import Kit, KitState
from workflows.attention.look import Look
from workflows.attention.need import Need, NeedKind
from workflows.erasures import ErasureOrder
from workflows.feedback import Response
from workflows.kits import Recall, recalls
from workflows.queue import JobState, Work, job_id
from workflows.screenings import Screening
from workflows.withdrawals import Withdrawal

#: Nothing more happens by itself.
STOPPED = frozenset({JobState.FAILED, JobState.DEAD_LETTER, JobState.CANCELLED})

#: A kit that ends within so many days is said in time: a screening may be planned after it.
ENDING_DAYS = 7


def closing_needs(look: Look) -> Iterator[Need]:
    """Yield what stands between a no and its being carried out everywhere."""
    waiting = recalls(look, recall_days=look.around.recall_days, at=look.at)
    waiting = [one for one in waiting if one.kit.acknowledged_at is None]
    yield from _recalled(NeedKind.RECALL_OVERDUE, [one for one in waiting if one.overdue])
    yield from _recalled(NeedKind.RECALL, [one for one in waiting if not one.overdue])
    yield from _ending(look)
    yield from _unconfirmed(look)
    stopped = {job.id for job in look.around.jobs if job.state in STOPPED}
    erasures = look.find(ErasureOrder, done_at=None)
    with_erasures = {one.withdrawal_id for one in erasures}  # carried out with them
    withdrawals = [one for one in look.find(Withdrawal, done=False) if one.id not in with_erasures]
    for ids, work, stuck, under_way in (
        (withdrawals, Work.WITHDRAW, NeedKind.WITHDRAWAL_STUCK, NeedKind.WITHDRAWAL),
        (erasures, Work.ERASE, NeedKind.ERASURE_STUCK, NeedKind.ERASURE),
    ):
        failed = tuple(one.id for one in ids if job_id(work, one.id) in stopped)
        running = tuple(one.id for one in ids if one.id not in failed)
        yield from (Need(kind=stuck, count=len(failed), about=failed),) if failed else ()
        yield from (Need(kind=under_way, count=len(running), about=running),) if running else ()


def _recalled(kind: NeedKind, some: list[Recall]) -> Iterator[Need]:
    if some:
        yield Need(
            kind=kind,
            count=len(some),
            about=tuple(one.kit.id for one in some),
            names=tuple(one.kit.recipient for one in some),
            days=max(one.days for one in some),
        )


def _ending(look: Look) -> Iterator[Need]:
    soon = timedelta(days=ENDING_DAYS)
    left = [
        (kit.expires_at - look.at, kit) for kit in look.find(Kit, state=KitState.PUBLISHED) if kit.expires_at
    ]
    ending = sorted(((time, kit.id, kit) for time, kit in left if timedelta() < time <= soon))
    if ending:
        yield Need(
            kind=NeedKind.KIT_ENDING,
            count=len(ending),
            about=tuple(kit.id for _left, _id, kit in ending),
            names=tuple(kit.recipient for _left, _id, kit in ending),
            days=ending[0][0].days,
        )


def _unconfirmed(look: Look) -> Iterator[Need]:
    kits = {one.kit_id for one in look.find(Screening, confirmed=False)}
    kits |= {one.kit_id for one in look.find(Response, confirmed=False)}
    waiting = [kit for kit in look.find(Kit) if kit.id in kits]
    if waiting:
        yield Need(
            kind=NeedKind.UNCONFIRMED,
            count=len(waiting),
            about=tuple(kit.id for kit in waiting),
            names=tuple(kit.recipient for kit in waiting),
        )
