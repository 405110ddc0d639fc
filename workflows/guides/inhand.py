"""What a host of a film gets of guides and of who helps, and what of it is lacking still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pvstudio.store import Reading
from workflows.guides.keeping import Written, guide_for, guides_of
from workflows.guides.referrals import is_stale, referrals_of
from workflows.guides.warnings import Standing, names_in, standing


class Spoken(StrEnum):
    """Whether a guide says something of a film to those who read one language."""

    WRITTEN = "written"
    ELSEWHERE = "elsewhere"  # somebody wrote one, in another language: the host gets that
    GENERIC = "generic"  # nobody wrote any: the host gets questions for any film


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """The guide that a host gets in *language*."""

    language: str
    spoken: Spoken
    names: bool = False  # it names somebody of the workshop
    look_again: bool = (
        False  # it is older than a recall, and stays here: the host gets questions for any film
    )
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The guides of a film by language; how many helpers there are, and how many nobody called lately."""

    guides: tuple[InHand, ...]
    helpers: int
    stale: int


def in_hand(tx: Reading, cut_id: str, languages: Sequence[str], today: date) -> Papers:
    """Return what a kit of the film *cut_id* in *languages* (BCP 47, canonical) holds of guides and help."""
    helpers = referrals_of(tx)
    return Papers(
        guides=tuple(_guide(tx, cut_id, tag) for tag in languages),
        helpers=len(helpers),
        stale=sum(is_stale(one, today) for one in helpers),
    )


def _guide(tx: Reading, cut_id: str, language: str) -> InHand:
    own = guide_for(tx, cut_id, language)
    found = own or next(iter(guides_of(tx, cut_id)), None)
    if found is None:
        return InHand(language=language, spoken=Spoken.GENERIC)
    return InHand(
        language=language,
        spoken=Spoken.WRITTEN if own else Spoken.ELSEWHERE,
        names=bool(names_in(tx, Written.of(found))),
        look_again=standing(tx, cut_id, found) is not Standing.FINE,
        changed_at=found.changed_at,
    )
