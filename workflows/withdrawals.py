"""Withdrawal, the part that cannot wait: the gate closes in one transaction.

What follows (kits closed, narrowed cuts) is durable work in :mod:`workflows.withdraw`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from consent.ledger.book import Book
from consent.recording import record_answer
from consent.releases import Answer, AnswerState, Appearance, How, Role, Stage
from pvstudio.model import CutState, CutVersion, Kit, KitState, Participant, new_id
from pvstudio.store import Writing
from workflows.publish import close_kit, gate_refuses
from workflows.queue import JobQueue, Work
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Somebody took back what they had agreed to, or said what closes something that is out (a document)."""

    id: str
    participant_id: str  # "" where the gate closed without a withdrawal: a no, a veto, somebody logged late
    clip_ids: tuple[str, ...]  # every clip that it closes
    everything: bool
    at: datetime
    recalled: tuple[str, ...]  # cut versions that are never delivered again
    kits: tuple[str, ...]  # kits that were out
    narrowed: tuple[str, ...] = ()  # cut versions drafted in their place
    done: bool = False


def withdraw(
    studio: Studio,
    workshop: str,
    participant_id: str,
    clip_ids: Sequence[str] = (),
    *,
    how: How = How.ON_SCREEN,
    role: Role = Role.SELF,
    taken_by: str = "",
) -> Withdrawal:
    """Take back a participant's yes for some clips, or for everything, at once and without a reason.

    When this returns the gate is closed and that is on disk; the rest is queued before all other work.
    """
    with studio.book(workshop) as tx:
        withdrawal = _close(tx, workshop, participant_id, clip_ids, how=how, role=role, taken_by=taken_by)
    _carry_out(studio, workshop, withdrawal)
    return withdrawal


@contextmanager
def consent_changes(studio: Studio, workshop: str) -> Iterator[Book]:
    """Give the transaction in which consent is recorded: an answer, an appearance, a veto.

    Kits that the gate no longer lets out are recalled in the same transaction, and taken down next.
    """
    with studio.book(workshop) as tx:
        yield tx
        recall = _recall_closed_kits(tx, workshop)
    if recall:
        _carry_out(studio, workshop, recall)


def _carry_out(studio: Studio, workshop: str, withdrawal: Withdrawal) -> None:
    """Queue the rest, then take the kits down here and now: that is quick, and nobody has to wait for it."""
    with JobQueue(studio) as queue:
        queue.enqueue(Work.WITHDRAW, workshop, withdrawal.id)
    with studio.documents.read(workshop) as tx:
        kits = [tx.get(Kit, kit_id) for kit_id in withdrawal.kits]
    for kit in kits:
        close_kit(studio, workshop, kit)


def _recall_closed_kits(tx: Writing, workshop: str) -> Withdrawal | None:
    closed = [
        kit
        for kit in tx.find(Kit, state=KitState.PUBLISHED)
        if gate_refuses(tx, workshop, tx.get(CutVersion, kit.cut_version_id), kit.audience)
    ]
    if not closed:
        return None
    now = datetime.now(UTC)
    recall = Withdrawal(
        id=new_id("recall"),
        participant_id="",
        clip_ids=(),
        everything=False,
        at=now,
        recalled=(),
        kits=_recalled(tx, closed, now),
    )
    tx.put(recall)
    return recall


def _recalled(tx: Writing, kits: Iterable[Kit], at: datetime) -> tuple[str, ...]:
    marked = [replace(kit, state=KitState.RECALLED, recalled_at=at) for kit in kits]
    for kit in marked:
        tx.put(kit)
    return tuple(kit.id for kit in marked)


def _close(
    tx: Book,
    workshop: str,
    participant_id: str,
    clip_ids: Sequence[str],
    *,
    how: How,
    role: Role,
    taken_by: str,
) -> Withdrawal:
    now = datetime.now(UTC)
    tx.get(Participant, participant_id)
    appears_in = sorted({each.clip_id for each in tx.find(Appearance, participant_id=participant_id)})
    clips = tuple(clip_ids) or tuple(appears_in)
    subjects = [(Stage.S3, clip) for clip in clips] if clip_ids else [(Stage.S1, workshop)]
    for stage, subject in subjects:
        record_answer(
            tx,
            Answer(
                id=new_id("answer"),
                at=now,
                participant_id=participant_id,
                stage=stage,
                subject_id=subject,
                state=AnswerState.WITHDRAWN,
                how=how,
                role=role,
                taken_by=taken_by,
            ),
        )
    versions = [v for v in tx.find(CutVersion) if any(item.clip_id in clips for item in v.items)]
    for version in versions:
        tx.put(replace(version, state=CutState.RECALLED))
    held = {version.id for version in versions}
    kits = [kit for kit in tx.find(Kit, state=KitState.PUBLISHED) if kit.cut_version_id in held]
    withdrawal = Withdrawal(
        id=new_id("withdrawal"),
        participant_id=participant_id,
        clip_ids=clips,
        everything=not clip_ids,
        at=now,
        recalled=tuple(v.id for v in versions if v.state is not CutState.RECALLED),
        kits=_recalled(tx, kits, now),
    )
    tx.put(withdrawal)
    return withdrawal
