"""Media files, addressed by the SHA-256 of the footage that they come from.

::

    media/3f/3f9c…/original              the footage, read-only, under an opaque name
    media/3f/3f9c…/mezzanine-1a2b3c.mp4  whatever was made from it, named by its inputs
    media/.erased/3f9c…                  it was asked to be forgotten: nothing is made from it any more
    media/.aside/                        came anew because its key was not here: kept, should that be found
    media/.incoming/, .trash/            on the way in, on the way out; `sweep` ends what was broken off

In the workshops of a studio all of it is sealed (:mod:`pvstudio.store.homes`): read it by
:func:`pvstudio.store.reading.opened`. The SHA-256 is always that of the footage itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pvstudio.store.belonging import begin_anew, require_ours
from pvstudio.store.copying import Received, copy_in, digest_of, incoming
from pvstudio.store.erasure import SHA256, lock, refuse_erased, tombstone
from pvstudio.store.errors import BadName, FootageDamaged, KeyGone, SealBroken, SourceFailed, explained
from pvstudio.store.files import (
    delete_tree,
    make_folder,
    partial_name,
    remove,
    staged,
    sweep,
    sync_folder,
    write_bytes,
)
from pvstudio.store.homes import home_of, key_for, sealing_home, shred
from pvstudio.store.keys import Key
from pvstudio.store.reading import opened

_DAY_S = 86_400.0


class MediaStore:
    """The media of one workshop, below *root*."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, sha256: str) -> Path:
        """Return the folder of everything that comes from this footage."""
        if not SHA256.fullmatch(sha256):
            raise BadName("piece of footage", sha256)
        return self.root / sha256[:2] / sha256

    def original(self, sha256: str) -> Path:
        """Return where the footage itself lies."""
        return self.folder(sha256) / "original"

    def derived(self, sha256: str, name: str) -> Path:
        """Return where the derivative *name* lies, or would lie once it is made."""
        parts = Path(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\0" in name or parts[0] == "original":
            raise BadName("derivative", name)
        return self.folder(sha256) / name

    def originals(self) -> list[str]:
        """Return the SHA-256 of all footage that is here."""
        return sorted(path.parent.name for path in self.root.glob("??/*/original"))

    def has(self, sha256: str) -> bool:
        """Tell whether this footage is here."""
        return self.original(sha256).exists()

    def staged(self, target: Path) -> AbstractContextManager[Path]:
        """Give a temporary path that becomes *target* only on success, and unless the footage is erased."""
        return staged(target)

    def add(self, source: Path) -> tuple[str, int]:
        """Copy *source* in, whole and synced, and return its SHA-256 and size in bytes."""
        received = self.receive(source)
        return received.sha256, received.size_bytes

    def receive(
        self,
        source: Path | BinaryIO,
        *,
        name: str = "",
        expected_bytes: int | None = None,
        although_erased: bool = False,
    ) -> Received:
        """Copy a file or an open binary stream in; when this returns, the bytes survive a power cut.

        *name* is what people call the source. The same bytes twice are kept once, and said to be a
        duplicate only after the bytes that are here have been read and found whole.
        Raises :class:`SourceFailed`, :class:`DiskFull`, :class:`StorageFailed`, and
        :class:`FootageErased` for what was erased here before, because the card may still hold it:
        a person who wants it back says *although_erased*. In all these cases nothing is kept.
        Raises :class:`KeysAway`, before the first byte, and :class:`KeyGone` when the same bytes are
        forgotten in this very moment.
        """
        if home := sealing_home(self.original("0" * 64)):
            require_ours(home.keys.folder, home.folder)
        with incoming(source, name) as (stream, known_bytes, called):
            wanted = expected_bytes if known_bytes is None else known_bytes
            landing = make_folder(self.root / ".incoming", mode=0o700) / "footage"
            partial = partial_name(landing)
            back, keys = set[str]() if although_erased else None, list[Key]()
            try:
                received = copy_in(
                    stream,
                    partial,
                    name=called,
                    expected_bytes=wanted,
                    key_for=self._key_of(back, keys) if home else None,
                )
                self._let_back(received.sha256, back)
                return replace(self._place(partial, received, keys), was_erased=bool(back))
            except OSError as error:
                raise explained(error, landing.with_name(called)) from error
            finally:
                with suppress(OSError):  # `sweep` takes what stays behind
                    partial.unlink(missing_ok=True)

    def _place(self, partial: Path, received: Received, keys: list[Key]) -> Received:
        """Give the synced *partial*, sealed under *keys*, its place, unless the same bytes lie there whole.

        Raises :class:`KeyGone` when the same bytes were forgotten, with their key, since it was sealed.
        """
        sha256, target = received.sha256, self.original(received.sha256)
        whole = self._is_whole(sha256)  # long, so before the lock
        with self._locked(), ExitStack() as held:
            refuse_erased(target)
            if home := sealing_home(target):
                for key in keys:
                    held.enter_context(home.keys.held(key))
            if self.has(sha256) and (whole or self._is_whole(sha256)):
                return received.as_duplicate()
            self._set_aside_unopenable(target)
            make_folder(target.parent)
            partial.replace(target)  # there is nothing, or bytes that rotted
            sync_folder(target.parent)
            return received

    def begin_keys_anew(self) -> None:
        """Seal what comes from now on under new keys: those of what lies here are lost for good."""
        if home := sealing_home(self.original("0" * 64)):
            begin_anew(home.keys.folder, home.folder)

    def _let_back(self, sha256: str, back: set[str] | None) -> None:
        """Take away the tombstone of footage, and note that in *back*; None: nobody has decided anew."""
        mark = tombstone(self.root, sha256)
        with self._locked():
            if back is not None and mark.exists():
                remove(mark)
                back.add(sha256)

    def _key_of(self, back: set[str] | None, keys: list[Key]) -> Callable[[str], Key]:
        """Return what gives the key of footage that has arrived, as soon as its SHA-256 is known.

        What it gave is noted in *keys*.
        """

        def key(sha256: str) -> Key:
            target = self.original(sha256)
            self._let_back(sha256, back)
            home = home_of(target)
            assert home is not None  # noqa: S101 - `receive` has asked
            keys.append(key_for(home, target))
            return keys[-1]

        return key

    def _set_aside_unopenable(self, original: Path) -> None:
        """Move a footage folder whose key is not here out of the way: the key may be found."""
        try:
            if original.exists():
                opened(original).close()
        except KeyGone:
            folder, aside = original.parent, make_folder(self.root / ".aside", mode=0o700)
            folder.rename(aside / f"{folder.name}-{secrets.token_hex(4)}")
            sync_folder(aside)
        except SealBroken:
            pass  # rotted: it alone is replaced

    def _is_whole(self, sha256: str) -> bool:
        try:
            self.verify(sha256)
        except (FileNotFoundError, FootageDamaged, SourceFailed, KeyGone):
            return False
        return True

    def verify(self, sha256: str) -> None:
        """Read the footage again; raise :class:`FootageDamaged` if a single bit of it has changed.

        Raises :class:`KeyGone` when nobody can read it any more.
        """
        try:
            found, _size = digest_of(self.original(sha256))
        except SealBroken as broken:
            raise FootageDamaged(sha256, broken.reason) from broken
        if found != sha256:
            raise FootageDamaged(sha256, found)

    def erase(self, sha256: str) -> None:
        """Delete the footage and everything that was made from it, for good.

        First a tombstone, so that a job under way makes nothing new; then its key is shredded, so
        that no copy of it can be opened, in a backup or wherever; then the folder leaves by one
        rename, so that not one path of it resolves any more; then the bytes, the footage before
        what was made from it. Broken off anywhere, `erase` or `sweep` finishes it.
        Raises :class:`StorageFailed` when bytes could not be deleted.
        """
        try:
            self._bury(sha256)
            self._empty_trash()
        except OSError as error:
            raise explained(error, self.folder(sha256)) from error

    def _bury(self, sha256: str) -> None:
        """Take the footage out of sight, and keep it from coming back."""
        with self._locked():
            write_bytes(tombstone(self.root, sha256), b"")
            self._take_away(sha256)

    def _take_away(self, sha256: str) -> None:
        """Shred the key, then move the folder into the trash; a tombstone is there, and the lock is held."""
        shred(self.folder(sha256))
        self._to_trash(sha256)

    def _to_trash(self, sha256: str) -> None:
        for folder in self._folders(sha256):
            trash = make_folder(self.root / ".trash", mode=0o700)
            folder.rename(partial_name(trash / sha256, f"{sha256}-{secrets.token_hex(4)}"))
            sync_folder(folder.parent)
            sync_folder(trash)

    def _folders(self, sha256: str) -> list[Path]:
        """Return every folder with something of this footage, also what was set aside."""
        place = self.folder(sha256)
        return [*([place] if place.exists() else []), *self.root.glob(f".aside/{sha256}-*")]

    def forget(self, sha256: str) -> None:
        """Delete the footage and everything that was made from it; the same bytes may come again.

        For what nobody asked to be erased. It leaves by one rename, then its key is shredded: broken off
        anywhere, again or `sweep` finishes it. Raises :class:`StorageFailed`.
        """
        try:
            with self._locked():
                self._to_trash(sha256)
                shred(self.folder(sha256))
            self._empty_trash()
        except OSError as error:
            raise explained(error, self.folder(sha256)) from error

    def sweep(self, *, older_than_s: float = _DAY_S) -> list[Path]:
        """Delete what was left half-made and untouched for *older_than_s*, and end begun erasures.

        What a backup brought back although it had been erased is erased again.
        """
        for mark in sorted((self.root / ".erased").glob("*")):
            if SHA256.fullmatch(mark.name) and self._came_back(mark.name):
                with self._locked():
                    if mark.exists():  # else somebody decided anew, just now
                        self._take_away(mark.name)
        self._shred_left()
        self._empty_trash()
        home = home_of(self.original("0" * 64))
        keys = sweep(home.keys.folder, older_than_s=older_than_s) if home else []
        return [*sweep(self.root, older_than_s=older_than_s), *keys]

    def _came_back(self, sha256: str) -> bool:
        home = home_of(self.folder(sha256))
        return bool(self._folders(sha256)) or bool(home and home.keys.has(home.key_id))

    def _empty_trash(self) -> None:
        trash = self.root / ".trash"
        for folder in trash.glob(".*.part"):
            (folder / "original").unlink(missing_ok=True)
            delete_tree(folder)
        if trash.exists():
            sync_folder(trash)

    def _shred_left(self) -> None:
        """Shred the keys of what a crash left in the trash, unless it came again."""
        names = (SHA256.match(folder.name, 1) for folder in (self.root / ".trash").glob(".*.part"))
        for sha256 in {name[0] for name in names if name}:
            with self._locked():
                if not self._folders(sha256):
                    shred(self.folder(sha256))

    def _locked(self) -> AbstractContextManager[None]:
        return lock(make_folder(self.root, mode=0o700))
