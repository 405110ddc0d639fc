"""A workshop in numbers, for the office: counts and states, no faces, no names, no small cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from consent.gate.reasons import Kind, Question
from consent.gate.records import Records
from consent.gate.standing import on_workshop
from consent.gate.states import ReleaseState
from consent.releases import Answer, Guardian
from pvstudio.model import Audience, Clip, Cut, Kit, KitState, Participant, Workshop
from pvstudio.store import Reading
from workflows.attendance.suppress import SMALL, Crowd, tell, tell_whole, together

__all__ = ["SMALL", "Figures", "figures", "here", "told"]

_STATES = {
    Kind.WITHDRAWN: ReleaseState.WITHDRAWN,
    Kind.REFUSED: ReleaseState.REFUSED,
    Kind.EXPIRED: ReleaseState.EXPIRED,
}
#: What stands over what, where a person is asked for two stages, or two people answer for one.
_FIRST = (
    ReleaseState.WITHDRAWN,
    ReleaseState.REFUSED,
    ReleaseState.EXPIRED,
    ReleaseState.PENDING,
    ReleaseState.LIMITED,
    ReleaseState.GIVEN,
)
#: The order in which states are told; no number has a say in it.
_TOLD = (
    ReleaseState.GIVEN,
    ReleaseState.PENDING,
    ReleaseState.LIMITED,
    ReleaseState.REFUSED,
    ReleaseState.WITHDRAWN,
    ReleaseState.EXPIRED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One workshop in numbers. None is a number of people that is too small to be said."""

    workshop: Workshop
    people: int | None
    states: Mapping[ReleaseState, int | None]  # of taking part and being filmed, by person
    clips: int
    unlogged: int  # clips that nobody has confirmed
    cuts: int
    kits: int  # that are out


def figures(tx: Reading, workshop: str, at: datetime) -> Figures:
    """Count what there is in a workshop at the moment *at*."""
    people, clips = tx.find(Participant), tx.find(Clip)
    records = Records.of(
        workshop_id=workshop, people=people, answers=tx.find(Answer), guardians=tx.find(Guardian)
    )
    counted = Counter(here(person, records, at) for person in people)
    return Figures(
        workshop=tx.get(Workshop, workshop),
        people=len(people) if len(people) > SMALL or not people else None,
        states=told({state: counted[state] for state in ReleaseState}),
        clips=len(clips),
        unlogged=sum(not clip.people_complete for clip in clips),
        cuts=len(tx.find(Cut)),
        kits=len(tx.find(Kit, state=KitState.PUBLISHED)),
    )


def here(person: Participant, records: Records, at: datetime) -> ReleaseState:
    """Say where *person* stands on taking part (S1) and being filmed (S2): the least of all answers."""
    question = Question(Audience.GROUP, (), at, records)  # S1 and S2 are asked for no audience
    states = set[ReleaseState]()
    for stand in on_workshop(person, question):
        if stand.reason:
            states.add(_STATES.get(stand.reason.kind, ReleaseState.PENDING))
        elif stand.answer:
            states.add(ReleaseState(stand.answer.state))
    return next((state for state in _FIRST if state in states), ReleaseState.PENDING)


def told(counts: Mapping[ReleaseState, int]) -> dict[ReleaseState, int | None]:
    """Return *counts* of people without those that are small, or that would give a small one away.

    By the rule of :mod:`workflows.attendance.suppress`, in the order of :data:`_TOLD`.
    """
    crowds = [(state, Crowd(attendances=counts[state], unknown=counts[state])) for state in _TOLD]
    if not tell_whole(together(crowd for _, crowd in crowds))[0]:
        return dict.fromkeys(counts)
    table = tell(crowds, new_too=False)
    sums = {state: table.of(state) for state in counts}
    return {state: one.attendances if one else None for state, one in sums.items()}
