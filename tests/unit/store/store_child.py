"""What other processes do to a store in the tests: count, and say aloud what was acknowledged."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pvstudio.model import Clip
from pvstudio.store.homes import keep_sealed
from pvstudio.store.media import MediaStore
from pvstudio.store.tiny import TinyStore

if TYPE_CHECKING:
    from pvstudio.store.sql import SqlStore

CLIP = Clip(id="counter", footage_id="footage-1", title="", start_ms=0, end_ms=0)
#: Enough text that a commit is several pages long.
NOTES = "što je rekla · ما قالت " * 400


def open_store(address: str, *, patience_s: float = 30) -> TinyStore | SqlStore:
    """Open what ``tiny:/folder`` or a database URL names."""
    if address.startswith("tiny:"):
        return TinyStore(Path(address.removeprefix("tiny:")), patience_s=patience_s)
    from pvstudio.store.sql import SqlStore  # SQLAlchemy takes half a second

    return SqlStore(address, patience_s=patience_s)


def open_media(root: Path) -> MediaStore:
    """Open the media below *root*, sealed where this is a workshop's folder in a studio."""
    if root.parent.parent.name == "workshops":
        keep_sealed(root.parents[2])
    return MediaStore(root)


def count(address: str) -> int:
    """Return how far the counter is, having read every document whole."""
    store = open_store(address)
    with store.read("w") as reading:
        clips = reading.find(Clip)
    assert all(clip.notes in {"", NOTES} for clip in clips)
    return max((clip.end_ms for clip in clips), default=0)


def increment(store: TinyStore | SqlStore) -> int:
    """Add one in one transaction and return the sum."""
    with store.write("w") as writing:
        found = writing.find(Clip, footage_id="footage-1")
        clip = found[0] if found else CLIP
        writing.put(replace(clip, end_ms=clip.end_ms + 1, notes=NOTES))
    return clip.end_ms + 1


def count_up(address: str, times: int, acknowledge_to: int) -> None:
    """Increment *times*, writing a line to a descriptor for each that was acknowledged."""
    store = open_store(address)
    for _ in range(times):
        os.writev(acknowledge_to, [f"{increment(store)}\n".encode()])  # no `write`: that is tampered with


def main() -> None:
    """Run ``count ADDRESS TIMES``, ``add ROOT FILE`` or ``erase ROOT SHA256``; a typed error is status 3."""
    from pvstudio.errors import StudioError

    command, where, what = sys.argv[1:]
    try:
        if command == "count":
            count_up(where, int(what), 1)
        elif command == "add":
            open_media(Path(where)).receive(Path(what))
            os.writev(1, [b"added\n"])
        else:
            open_media(Path(where)).erase(what)
            os.writev(1, [b"erased\n"])
    except StudioError as error:
        os.writev(2, [type(error).__name__.encode()])
        sys.exit(3)


if __name__ == "__main__":
    main()
