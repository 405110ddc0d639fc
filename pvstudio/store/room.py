"""Room on the disk: what large files leave free, and a reserve, so that a no can be written down always.

The reserve is a file that is only there to take up room. On a full disk it is given up for whatever changes
consent, and for recalls; whoever tends the studio makes it again when there is room.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from pvstudio.store.durable import make_folder, remove
from pvstudio.store.errors import DiskFull, StorageFailed
from pvstudio.store.files import sweep, write_bytes
from pvstudio.store.locks import locked

#: Room that is left for documents by everything large.
LEFT_BYTES = 64 << 20
#: Several times the documents of a large workshop: they are written whole, beside the ones of before.
RESERVE_BYTES = 32 << 20
#: A folder of its own, so that what a crash left half-made in it is found without a search.
_RESERVE = Path("reserve", "zeros")
_LEFTOVER_S = 3600.0


def require_room(folder: Path, wanted_bytes: int) -> None:
    """Raise :class:`DiskFull` unless the disk of *folder* has so much room, and some is left."""
    if wanted_bytes + LEFT_BYTES > shutil.disk_usage(folder).free:
        raise DiskFull(folder, needed_bytes=wanted_bytes)


def keep_reserve(home: Path) -> None:
    """Make the reserve of the studio in *home*, unless it is there or there is no room for it.

    It holds zeros, each of them written, so that it takes up what it says: a hole would give nothing back.
    """
    reserve = home / _RESERVE
    make_folder(reserve.parent)
    with locked(reserve.with_suffix(".lock")):  # two workers who saw the same room would take it twice
        sweep(reserve.parent, older_than_s=_LEFTOVER_S)
        if not reserve.exists() and shutil.disk_usage(home).free >= 2 * RESERVE_BYTES:
            write_bytes(reserve, bytes(RESERVE_BYTES), mode=0o600)


def give_up_reserve(home: Path) -> None:
    """Delete the reserve if the disk is about to be full.

    Before the writing and not after it failed: a lock, the queue and the trail need room as well. Where it
    cannot be deleted the writing is tried all the same: documents may lie elsewhere.
    """
    reserve = home / _RESERVE
    if reserve.exists() and shutil.disk_usage(home).free < RESERVE_BYTES:
        with suppress(StorageFailed):
            remove(reserve)
