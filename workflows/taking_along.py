"""Taking along what is about oneself: which clips may leave the studio on somebody's own phone.

A copy can go anywhere, and nothing calls it back. So everybody else who is in a clip must have said that
everybody online may see it, without any condition; everybody in it must be known; and no veto may stand,
for whatever audience. Whoever is in some seconds is in them by whatever clip (:mod:`consent.stretches`).
What somebody said about their own clip does not matter here: it is theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consent.gate.policy import Kind, clip_withheld
from consent.gate.reasons import Question
from consent.gate.records import Records
from consent.gate.standing import Stand, on_clip, on_workshop
from consent.releases import Role, Stage
from consent.stretches import same_seconds
from pvstudio.model import Audience, Clip, CutItem, Participant
from pvstudio.store import Reading
from workflows.mine import clips_of
from workflows.phones import Seat, Visit
from workflows.wiring import Studio


class Stays(StrEnum):
    """Why a clip stays in the studio: in general terms, so that nobody's answer is told to another."""

    UNCLEAR = "unclear"  # nobody has confirmed that everybody in it is known
    STOPPED = "stopped"  # by the safeguarding officer
    OTHERS = (
        "others"  # somebody else is in it, who has not said yes to everybody online, or has on conditions
    )
    CHILD = "child"  # a guardian asks, and the child has agreed to show it to nobody
    LATER = "later"  # it is not ready yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """A clip that somebody is in, and why it stays in the studio; None: it goes along."""

    clip: Clip
    stays: Stays | None


_UNKNOWN = frozenset({Kind.UNLOGGED, Kind.UNKNOWN_CLIP, Kind.UNKNOWN_PERSON})


def along(tx: Reading, workshop: str, seat: Seat, at: datetime) -> list[Along]:
    """Return the clips of the seat's person, by title, each with what keeps it here at the moment *at*."""
    same = {clip: same_seconds(tx, clip) for clip in clips_of(tx, seat.participant_id)}
    ids = {one.id for clip, others in same.items() for one in (clip, *others)}
    records = Records.for_clips(tx, workshop, ids)
    return [
        Along(clip=clip, stays=why_it_stays(clip, seat, records, at, others)) for clip, others in same.items()
    ]


def may_go_on(studio: Studio, visit: Visit, clip_ids: Iterable[str], at: datetime) -> bool:
    """Tell whether all these clips may still be taken along: asked anew while they are sent."""
    wanted = set(clip_ids)
    with studio.documents.read(visit.workshop) as tx:
        going = {one.clip.id for one in along(tx, visit.workshop, visit.seat, at) if one.stays is None}
    return wanted <= going


def why_it_stays(
    clip: Clip, seat: Seat, records: Records, at: datetime, same: Sequence[Clip] = ()
) -> Stays | None:
    """Say what keeps *clip* in the studio, None if it may be taken along from *seat*. Pure.

    *same* are the other clips of the same seconds; *records* knows them, too.
    """
    people = _people([clip, *same], records)
    against = {kind for one in (clip, *same) for kind in _against(one, clip, seat, records, at)}
    if against & _UNKNOWN or seat.participant_id not in _people([clip], records):
        return Stays.UNCLEAR
    if Kind.VETO in against or any(one in records.vetoes for one in (clip.id, *people)):
        return Stays.STOPPED
    conditions = (_on_conditions(one, seat, records, at) for one in (clip, *same))
    if against or any(conditions):
        return Stays.OTHERS
    if seat.role is not Role.GUARDIAN:
        return None
    child = people[seat.participant_id]
    return None if _shown_to_somebody(child, clip, same, records, at) else Stays.CHILD


def _people(clips: Iterable[Clip], records: Records) -> dict[str, Participant]:
    found = {one for clip in clips for one in records.appearing.get(clip.id, ())}
    return {one: records.people[one] for one in sorted(found) if one in records.people}


def _against(shown: Clip, clip: Clip, seat: Seat, records: Records, at: datetime) -> Iterator[Kind]:
    """Ask the gate about everybody online; what the seat's own person said does not count.

    Where *shown* is another clip of the same seconds, nobody need have confirmed who else is in it, and
    whoever is in *clip* need not have answered about it, too.
    """
    asked_here = records.appearing.get(clip.id, ()) if shown is not clip else ()
    for reason in clip_withheld(CutItem(clip_id=shown.id), Audience.ONLINE, None, at, records):
        if shown is not clip and reason.kind is Kind.UNLOGGED:
            continue
        silent = reason.kind is Kind.NO_ANSWER and reason.stage is Stage.S3
        if silent and reason.participant_id in asked_here:
            continue
        if reason.kind is Kind.VETO or reason.participant_id != seat.participant_id:
            yield reason.kind


def _on_conditions(shown: Clip, seat: Seat, records: Records, at: datetime) -> bool:
    """Tell whether somebody else in a clip has said yes on conditions."""
    question = Question(Audience.ONLINE, (), at, records)
    others = [one for one in _people([shown], records).values() if one.id != seat.participant_id]
    said = [
        stand.answer
        for person in others
        for stand in (*on_workshop(person, question), *on_clip(person, question, shown))
    ]
    return any(one.treatments or one.languages_left_out for one in said if one)


def _shown_to_somebody(
    child: Participant, clip: Clip, same: Sequence[Clip], records: Records, at: datetime
) -> bool:
    """Tell whether the child itself agrees that anybody at all sees the clip, by whatever clip."""

    def own(stands: Iterable[Stand]) -> list[Stand]:
        return [one for one in stands if one.answer and one.answer.role is Role.CHILD_ASSENT]

    def agrees(audience: Audience) -> bool:
        question = Question(audience, (), at, records)
        here = own((*on_workshop(child, question), *on_clip(child, question, clip)))
        elsewhere = own(stand for one in same for stand in on_clip(child, question, one))
        no = any(one.answer and not one.answer.state.is_yes for one in elsewhere)
        return len(here) == 3 and all(one.reason is None for one in here) and not no

    return any(map(agrees, Audience))
