"""A folder as one ZIP file that is never written: made while it is sent, from any place in it.

Stored, not compressed (films do not get smaller), so that its size and every place in it are known before
the first byte: a download that broke off goes on. Memory stays that of one block. APPNOTE.TXT 6.3.3, with
ZIP64 where a film needs it.
"""

from __future__ import annotations

import io
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pvstudio.store.reading import opened, size_of

_BLOCK = 1 << 20
#: What stands in a field that is too small, and from which number on it does.
_LARGE = 0xFFFFFFFF
_LARGE_FROM = _LARGE
_UTF8_NAMES = 0x0800
_UNIX = 3 << 8
_MODE = 0o100644 << 16


class Named(NamedTuple):
    """What goes in under a name of its own, with folders in it or not: a file, or a few bytes at hand."""

    name: str
    content: Path | bytes


class _Entry(NamedTuple):
    name: bytes
    content: Path | bytes
    size: int
    crc: int
    at: int  # where its header begins

    @property
    def is_large(self) -> bool:
        return self.size >= _LARGE_FROM or self.at >= _LARGE_FROM


def zipped(files: Sequence[Path | Named], folder: str, at: datetime) -> BinaryIO:
    """Return the ZIP of *files* in a folder called *folder*, dated *at*, to read and to seek in.

    "" is no folder: they lie in the root. What is sealed goes in as its plain bytes, block by block.
    """
    return io.BufferedReader(Zipped(files, folder, at), _BLOCK)


class Zipped(io.RawIOBase):
    """The raw stream of :func:`zipped`."""

    def __init__(self, files: Sequence[Path | Named], folder: str, at: datetime) -> None:
        super().__init__()
        self._pieces: list[bytes | _Entry] = []
        self._starts: list[int] = []
        self._size = self._at = 0
        self._file: tuple[Path, BinaryIO] | None = None
        self._lay(files, folder, _dos_time(at))

    def _lay(self, files: Sequence[Path | Named], folder: str, when: int) -> None:
        entries = []
        for file in files:
            name, content = file if isinstance(file, Named) else (file.name, file)
            path = f"{folder}/{name}" if folder else name
            entry = _Entry(path.encode(), content, *_measured(content), self._size)
            entries.append(entry)
            self._add(_local(entry, when))
            self._add(entry)
        start = self._size
        for entry in entries:
            self._add(_central(entry, when))
        self._add(_end(len(entries), start, self._size - start))

    def _add(self, piece: bytes | _Entry) -> None:
        self._pieces.append(piece)
        self._starts.append(self._size)
        self._size += piece.size if isinstance(piece, _Entry) else len(piece)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that one can go to any place."""
        return True

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place and return it."""
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: object) -> int:
        """Read as much as one piece gives; raises :class:`OSError` when a file has gone or become shorter."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self._size or not len(view):
            return 0
        number = bisect_right(self._starts, self._at) - 1
        piece, inside = self._pieces[number], self._at - self._starts[number]
        wanted = min(len(view), self._length(number) - inside)
        data = (
            self._of_file(piece, inside, wanted)
            if isinstance(piece, _Entry)
            else piece[inside : inside + wanted]
        )
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _length(self, number: int) -> int:
        piece = self._pieces[number]
        return piece.size if isinstance(piece, _Entry) else len(piece)

    def _of_file(self, entry: _Entry, inside: int, wanted: int) -> bytes:
        if isinstance(entry.content, bytes):
            return entry.content[inside : inside + wanted]
        if self._file is None or self._file[0] != entry.content:
            self._forget()
            self._file = entry.content, opened(entry.content)
        file = self._file[1]
        if file.tell() != inside:
            file.seek(inside)
        data = file.read(wanted)
        if len(data) != wanted:
            raise OSError(f"{entry.content.name} became shorter while it was sent")
        return data

    def close(self) -> None:
        """Close the file that is open."""
        self._forget()
        super().close()

    def _forget(self) -> None:
        if self._file:
            self._file[1].close()
            self._file = None


def _measured(content: Path | bytes) -> tuple[int, int]:
    """Return how many bytes it has, and their check sum."""
    if isinstance(content, bytes):
        return len(content), zlib.crc32(content)
    return size_of(content), _crc(content, _state(content))


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=256)
def _crc(path: Path, _state: tuple[int, int]) -> int:
    """Return the check sum of a file; read once while it stays as it is."""
    crc = 0
    with opened(path) as file:
        while block := file.read(_BLOCK):
            crc = zlib.crc32(block, crc)
    return crc


def _dos_time(at: datetime) -> int:
    day = (max(at.year, 1980) - 1980) << 9 | at.month << 5 | at.day
    return day << 16 | at.hour << 11 | at.minute << 5 | at.second // 2


def _sizes(entry: _Entry) -> tuple[int, bytes, int]:
    """Return the size for a header, what is added where it is too large for one, and the version needed."""
    if not entry.is_large:
        return entry.size, b"", 20
    return _LARGE, struct.pack("<HHQQQ", 1, 24, entry.size, entry.size, entry.at), 45


def _local(entry: _Entry, when: int) -> bytes:
    size, extra, version = _sizes(entry)
    extra = struct.pack("<HHQQ", 1, 16, entry.size, entry.size) if extra else b""
    lengths = len(entry.name), len(extra)
    sums = entry.crc, size, size
    head = struct.pack("<4sHHHIIIIHH", b"PK\x03\x04", version, _UTF8_NAMES, 0, when, *sums, *lengths)
    return head + entry.name + extra


def _central(entry: _Entry, when: int) -> bytes:
    size, extra, version = _sizes(entry)
    at = _LARGE if extra else entry.at
    head = struct.pack(
        "<4sHHHHIIIIHHHHHII", b"PK\x01\x02", _UNIX | version, version, _UTF8_NAMES, 0, when, entry.crc, size,
        size, len(entry.name), len(extra), 0, 0, 0, _MODE, at,
    )  # fmt: skip
    return head + entry.name + extra


def _end(count: int, start: int, length: int) -> bytes:
    large = b""
    if start >= _LARGE_FROM:
        large = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
        large += struct.pack("<4sIQI", b"PK\x06\x07", 0, start + length, 1)
    return large + struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, length, _LARGE if large else start, 0
    )


def files_of(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder in order of name."""
    yield from sorted(path for path in folder.iterdir() if path.is_file())
