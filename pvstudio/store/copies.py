"""Clear copies of sealed files, for programs that can only read plain ones.

A copy lies in memory where it fits comfortably, else in a clear room on the studio's disk. It goes
when its last user has let go of it; users of the same file in one process share it.
"""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pvstudio.store.clear import mark_as_cache, memory_folder, room
from pvstudio.store.errors import explained
from pvstudio.store.homes import home_of
from pvstudio.store.reading import copy_plain, sealed, size_of

#: A copy may take one part in so many of the free memory, and of the free room in its folder.
_OF_MEMORY, _OF_FOLDER = 4, 2


@dataclass(slots=True)
class _Copy:
    """A copy, how many use it, and what takes it away."""

    users: int = 0
    path: Path | None = None
    making: threading.Lock = field(default_factory=threading.Lock)
    ending: ExitStack = field(default_factory=ExitStack)


_copies: dict[tuple[Path, int, int], _Copy] = {}
_changing = threading.Lock()


@contextmanager
def clear_copy(path: Path) -> Iterator[Path]:
    """Give where the plain bytes of *path* can be read while the block lasts: *path* itself, if it is plain.

    Raises :class:`KeyGone`, :class:`SealBroken`, :class:`DiskFull`.
    """
    if not path.is_file() or not sealed(path):
        yield path
        return
    found = path.stat()
    name = (path.absolute(), found.st_ino, found.st_mtime_ns)
    with _changing:
        copy = _copies.setdefault(name, _Copy())
        copy.users += 1
    try:
        with copy.making:
            if copy.path is None:
                copy.path = _made(path, copy.ending)
        yield copy.path
    finally:
        with _changing:
            copy.users -= 1
            if unused := not copy.users:
                _copies.pop(name, None)
        if unused:
            copy.ending.close()


def _made(path: Path, ending: ExitStack) -> Path:
    size, memory = size_of(path), memory_folder()
    if memory and fits(size, memory):
        try:
            return _copied(path, memory, ending)
        except OSError as error:
            ending.close()
            if error.errno != errno.ENOSPC:  # somebody else was quicker: then on the disk
                raise
    home = home_of(path)
    assert home is not None  # noqa: S101 - or it would not be sealed
    try:
        return _copied(path, mark_as_cache(home.clear), ending)
    except OSError as error:
        raise explained(error, path) from error


def fits(size: int, memory: Path) -> bool:
    """Tell whether *size* bytes fit comfortably into the folder *memory*, and into memory itself."""
    return size * _OF_FOLDER <= shutil.disk_usage(memory).free and size * _OF_MEMORY <= _available()


def _available() -> int:
    """Return how many bytes of memory programs may still take."""
    try:
        rows = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) << 10 for row in rows if row.startswith("MemAvailable:")), 0)


def _copied(path: Path, base: Path, ending: ExitStack) -> Path:
    copy = ending.enter_context(room(base)) / path.name
    copy_plain(path, copy)
    copy.chmod(0o400)
    return copy
