"""Where every notice of every language stands in one workshop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from consent.notices.approvals import NoticeApproval
from consent.notices.catalogue import languages, notice
from consent.notices.narrations import Narration, newest
from consent.notices.notice import Notice, Origin, Topic
from pvstudio.store import Reading


class NoticeState(StrEnum):
    """May it be used?"""

    WRITTEN = "written"  # by a person: yes
    APPROVED = "approved"  # by a machine, and a person stands up for it: yes
    MACHINE_MADE = "machine-made"  # not yet


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeStanding:
    """One notice, who approved exactly this text, and who speaks it."""

    notice: Notice
    state: NoticeState
    approvals: tuple[NoticeApproval, ...]
    narration: Narration | None


def standings(tx: Reading, notices: Iterable[Notice]) -> list[NoticeStanding]:
    """Return where these notices stand, in their order."""
    given, spoken = tx.find(NoticeApproval), newest(tx.find(Narration))
    found = []
    for one in notices:
        mine = sorted((each for each in given if each.notice == one.reference), key=lambda each: each.at)
        found.append(
            NoticeStanding(
                notice=one,
                state=_state(one, approved=bool(mine)),
                approvals=tuple(mine),
                narration=spoken.get(one.reference),
            )
        )
    return found


def overview(tx: Reading) -> dict[str, list[NoticeStanding]]:
    """Return where all notices stand, by language."""
    return {tag: standings(tx, [notice(topic, tag) for topic in Topic]) for tag in languages()}


def _state(one: Notice, *, approved: bool) -> NoticeState:
    if one.origin is Origin.WRITTEN:
        return NoticeState.WRITTEN
    return NoticeState.APPROVED if approved else NoticeState.MACHINE_MADE
