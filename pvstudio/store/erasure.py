"""What was erased stays erased: nothing is made from it, by whatever job is still under way.

An erasure leaves a tombstone, an empty file named by the footage's SHA-256. Everything that
places a file in that footage's folder asks for it, under the lock that erasures hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from pvstudio.store.errors import FootageErased
from pvstudio.store.locks import locked

SHA256 = re.compile(r"[0-9a-f]{64}")


def tombstone(root: Path, sha256: str) -> Path:
    """Return the file that says that *sha256* was erased from the media below *root*."""
    return root / ".erased" / sha256


def lock(root: Path) -> AbstractContextManager[None]:
    """Return the lock of the media below *root*: it keeps placing and erasing apart, both are short."""
    return locked(root / ".lock")


def refuse_erased(target: Path) -> None:
    """Raise :class:`FootageErased` if *target* lies in the folder of footage that was erased."""
    home = _home(target)
    if home and tombstone(*home).exists():
        raise FootageErased(home[1])


@contextmanager
def placing(target: Path) -> Iterator[None]:
    """Keep erasures off while *target* is put in its place, or refuse because one came first."""
    home = _home(target)
    if home is None:
        yield
        return
    with lock(home[0]):
        refuse_erased(target)
        yield


def _home(target: Path) -> tuple[Path, str] | None:
    """Return the media root and the footage that *target* is made from; None if it lies elsewhere."""
    for folder in target.parents:
        if SHA256.fullmatch(folder.name) and folder.parent.name == folder.name[:2]:
            return folder.parent.parent, folder.name
    return None
