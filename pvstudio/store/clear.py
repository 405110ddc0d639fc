"""Clear rooms: private folders for what must be plain while somebody works on it.

::

    <base>/<pid>-<random>.lock   held for as long as the room is used
    <base>/<pid>-<random>/       the room

A room goes with its block. When its process is killed the system lets go of the lock, which is how
:func:`sweep` knows that nobody is in there any more.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pvstudio.store.durable import delete_tree, make_folder

#: What backup programs look for: https://bford.info/cachedir/
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by PVStudio: what is here can be made again.
# For information about cache directory tags, see https://bford.info/cachedir/
"""


def mark_as_cache(folder: Path) -> Path:
    """Make *folder* and tell backup programs to leave it out; return it."""
    tag = make_folder(folder, mode=0o700) / "CACHEDIR.TAG"
    if not tag.exists():
        tag.write_text(_TAG, "ascii")
    return folder


@contextmanager
def room(base: Path) -> Iterator[Path]:
    """Give an empty private folder below *base*; it is deleted when the block ends, however it ends."""
    make_folder(base, mode=0o700)
    place, lock = _taken(base)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        _leave(lock)


def _taken(base: Path) -> tuple[Path, FileLock]:
    """Make a room whose lock is held: first the lock, so that no sweep sees the room without it."""
    while True:
        place = base / f"{os.getpid()}-{secrets.token_hex(6)}"
        lock = FileLock(place.with_suffix(".lock"), timeout=0, thread_local=False)
        with suppress(Timeout):  # a sweep looked just now
            lock.acquire()
            if Path(lock.lock_file).exists():
                place.mkdir(mode=0o700)
                return place, lock
            lock.release()


def _leave(lock: FileLock) -> None:
    with suppress(OSError):
        Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()


def sweep(base: Path) -> list[Path]:
    """Delete the rooms of dead processes below *base*, and return them."""
    swept = []
    for found in base.glob("*.lock"):
        lock, place = FileLock(found, timeout=0, thread_local=False), found.with_suffix("")
        with suppress(Timeout):  # somebody works there
            lock.acquire()
            if place.exists():
                delete_tree(place)
                swept.append(place)
            _leave(lock)
    return swept


def sweep_all(studio: Path) -> list[Path]:
    """Delete what killed processes left open, in *studio* and in memory."""
    memory = memory_folder()
    return [*sweep(studio.absolute() / "clear"), *(sweep(memory) if memory else [])]


def memory_folder() -> Path | None:
    """Return a private folder of this user that is kept in memory; None where the system has none."""
    for base in (Path("/dev/shm"), Path(os.environ.get("XDG_RUNTIME_DIR") or "/dev/shm")):  # noqa: S108
        if _in_memory(base):
            folder = base / f"pvstudio-{os.getuid()}"
            with suppress(OSError):
                folder.mkdir(mode=0o700, exist_ok=True)
                found = folder.lstat()  # others can make folders there, too
                if (found.st_uid, found.st_mode & 0o170777) == (os.getuid(), 0o040700):
                    return folder
    return None


def _in_memory(folder: Path) -> bool:
    with suppress(OSError):
        mounts = (row.split() for row in Path("/proc/mounts").read_text("utf-8").splitlines())
        return any(row[1] == str(folder) and row[2] in {"tmpfs", "ramfs"} for row in mounts)
    return False
