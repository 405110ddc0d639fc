"""Copying footage in: every byte hashed on its way, synced at its end, or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from pvstudio.store.durable import sync_folder
from pvstudio.store.errors import DiskFull, SourceFailed, explained
from pvstudio.store.keys import Key
from pvstudio.store.reading import opened
from pvstudio.store.sealing import Sealer

_BLOCK = 1 << 20
#: Footage is never written again, by nobody.
_READ_ONLY = 0o400
#: Room that a copy leaves free, so that documents can still be committed.
_RESERVE_BYTES = 32 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Footage that has arrived whole."""

    sha256: str
    size_bytes: int
    duplicate: bool = False  # the same bytes were here before
    was_erased: bool = False  # they had been erased, and are here although they were

    def as_duplicate(self) -> Received:
        """Return this, said to have been here before."""
        return replace(self, duplicate=True)


@contextmanager
def incoming(source: Path | BinaryIO, name: str) -> Iterator[tuple[BinaryIO, int | None, str]]:
    """Give a stream, its length in bytes where it is known, and what to call it."""
    if not isinstance(source, Path):
        yield source, None, name or "upload"
        return
    called = name or source.name
    try:
        if not stat.S_ISREG(source.stat().st_mode):  # a pipe would be waited for, for ever
            raise SourceFailed(called, "it is not a plain file")
        stream = source.open("rb")
    except OSError as error:
        raise SourceFailed(called, error.strerror) from error
    with stream:
        yield stream, os.fstat(stream.fileno()).st_size, called


def copy_in(
    stream: BinaryIO,
    partial: Path,
    *,
    name: str,
    expected_bytes: int | None,
    key_for: Callable[[str], Key] | None = None,
) -> Received:
    """Write all of *stream* to *partial*, read-only and synced, and return what it is.

    With *key_for* it is sealed while it arrives, under the key that this gives for its SHA-256.
    Raises :class:`SourceFailed` if it cannot be read to its end or is not *expected_bytes* long,
    :class:`DiskFull` before the first byte where the length is known.
    """
    free = shutil.disk_usage(partial.parent).free
    if expected_bytes is not None and expected_bytes + _RESERVE_BYTES > free:
        raise DiskFull(partial.parent / name, needed_bytes=expected_bytes)
    digest, size = hashlib.sha256(), 0
    try:
        with partial.open("xb") as writing:
            sealer = Sealer(writing) if key_for else None
            for block in _blocks(stream, name):
                digest.update(block)
                size += len(block)
                (sealer or writing).write(block)
            if expected_bytes not in {None, size}:
                raise SourceFailed(
                    name, f"{size} of {expected_bytes} bytes arrived; is it still being written?"
                )
            if sealer and key_for:
                sealer.finish(key_for(digest.hexdigest()), "original")
            writing.flush()
            os.fchmod(writing.fileno(), _READ_ONLY)
            os.fsync(writing.fileno())
        sync_folder(partial.parent)
    except OSError as error:
        raise explained(error, partial.parent / name) from error
    return Received(sha256=digest.hexdigest(), size_bytes=size)


def _blocks(stream: BinaryIO, name: str) -> Iterator[bytes]:
    at = 0
    while True:
        try:
            block = stream.read(_BLOCK)
        except OSError as error:  # a dying card, a broken connection
            raise SourceFailed(name, f"reading stopped at byte {at}: {error.strerror or error}") from error
        if not block:
            return
        at += len(block)
        yield block


def digest_of(path: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size in bytes of what is in *path*, its seal taken off."""
    digest, size = hashlib.sha256(), 0
    with opened(path) as stream:
        for block in _blocks(stream, path.name):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
