"""Where a kit lies: a folder, or a ZIP that is read where it is. Names are looked at, never followed."""

from __future__ import annotations

import hashlib
import os
import re
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
#: What a ZIP may have everything in: a plain folder, not one above, not the root of a drive.
_ROOT = re.compile(r"(?!\.{1,2}$)[^/\\:\x00-\x1f]+")
#: What Macs add to a ZIP: a folder beside the kit's own, with a file for each of its files.
MAC = "__MACOSX/"


class NoKit(StudioError):
    """What was given cannot hold a kit."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"This is no kit: {problem}.", advice="Give the kit's folder, or its ZIP as it was fetched."
        )
        self.problem = problem


class Place(Protocol):
    """Files of a kit by name; *sizes* in bytes as the place says, -1 for what is no plain file.

    *root*: the one folder that all of it lies in, with its stroke; "" for none.
    """

    sizes: dict[str, int]
    root: str = ""

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
        if self.sizes[name] < 0:
            raise OSError(f"{name!r} is no file")
        # Not waiting: what was a file may have become a pipe meanwhile.
        number = os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise OSError(f"{name!r} is no file any more")
        return os.fdopen(number, "rb")


class _Zip(Place):
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        entries = file.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise NoKit("it holds too many files")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self.sizes = {}
        self.root = _root([one.orig_filename for one in entries])
        for one in entries:
            if not one.file_size and one.orig_filename in {self.root, MAC, MAC + self.root}:
                continue  # the folders that the files lie in
            name = one.orig_filename.removeprefix(self.root)
            twice = name in self._entries  # which of the two somebody else unpacks, nobody knows
            self._entries[name] = one
            self.sizes[name] = one.file_size if _is_plain(one) and not twice else -1

    def open(self, name: str) -> IO[bytes]:
        return self._file.open(self._entries[name])


def _is_plain(one: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a file for whoever unpacks it: no folder, no link, of one name."""
    kind = stat.S_IFMT(one.external_attr >> 16)
    return not one.is_dir() and kind in {0, stat.S_IFREG} and one.filename == one.orig_filename


def _root(names: list[str]) -> str:
    """Return the one folder that a kit's ZIP has everything in, with its stroke; "" where it has none."""
    first = {name.partition("/")[0] for name in names if not name.startswith(MAC)}
    if len(first) != 1 or not _ROOT.fullmatch(found := first.pop()):
        return ""
    root = f"{found}/"
    return root if all(name.startswith((root, MAC)) for name in names) else ""


@contextmanager
def place_of(path: Path) -> Iterator[Place]:
    """Give the folder or ZIP at *path*. Raises :class:`NoKit`."""
    if path.is_dir():
        yield _Folder(path)
        return
    if not path.is_file():  # a pipe would be waited for
        raise NoKit("there is no folder and no file of that name")
    try:
        with zipfile.ZipFile(path) as file:
            yield _Zip(file)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise NoKit("it is no folder, and no whole ZIP: it may be half copied") from error
