"""Real names and contacts, kept apart and sealed for the safeguarding officer alone.

One box (:mod:`consent.identities.boxes`) a person, in ``<studio home>/identities/<workshop>/<id>``:
outside of ``workshops/``, so that a workshop's folder, or a backup of it, carries no name. Anybody who
works with the studio can put one in. Only who has the officer's passphrase reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from consent.identities.boxes import ROOM_BYTES, BoxDamaged, BoxOfAnother, seal, sealed_for, unseal
from consent.identities.errors import (
    IdentityDamaged,
    IdentityOfAnother,
    IdentityTooLong,
    NoIdentity,
    NoOfficerYet,
    SealedForAnother,
    WrongPassphrase,
)
from consent.identities.officer import OfficerKeys, check_passphrase
from pvstudio.store.errors import BadName
from pvstudio.store.files import make_folder, partial_name, shred, write_bytes

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_-])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a participant is. Printing or logging it shows nothing."""

    name: str = field(repr=False)
    contact: str = field(default="", repr=False)  # how to reach them: a telephone number, a person, a place


@dataclass(frozen=True, slots=True)
class Place:
    """Whose identity a file holds."""

    workshop: str
    participant_id: str

    def __post_init__(self) -> None:
        for what, name in (("workshop", self.workshop), ("participant", self.participant_id)):
            if not _NAME.fullmatch(name):
                raise BadName(what, name)

    @property
    def about(self) -> bytes:
        """What the box is bound to: no other workshop or person gives the same bytes."""
        return msgspec.json.encode(["identity", self.workshop, self.participant_id])


class Identities:
    """All identities of the studio whose folder is *home*."""

    def __init__(self, home: Path) -> None:
        self.root, self.keys = home / "identities", OfficerKeys(home)

    def seal_identity(self, workshop: str, participant_id: str, identity: Identity) -> None:
        """Keep who a participant is, in place of what was kept before; nobody here can read it back.

        Raises :class:`NoOfficerYet` and :class:`IdentityTooLong`.
        """
        content = msgspec.json.encode(identity)
        if len(content) > ROOM_BYTES:
            raise IdentityTooLong(len(content), ROOM_BYTES)
        place = Place(workshop, participant_id)
        if self.keys.current is None:
            raise NoOfficerYet
        with self.keys.alone():
            self._write(place, seal(content, self.keys.public(), about=place.about))

    def open_identity(self, workshop: str, participant_id: str, passphrase: str) -> Identity:
        """Return who a participant is.

        Raises :class:`NoIdentity`, :class:`WrongPassphrase`, :class:`SealedForAnother`,
        :class:`IdentityDamaged` and :class:`IdentityOfAnother`.
        """
        place = Place(workshop, participant_id)
        box = self._read(place)
        private = self.keys.private(passphrase, self._key_of(place, box))
        return msgspec.json.decode(_opened(place, box, private), type=Identity)

    def forget_identity(self, workshop: str, participant_id: str) -> None:
        """Overwrite and delete what is kept; forgetting it again is no error."""
        path = self._path(Place(workshop, participant_id))
        with self.keys.alone():
            shred(path)
            shred(partial_name(path, participant_id))

    def known(self, workshop: str) -> list[str]:
        """Return the ids of the participants of whom an identity is kept."""
        return sorted(place.participant_id for place in self._places() if place.workshop == workshop)

    def hand_over(self, passphrase: str, successors: str) -> list[tuple[str, str]]:
        """Seal every identity for a new officer, whose passphrase is *successors*; the old key goes.

        All are opened before the first is changed, so that a damaged one stops it with nothing done.
        Broken off anywhere, the same call with the same two passphrases ends it; until then each name
        opens with one of the two. Returns (workshop, participant id) of what was handed over.
        """
        check_passphrase(successors)
        with self.keys.alone():
            before = self.keys.current
            try:
                private = self.keys.private(passphrase)
            except WrongPassphrase:
                if not self._ended(successors):
                    raise
                return [(place.workshop, place.participant_id) for place in sorted(self._places(), key=str)]
            boxes = {place: self._read(place) for place in self._places()}
            after = self._successor(successors, {self._key_of(place, box) for place, box in boxes.items()})
            opened = {
                place: _opened(place, box, private)
                for place, box in boxes.items()
                if self._key_of(place, box) != after
            }
            for place, content in opened.items():
                self._write(place, seal(content, self.keys.public(after), about=place.about))
            self.keys.make_current(after)
            self.keys.drop(before or "")
        return sorted((place.workshop, place.participant_id) for place in boxes)

    def _ended(self, successors: str) -> bool:
        """End a hand-over that was broken off after the last box: nothing but the old key is left to go.

        Tell whether there was one: *successors* opens the key that is sealed for, and another key
        is still there, which no box needs.
        """
        old = self.keys.left_behind()
        needed = {self._key_of(place, self._read(place)) for place in self._places()}
        if not old or old & needed:
            return False
        self.keys.private(successors)
        for key in old:
            self.keys.drop(key)
        return True

    def _successor(self, passphrase: str, in_use: set[str]) -> str:
        """Return the id of the new officer's key: of the hand-over that was broken off, else a new one."""
        others = self.keys.ids() - {self.keys.current}
        for unused in others - in_use:
            self.keys.drop(unused)
        for begun in others & in_use:
            self.keys.private(passphrase, begun)  # raises unless it is theirs
            return begun
        return self.keys.add(passphrase)

    def _path(self, place: Place) -> Path:
        return self.root / place.workshop / place.participant_id

    def _places(self) -> list[Place]:
        """Return whose identities are here; what a broken-off write or a file manager left is none."""
        paths = (path.relative_to(self.root).parts for path in self.root.glob("*/*"))
        return [Place(*names) for names in paths if all(map(_NAME.fullmatch, names))]

    def _read(self, place: Place) -> bytes:
        try:
            return self._path(place).read_bytes()
        except FileNotFoundError as error:
            raise NoIdentity(place.participant_id) from error

    def _write(self, place: Place, box: bytes) -> None:
        path = self._path(place)
        make_folder(path.parent, mode=0o700)
        write_bytes(path, box, tag=place.participant_id, mode=0o600)

    def _key_of(self, place: Place, box: bytes) -> str:
        """Return the id of the key that opens *box*, which is here."""
        try:
            wanted = sealed_for(box)
        except BoxDamaged as error:
            raise IdentityDamaged(place.participant_id) from error
        if wanted not in self.keys.ids():
            raise SealedForAnother(place.participant_id, wanted)
        return wanted


def _opened(place: Place, box: bytes, private: X25519PrivateKey) -> bytes:
    try:
        return unseal(box, private, about=place.about)
    except BoxDamaged as error:
        raise IdentityDamaged(place.participant_id) from error
    except BoxOfAnother as error:
        raise IdentityOfAnother(place.participant_id) from error
