"""Which parts a studio is made of: settings in, stores and engines out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from consent.answers.refusals import note_refusal
from consent.errors import AnswerRefused
from consent.ledger.book import Book
from consent.ledger.keys import SigningKey, accepted_keys
from pvstudio.config import Settings
from pvstudio.media.ffmpeg.program import use
from pvstudio.model import Workshop
from pvstudio.store import DocumentStore, MediaStore, open_documents
from pvstudio.store.homes import keep_sealed
from pvstudio.store.room import give_up_reserve
from workflows.errors import WorkshopUnclear

#: What the studio keeps of itself lies beside the workshops, under names that no workshop has.
_DESK = "studio."
ACCOUNTS = _DESK + "accounts"
AUDIT = _DESK + "audit-"
PHONES = _DESK + "phones"
FEEDBACK = _DESK + "feedback"
INVITATIONS = _DESK + "invitations"
CALENDAR = _DESK + "calendar"


@dataclass(frozen=True)
class Studio:
    """An open studio: where its documents and media are. What it keeps of media is sealed from here on."""

    settings: Settings
    documents: DocumentStore = field(repr=False)

    def __post_init__(self) -> None:
        keep_sealed(self.settings.home)

    @classmethod
    def open(cls, settings: Settings) -> Studio:
        """Open the studio that *settings* describe; nothing is created yet."""
        use(settings)
        return cls(settings, open_documents(settings))

    @cached_property
    def queue_url(self) -> str:
        """Return the database URL of the durable queue."""
        return self.settings.queue or f"sqlite:///{self.settings.home / 'queue.sqlite'}"

    @cached_property
    def signing_key(self) -> SigningKey:
        """Return the key that signs this studio's ledgers; made when there is none."""
        return SigningKey.of(self.settings.home)

    @property
    def accepted_keys(self) -> tuple[str, ...]:
        """Return the keys (or fingerprints) whose entries in ledgers this studio believes; none is made."""
        return accepted_keys(self.settings.home)

    @contextmanager
    def book(self, workshop: str) -> Iterator[Book]:
        """Give a write transaction with the workshop's ledger open in it: how consent is written down.

        For this there is room on a full disk, too. An answer that is refused changes nothing of what was
        to be done with it, and stands in the ledger as refused.
        """
        give_up_reserve(self.settings.home)
        key = self.signing_key
        try:
            with self.documents.write(workshop) as tx:
                yield Book(tx, workshop, key, self.folder(workshop) / "notices")
        except AnswerRefused as refused:
            with self.documents.write(workshop) as tx:
                note_refusal(Book(tx, workshop, key), refused)
            raise

    def workshops(self) -> list[str]:
        """Return the ids of the workshops."""
        return [one for one in self.documents.workshops() if not one.startswith(_DESK)]

    def desks(self) -> list[str]:
        """Return the names under which the studio keeps documents of its own."""
        return [one for one in self.documents.workshops() if one.startswith(_DESK)]

    def folder(self, workshop: str) -> Path:
        """Return the folder that holds everything of one workshop."""
        return self.settings.home / "workshops" / workshop

    def files(self, workshop: str) -> MediaStore:
        """Return the media of one workshop."""
        return MediaStore(self.folder(workshop) / "media")

    def workshop(self, wanted: str | None = None) -> Workshop:
        """Return the workshop with this id, or the only one there is."""
        known = self.workshops()
        if wanted is None:
            if len(known) != 1:
                raise WorkshopUnclear(known)
            wanted = known[0]
        with self.documents.read(wanted) as tx:
            return tx.get(Workshop, wanted)
