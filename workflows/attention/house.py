"""The house itself: room on the disk, changes that were agreed, notices, a witness of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from consent.events import Enrolment
from consent.ledger.entries import LedgerHead
from consent.notices import STAGES, NoticeApproval, approved, best_for, notice
from consent.releases import Guardian
from pvstudio.languages import language_name
from pvstudio.model import Participant
from workflows.attention.look import Look
from workflows.attention.need import Need, NeedKind
from workflows.retrospectives.model import Change
from workflows.witness import HeadKept

#: Below this a day of filming no longer fits: 100 clips of a minute, with what is made from them.
LITTLE_BYTES = 10 << 30

#: After so many days with new entries the ledger's head is kept elsewhere again.
WITNESS_DAYS = 7


def house_needs(look: Look) -> Iterator[Need]:
    """Yield what the studio itself lacks."""
    free = look.around.free_bytes
    if free is not None and free < LITTLE_BYTES:
        yield Need(kind=NeedKind.DISK, count=free >> 30)
    yield from _changes(look)
    yield from _notices(look)
    yield from _witness(look)


def _changes(look: Look) -> Iterator[Need]:
    """Name what somebody wanted to have done by now."""
    today = look.at.astimezone().date()
    late = [(one.due, one) for one in look.find(Change) if one.due and one.is_overdue(today)]
    if late:
        late.sort(key=lambda pair: pair[0])
        yield Need(
            kind=NeedKind.CHANGE_OVERDUE,
            count=len(late),
            about=tuple(one.id for _due, one in late),
            names=tuple(one.words for _due, one in late),
            days=(today - late[0][0]).days,
        )


def _notices(look: Look) -> Iterator[Need]:
    """Name the languages in which somebody here would be asked, if a person approved the words."""
    approvals = look.find(NoticeApproval)
    asked = [one.languages for one in look.find(Participant)]
    asked += [one.languages for one in look.find(Guardian)]
    wanted: dict[str, None] = {}
    for spoken in asked:
        known = best_for(spoken)
        if known and not any(_usable(tag, approvals) for tag in known):
            wanted[known[0]] = None
    if wanted:
        names = tuple(map(language_name, wanted))
        yield Need(kind=NeedKind.NOTICE, count=len(wanted), about=tuple(wanted), names=names)


def _usable(tag: str, approvals: list[NoticeApproval]) -> bool:
    return all(approved(notice(topic, tag), approvals) for topic in STAGES)


def _witness(look: Look) -> Iterator[Need]:
    """Whoever has the laptop could write an unwitnessed ledger anew (docs/ledger.md)."""
    entries = max((head.entries for head in look.find(LedgerHead)), default=0)
    kept = max(look.find(HeadKept), key=lambda one: one.entries, default=None)
    since = kept.at if kept else min((one.at for one in look.find(Enrolment)), default=look.at)
    new, waited = entries - (kept.entries if kept else 0), look.at - since
    if new > 0 and waited >= timedelta(days=WITNESS_DAYS):
        yield Need(kind=NeedKind.LEDGER_HEAD, count=new, days=waited.days)
