"""A ledger to try: events of every sort put through a Book, documents in memory, no rule of consent asked."""

from __future__ import annotations

from io import BytesIO

from ledger_events import HOME, KEY, NOON, PEOPLE, answer
from memory_store import MemoryTransaction

from consent.ledger.book import Book
from consent.ledger.chain import Wrong
from consent.ledger.checking import Verdict, verify, verify_workshop
from consent.ledger.entries import LedgerEntry, PersonalValue
from consent.ledger.exporting import read_lines, to_line
from consent.ledger.heads import Head
from consent.ledger.keys import SigningKey
from consent.releases import Appearance, Confirmation, Sign, Veto
from pvstudio.model import Clip


class Ledger:
    """A workshop's transaction that stays open, and what to do to the ledger in it."""

    def __init__(self, key: SigningKey = KEY) -> None:
        self.tx = MemoryTransaction()
        self.book = Book(self.tx, HOME, key)

    def filled(self, answers: int = 4) -> Ledger:
        """Put a clip, somebody in it, some answers and a veto."""
        self.tx.put(
            Clip(id="clip-1", footage_id="f", title="Bread", start_ms=0, end_ms=900, people_complete=True)
        )
        signs = frozenset({Sign.FACE, Sign.VOICE})
        self.book.put(Appearance(id="seen-1", clip_id="clip-1", participant_id=PEOPLE[0], by=signs))
        self.book.put(Confirmation(id="complete-clip-1", at=NOON, clip_id="clip-1", complete=True, by="Ines"))
        for number in range(1, answers + 1):
            self.book.put(answer(number))
        self.book.put(Veto(id="veto-1", at=NOON, subject_id="clip-2", by="Safija", words="Ask her brother"))
        return self

    def signing_with(self, key: SigningKey) -> Ledger:
        """Go on with another key."""
        self.book = Book(self.tx, HOME, key)
        return self

    @property
    def entries(self) -> list[LedgerEntry]:
        return self.tx.find(LedgerEntry)

    @property
    def values(self) -> list[PersonalValue]:
        return self.tx.find(PersonalValue)

    @property
    def head(self) -> Head:
        return Head.of(self.entries[-1])

    @property
    def lines(self) -> list[bytes]:
        return [to_line(entry) for entry in self.entries]

    def check(self, *trusted: str, witness: Head | None = None) -> Verdict:
        """Verify the workshop."""
        return verify_workshop(self.tx, trusted=trusted or None, witness=witness)


def check_file(content: bytes, *trusted: str, witness: Head | None = None) -> Verdict:
    """Verify an exported file."""
    return verify(read_lines(BytesIO(content)), trusted=trusted or None, witness=witness)


def found(verdict: Verdict) -> tuple[int, Wrong]:
    """Return which entry is broken, and how."""
    assert verdict.fault is not None
    return verdict.fault.number, verdict.fault.wrong
