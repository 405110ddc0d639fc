"""The safeguarding officer's key: a pair of which the public half seals, the private half opens.

In ``<studio home>/keys/officer``, outside of all workshops::

    <key id>.pub   PEM, for everybody
    <key id>.pem   PKCS 8 PEM, encrypted; a line above it says how its password comes from the passphrase
    current        the id of the key that is sealed for

PKCS 8 as OpenSSL writes it stretches a passphrase 2,048 times (0.6 ms a guess): nothing against
somebody who has the laptop. So the PEM's password is made by scrypt (0.5 s and 128 MiB a guess).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from consent.identities.boxes import key_id
from consent.identities.errors import (
    NoOfficerYet,
    OfficerKeyDamaged,
    OfficerThere,
    PassphraseTooShort,
    WrongPassphrase,
)
from pvstudio.store.files import make_folder, shred, write_bytes
from pvstudio.store.locks import locked

#: scrypt's cost as a power of two, with r = 8: 2**17 is 128 MiB (OWASP's first choice).
SCRYPT_POWER = 17
#: Below this many characters even scrypt does not save a passphrase.
LEAST_CHARACTERS = 12

_STRETCHED = re.compile(rb"scrypt n=2\^(1[0-9]|20) r=8 p=1 salt=([0-9a-f]{32})\n")


class OfficerKeys:
    """The keys in the studio whose folder is *home*."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "keys" / "officer"

    @property
    def current(self) -> str | None:
        """Return the id of the key that identities are sealed for, None before the first set-up."""
        try:
            return (self.folder / "current").read_text("ascii").strip()
        except FileNotFoundError:
            return None

    def ids(self) -> set[str]:
        """Return the ids of all keys that are here: more than one only while one is handed over."""
        return {path.stem for path in self.folder.glob("*.pem")}

    def left_behind(self) -> set[str]:
        """Return the ids of all keys but the current one, also of those of which a half is left."""
        return {path.stem for path in self.folder.glob("*.p[eu][mb]")} - {self.current or ""}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep sealing and handing over apart."""
        with locked(make_folder(self.folder, mode=0o700) / ".lock"):
            yield

    def set_up(self, passphrase: str) -> str:
        """Make the first officer's key and return its id; raise :class:`OfficerThere` if there is one."""
        with self.alone():
            if self.current:
                raise OfficerThere(self.current)
            made = self.add(passphrase)
            self.make_current(made)
        return made

    def add(self, passphrase: str) -> str:
        """Make a key pair and return its id; nothing is sealed for it until :meth:`make_current`."""
        check_passphrase(passphrase)
        private = X25519PrivateKey.generate()
        made, salt = key_id(private.public_key()), secrets.token_bytes(16)
        password = BestAvailableEncryption(_stretched(passphrase, salt, SCRYPT_POWER))
        how = f"scrypt n=2^{SCRYPT_POWER} r=8 p=1 salt={salt.hex()}\n".encode()
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, password)
        public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        make_folder(self.folder, mode=0o700)
        write_bytes(self.folder / f"{made}.pub", public)
        write_bytes(self.folder / f"{made}.pem", how + pem, mode=0o600)
        return made

    def make_current(self, wanted: str) -> None:
        """Seal for this key from now on."""
        write_bytes(self.folder / "current", wanted.encode())

    def drop(self, unwanted: str) -> None:
        """Forget a key, the private half first; what is sealed for it stays closed for ever."""
        shred(self.folder / f"{unwanted}.pem")
        shred(self.folder / f"{unwanted}.pub")

    def public(self, wanted: str | None = None) -> X25519PublicKey:
        """Return the public half of a key (default: the current one)."""
        wanted = wanted or self.current
        if wanted is None:
            raise NoOfficerYet
        path = self.folder / f"{wanted}.pub"
        try:
            key = load_pem_public_key(path.read_bytes())
        except (FileNotFoundError, ValueError) as error:
            raise OfficerKeyDamaged(path, "it is missing or no public key") from error
        if not isinstance(key, X25519PublicKey) or key_id(key) != wanted:
            raise OfficerKeyDamaged(path, "it is another key than its name says")
        return key

    def private(self, passphrase: str, wanted: str | None = None) -> X25519PrivateKey:
        """Return the private half of a key (default: the current one), or raise :class:`WrongPassphrase`."""
        wanted = wanted or self.current
        if wanted is None:
            raise NoOfficerYet
        path = self.folder / f"{wanted}.pem"
        try:
            text = path.read_bytes()
        except FileNotFoundError as error:
            raise OfficerKeyDamaged(path, "it is missing") from error
        how = _STRETCHED.match(text)
        if how is None:
            raise OfficerKeyDamaged(path, "its first line does not say how it is encrypted")
        password = _stretched(passphrase, bytes.fromhex(how[2].decode()), int(how[1]))
        try:
            key = load_pem_private_key(text, password)
        except ValueError as error:  # the library does not tell a wrong password from a changed bit
            raise WrongPassphrase(wanted) from error
        if not isinstance(key, X25519PrivateKey) or key_id(key.public_key()) != wanted:
            raise OfficerKeyDamaged(path, "it is another key than its name says")
        return key


def check_passphrase(passphrase: str) -> None:
    """Raise :class:`PassphraseTooShort` for what a found laptop would give away."""
    if len(_typed(passphrase)) < LEAST_CHARACTERS:
        raise PassphraseTooShort(LEAST_CHARACTERS)


def _typed(passphrase: str) -> str:
    """Return the passphrase the same from every keyboard: “č” is one character or two, as typed."""
    return unicodedata.normalize("NFKC", passphrase)


def _stretched(passphrase: str, salt: bytes, power: int) -> bytes:
    """Return the PEM's password: 64 hex digits."""
    derived = Scrypt(salt=salt, length=32, n=2**power, r=8, p=1).derive(_typed(passphrase).encode())
    return derived.hex().encode()
