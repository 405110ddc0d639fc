"""Locks between processes: a file each, let go by the system when its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pvstudio.store.errors import explained


@contextmanager
def locked(path: Path, *, patience_s: float = -1) -> Iterator[None]:
    """Hold the lock at *path* for the block; raise ``Timeout`` after *patience_s* (negative: never).

    Raises :class:`DiskFull` and :class:`StorageFailed` when the lock itself cannot be made.
    """
    lock = FileLock(path, timeout=patience_s, poll_interval=0.005)
    try:
        lock.acquire()
    except Timeout:
        raise
    except OSError as error:
        raise explained(error, path) from error
    try:
        yield
    finally:
        lock.release()
