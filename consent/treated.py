"""Checks of treated clips: a person watched the very file that a film is made from, and says what they saw.

A machine blurs faces and misses some; only a person can tell. A check is of one file, by its hash: a clip
that is treated anew is another file, and is looked at anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from consent.errors import ConsentError
from consent.gate.fulfilment import by_a_person
from pvstudio.model import Clip, CutItem, CutState, CutVersion, Treatment
from pvstudio.store import Reading

if TYPE_CHECKING:  # the ledger knows what a check is, so it cannot be asked for here
    from consent.ledger.book import Book

#: How far the clocks of two devices of a studio may be apart.
_CLOCKS_APART = timedelta(minutes=2)


class Verdict(StrEnum):
    """What a person saw."""

    OK = "ok"  # what was asked for is done, from the first frame to the last
    NOT_OK = "not-ok"  # somebody can be recognised: the file is never shown


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentCheck:
    """Somebody watched a treated clip from start to end, as an event; of one file, the last check stands.

    *treatments* are those that were looked for, *mezzanine* is the SHA-256 of the file
    (``CutItem.treated``). *number* counts the checks of a clip in the order of recording, as
    :func:`record_check` sets it: a laptop's wrong clock puts no old ok over a new doubt.
    """

    id: str
    at: datetime
    clip_id: str
    treatments: frozenset[Treatment]
    mezzanine: str
    verdict: Verdict
    by: str
    words: str = ""
    number: int = 0


class CheckRefused(ConsentError):
    """A check of a treated clip cannot be recorded."""


def record_check(tx: Book, check: TreatmentCheck, *, now: datetime | None = None) -> TreatmentCheck:
    """Append *check* and return it as recorded, or raise :class:`CheckRefused`.

    Refused are a check of a file that no film holds (any more), one of other treatments than the film
    says that this file had, and an ok that nobody stands for or that is yet to come. A doubt is let in
    whenever it is about a file that is there. The same event (same id) again changes nothing.
    """
    now, clip = now or datetime.now(UTC), tx.get(Clip, check.clip_id)
    said = tx.find(TreatmentCheck, clip_id=clip.id)
    if check.at.tzinfo is None:
        raise CheckRefused(f"The check of “{clip.title}” has a time without a zone.")
    for before in said:
        if before.id == check.id:
            return _same(before, check)
    done = _treatments_of(tx, check, clip)
    if check.verdict is Verdict.OK:
        _check_ok(check, clip, done, now)
    number = 1 + max((one.number for one in said), default=0)
    check = replace(check, treatments=done, at=min(check.at, now), number=number)
    tx.put(check)
    return check


def held(tx: Reading) -> Iterator[tuple[CutVersion, CutItem]]:
    """Yield each treated file that a film holds or will hold, with the version that it is in."""
    for version in tx.find(CutVersion):
        if version.state is not CutState.RECALLED:
            for item in version.items:
                if item.treated and by_a_person(item.treatments):
                    yield version, item


def _treatments_of(tx: Reading, check: TreatmentCheck, clip: Clip) -> frozenset[Treatment]:
    for _version, item in held(tx):
        if (item.clip_id, item.treated) == (check.clip_id, check.mezzanine):
            return by_a_person(item.treatments)
    raise CheckRefused(
        f"The treated file of “{clip.title}” that was looked at is in no film any more.",
        advice="Look at what the films hold now: pvstudio treatment list",
    )


def _check_ok(check: TreatmentCheck, clip: Clip, done: frozenset[Treatment], now: datetime) -> None:
    if check.treatments != done:
        words = f"The film says that “{clip.title}” had {_listed(done)}; the check is of"
        raise CheckRefused(
            f"{words} {_listed(check.treatments)}.", advice="Watch it, and look for just these."
        )
    if not check.by.strip():
        raise CheckRefused(f"Nobody stands for the check of “{clip.title}”.", advice="Say who watched it.")
    if check.at > now + _CLOCKS_APART:
        words = f"The check of “{clip.title}” is dated {check.at:%Y-%m-%d %H:%M}, which is yet to come."
        raise CheckRefused(words, advice="Check the date and the clocks.")


def _listed(treatments: frozenset[Treatment]) -> str:
    return ", ".join(sorted(treatments)) or "no treatment"


def _same(before: TreatmentCheck, check: TreatmentCheck) -> TreatmentCheck:
    """Return *before* if *check* is the same event once more; checks are never overwritten."""
    if (before.clip_id, before.mezzanine, before.verdict) != (check.clip_id, check.mezzanine, check.verdict):
        raise CheckRefused(f"There is another check with the id {check.id}.")
    return before
