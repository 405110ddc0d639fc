"""Media files, addressed by the SHA-256 of the footage that they come from.

::

    media/3f/3f9c…/original              the footage, byte for byte, under an opaque name
    media/3f/3f9c…/mezzanine-1a2b3c.mp4  whatever was made from it, named by its inputs
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

from pvstudio.store.files import staged

_BLOCK = 1 << 20


class MediaStore:
    """The media of one workshop, below *root*."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, sha256: str) -> Path:
        """Return the folder of everything that comes from this footage."""
        return self.root / sha256[:2] / sha256

    def original(self, sha256: str) -> Path:
        """Return where the footage itself lies."""
        return self.folder(sha256) / "original"

    def derived(self, sha256: str, name: str) -> Path:
        """Return where the derivative *name* lies, or would lie once it is made."""
        return self.folder(sha256) / name

    def staged(self, target: Path) -> AbstractContextManager[Path]:
        """Give a temporary path that becomes *target* only on success."""
        return staged(target)

    def add(self, source: Path) -> tuple[str, int]:
        """Copy *source* in, whole and synced, and return its SHA-256 and size in bytes."""
        digest, size = hashlib.sha256(), 0
        self.root.mkdir(parents=True, exist_ok=True)
        with staged(self.root / "incoming") as partial:
            with source.open("rb") as reading, partial.open("wb") as writing:
                while block := reading.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
                    writing.write(block)
            target = self.original(digest.hexdigest())
            if not target.exists():
                with staged(target) as final:
                    partial.replace(final)
                    partial.touch()
        (self.root / "incoming").unlink(missing_ok=True)
        return digest.hexdigest(), size

    def erase(self, sha256: str) -> None:
        """Delete the footage and everything that was made from it."""
        shutil.rmtree(self.folder(sha256), ignore_errors=True)
