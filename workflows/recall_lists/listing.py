"""What a list of recalls says, and how a studio makes one of what stands in its workshops."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from consent.ledger.keys import SigningKey
from pvstudio.model import Kit, KitState
from workflows.kits import in_every_workshop
from workflows.wiring import Studio

#: Bytes of a mark: with 10,000 kits and as many recalls, one false alarm in three million studios.
MARK_BYTES = 6
_SAID = b"pvstudio kit\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallList:
    """The kits that were recalled up to *at* (UTC, whole seconds), the newest recall first.

    *total* is how many are recalled in all: more than *marks* where only some squares were photographed,
    and by one for each workshop of which the studio could not tell.
    """

    key: str  # the studio's public key, hexadecimal
    at: datetime
    total: int
    marks: tuple[str, ...]  # of kits, hexadecimal: see `mark_of`
    unread: int = field(default=0, compare=False)  # workshops that could not be read when it was made
    signing: SigningKey | None = field(default=None, repr=False, compare=False)  # of the studio that made it

    def recalls(self, kit_id: str) -> bool:
        """Tell whether the kit with this id was recalled."""
        return mark_of(kit_id) in self.marks

    @property
    def is_whole(self) -> bool:
        """Whether every recalled kit stands in it."""
        return len(self.marks) >= self.total

    def age(self, at: datetime) -> timedelta:
        """Return how old the list is at the moment *at*."""
        return at - self.at


def mark_of(kit_id: str) -> str:
    """Return what stands for a kit in lists of recalls; ids are random, so nobody gets from here to there."""
    return hashlib.sha256(_SAID + kit_id.encode()).hexdigest()[: 2 * MARK_BYTES]


def recall_list(studio: Studio, at: datetime) -> RecallList:
    """Return every kit of *studio* that was recalled, also those whose hosts have confirmed: copies go round.

    A workshop that cannot be read takes nothing of the others from it, and makes it one that is not whole.
    Raises what :attr:`Studio.signing_key` raises.
    """
    recalled, unread = in_every_workshop(studio, lambda _workshop, tx: tx.find(Kit, state=KitState.RECALLED))
    recalled.sort(key=lambda kit: (kit.recalled_at or kit.published_at, kit.id), reverse=True)
    marks = tuple(dict.fromkeys(mark_of(kit.id) for kit in recalled))
    key = studio.signing_key
    whole = at.astimezone(UTC).replace(microsecond=0)
    total = len(marks) + unread
    return RecallList(key=key.public, at=whole, total=total, marks=marks, unread=unread, signing=key)
