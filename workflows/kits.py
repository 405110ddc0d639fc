"""Kits on record: handed out, recalled, acknowledged; each step an entry of the ledger.

A recall is over when the recipient has confirmed that every copy is deleted. Until then it stays on
the office's list, and after some days it is overdue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from consent.deeds import KitEvent, KitStep
from consent.ledger.book import Book
from pvstudio.errors import StudioError
from pvstudio.model import Cut, CutVersion, Kit, KitState, new_id
from pvstudio.store import Reading
from workflows.errors import NothingToAcknowledge
from workflows.wiring import Studio

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A kit that was recalled: of which film, since when, and whether its recipient has confirmed."""

    kit: Kit
    title: str  # of the film
    days: int  # whole days since the recall
    overdue: bool
    confirmed_by: str = ""


def in_every_workshop(
    studio: Studio, look: Callable[[str, Reading], Iterable[Found]]
) -> tuple[list[Found], int]:
    """Return what *look* finds in all workshops, and how many of these cannot be read.

    One that is damaged hides nothing of the others: a recall in them must be heard.
    """
    found, unread = list[Found](), 0
    for workshop in studio.workshops():
        try:
            with studio.documents.read(workshop) as tx:
                found += list(look(workshop, tx))
        except (StudioError, OSError):
            unread += 1
    return found, unread


def is_over(kit: Kit, at: datetime) -> bool:
    """Tell whether the time of *kit* has passed: the day that was chosen, or that of a yes."""
    return kit.expires_at is not None and kit.expires_at <= at


def last_day(end: datetime) -> str:
    """Return until when a kit that ends at *end* may be shown, as it is said wherever this studio is.

    A chosen last day ends at the midnight after it, so that day is said. Where a yes ends within a day,
    its hour is said with it: later on that day the film is not shown any more.
    """
    here = end.astimezone()
    if here.time() == time.min:
        return (here - timedelta(days=1)).date().isoformat()
    return f"{here:%Y-%m-%d %H:%M}"


def ends_after(kit: Kit, end: datetime | None) -> bool:
    """Tell whether *kit* would be shown longer than until *end*; None: what it rests on has no end."""
    return end is not None and (kit.expires_at is None or kit.expires_at > end)


def hold_until(tx: Book, kit: Kit, end: datetime | None) -> Kit:
    """Let *kit* end no later than *end*, and return it: its day is brought forward, and never put off."""
    if ends_after(kit, end):
        kit = replace(kit, expires_at=end)
        tx.put(kit)
    return kit


def hand_out(tx: Book, kit: Kit) -> None:
    """Note that *kit* leaves the studio."""
    tx.put(kit)
    _enter(tx, kit, KitStep.HANDED_OUT, at=kit.published_at)


def recall(tx: Book, kits: Iterable[Kit], at: datetime) -> tuple[str, ...]:
    """Recall *kits*; return their ids."""
    marked = [replace(kit, state=KitState.RECALLED, recalled_at=at) for kit in kits]
    for kit in marked:
        tx.put(kit)
        _enter(tx, kit, KitStep.RECALLED, at=at)
    return tuple(kit.id for kit in marked)


def take_back(tx: Book, kit: Kit) -> None:
    """Recall a kit that never left: there is nobody who could have a copy."""
    now = datetime.now(UTC)
    if kit.state is KitState.PUBLISHED:
        recall(tx, [kit], now)
    _acknowledge(tx, tx.get(Kit, kit.id), now, by="")


def acknowledge(studio: Studio, workshop: str, kit_id: str, *, by: str) -> Kit:
    """Note that *by*, who answers for a recalled kit, confirms: every copy is deleted.

    Confirming again changes nothing. Raises :class:`~pvstudio.errors.NotFound` and
    :class:`NothingToAcknowledge`.
    """
    with studio.book(workshop) as tx:
        kit = tx.get(Kit, kit_id)
        if kit.state is not KitState.RECALLED:
            raise NothingToAcknowledge(kit_id, kit.state)
        return kit if kit.acknowledged_at else _acknowledge(tx, kit, datetime.now(UTC), by=by)


def reopen(studio: Studio, workshop: str, kit_id: str, *, by: str) -> Kit:
    """Note that *by* says: the confirmation was a mistake, a copy is out; the recall is open again.

    What was confirmed stays on the ledger. Again changes nothing, nor does it for a kit that never left.
    Raises :class:`~pvstudio.errors.NotFound`.
    """
    with studio.book(workshop) as tx:
        kit = tx.get(Kit, kit_id)
        if kit.acknowledged_at and kit_id in confirmed_by(tx.tx):
            kit = replace(kit, acknowledged_at=None)
            tx.put(kit)
            _enter(tx, kit, KitStep.REOPENED, at=datetime.now(UTC), by=by)
        return kit


def confirmed_by(tx: Reading) -> dict[str, str]:
    """Return who said last that every copy is deleted, by the id of the kit.

    Nobody did of a kit that never left, nor where that was a mistake. Told by the kit, not by the order of
    the steps: the clock may have been wrong at one of them.
    """
    when = {kit.id: kit.acknowledged_at for kit in tx.find(Kit)}
    steps = [one for one in tx.find(KitEvent) if one.what is KitStep.ACKNOWLEDGED and one.by]
    return {one.kit_id: one.by for one in steps if one.at == when.get(one.kit_id)}


def _acknowledge(tx: Book, kit: Kit, at: datetime, *, by: str) -> Kit:
    kit = replace(kit, acknowledged_at=at)
    tx.put(kit)
    _enter(tx, kit, KitStep.ACKNOWLEDGED, at=at, by=by)
    return kit


def _enter(tx: Book, kit: Kit, what: KitStep, *, at: datetime, by: str = "") -> None:
    film = tx.get(CutVersion, kit.cut_version_id).film_sha256
    event = KitEvent(
        id=new_id("kit-event"),
        at=at,
        kit_id=kit.id,
        cut_version_id=kit.cut_version_id,
        content=f"sha256:{film}",
        audience=kit.audience,
        what=what,
        recipient=kit.recipient,
        by=by,
    )
    tx.put(event)


def recalls(tx: Reading, *, recall_days: int, at: datetime) -> list[Recall]:
    """Return every recall, those that nobody has confirmed first, the oldest before the newer.

    One that is unconfirmed for more than *recall_days* days is overdue.
    """
    confirmed = confirmed_by(tx)
    titles = {cut.id: cut.title for cut in tx.find(Cut)}
    cut_of = {version.id: version.cut_id for version in tx.find(CutVersion)}
    found = [
        _recall(kit, titles.get(cut_of.get(kit.cut_version_id, ""), ""), confirmed, recall_days, at)
        for kit in tx.find(Kit, state=KitState.RECALLED)
    ]
    return sorted(found, key=lambda one: (one.kit.acknowledged_at is not None, -one.days, one.kit.id))


def _recall(kit: Kit, title: str, confirmed: dict[str, str], recall_days: int, at: datetime) -> Recall:
    age = at - (kit.recalled_at or kit.published_at)
    late = kit.acknowledged_at is None and age > timedelta(days=recall_days)
    return Recall(
        kit=kit, title=title, days=max(0, age.days), overdue=late, confirmed_by=confirmed.get(kit.id, "")
    )
