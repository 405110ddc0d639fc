"""The small durable steps that everything which is kept is made of."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from pvstudio.store.errors import explained


def partial_name(target: Path, tag: str = "") -> Path:
    """Return a hidden temporary path beside *target*, unique unless a *tag* is given.

    It keeps the suffix, because ffmpeg chooses its muxer by it.
    """
    return target.with_name(f".{tag or secrets.token_hex(8)}.part{target.suffix}")


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in *folder* durable."""
    if os.name != "nt":  # Windows has no such call: its renames are journalled
        _fsync(folder, os.O_RDONLY)


def sync_file(path: Path) -> None:
    """Make the bytes of *path* durable."""
    _fsync(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)  # a read-only file can be synced too


def _fsync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, *, mode: int = 0o777) -> Path:
    """Make *folder* and what it stands in, durably, and return it; *mode* is for the new ones."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        for place in reversed(missing):
            place.mkdir(mode=mode, exist_ok=True)  # another process may be as quick
            sync_folder(place.parent)
    except OSError as error:
        raise explained(error, folder) from error
    return folder


def sync_tree(folder: Path) -> None:
    """Make the bytes and names of everything below *folder* durable."""
    for place, _folders, names in os.walk(folder):
        for name in names:
            sync_file(Path(place, name))
        sync_folder(Path(place))


def write_new(path: Path, content: bytes) -> None:
    """Write the new file *path*, synced, for its owner alone; its folder is the caller's to sync."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def remove(path: Path) -> None:
    """Delete the file *path* durably; that it is gone already is no error."""
    try:
        path.unlink(missing_ok=True)
        if path.parent.exists():
            sync_folder(path.parent)
    except OSError as error:
        raise explained(error, path) from error


def shred(path: Path) -> None:
    """Write random bytes over the file *path*, then delete it durably; that it is gone already is no error.

    Flash and copy-on-write disks may keep the old bytes elsewhere: what is shredded is encrypted too.
    """
    try:
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    except OSError as error:
        raise explained(error, path) from error
    remove(path)


def delete_tree(folder: Path) -> None:
    """Delete *folder* with all that is in it; what another process deletes meanwhile is no error."""

    def refused(_function: object, _path: str, info: tuple[type, BaseException, object]) -> None:
        if not isinstance(info[1], FileNotFoundError):
            raise info[1]

    shutil.rmtree(folder, onerror=refused)
