"""What people write about themselves, sealed under a key of each: shredding it shreds every copy.

::

    <studio>/keys/studio.invitations/registration-3f9c…

Documents, and backups of them, hold ciphertext alone.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pvstudio.store.keys import KeyStore
from workflows.invitations.model import Applicant
from workflows.wiring import INVITATIONS, Studio

_NONCE = 12
#: Every box is as long: its length tells nothing about who wrote how much.
_ROOM = 8192


def keys(studio: Studio) -> KeyStore:
    """Return the keys of those who registered; no workshop is called so."""
    return KeyStore(studio.settings.home / "keys" / INVITATIONS)


def sealed(studio: Studio, registration: str, who: Applicant) -> str:
    """Return *who* sealed under the key of *registration* (an id), which is made if there is none."""
    content = msgspec.json.encode(who).ljust(_ROOM)
    nonce = secrets.token_bytes(_NONCE)
    cipher = AESGCM(keys(studio).make(registration).secret)
    return b64encode(nonce + cipher.encrypt(nonce, content, registration.encode())).decode()


def opened(studio: Studio, registration: str, box: str) -> Applicant | None:
    """Return who wrote *box*; None where it is empty, its key is not here, or it belongs to somebody else."""
    key, raw = keys(studio).get(registration), b64decode(box)
    if key is None or not raw:
        return None
    try:
        content = AESGCM(key.secret).decrypt(raw[:_NONCE], raw[_NONCE:], registration.encode())
    except InvalidTag:
        return None
    return msgspec.json.decode(content, type=Applicant)


def shred(studio: Studio, registration: str) -> None:
    """Shred the key of *registration*: nothing opens what was written; once more is no error."""
    keys(studio).shred(registration)


def strays(studio: Studio, known: Collection[str]) -> list[str]:
    """Return of which registrations there are keys that are not among *known*: what a crash left of one."""
    folder = keys(studio).folder
    found = [path.name for path in folder.glob("registration-*")] if folder.exists() else []
    return [name for name in found if name not in known and "." not in name]
