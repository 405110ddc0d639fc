"""What can go wrong with real names: every message says what happened, without the name.

ConsentError
└── IdentityError
    ├── NoOfficerYet         nobody could read what would be sealed
    ├── OfficerThere         there is an officer's key; it is never overwritten
    ├── PassphraseTooShort
    ├── WrongPassphrase
    ├── OfficerKeyDamaged    the key file itself cannot be read
    ├── SealedForAnother     sealed for a key that is not here
    ├── NoIdentity           nobody has written one down
    ├── IdentityTooLong
    ├── IdentityDamaged      its bytes have changed
    └── IdentityOfAnother    whole, but another person's: the file was moved
"""

from __future__ import annotations

from pathlib import Path

from consent.errors import ConsentError


class IdentityError(ConsentError):
    """Something about the real names that are kept apart."""


class NoOfficerYet(IdentityError):
    """This studio has no safeguarding officer's key yet."""

    def __init__(self) -> None:
        super().__init__(
            "There is no safeguarding officer's key yet, so nobody could read a name that is kept.",
            advice="The officer types a passphrase of their own: pvstudio identity officer.",
        )


class OfficerThere(IdentityError):
    """There is a key already; a second one would leave every name sealed for the first."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"There is a safeguarding officer's key already ({key_id}).",
            advice="A new officer takes over with both present: pvstudio identity officer --hand-over.",
        )
        self.key_id = key_id


class PassphraseTooShort(IdentityError):
    """The passphrase has fewer than *least* characters."""

    def __init__(self, least: int) -> None:
        super().__init__(
            f"The passphrase has fewer than {least} characters.",
            advice="Five words that have nothing to do with each other are easy to keep and hard to guess.",
        )
        self.least = least


class WrongPassphrase(IdentityError):
    """The passphrase does not open the key *key_id*."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"This is not the passphrase of the officer's key {key_id}.",
            advice="Type it again, with the keyboard's language and Caps Lock in mind. It "
            "cannot be reset. If it is surely right, the key file changed: put the officer's copy back.",
        )
        self.key_id = key_id


class OfficerKeyDamaged(IdentityError):
    """The officer's key at *path* cannot be read, whatever the passphrase."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The officer's key “{path.name}” cannot be used: {reason}.",
            advice=f"Put {path.parent} back from the officer's own copy.",
        )
        self.path, self.reason = path, reason


class SealedForAnother(IdentityError):
    """The identity of *participant_id* is sealed for the key *key_id*, which is not here."""

    def __init__(self, participant_id: str, key_id: str) -> None:
        super().__init__(
            f"The identity of {participant_id} is sealed for the key {key_id}, which is not in this studio.",
            advice="It may come from an old backup: that officer's key file is needed. Else ask for the "
            "name again: pvstudio identity set.",
        )
        self.participant_id, self.key_id = participant_id, key_id


class NoIdentity(IdentityError):
    """Nobody has written down who *participant_id* is."""

    def __init__(self, participant_id: str) -> None:
        super().__init__(
            f"No identity is kept of {participant_id}.",
            advice="pvstudio identity list shows of whom there is.",
        )
        self.participant_id = participant_id


class IdentityTooLong(IdentityError):
    """Name and contact need *size_bytes*, more than there is room for."""

    def __init__(self, size_bytes: int, room_bytes: int) -> None:
        super().__init__(
            f"Name and contact are {size_bytes} bytes long; {room_bytes} fit.",
            advice="Keep what is needed to reach the person, nothing more.",
        )
        self.size_bytes, self.room_bytes = size_bytes, room_bytes


class IdentityDamaged(IdentityError):
    """The bytes of the identity of *participant_id* are no longer those that were sealed."""

    def __init__(self, participant_id: str) -> None:
        super().__init__(
            f"The identity of {participant_id} is damaged: its bytes are no longer those that were sealed.",
            advice="Restore it from a backup, or forget it (pvstudio identity forget) and ask again.",
        )
        self.participant_id = participant_id


class IdentityOfAnother(IdentityError):
    """The file of *participant_id* holds somebody else's identity: it was moved or copied."""

    def __init__(self, participant_id: str) -> None:
        super().__init__(
            f"The file of {participant_id} holds the identity of another person: somebody moved it.",
            advice="Do not believe it. Restore both files from a backup, or forget this one and ask again.",
        )
        self.participant_id = participant_id
