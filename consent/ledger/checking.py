"""Proving a ledger whole, from its first entry to its last; what is broken first is named.

Entries come one by one and are not kept: a ledger of any length takes the same memory. Personal
values, in order of their entries, are checked beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from consent.ledger.chain import Fault, Link, Standing, Wrong, follow
from consent.ledger.comparing import derived_fault, head_fault
from consent.ledger.entries import (
    LedgerEntry,
    PersonalValue,
    commitment,
    entry_id,
    is_hex,
    value_id,
)
from consent.ledger.exporting import from_line
from consent.ledger.forgetting import erased_with
from consent.ledger.heads import Head
from consent.ledger.keys import fingerprint
from consent.ledger.kinds import EVENTS
from pvstudio.store import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found. With a *fault*, everything else is about the entries before it."""

    workshop: str
    entries: int
    hash: str  # of the last entry
    keys: tuple[tuple[int, str], ...]  # public keys, each with the first entry that it signed
    resumed: tuple[int, ...]  # entries which say that the ledger before them had been damaged
    erased: int  # personal values that are gone, with an erasure on record
    values_seen: bool  # whether personal values were compared at all
    witnessed: int  # up to which entry somebody else has witnessed it; 0: nobody
    fault: Fault | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is broken."""
        return self.fault is None


def verify(
    ledger: Iterable[LedgerEntry | bytes],
    values: Iterable[PersonalValue] | None = None,
    *,
    trusted: Collection[str] | None = None,
    witness: Head | None = None,
    gaps: bool = False,
) -> Verdict:
    """Check a *ledger*, given as documents or as the lines of an export, and its personal *values*.

    *trusted* are public keys or their fingerprints: an entry that none of them signed is refused. A key
    vouches for no other: a studio goes on with whatever ledger it finds, because a withdrawal never
    waits, and so its next entry says nothing of those before. None: any key will do, and is told.
    *witness* is what somebody else has noted. *gaps* allows an extract: each entry by itself.
    """
    check = _Check(values, trusted, witness, gaps)
    fault = next(filter(None, map(check.take, ledger)), None) or check.end()
    return check.verdict(fault)


def verify_entries(
    tx: Reading, *, trusted: Collection[str] | None = None, witness: Head | None = None
) -> Verdict:
    """Check the ledger that a workshop keeps: entries, personal values, and where it is known to end."""
    check = _Check(tx.find(PersonalValue), trusted, witness, gaps=False)
    fault = next(filter(None, map(check.take, tx.find(LedgerEntry))), None) or check.end()
    return check.verdict(fault or head_fault(tx, check.standing))


def verify_workshop(
    tx: Reading, *, trusted: Collection[str] | None = None, witness: Head | None = None
) -> Verdict:
    """Check the ledger that a workshop keeps, and that its documents of consent are what it says."""
    verdict = verify_entries(tx, trusted=trusted, witness=witness)
    return verdict if verdict.fault else replace(verdict, fault=derived_fault(tx))


def check_one(before: Standing, one: LedgerEntry | bytes, *, gaps: bool = False) -> Link | Fault:
    """Check one entry, a document or a line, by itself and against where the chain had come to."""
    entry = from_line(one) if isinstance(one, bytes) else one
    if entry is None:
        words = "is no line of a ledger: it must be canonical JSON of four parts, and end with a line feed"
        return Fault(number=before.entries + 1, wrong=Wrong.CANONICAL, words=words)
    return follow(before, entry, gaps=gaps)


@dataclass
class _Check:
    """A verification under way."""

    given: Iterable[PersonalValue] | None
    trusted: Collection[str] | None
    witness: Head | None
    gaps: bool
    standing: Standing = field(default_factory=Standing)
    keys: list[tuple[int, str]] = field(default_factory=list)
    resumed: list[int] = field(default_factory=list)
    witnessed: int = 0
    erased: int = 0

    def __post_init__(self) -> None:
        self.values = _Values(iter(self.given or ()))
        self.missing: dict[frozenset[str], list[int]] = {}  # about what → (first entry, how many)
        self.seen: dict[
            str, set[str]
        ] = {}  # who → in which clips: an erasure takes along what is said of these

    def take(self, one: LedgerEntry | bytes) -> Fault | None:
        """Go on by one entry; return what is wrong with it."""
        link = check_one(self.standing, one, gaps=self.gaps)
        if isinstance(link, Fault):
            return link
        self._note(link)
        return (
            self._key_fault()
            or self._witness_fault()
            or (None if self.given is None else self._value_fault(link))
        )

    def _note(self, link: Link) -> None:
        after, event = link.after, link.body["event_type"]
        if after.key != self.standing.key:
            self.keys.append((after.entries, after.key))
        if event == "ledger-resumed":
            self.resumed.append(after.entries)
        self.standing = after

    def _key_fault(self) -> Fault | None:
        key = self.standing.key
        if self.trusted is None or key in self.trusted or fingerprint(key) in self.trusted:
            return None
        words = f"is signed by a key that nobody has accepted ({fingerprint(key)})"
        return Fault(number=self.standing.entries, wrong=Wrong.KEY, words=words)

    def _witness_fault(self) -> Fault | None:
        head, here = self.witness, self.standing
        if head is None or here.entries != head.entries:
            return None
        if here.hash != head.hash or head.workshop not in {"", here.workshop}:
            words = "is not the one that was witnessed: it, or something before it, was written anew"
            return Fault(number=here.entries, wrong=Wrong.WITNESS, words=words)
        self.witnessed = here.entries
        return None

    # -- personal values -----------------------------------------------------------------------

    def _value_fault(self, link: Link) -> Fault | None:
        number, body = self.standing.entries, link.body
        kind = EVENTS[body["event_type"]]
        wanted = {value_id(number, name): kind.term(name) for name in kind.personal}
        held = self.values.of(number)
        for value in held:
            bound = body["commitments"].get(wanted.get(value.id, ""))
            if not bound or not _fits(value, bound, body):
                words = f"does not commit to the personal value that is kept as “{value.id}”"
                return Fault(number=number, wrong=Wrong.COMMITMENT, words=words)
        self._note_missing(body, len(body["commitments"]) - len(held))
        return None

    def _note_missing(self, body: Mapping[str, Any], count: int) -> None:
        match body:
            case {"event_type": "appearance", "pii_principal_id": person, "clip_id": clip}:
                self.seen.setdefault(person, set()).add(clip)
            case {"event_type": "erasure", "everything": True, "pii_principal_id": person}:
                gone = {person, *self.seen.get(person, ())}
                for names in [names for names in self.missing if gone & names]:
                    self.erased += self.missing.pop(names)[1]
        if count and (body.get("pii_principal_id") or not self.gaps):  # an extract has its owner's alone
            self.missing.setdefault(erased_with(body), [self.standing.entries, 0])[1] += count

    # -- the end -------------------------------------------------------------------------------

    def end(self) -> Fault | None:
        """Return what is wrong with the ledger as a whole."""
        last = self.standing.entries
        if self.witness and self.witness.entries > last:
            words = (
                f"is missing: the ledger ends before it, and {self.witness.entries} entries were witnessed"
            )
            return Fault(number=last + 1, wrong=Wrong.WITNESS, words=words)
        if self.missing:
            first = min(number for number, _count in self.missing.values())
            words = "commits to a personal value that is gone, and no erasure is on record"
            return Fault(number=first, wrong=Wrong.VALUE_MISSING, words=words)
        if stray := self.values.next():
            words = f"is missing: the personal value “{stray.id}” belongs to no entry that is there"
            return Fault(number=last + 1, wrong=Wrong.COMMITMENT, words=words)
        return None

    def verdict(self, fault: Fault | None) -> Verdict:
        """Return all that was found."""
        return Verdict(
            workshop=self.standing.workshop,
            entries=self.standing.entries,
            hash=self.standing.hash,
            keys=tuple(self.keys),
            resumed=tuple(self.resumed),
            erased=self.erased,
            values_seen=self.given is not None,
            witnessed=self.witnessed,
            fault=fault,
        )


class _Values:
    """Personal values in order of their entries, taken as the entries come."""

    def __init__(self, values: Iterator[PersonalValue]) -> None:
        self._values, self._first = values, next(values, None)

    def of(self, number: int) -> list[PersonalValue]:
        """Take those of one entry."""
        taken = []
        while self._first and self._first.id.startswith(f"{entry_id(number)}-"):
            taken.append(self._first)
            self._first = next(self._values, None)
        return taken

    def next(self) -> PersonalValue | None:
        """Return the first that no entry has taken."""
        return self._first


def _fits(value: PersonalValue, bound: str, body: Mapping[str, Any]) -> bool:
    whose = value.participant_id == body.get("pii_principal_id", "")
    return whose and is_hex(value.salt, 32) and commitment(value.value, value.salt) == bound
