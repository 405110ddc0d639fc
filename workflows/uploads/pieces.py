"""The bytes of an upload: sealed pieces in one folder, each named by where it begins and ends."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pvstudio.store.errors import explained
from pvstudio.store.files import delete_tree, sync_folder, write_bytes
from pvstudio.store.homes import shred
from pvstudio.store.reading import opened

#: Bytes from (inclusive) and up to (exclusive), so that a listing tells how far the upload is.
_NAME = re.compile(r"(\d{14})-(\d{14})\.piece")


class Pieces:
    """What is here of one upload, in *folder*; whoever changes it holds the upload's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def paths(self) -> Iterator[tuple[Path, int]]:
        """Yield the pieces in order, each with the place of the byte after it; a gap ends them."""
        names = (_NAME.fullmatch(path.name) for path in self.folder.glob("*.piece"))
        spans = sorted((int(name[1]), int(name[2]), name[0]) for name in names if name)
        at = 0
        for begin, end, name in spans:
            if begin == at < end:
                at = end
                yield self.folder / name, end

    @property
    def size(self) -> int:
        """How many bytes are here, on disk, from the first one on."""
        return max((end for _path, end in self.paths()), default=0)

    @property
    def touched_at(self) -> float | None:
        """When the last piece came (seconds since 1970); None before the first."""
        return max((path.stat().st_mtime for path, _end in self.paths()), default=None)

    def add(self, at: int, block: bytes) -> int:
        """Keep *block* as the bytes from *at* on, sealed; when this returns, it survives a power cut.

        Returns where the next one begins. Raises :class:`~pvstudio.store.errors.DiskFull`,
        ``StorageFailed``, ``KeysAway`` and, when the upload was ended meanwhile, ``KeyGone``.
        """
        end = at + len(block)
        if block:
            write_bytes(self.folder / f"{at:014}-{end:014}.piece", block, mode=0o400)
        return end

    def opened(self) -> BinaryIO:
        """Return all bytes, one after the other. Reading raises ``KeyGone`` and ``SealBroken``."""
        return io.BufferedReader(_Joined([path for path, _end in self.paths()]))

    def delete(self) -> None:
        """Shred the key of the pieces, then delete them; that they are gone already is no error.

        Raises :class:`~pvstudio.store.errors.StorageFailed`; then nothing opens what is left of them.
        """
        shred(self.folder)
        try:
            if self.folder.exists():
                delete_tree(self.folder)
                sync_folder(self.folder.parent)
        except OSError as error:
            raise explained(error, self.folder) from error


class _Joined(io.RawIOBase):
    """Pieces, read one after the other; one is open at a time."""

    def __init__(self, paths: list[Path]) -> None:
        self._waiting = paths[::-1]
        self._open: BinaryIO | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while self._open or self._waiting:
            if self._open is None:
                self._open = opened(self._waiting.pop())
            if count := self._open.readinto(buffer):  # type: ignore[attr-defined]
                return int(count)
            self._leave()
        return 0

    def close(self) -> None:
        self._leave()
        super().close()

    def _leave(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None
