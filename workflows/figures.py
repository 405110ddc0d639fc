"""A workshop in numbers, for the office: counts and states, no faces, no names, no small cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from consent.gate.reasons import Kind, Question
from consent.gate.records import Records
from consent.gate.standing import on_workshop
from consent.gate.states import ReleaseState
from consent.releases import Answer, Guardian
from pvstudio.model import Audience, Clip, Cut, Kit, KitState, Participant, Workshop
from pvstudio.store import Reading

K = TypeVar("K", bound=Hashable)

#: Fewer people than this in a cell could be told apart (CONSENT: who sees what).
SMALL = 5

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
        people=len(people) if len(people) >= SMALL or not people else None,
        states=hidden({state: counted[state] for state in ReleaseState}),
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


def hidden(counts: Mapping[K, int]) -> dict[K, int | None]:
    """Return *counts* without those from 1 to 4, and without what would give one of them away.

    Where one alone is hidden, the total minus the others tells it: the next smallest goes too.
    """
    small = {key for key, count in counts.items() if 0 < count < SMALL}
    if len(small) == 1 and len(counts) > 1:
        others = sorted((count or 10**9, place, key) for place, (key, count) in _placed(counts, small))
        small.add(others[0][2])
    return {key: None if key in small else count for key, count in counts.items()}


def _placed(counts: Mapping[K, int], but: set[K]) -> list[tuple[int, tuple[K, int]]]:
    return [(place, item) for place, item in enumerate(counts.items()) if item[0] not in but]
