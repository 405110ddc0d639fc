"""Read what is kept: sealed files are opened by their key, all others as they are."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import BinaryIO, cast

from pvstudio.store.errors import KeyGone, SealBroken
from pvstudio.store.homes import home_of
from pvstudio.store.sealing import SEGMENT, SealedFile, is_sealed


def sealed(path: Path) -> bool:
    """Tell whether *path* lies in a home and is sealed; what older studios left there is not.

    Raises :class:`FileNotFoundError`, and :class:`SealBroken` when its first bytes have rotted.
    """
    return home_of(path) is not None and is_sealed(path)


def opened(path: Path) -> BinaryIO:
    """Open *path* to read its plain bytes; it can be sought in.

    Raises what opening a file raises, :class:`KeyGone` and :class:`SealBroken`, which reading may, too.
    """
    home = home_of(path)
    if home is None or not is_sealed(path):
        return path.open("rb")
    keys, key_id = home.keys, home.key_id
    return cast(BinaryIO, SealedFile(path, keys.get(key_id), lives=lambda: keys.has(key_id)))


def openable(path: Path) -> bool:
    """Tell whether *path* is there and its seal opens: what can be made again is, where it does not."""
    try:
        opened(path).close()
    except (FileNotFoundError, KeyGone, SealBroken):
        return False
    return True


def copy_plain(source: Path, target: Path) -> None:
    """Write the plain bytes of *source* to the new file *target*. Raises as :func:`opened` does."""
    with opened(source) as reading, target.open("xb") as writing:
        shutil.copyfileobj(reading, writing, SEGMENT)


def read_bytes(path: Path) -> bytes:
    """Return the plain bytes of *path*. Raises as :func:`opened` does."""
    with opened(path) as file:
        return file.read()


def size_of(path: Path) -> int:
    """Return how many plain bytes *path* has. Raises as :func:`opened` does."""
    with opened(path) as file:
        return file.seek(0, os.SEEK_END)
