"""Sealed boxes: anybody may fill one, only the holder of the private key reads it.

An ephemeral X25519 key per box, HKDF-SHA256, AES-256-GCM. Every box is of the same size, so that
its length says nothing of what is in it, and says in its authenticated head what it is about::

    8 bytes   magic and version
    8 bytes   id of the public key that it is sealed for
    32 bytes  SHA-256 of what it is about
    32 bytes  ephemeral public key
    4,000 bytes of length, content and zeros, encrypted, and 16 bytes of tag

The nonce is constant because a key is used once.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MAGIC = b"PVSEAL\x00\x01"
_KEY_ID, _ABOUT, _KEY, _TAG = 8, 32, 32, 16
_HEAD = len(_MAGIC) + _KEY_ID + _ABOUT + _KEY
_LENGTH = 2

#: Every box is one block of a disk.
BOX_BYTES = 4096
#: What fits into a box.
ROOM_BYTES = BOX_BYTES - _HEAD - _TAG - _LENGTH

_NONCE = bytes(12)


class BoxDamaged(Exception):
    """These bytes are no box, or not as they were sealed. (Caught by who knows whose box it is.)"""


class BoxOfAnother(Exception):
    """The box is whole, but about something else."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What a box says openly; all of it is authenticated."""

    key_id: bytes
    about: bytes
    ephemeral: bytes

    def __bytes__(self) -> bytes:
        return _MAGIC + self.key_id + self.about + self.ephemeral

    @classmethod
    def of(cls, box: bytes) -> _Head:
        if len(box) != BOX_BYTES or not box.startswith(_MAGIC):
            raise BoxDamaged
        first = len(_MAGIC)
        second, third = first + _KEY_ID, first + _KEY_ID + _ABOUT
        return cls(box[first:second], box[second:third], box[third:_HEAD])


def key_id(public: X25519PublicKey) -> str:
    """Return the short name of a public key, in hex."""
    return sha256(public.public_bytes_raw()).digest()[:_KEY_ID].hex()


def sealed_for(box: bytes) -> str:
    """Return the id of the key that opens *box*; raise :class:`BoxDamaged` if it is none."""
    return _Head.of(box).key_id.hex()


def seal(content: bytes, recipient: X25519PublicKey, *, about: bytes) -> bytes:
    """Return *content* (at most :data:`ROOM_BYTES`) in a box that only *recipient* opens."""
    if len(content) > ROOM_BYTES:
        raise ValueError(f"{len(content)} bytes do not fit into a box")
    ephemeral = X25519PrivateKey.generate()
    head = bytes(
        _Head(
            bytes.fromhex(key_id(recipient)),
            sha256(about).digest(),
            ephemeral.public_key().public_bytes_raw(),
        )
    )
    key = _derived(ephemeral.exchange(recipient), head, recipient)
    padded = len(content).to_bytes(_LENGTH) + content.ljust(ROOM_BYTES, b"\0")
    return head + AESGCM(key).encrypt(_NONCE, padded, head)


def unseal(box: bytes, private: X25519PrivateKey, *, about: bytes) -> bytes:
    """Return what is in *box*; raise :class:`BoxDamaged`, or :class:`BoxOfAnother` if not about *about*."""
    head = _Head.of(box)
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(head.ephemeral))
        key = _derived(shared, bytes(head), private.public_key())
        padded = AESGCM(key).decrypt(_NONCE, box[_HEAD:], bytes(head))
    except (InvalidTag, ValueError) as error:  # ValueError: a point that no sealing ever makes
        raise BoxDamaged from error
    if head.about != sha256(about).digest():
        raise BoxOfAnother
    return padded[_LENGTH : _LENGTH + int.from_bytes(padded[:_LENGTH])]


def _derived(shared: bytes, head: bytes, recipient: X25519PublicKey) -> bytes:
    """Return the key of one box, bound to its head and to whom it is for."""
    info = b"pvstudio sealed box" + head + recipient.public_bytes_raw()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared)
