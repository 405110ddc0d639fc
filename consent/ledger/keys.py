"""The studio's signing key: Ed25519, made at first use, kept beside the workshops and not in them.

Beside it stands which keys people of this studio have accepted: its own ones, and those of studios that a
workshop was carried from. A ledger says who signed it; who may have signed it, it cannot say of itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from consent.errors import ConsentError
from consent.ledger.entries import is_hex
from pvstudio.store.files import make_folder, write_bytes
from pvstudio.store.locks import locked

#: What is signed besides the hash, so that the key can never be made to sign something else.
_PURPOSE = b"pvstudio ledger head 1\n"


class KeyUnreadable(ConsentError):
    """The studio's signing key cannot be used."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The signing key “{path}” cannot be read.",
            advice="Bring it back from where it was kept. If it is lost for good, move this file away: "
            "a new key is made then, and every ledger records that its key changed.",
        )
        self.path = path


class KeyNotKept(ConsentError):
    """A signing key was to be made, and could not be kept: *reason* is what the system said."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(
            f"The studio's signing key could not be kept at “{path}”: {reason}.",
            advice="Nothing about consent can be written down without it. Make the studio's folder writable.",
        )
        self.path, self.reason = path, str(reason)


@dataclass(frozen=True)
class SigningKey:
    """The key with which one studio signs its ledgers."""

    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def new(cls) -> SigningKey:
        """Return a fresh key, kept nowhere."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def of(cls, home: Path) -> SigningKey:
        """Return the key of the studio in *home*, made when there is none.

        Raises :class:`KeyUnreadable` and :class:`KeyNotKept`.
        """
        path = key_file(home)
        try:
            if not path.exists():
                cls._make(path)
        except OSError as error:
            raise KeyNotKept(path, error.strerror) from error
        try:
            private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except (
            OSError,
            ValueError,
            TypeError,
            UnsupportedAlgorithm,
        ) as error:  # TypeError: it has a passphrase
            raise KeyUnreadable(path) from error
        if not isinstance(private, Ed25519PrivateKey):
            raise KeyUnreadable(path)
        return cls(private)

    @classmethod
    def _make(cls, path: Path) -> None:
        make_folder(path.parent, mode=0o700)
        with locked(path.with_name(".ledger.lock")):  # several processes may be the first
            if not path.exists():
                key = cls.new()
                write_bytes(path, key.pem(), mode=0o600)
                _add(accepted_file(path.parent.parent), key.public)  # stays known when the key is lost

    def pem(self) -> bytes:
        """Return the private key as it is kept."""
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @cached_property
    def public(self) -> str:
        """The public half, hexadecimal: what a verifier needs."""
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, hash_: str) -> str:
        """Return the signature (hexadecimal) of an entry's hash."""
        return self.private.sign(_PURPOSE + bytes.fromhex(hash_)).hex()


def key_file(home: Path) -> Path:
    """Return where the signing key of the studio in *home* is kept."""
    return home / "keys" / "ledger.pem"


def accepted_file(home: Path) -> Path:
    """Return where it stands which keys the studio in *home* accepts: one a line."""
    return home / "keys" / "accepted"


def accepted_keys(home: Path) -> tuple[str, ...]:
    """Return the public keys, or fingerprints, whose entries the studio in *home* believes: its own first."""
    own = (SigningKey.of(home).public,) if key_file(home).exists() else ()
    path = accepted_file(home)
    listed = path.read_bytes().decode(errors="replace").split() if path.exists() else []
    return (*own, *(key for key in dict.fromkeys(listed) if key not in own))


def accept_key(home: Path, key: str) -> None:
    """Believe entries by *key* from now on: a public key or its fingerprint, from paper or its owner.

    Never from the ledger that it signed: that would say so of any key. Raises :class:`KeyNotKept`.
    """
    path = accepted_file(home)
    try:
        make_folder(path.parent, mode=0o700)
        with locked(path.with_name(".ledger.lock")):
            _add(path, key)
    except OSError as error:
        raise KeyNotKept(path, error.strerror) from error


def _add(path: Path, key: str) -> None:
    known = path.read_bytes().split() if path.exists() else []
    if key.encode() not in known:
        write_bytes(path, b"".join(one + b"\n" for one in (*known, key.encode())), mode=0o600)


def fingerprint(public: str) -> str:
    """Return what people compare a public key by: 16 bytes of its SHA-256, hexadecimal."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:32]


def signed(public: str, hash_: str, signature: str) -> bool:
    """Tell whether *signature* of *hash_* is by the key *public*; all hexadecimal, in lower case."""
    if not (is_hex(public, 32) and is_hex(hash_, 32) and is_hex(signature, 64)):
        return False
    try:
        _public(public).verify(bytes.fromhex(signature), _PURPOSE + bytes.fromhex(hash_))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def _public(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
