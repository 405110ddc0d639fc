"""The one place that writes files: temporary name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pvstudio.store.erasure import placing, refuse_erased
from pvstudio.store.errors import AlreadyThere, explained

#: What `partial_name` makes, and so what a killed process may leave behind.
_PARTIAL = re.compile(r"\.[^.]+\.part(\.|$)")


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


@contextmanager
def staged(target: Path, *, tag: str = "", mode: int | None = None) -> Iterator[Path]:
    """Give a temporary path beside *target*; it becomes *target* whole, or not at all.

    *mode* is the file's permission. Whoever holds a lock round the whole block may fix the
    temporary name by a *tag*, so that crashes never leave more than one file behind.
    Raises :class:`DiskFull` and :class:`StorageFailed`, also for what the block itself wrote, and
    :class:`FootageErased` when *target* is made from footage that was erased before or meanwhile.
    """
    partial = partial_name(target, tag)
    try:
        with _explaining(target):
            make_folder(target.parent)
            yield partial
            if mode is not None:
                partial.chmod(mode)
            sync_file(partial)
            with placing(target):
                partial.replace(target)
            sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):  # what went wrong first is what counts; `sweep` takes the rest
            partial.unlink(missing_ok=True)
        raise


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """Give an empty temporary folder beside *target*; with all that is in it, it becomes *target* at once.

    Raises :class:`AlreadyThere` when *target* exists, at the start or by the end: folders are
    written once. Other errors are those of :func:`staged`.
    """
    _refuse_existing(target)
    partial = partial_name(target)
    try:
        with _explaining(target):
            make_folder(target.parent)
            partial.mkdir()
            yield partial
            _sync_tree(partial)
            _refuse_existing(target)  # renaming onto an empty folder would succeed
            with placing(target):
                partial.rename(target)
            sync_folder(target.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


@contextmanager
def _explaining(target: Path) -> Iterator[None]:
    """Turn what the system says while *target* is made into errors that a person can act on."""
    refuse_erased(target)
    try:
        yield
    except FileNotFoundError:
        refuse_erased(target)  # its folder was taken away: that is why
        raise
    except OSError as error:
        raise explained(error, target) from error


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise AlreadyThere(target)


def _sync_tree(folder: Path) -> None:
    for place, _folders, names in os.walk(folder):
        for name in names:
            sync_file(Path(place, name))
        sync_folder(Path(place))


def write_bytes(target: Path, content: bytes, *, tag: str = "", mode: int | None = None) -> None:
    """Replace *target* by *content*, whole or not at all; *tag*, *mode* and errors as of :func:`staged`."""
    with staged(target, tag=tag, mode=mode) as partial:
        partial.write_bytes(content)


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


def sweep(folder: Path, *, older_than_s: float) -> list[Path]:
    """Delete what killed processes left half-made under *folder*, untouched for *older_than_s* seconds."""
    before = time.time() - older_than_s
    found = [path for path in folder.rglob(".*.part*") if _PARTIAL.match(path.name)]
    swept = [path for path in found if path.exists() and _touched_at(path) < before]
    for path in swept:
        if path.is_dir():
            delete_tree(path)
        else:
            remove(path)
    return swept


def _touched_at(path: Path) -> float:
    """Return when *path*, or the newest thing in it, was last written (seconds since the epoch)."""
    times = [path.lstat().st_mtime]
    if path.is_dir():
        times += [inner.lstat().st_mtime for inner in path.rglob("*")]
    return max(times)
