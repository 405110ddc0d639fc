"""The one place that writes files: temporary name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in *folder* durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the bytes of *path* durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Give a temporary path beside *target*; it becomes *target* whole, or not at all.

    The temporary name keeps the suffix, because ffmpeg chooses its muxer by it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{secrets.token_hex(8)}.part{target.suffix}")
    try:
        yield partial
        sync_file(partial)
        partial.replace(target)
        sync_folder(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def write_bytes(target: Path, content: bytes) -> None:
    """Replace *target* by *content*, whole or not at all."""
    with staged(target) as partial:
        partial.write_bytes(content)
