"""The cache of encoded pieces: cards and the windows of cross-fades, named by all that decides them.

They are sealed, each under a key of its own. Each ``<key>.mp4`` has a ``<key>.json`` that names the
clips whose pictures or names are in it, so that an erasure finds them (:func:`forget_clips`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pvstudio.media.workbench import deliver, workbench
from pvstudio.store.files import remove, write_bytes
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

        *about* are the ids of the clips that can be seen or are named in it.
        """
        target = self.folder / f"{key}{suffix}"
        if openable(target):
            self.found.add(key)
            return target
        with workbench(self.folder) as bench:
            drawing = bench / target.name
            make(drawing)
            # The note comes first: no piece is ever there that an erasure cannot find.
            write_bytes(self.folder / f"{key}.json", msgspec.json.encode(sorted(about)))
            deliver(drawing, target)
        self.made.add(key)
        return target


def forget_clips(folder: Path, clip_ids: Collection[str]) -> int:
    """Delete every piece in which one of *clip_ids* is seen or named; return how many were deleted."""
    gone = 0
    for note in sorted(folder.glob("*.json")):
        if not set(clip_ids).isdisjoint(msgspec.json.decode(note.read_bytes(), type=list[str])):
            for piece in folder.glob(f"{note.stem}.*"):
                if piece != note:
                    shred(piece)
                    remove(piece)
            remove(note)  # last: until then a crash leaves the way to the rest
            gone += 1
    return gone
