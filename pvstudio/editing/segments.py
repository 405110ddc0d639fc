"""The cache of encoded pieces: cards and the windows of cross-fades, named by all that decides them.

They are sealed, each under a key of its own. Each ``<key>.mp4`` has a ``<key>.json`` that names the
clips whose pictures or names are in it, so that an erasure finds them (:func:`forget_clips`), also
while they are made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pvstudio.media.workbench import workbench
from pvstudio.store.files import remove, staged, write_bytes
from pvstudio.store.homes import shred
from pvstudio.store.reading import openable


@dataclass(slots=True)
class SegmentCache:
    """Encoded pieces in *folder*, with a count of what was found and what had to be made."""

    folder: Path
    found: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)

    def get(self, key: str, about: Collection[str], make: Callable[[Path], object], suffix: str) -> Path:
        """Return the file of *key*; *make* writes it to the path that it is given, if there is none.

        *about* are the ids of the clips that can be seen or are named in it. Raises
        :class:`~pvstudio.store.errors.KeyGone` when one of them is forgotten meanwhile.
        """
        target = self.folder / f"{key}{suffix}"
        if openable(target):
            self.found.add(key)
            return target
        # First the key, then the note, then the piece: an erasure that comes between finds the note and
        # shreds the key, and the piece finds no place.
        with staged(target) as partial, workbench(self.folder) as bench:
            write_bytes(self.folder / f"{key}.json", msgspec.json.encode(sorted(about)))
            drawing = bench / target.name
            make(drawing)
            drawing.replace(partial)
        self.made.add(key)
        return target


def forget_clips(folder: Path, clip_ids: Collection[str]) -> int:
    """Delete every piece in which one of *clip_ids* is seen or named; return how many were deleted."""
    return _forget(folder, lambda about: not about.isdisjoint(clip_ids))


def forget_unknown(folder: Path, known: Collection[str]) -> int:
    """Delete every piece about a clip that is not among *known* (ids); return how many were deleted.

    A render that ran on while a clip was erased may have begun another piece after that.
    """
    return _forget(folder, lambda about: not about.issubset(known))


def _forget(folder: Path, which: Callable[[set[str]], bool]) -> int:
    gone = 0
    for note in sorted(folder.glob("*.json")):
        if which(msgspec.json.decode(_content(note), type=set[str])):
            shred(note.with_suffix(""))  # also of a piece that is only being made
            for piece in folder.glob(f"{note.stem}.*"):
                if piece != note:
                    remove(piece)
            remove(note)  # last: until then a crash leaves the way to the rest
            gone += 1
    return gone


def _content(note: Path) -> bytes:
    try:
        return note.read_bytes()
    except FileNotFoundError:  # somebody else forgot it just now
        return b"[]"
