"""“Erase my footage”: asked for here, in one transaction that also closes the gate.

What follows (bytes, words, traces) is durable work in :mod:`workflows.erase`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from consent.deeds import Erasure, ErasureStep
from consent.ledger.book import Book
from consent.releases import Answer, Appearance, How, Role
from consent.stretches import with_same_seconds
from pvstudio.model import Clip, CutVersion, Footage, Kit, KitState, Participant, new_id
from pvstudio.store import Reading
from workflows.errors import NothingToErase
from workflows.queue import JobQueue, Work
from workflows.spoken import SpokenAnswer
from workflows.wiring import Studio
from workflows.withdrawals import TakenBack, Withdrawal, close_gate, close_kits, nothing_closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A recording of which other people's clips were kept; hashes before and after."""

    footage_id: str
    before: str
    after: str
    clip_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureOrder:
    """An erasure that was asked for, and how far it is (a document). It names nobody and nothing by words.

    *keep*: clips of the same recordings in which the person is not logged are cut out of them first.
    *gone* are the SHA-256 of recordings that are deleted, *films* the cut versions that held the clips.
    *stays* are those that prove answers of somebody else: of them only the sealed evidence is left.
    """

    id: str
    participant_id: str
    withdrawal_id: str
    clip_ids: tuple[str, ...]
    everything: bool
    at: datetime
    keep: bool = True
    others: tuple[str, ...] = ()  # participants who are in the erased clips too
    kept: tuple[Kept, ...] = ()
    forgotten: bool = False  # documents say nothing of it any more
    gone: tuple[str, ...] = ()
    films: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()  # other workshops that hold one of the deleted recordings too
    still_named: tuple[str, ...] = ()  # documents whose free text still holds the pseudonym, as "Kind id"
    done_at: datetime | None = None
    role: Role = Role.SELF  # as of the withdrawal
    guardian_id: str = ""
    spoken: tuple[str, ...] = ()  # what they have spoken to a phone, by id: unless it proves an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """What an erasure would do, to be read aloud before anybody says yes."""

    person: Participant
    clips: tuple[Clip, ...]  # that go
    others: tuple[Participant, ...]  # who are in them too
    kept: tuple[Clip, ...]  # of the same recordings, cut out of them first
    unclaimed_ms: int  # of these recordings, in no clip: it goes
    films: tuple[CutVersion, ...]
    kits: tuple[Kit, ...]  # that are out, or not confirmed as deleted
    recordings: tuple[str, ...] = ()  # SHA-256 of what the clips are in
    proved: tuple[Participant, ...] = ()  # others whose answers these prove: kept, sealed, as evidence
    filmed: tuple[Footage, ...] = ()  # evidence of the person that is also footage, of clips that stay
    elsewhere: tuple[str, ...] = ()  # other workshops that hold these recordings too (:func:`also_in`)
    also: tuple[Clip, ...] = ()  # of the clips, those that were not named but show some of the same seconds
    spoken: tuple[SpokenAnswer, ...] = ()  # that goes too
    proofs: tuple[SpokenAnswer, ...] = ()  # that stays: an answer rests on it that counts


def plan_erasure(tx: Reading, participant_id: str, clip_ids: Sequence[str] = ()) -> ErasurePlan:
    """Say what erasing these clips of a participant (none: all that they are in) would do.

    Clips that show some of the same seconds with them go too: else the footage would be there still.
    Raises :class:`~pvstudio.errors.NotFound`, and :class:`NothingToErase` for a clip in which
    they are not logged.
    """
    person = tx.get(Participant, participant_id)
    theirs = {one.clip_id for one in tx.find(Appearance, participant_id=participant_id)}
    known = {clip.id: clip for clip in tx.find(Clip)}
    chosen = [tx.get(Clip, clip) for clip in clip_ids] or [known[c] for c in sorted(theirs & known.keys())]
    if strangers := [clip.title for clip in chosen if clip.id not in theirs]:
        raise NothingToErase(person.pseudonym, strangers)
    also = with_same_seconds(tx, chosen, participant_id)[len(chosen) :]
    chosen += also
    ids = {clip.id for clip in chosen}
    recordings = [tx.get(Footage, one) for one in sorted({clip.footage_id for clip in chosen})]
    films = [version for version in tx.find(CutVersion) if ids & {item.clip_id for item in version.items}]
    shown_in = {version.id for version in films}
    return ErasurePlan(
        person=person,
        clips=tuple(chosen),
        others=_others(tx, ids, participant_id),
        kept=tuple(clip for clip in known.values() if clip.id not in ids and _shares(clip, chosen)),
        unclaimed_ms=sum(_unclaimed(tx, footage, known) for footage in {c.footage_id for c in chosen}),
        films=tuple(films),
        kits=tuple(kit for kit in tx.find(Kit) if kit.cut_version_id in shown_in and _is_out(kit)),
        recordings=tuple(footage.sha256 for footage in recordings),
        proved=_proved(tx, recordings, participant_id),
        filmed=_filmed(tx, recordings, participant_id),
        also=tuple(also),
    )


def proving(tx: Reading, *, unheard: bool = False) -> dict[str, set[str]]:
    """Return the SHA-256 of all evidence, and of whom it proves answers that still need a proof.

    *unheard*: also what somebody has said and nobody has written down. It is theirs, but no proof yet:
    whoever sends the bytes of footage to a phone must not keep it here. Answers of somebody who was erased
    altogether need none: evidence that they share with others goes with the last of them.
    """
    erased = dict[str, datetime]()
    for order in tx.find(ErasureOrder, everything=True, forgotten=True):
        erased[order.participant_id] = max(order.at, erased.get(order.participant_id, order.at))
    found = dict[str, set[str]]()
    for answer in tx.find(Answer):
        over = erased.get(answer.participant_id)
        if answer.evidence and (over is None or answer.at > over):
            found.setdefault(answer.evidence, set()).add(answer.participant_id)
    for spoken in tx.find(SpokenAnswer) if unheard else ():  # an erased person has none
        found.setdefault(spoken.sha256, set()).add(spoken.participant_id)
    return found


def also_in(studio: Studio, workshop: str, recordings: Collection[str]) -> tuple[str, ...]:
    """Return the other workshops that hold one of these recordings: no erasure here reaches them."""
    return tuple(
        other
        for other in studio.workshops()
        if other != workshop and any(map(studio.files(other).has, recordings))
    )


def _proved(tx: Reading, recordings: Sequence[Footage], participant_id: str) -> tuple[Participant, ...]:
    proofs = proving(tx)
    whose = set[str]().union(*(proofs.get(footage.sha256, ()) for footage in recordings))
    return tuple(one for one in tx.find(Participant) if one.id in whose - {participant_id})


def _filmed(tx: Reading, going: Sequence[Footage], participant_id: str) -> tuple[Footage, ...]:
    theirs = {sha256 for sha256, whose in proving(tx, unheard=True).items() if participant_id in whose}
    return tuple(one for one in tx.find(Footage) if one.sha256 in theirs and one not in going)


def _others(tx: Reading, clip_ids: set[str], participant_id: str) -> tuple[Participant, ...]:
    seen = {one.participant_id for one in tx.find(Appearance) if one.clip_id in clip_ids}
    return tuple(one for one in tx.find(Participant) if one.id in seen - {participant_id})


def _shares(clip: Clip, chosen: Sequence[Clip]) -> bool:
    return clip.footage_id in {one.footage_id for one in chosen}


def _is_out(kit: Kit) -> bool:
    return kit.state is KitState.PUBLISHED or kit.acknowledged_at is None


def _unclaimed(tx: Reading, footage_id: str, clips: dict[str, Clip]) -> int:
    """Return how many milliseconds of a recording lie in no clip."""
    [footage] = tx.find(Footage, id=footage_id)
    length = footage.media.duration_ms if footage.media else 0
    spans = sorted((c.start_ms, c.end_ms) for c in clips.values() if c.footage_id == footage_id)
    covered = reached = 0
    for start, end in spans:
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return max(0, length - covered)


def erase(
    studio: Studio,
    workshop: str,
    participant_id: str,
    clip_ids: Sequence[str] = (),
    *,
    everything: bool = False,
    keep: bool = True,
    how: How = How.ON_SCREEN,
    role: Role = Role.SELF,
    guardian_id: str = "",
    taken_by: str = "",
    order_id: str = "",
    spoken: Sequence[str] = (),
) -> ErasureOrder:
    """Erase a participant's clips (none named: all of them); with *everything* also who they are.

    It is a withdrawal first: when this returns the gate is closed and that is on disk. The bytes go
    right after, before all other work. Asked again in the same right, what is still under way is returned.
    A new one is called *order_id*, if that was made before: it can be found whatever fails here. *spoken*
    of what they have spoken to a phone goes too, unless it proves an answer that counts.
    """
    with studio.book(workshop) as tx:
        plan = plan_erasure(tx.tx, participant_id, () if everything else clip_ids)
        theirs = tx.find(SpokenAnswer, participant_id=participant_id)
        plan = replace(plan, spoken=tuple(one for one in theirs if one.id in spoken))
        if not (plan.clips or plan.spoken or everything):
            raise NothingToErase(plan.person.pseudonym, [])
        said = TakenBack(
            participant_id=participant_id,
            clip_ids=() if everything else tuple(clip.id for clip in plan.clips),
            how=how,
            role=role,
            guardian_id=guardian_id,
            taken_by=taken_by,
        )
        wish = _wish(plan, said, order_id or new_id("erasure"), everything=everything, keep=keep)
        if (order := _under_way(tx, wish)) is None:
            order = _asked(tx, workshop, wish, said)
            enter(tx, order, ErasureStep.ASKED, _content(tx, plan), at=order.at)
        elif keep is not order.keep:
            order = replace(order, keep=keep)
            tx.put(order)
        withdrawal = tx.get(Withdrawal, order.withdrawal_id)
    try:
        close_kits(studio, workshop, withdrawal)
    finally:
        with JobQueue(studio) as queue:
            queue.ask(Work.ERASE, workshop, order.id)
    return order


def _wish(plan: ErasurePlan, said: TakenBack, order_id: str, *, everything: bool, keep: bool) -> ErasureOrder:
    return ErasureOrder(
        id=order_id,
        participant_id=said.participant_id,
        withdrawal_id=said.id,
        clip_ids=tuple(clip.id for clip in plan.clips),
        everything=everything,
        at=datetime.now(UTC),
        keep=keep,
        others=tuple(one.id for one in plan.others),
        films=tuple(version.id for version in plan.films),
        role=said.role,
        guardian_id=said.guardian_id,
        spoken=tuple(one.id for one in plan.spoken),
    )


def _under_way(tx: Book, wish: ErasureOrder) -> ErasureOrder | None:
    open_ = tx.find(ErasureOrder, participant_id=wish.participant_id, done_at=None)
    return next((one for one in open_ if _what(one) == _what(wish)), None)


def _what(order: ErasureOrder) -> tuple[object, ...]:
    """Return what is to go by whose wish: a guardian's, and which one's, is not the person's own."""
    is_guardian = order.role is Role.GUARDIAN
    return order.clip_ids, order.spoken, order.everything, is_guardian, order.guardian_id


def _asked(tx: Book, workshop: str, wish: ErasureOrder, said: TakenBack) -> ErasureOrder:
    """Close the gate and put the order. Where no clip goes there is nothing to close."""
    if wish.clip_ids or wish.everything:
        withdrawal = close_gate(tx, workshop, said)
    else:
        withdrawal = nothing_closed(said)
        tx.put(withdrawal)
    order = replace(wish, at=withdrawal.at, role=withdrawal.role, guardian_id=withdrawal.guardian_id)
    tx.put(order)
    return order


def _content(tx: Book, plan: ErasurePlan) -> list[str]:
    return [content_of(clip, tx.get(Footage, clip.footage_id)) for clip in plan.clips]


def content_of(clip: Clip, footage: Footage) -> str:
    """Name what is in a clip by hash and range, as the ledger does."""
    return f"sha256:{footage.sha256}#t={clip.start_ms}-{clip.end_ms}ms"


def enter(tx: Book, order: ErasureOrder, what: ErasureStep, content: Sequence[str], *, at: datetime) -> None:
    """Enter one step of an erasure into the ledger; the same step again is one entry."""
    event = Erasure(
        id=f"{order.id}-{what}",
        at=at,
        participant_id=order.participant_id,
        what=what,
        everything=order.everything,
        content=tuple(content),
        kept=tuple((f"sha256:{one.before}", f"sha256:{one.after}") for one in order.kept),
    )
    if not tx.find(Erasure, id=event.id):
        tx.put(event)
