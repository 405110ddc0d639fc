"""“Erase my footage”: asked for here, in one transaction that also closes the gate.

What follows (bytes, words, traces) is durable work in :mod:`workflows.erase`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

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
from workflows.withdrawals import TakenBack, Withdrawal, close_gate, close_kits


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
) -> ErasureOrder:
    """Erase a participant's clips (none named: all of them); with *everything* also who they are.

    It is a withdrawal first: when this returns the gate is closed and that is on disk. The bytes go
    right after, before all other work. Asked again in the same right, what is still under way is returned.
    A new one is called *order_id*, if that was made before: so it can be found whatever fails here.
    """
    with studio.book(workshop) as tx:
        plan = plan_erasure(tx.tx, participant_id, () if everything else clip_ids)
        if not plan.clips and not everything:
            raise NothingToErase(plan.person.pseudonym, [])
        ids = tuple(clip.id for clip in plan.clips)
        said = TakenBack(
            participant_id=participant_id,
            clip_ids=() if everything else ids,
            how=how,
            role=role,
            guardian_id=guardian_id,
            taken_by=taken_by,
        )
        order = _under_way(tx, said, ids)
        if order is None:
            order = _asked(tx, workshop, plan, said, order_id or new_id("erasure"), keep=keep)
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


def _under_way(tx: Book, said: TakenBack, ids: tuple[str, ...]) -> ErasureOrder | None:
    open_ = tx.find(ErasureOrder, participant_id=said.participant_id, done_at=None)
    wish = (ids, not said.clip_ids, said.role is Role.GUARDIAN, said.guardian_id)
    same = [one for one in open_ if (one.clip_ids, one.everything, *_whose(one)) == wish]
    return same[0] if same else None


def _whose(order: ErasureOrder) -> tuple[bool, str]:
    """Tell a guardian's wish, and whose, from the person's own."""
    return order.role is Role.GUARDIAN, order.guardian_id


def _asked(
    tx: Book, workshop: str, plan: ErasurePlan, said: TakenBack, order_id: str, *, keep: bool
) -> ErasureOrder:
    everything = not said.clip_ids
    withdrawal = close_gate(tx, workshop, said)
    order = ErasureOrder(
        id=order_id,
        participant_id=plan.person.id,
        withdrawal_id=withdrawal.id,
        clip_ids=tuple(clip.id for clip in plan.clips),
        everything=everything,
        at=withdrawal.at,
        keep=keep,
        others=tuple(one.id for one in plan.others),
        films=tuple(version.id for version in plan.films),
        role=withdrawal.role,
        guardian_id=withdrawal.guardian_id,
    )
    tx.put(order)
    content = tuple(content_of(clip, tx.get(Footage, clip.footage_id)) for clip in plan.clips)
    enter(tx, order, ErasureStep.ASKED, content, at=order.at)
    return order


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
