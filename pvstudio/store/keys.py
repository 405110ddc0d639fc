"""Data keys: one small file each, apart from what they seal, so that shredding one shreds every copy of that.

::

    keys/<workshop>/footage-3f9c…   one piece of footage, and everything that was made from it
    keys/<workshop>/film-<id>       one rendered film
    keys/<workshop>/.gone/film-<id> it was recalled: nothing opens it, and nothing like it is made, ever again

A file holds 32 random bytes and, to tell rot from a wrong key, the first bytes of their SHA-256.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pvstudio.store.durable import make_folder, partial_name, sync_file, sync_folder, write_new
from pvstudio.store.errors import BadName, KeyDamaged, KeyGone, ShreddedForGood, explained
from pvstudio.store.locks import locked

SECRET_BYTES = 32
_CHECK_BYTES = 8
_SIZE = SECRET_BYTES + _CHECK_BYTES
_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,166}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What one home is sealed under: *secret* is 32 random bytes."""

    id: str
    secret: bytes = field(repr=False)

    @property
    def mark(self) -> bytes:
        """Eight bytes that tell this key from another of the same name, and say nothing about it."""
        return hmac.digest(self.secret, b"pvstudio key mark", "sha256")[:8]


class KeyStore:
    """The keys of one workshop, in *folder*. No key is ever kept in memory here: what is shredded is gone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key_id: str) -> Path:
        """Return where the key lies, or would lie."""
        if not _ID.fullmatch(key_id):
            raise BadName("key", key_id)
        return self.folder / key_id

    def get(self, key_id: str) -> Key | None:
        """Return the key, or None when there is none (any more). Raises :class:`KeyDamaged`."""
        try:
            content = self.path(key_id).read_bytes()
        except FileNotFoundError:
            return None
        if (len(content) == _SIZE and not any(content)) or self._mark(key_id).exists():
            return None  # its shredding was broken off, or a backup brought it back
        secret, check = content[:SECRET_BYTES], content[SECRET_BYTES:]
        if len(content) != _SIZE or check != _check(secret):
            raise KeyDamaged(self.path(key_id))
        return Key(id=key_id, secret=secret)

    def make(self, key_id: str) -> Key:
        """Return the key, made now unless it is there; when this returns, it survives a power cut.

        Raises :class:`DiskFull`, :class:`StorageFailed`, :class:`KeyDamaged`, :class:`ShreddedForGood`.
        """
        target = self.path(key_id)
        with self._locked():
            if self._mark(key_id).exists():
                raise ShreddedForGood(target)
            found = self.get(key_id)
            if found is not None:
                return found
            secret = secrets.token_bytes(SECRET_BYTES)
            partial = partial_name(target)
            try:
                write_new(partial, secret + _check(secret))
                partial.replace(target)
                sync_folder(self.folder)
            except OSError as error:
                raise explained(error, target) from error
            finally:
                with suppress(OSError):
                    partial.unlink(missing_ok=True)
        return Key(id=key_id, secret=secret)

    @contextmanager
    def held(self, key: Key) -> Iterator[None]:
        """Keep *key* from being shredded during the block; raise :class:`KeyGone` if it was."""
        with self._locked():
            if self.get(key.id) != key:
                raise KeyGone(self.path(key.id))
            yield

    def has(self, key_id: str) -> bool:
        """Tell whether the key's file is there: quick enough to be asked for every segment that is read."""
        return self.path(key_id).exists()

    def shred(self, key_id: str, *, for_good: bool = False) -> None:
        """Overwrite and delete the key, durably; doing it again is no error.

        From here on nothing opens what was sealed under it, wherever copies of that may be. *for_good*:
        no key of this id is ever made again, so that work under way cannot bring back what it sealed.
        Raises :class:`StorageFailed` when the key could not be deleted.
        """
        target, mark = self.path(key_id), self._mark(key_id)
        if not for_good and not self.folder.exists():
            return
        with self._locked():
            try:
                if for_good and not mark.exists():
                    make_folder(mark.parent, mode=0o700)
                    write_new(mark, b"")
                    sync_folder(mark.parent)
                if target.exists():
                    target.chmod(0o600)
                    with target.open("r+b") as file:
                        file.write(bytes(max(_SIZE, target.stat().st_size)))
                    sync_file(target)
                    target.unlink()
                sync_folder(self.folder)
            except OSError as error:
                raise explained(error, target) from error

    def is_gone_for_good(self, key_id: str) -> bool:
        """Tell whether the key was shredded for good, and no backup has brought it back since."""
        return self._mark(key_id).exists() and not self.has(key_id)

    def _mark(self, key_id: str) -> Path:
        return self.path(key_id).parent / ".gone" / key_id

    def _locked(self) -> AbstractContextManager[None]:
        make_folder(self.folder.parent, mode=0o700)
        return locked(make_folder(self.folder, mode=0o700) / ".lock")


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()[:_CHECK_BYTES]
