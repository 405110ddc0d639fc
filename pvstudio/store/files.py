"""The one place that writes files: temporary name, fsync, rename, fsync of the folder.

What is placed in a home (:mod:`pvstudio.store.homes`) is sealed on its way. It is made in a clear
room, outside of workshops/, and only its seal ever lies there.
"""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO

from pvstudio.store.clear import mark_as_cache, room
from pvstudio.store.durable import (
    delete_tree,
    make_folder,
    partial_name,
    remove,
    shred,
    sync_file,
    sync_folder,
    sync_tree,
)
from pvstudio.store.erasure import placing, refuse_erased
from pvstudio.store.errors import AlreadyThere, explained
from pvstudio.store.homes import Home, key_for, sealing_home
from pvstudio.store.keys import Key
from pvstudio.store.sealing import seal

__all__ = [
    "delete_tree", "make_folder", "partial_name", "remove", "shred", "staged", "staged_folder", "sweep",
    "sync_file", "sync_folder", "write_bytes",
]  # fmt: skip

#: What `partial_name` makes, and so what a killed process may leave behind.
_PARTIAL = re.compile(r"\.[^.]+\.part(\.|$)")


@contextmanager
def staged(target: Path, *, tag: str = "", mode: int | None = None) -> Iterator[Path]:
    """Give a temporary path; what is written there becomes *target* whole, or not at all.

    *mode* is the file's permission. Whoever holds a lock round the whole block may fix the
    temporary name by a *tag*, so that crashes never leave more than one file behind.
    Raises :class:`DiskFull` and :class:`StorageFailed`, also for what the block itself wrote, and
    :class:`FootageErased` when *target* is made from footage that was erased before or meanwhile;
    :class:`KeyGone` when the key that it begins with is not there at its end.
    """
    with _explaining(target):
        make_folder(target.parent)
        if home := sealing_home(target):
            key = key_for(home, target)  # taken first: shredded meanwhile, there is no place for what is made
            with _clear(home) as place:
                clear = place / partial_name(target, tag).name
                yield clear
                with clear.open("rb") as source:
                    _keep_sealed(source, target, key, tag, mode)
            return
        with _tidied(partial_name(target, tag)) as partial:
            yield partial
            _finish(partial, target, mode)


@contextmanager
def staged_folder(target: Path, *, clear: Path | None = None) -> Iterator[Path]:
    """Give an empty temporary folder; with all that is in it, it becomes *target* at once.

    What stays plain is made in a clear room below *clear*, if that is given, and so does not outlive
    its process; it must be on the same disk as *target*.
    Raises :class:`AlreadyThere` when *target* exists, at the start or by the end: folders are
    written once. Other errors are those of :func:`staged`.
    """
    _refuse_existing(target)
    home = sealing_home(target)
    with _explaining(target), _tidied(partial_name(target)) as partial, ExitStack() as clearing:
        make_folder(target.parent)
        key = key_for(home, target) if home else None
        base = home.clear if home else clear
        making = clearing.enter_context(room(mark_as_cache(base))) / target.name if base else partial
        making.mkdir()
        yield making
        if key:
            partial.mkdir()
            _seal_tree(making, partial, key)
        made = partial if key else making
        sync_tree(made)
        _refuse_existing(target)  # renaming onto an empty folder would succeed
        _place(made, target, key)


@contextmanager
def clear_or_beside(folder: Path) -> Iterator[Path]:
    """Give an empty folder for work on what is kept in *folder*: a clear room, or a hidden one inside it."""
    if home := sealing_home(folder / "work"):
        with _clear(home) as place:
            yield place
        return
    place = make_folder(folder) / partial_name(Path("work")).name
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _clear(home: Home) -> AbstractContextManager[Path]:
    return room(mark_as_cache(home.clear))


@contextmanager
def _tidied(partial: Path) -> Iterator[Path]:
    """Give *partial*, and delete it if the block fails."""
    try:
        yield partial
    except BaseException:  # what went wrong first is what counts; `sweep` takes what stays
        shutil.rmtree(partial, ignore_errors=True)
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def _keep_sealed(source: BinaryIO, target: Path, key: Key, tag: str, mode: int | None) -> None:
    """Make *target* of what is in *source*, sealed under *key*."""
    with _tidied(partial_name(target, tag)) as partial:
        with partial.open("wb") as sealed:
            seal(source, sealed, key, target.name)
        _finish(partial, target, mode, key)


def _finish(partial: Path, target: Path, mode: int | None, key: Key | None = None) -> None:
    """Make *partial* durable, then *target*."""
    if mode is not None:
        partial.chmod(mode)
    sync_file(partial)
    _place(partial, target, key)


def _seal_tree(clear: Path, partial: Path, key: Key) -> None:
    """Seal every file below *clear* into the folder *partial*."""
    for path in sorted(clear.rglob("*")):
        place = partial / path.relative_to(clear)
        if path.is_dir():
            place.mkdir()
        else:
            with path.open("rb") as source, place.open("xb") as sealed:
                seal(source, sealed, key, path.name)


def _place(partial: Path, target: Path, key: Key | None) -> None:
    """Rename *partial* to *target*, unless the footage was erased, or *key* shredded, meanwhile."""
    home = sealing_home(target)
    with placing(target), home.keys.held(key) if home and key else nullcontext():
        partial.replace(target)
    sync_folder(target.parent)


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


def write_bytes(target: Path, content: bytes, *, tag: str = "", mode: int | None = None) -> None:
    """Replace *target* by *content*, whole or not at all; *tag*, *mode* and errors as of :func:`staged`."""
    home = sealing_home(target)
    if home is None:
        with staged(target, tag=tag, mode=mode) as partial:
            partial.write_bytes(content)
        return
    with _explaining(target):  # from memory: no plain byte of it touches the disk
        make_folder(target.parent)
        _keep_sealed(io.BytesIO(content), target, key_for(home, target), tag, mode)


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
