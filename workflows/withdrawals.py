"""Withdrawal, the part that cannot wait: the gate closes in one transaction.

What follows (kits closed, narrowed cuts) is durable work in :mod:`workflows.withdraw`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from consent.answers.leaving import take_all_back
from consent.answers.recording import record_answer
from consent.answers.understanding import with_notice
from consent.ledger.book import Book
from consent.releases import Answer, AnswerState, Appearance, How, Role, Stage
from consent.stretches import with_same_seconds
from pvstudio.errors import StudioError
from pvstudio.model import Clip, CutState, CutVersion, Kit, KitState, Participant, new_id
from workflows.errors import WithdrawnOnly
from workflows.kits import hold_until, is_over, recall
from workflows.narrowed import lost
from workflows.publish import close_kit, gate_says
from workflows.queue import JobQueue, Work
from workflows.screening_kits.wishes import KitOrder
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
    role: Role = Role.SELF  # in which right, as its answers have it; the person's own where nobody noted it
    guardian_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Who takes back what, and how they said so. No *clip_ids*: everything.

    *id* is that of the withdrawal that comes of it.
    """

    id: str = field(default_factory=lambda: new_id("withdrawal"))
    participant_id: str
    clip_ids: tuple[str, ...] = ()
    how: How = How.ON_SCREEN
    role: Role = Role.SELF
    guardian_id: str = ""
    taken_by: str = ""


def withdraw(
    studio: Studio,
    workshop: str,
    participant_id: str,
    clip_ids: Sequence[str] = (),
    *,
    how: How = How.ON_SCREEN,
    role: Role = Role.SELF,
    guardian_id: str = "",
    taken_by: str = "",
    instead: Sequence[Answer] = (),
    notice_language: str | None = None,
    withdrawal_id: str = "",
) -> Withdrawal:
    """Take back a participant's yes for some clips, or for everything, at once and without a reason.

    With a clip go those that show some of its seconds with them: the answer names all (``clip_ids``).
    When this returns the gate is closed and that is on disk; the rest is queued before all other work.
    *instead* are answers on conditions that the person gives in place of the old ones ("only with
    my face blurred"), recorded once the withdrawal is on disk, all or none of them; what names no
    notice was asked with the one in *notice_language*, or in theirs. Whatever is wrong with them, the
    withdrawal stands, and :class:`WithdrawnOnly` says what was not recorded.
    By *withdrawal_id*, an id that was made before, it can be found whatever fails here.
    """
    said = TakenBack(
        id=withdrawal_id or new_id("withdrawal"),
        participant_id=participant_id,
        clip_ids=tuple(clip_ids),
        how=how,
        role=role,
        guardian_id=guardian_id,
        taken_by=taken_by,
    )
    with studio.book(workshop) as tx:
        known = [clip for one in said.clip_ids for clip in tx.find(Clip, id=one)]
        together = (clip.id for clip in with_same_seconds(tx, known, participant_id))
        said = replace(said, clip_ids=tuple(dict.fromkeys((*said.clip_ids, *together))))
        withdrawal = close_gate(tx, workshop, said)
    try:
        _record(studio, workshop, withdrawal, instead, notice_language)
    except StudioError as refused:
        raise WithdrawnOnly(withdrawal.id, refused) from refused
    finally:
        _carry_out(studio, workshop, withdrawal)
    return withdrawal


def _record(
    studio: Studio, workshop: str, withdrawal: Withdrawal, instead: Sequence[Answer], language: str | None
) -> None:
    """Record answers that come after the withdrawal; a refused one is on record as such."""
    if not instead:
        return
    earliest = withdrawal.at + timedelta(microseconds=1)
    with studio.book(workshop) as tx:
        for answer in instead:
            if answer.at.tzinfo:  # what has no zone cannot be compared, and is refused for that
                answer = replace(answer, at=max(answer.at, earliest))
            record_answer(tx, with_notice(tx, answer, language))
        _narrow_kits(tx, workshop, datetime.now(UTC))


@contextmanager
def consent_changes(studio: Studio, workshop: str) -> Iterator[Book]:
    """Give the transaction in which consent is recorded: an answer, an appearance, a veto.

    Kits that the gate no longer lets out are recalled in the same transaction, and taken down next; those
    that rest on a yes which was shortened end with it.
    For a film that a no has closed a narrowed one is drafted.
    """
    with studio.book(workshop) as tx:
        before = {version.id for version in lost(tx.tx, workshop, datetime.now(UTC))}
        yield tx
        found = _closed_by_now(tx, workshop, before)
    if found:
        _carry_out(studio, workshop, found)


def _carry_out(studio: Studio, workshop: str, withdrawal: Withdrawal) -> None:
    """Take the kits down here and now: that is quick, and no queue is needed for it. Then queue the rest."""
    try:
        close_kits(studio, workshop, withdrawal)
    finally:
        with JobQueue(studio) as queue:
            queue.enqueue(Work.WITHDRAW, workshop, withdrawal.id)


def close_kits(studio: Studio, workshop: str, withdrawal: Withdrawal) -> None:
    """Take the film out of every recalled kit that lies here; doing it again changes nothing."""
    with studio.documents.read(workshop) as tx:
        kits = [tx.get(Kit, kit_id) for kit_id in withdrawal.kits]
    for kit in kits:
        close_kit(studio, workshop, kit)


def _closed_by_now(tx: Book, workshop: str, before: set[str]) -> Withdrawal | None:
    """Recall the kits that the gate refuses now; return what is to be done, None if nothing has closed."""
    now = datetime.now(UTC)
    closed = _narrow_kits(tx, workshop, now)
    newly_lost = {version.id for version in lost(tx.tx, workshop, now)} - before
    if not closed and not newly_lost:
        return None
    found = Withdrawal(
        id=new_id("recall"),
        participant_id="",
        clip_ids=(),
        everything=False,
        at=now,
        recalled=(),
        kits=recall(tx, closed, now),
    )
    tx.put(found)
    return found


def _narrow_kits(tx: Book, workshop: str, at: datetime) -> list[Kit]:
    """Let every kit that is out end with the first yes under it; return those that have ended by now."""
    closed = []
    for kit in tx.find(Kit, state=KitState.PUBLISHED):
        refusal, end = gate_says(tx.tx, workshop, tx.get(CutVersion, kit.cut_version_id), kit.audience)
        if refusal or is_over(kit, at):
            closed.append(kit)
        else:
            hold_until(tx, kit, end)
    return closed


def close_gate(tx: Book, workshop: str, said: TakenBack) -> Withdrawal:
    """Record a withdrawal and recall what holds the clips; the caller's transaction closes the gate.

    Raises :class:`~pvstudio.errors.NotFound` for an unknown person, :class:`AnswerRefused`.
    """
    now = datetime.now(UTC)
    tx.get(Participant, said.participant_id)
    clips = said.clip_ids or _clips_of(tx, said.participant_id)
    noes = [record_answer(tx, _no(said, Stage.S3, clip, now)) for clip in said.clip_ids]
    noes = noes or take_all_back(tx, _no(said, Stage.S1, workshop, now))
    versions = [v for v in tx.find(CutVersion) if any(item.clip_id in clips for item in v.items)]
    for version in versions:
        tx.put(replace(version, state=CutState.RECALLED))
    held = {version.id for version in versions}
    for order in tx.find(KitOrder):  # with who was to get it: this film is handed to nobody any more
        if order.cut_version_id in held:
            tx.delete(KitOrder, order.id)
    kits = [kit for kit in tx.find(Kit, state=KitState.PUBLISHED) if kit.cut_version_id in held]
    withdrawal = Withdrawal(
        id=said.id,
        participant_id=said.participant_id,
        clip_ids=clips,
        everything=not said.clip_ids,
        at=now,
        recalled=tuple(v.id for v in versions if v.state is not CutState.RECALLED),
        kits=recall(tx, kits, now),
        role=noes[0].role,
        guardian_id=noes[0].guardian_id,
    )
    tx.put(withdrawal)
    return withdrawal


def nothing_closed(said: TakenBack) -> Withdrawal:
    """Return what stands for a withdrawal where nothing is taken back: nobody's, and it closes nothing."""
    return Withdrawal(
        id=said.id,
        participant_id="",
        clip_ids=(),
        everything=False,
        at=datetime.now(UTC),
        recalled=(),
        kits=(),
        role=said.role,
        guardian_id=said.guardian_id,
    )


def _clips_of(tx: Book, participant_id: str) -> tuple[str, ...]:
    return tuple(sorted({each.clip_id for each in tx.find(Appearance, participant_id=participant_id)}))


def _no(said: TakenBack, stage: Stage, subject: str, at: datetime) -> Answer:
    return Answer(
        id=new_id("answer"),
        at=at,
        participant_id=said.participant_id,
        stage=stage,
        subject_id=subject,
        state=AnswerState.WITHDRAWN,
        how=said.how,
        role=said.role,
        guardian_id=said.guardian_id,
        taken_by=said.taken_by,
    )
