"""What satisfies a wish for a treatment, and who must say that it does: a machine, or a person who looked.

The one place to open when a treatment is added: see ``docs/decisions/0084``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pvstudio.media.treatments import ELSEWHERE
from pvstudio.model import CutItem, Treatment

#: What fulfils a wish for a treatment besides itself, because it shows less.
STRONGER: dict[Treatment, frozenset[Treatment]] = {
    Treatment.VOICE_DISGUISED: frozenset({Treatment.VOICE_SILENCED}),
    Treatment.PSEUDONYM: frozenset({Treatment.NO_CREDIT}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one person asks for, wherever they appear."""

    participant_id: str
    treatment: Treatment


def satisfied(wish: Wish, item: CutItem) -> frozenset[Treatment]:
    """Return what was done to the clip of *item* that satisfies *wish*; empty where nothing does.

    Each of these is enough by itself. Whatever is done today is done to everybody in the clip, so it does
    not matter whose wish it is; a treatment of one person alone would look at ``wish.participant_id``.
    """
    return item.treatments & ({wish.treatment} | STRONGER.get(wish.treatment, frozenset()))


def by_a_person(treatments: Iterable[Treatment]) -> frozenset[Treatment]:
    """Return those *treatments* of which only a person can say that they worked.

    All but those that letters keep (:mod:`consent.gate.letters`): one that nobody has thought of is
    looked at.
    """
    return frozenset(treatments) - ELSEWHERE
