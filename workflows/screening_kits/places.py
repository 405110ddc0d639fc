"""Where a kit lies: a folder, or a ZIP that is read where it is. Names are looked at, never followed."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
import zlib
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from pvstudio.errors import StudioError
from workflows.screening_kits.manifests import MOST_FILES

_BLOCK = 1 << 20
#: More entries than any kit has, with what computers add: a list that is longer is not read to its end.
_MOST_ENTRIES = 4 * MOST_FILES


class NoKit(StudioError):
    """What was given cannot hold a kit."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"This is no kit: {problem}.", advice="Give the kit's folder, or its ZIP as it was fetched."
        )
        self.problem = problem


class Place(Protocol):
    """Files of a kit by name; *sizes* in bytes as the place says, -1 for what is no plain file."""

    sizes: dict[str, int]

    @abstractmethod
    def open(self, name: str) -> IO[bytes]:
        """Open a file to read it."""
        ...

    def read(self, name: str, most: int) -> bytes:
        """Return what is in a file, and no more than *most* bytes; nothing of what cannot be read."""
        try:
            with self.open(name) as file:
                return file.read(most)
        except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
            return b""

    def sha256(self, name: str, size: int) -> str:
        """Return the SHA-256 of a file of *size* bytes; "" where it is longer, or cannot be read whole."""
        found, left = hashlib.sha256(), size
        try:
            with self.open(name) as file:
                while block := file.read(min(_BLOCK, left + 1)):
                    found.update(block)
                    left -= len(block)
                    if left < 0:
                        return ""
        # What a ZIP says of itself may be anything: other ways to pack, a password, a wrong sum.
        except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
            return ""
        return "" if left else found.hexdigest()


class _Folder(Place):
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.sizes = {}
        for number, entry in enumerate(os.scandir(folder)):
            if number >= _MOST_ENTRIES:
                raise NoKit("it holds too many files")
            found = entry.stat(follow_symlinks=False)
            self.sizes[entry.name] = found.st_size if stat.S_ISREG(found.st_mode) else -1

    def open(self, name: str) -> IO[bytes]:
        return os.fdopen(os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW), "rb")


class _Zip(Place):
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        entries = [one for one in file.infolist() if not one.is_dir()]
        if len(entries) > _MOST_ENTRIES:
            raise NoKit("it holds too many files")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self.sizes = {}
        root = _root([one.filename for one in entries])
        for one in entries:
            name = one.filename.removeprefix(root)
            twice = name in self._entries  # which of the two somebody else unpacks, nobody knows
            self._entries[name] = one
            self.sizes[name] = -1 if twice else one.file_size

    def open(self, name: str) -> IO[bytes]:
        return self._file.open(self._entries[name])


def _root(names: list[str]) -> str:
    """Return the one folder that a kit's ZIP has everything in, with its stroke; "" where it has none."""
    first = {name.partition("/")[0] for name in names if not name.startswith("__MACOSX/")}
    root = f"{min(first)}/" if len(first) == 1 else ""
    return root if root and all(name.startswith((root, "__MACOSX/")) for name in names) else ""


@contextmanager
def place_of(path: Path) -> Iterator[Place]:
    """Give the folder or ZIP at *path*. Raises :class:`NoKit`."""
    if path.is_dir():
        yield _Folder(path)
        return
    try:
        with zipfile.ZipFile(path) as file:
            yield _Zip(file)
    except FileNotFoundError:
        raise NoKit("there is nothing of that name") from None
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise NoKit("it is no folder, and no whole ZIP: it may be half copied") from error
