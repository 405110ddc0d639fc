"""What can go wrong with keeping things.

StoreError
├── DiskFull           no room for a file; nothing half-written is left
├── StorageFailed      the disk, card or database itself failed
├── StoreBusy          another process held the documents for too long
├── BadName            a name that may not become a path
├── AlreadyThere       written once, never again
├── NotADocument       a document that could not be read back as it is
├── DocumentUnreadable kept, but not by this version or not whole
├── UnknownField       a question about a field that the kind does not have
├── TransactionOver    used after its block has ended
├── SourceFailed       what is to be copied in cannot be read whole
├── FootageDamaged     the bytes are no longer those that were filmed
├── FootageErased      somebody asked for it to be forgotten
├── SealBroken         a sealed file is not what was written
├── KeyGone            the key of a sealed file was shredded, or is not here
│   └── ShreddedForGood    it was shredded, and none is ever made again
├── KeysAway           the keys that are here are not those of the workshop
├── KeyDamaged         a key itself has rotted
├── TargetNotEmpty     migration: there are documents already
└── CopyDiffers        migration: the copy is not the original
"""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from pvstudio.errors import StudioError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_FAILED = {errno.EIO, errno.EROFS, errno.ENODEV, errno.ENXIO}


class StoreError(StudioError):
    """Something about keeping documents or files."""


class DiskFull(StoreError):
    """There was no room for *path*: *free_bytes* were left. Nothing half-written stays behind."""

    def __init__(self, path: Path, *, needed_bytes: int | None = None) -> None:
        folder = next(folder for folder in (path, *path.parents) if folder.is_dir())
        self.path, self.free_bytes, self.needed_bytes = path, shutil.disk_usage(folder).free, needed_bytes
        wanted = "" if needed_bytes is None else f" of {_megabytes(needed_bytes)}"
        super().__init__(
            f"The disk is full: no room for “{path}”{wanted}; {_megabytes(self.free_bytes)} are free.",
            advice="Free some space, or move the studio to a larger disk, then try again: nothing was lost.",
        )


class StorageFailed(StoreError):
    """The disk or database under *path* failed; *reason* is what the system said."""

    def __init__(self, path: Path | str, reason: object) -> None:
        super().__init__(
            f"“{path}” could not be kept: {reason}.",
            advice="Check that the disk or database is there and healthy; copy the studio elsewhere first.",
        )
        self.path, self.reason = path, reason


class StoreBusy(StoreError):
    """The documents of *workshop* were held by somebody else for longer than *waited_s* seconds."""

    def __init__(self, workshop: str, waited_s: float) -> None:
        super().__init__(
            f"The documents of “{workshop}” were in use for more than {waited_s:g} s.",
            advice="Try again; if it stays so, look for a process of PVStudio that hangs, and end it.",
        )
        self.workshop, self.waited_s = workshop, waited_s


class BadName(StoreError):
    """*name* may not become part of a path."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(
            f"{name!r} cannot be the name of a {what}.",
            advice="Use letters, digits, “-”, “_” and inner dots, at most 100 in all.",
        )
        self.name = name


class AlreadyThere(StoreError):
    """*path* exists, and is written once only."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path}” is there already.", advice="Use it, or choose another name.")
        self.path = path


class NotADocument(StoreError):
    """*document* was not kept, because it could not be read back as it is."""

    def __init__(self, document: object, reason: str) -> None:
        super().__init__(f"This {type(document).__name__.lower()} cannot be kept: {reason}.")
        self.document, self.reason = document, reason


class DocumentUnreadable(StoreError):
    """A document that is kept cannot be understood: *where* it is, and the *reason*."""

    def __init__(self, where: str, reason: object) -> None:
        super().__init__(
            f"{where} cannot be read: {reason}.",
            advice="Was it written by a newer PVStudio? Then update. Else restore it from a backup.",
        )
        self.where, self.reason = where, reason


class UnknownField(StoreError):
    """Documents of *kind* have no *field*: an empty answer would be a wrong one."""

    def __init__(self, kind: str, field: str) -> None:
        super().__init__(f"A {kind.lower()} has no field “{field}”.")
        self.kind, self.field = kind, field


class TransactionOver(StoreError):
    """A transaction was used after its block had ended."""

    def __init__(self, workshop: str) -> None:
        super().__init__(f"The transaction on “{workshop}” is over.", advice="Open another one.")
        self.workshop = workshop


class SourceFailed(StoreError):
    """*name* could not be copied in; *reason* is a sentence's end. The source was not touched."""

    def __init__(self, name: str, reason: object) -> None:
        super().__init__(
            f"“{name}” could not be copied in: {reason}.",
            advice="Keep the card or stick as it is, try another reader or cable, then copy again.",
        )
        self.name, self.reason = name, reason


class FootageDamaged(StoreError):
    """The footage *sha256* now hashes to *found*: its bytes have changed on disk."""

    def __init__(self, sha256: str, found: str) -> None:
        super().__init__(
            f"Footage {sha256[:12]}… is damaged: its bytes are no longer those that were filmed.",
            advice="Add the same file again from the card or a backup: it takes the damaged one's place.",
        )
        self.sha256, self.found = sha256, found


class FootageErased(StoreError):
    """The footage *sha256* was erased because somebody asked for it: it is not kept or made from again."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"Footage {sha256[:12]}… was erased here because somebody asked for it.",
            advice="Delete it from the card or stick too. Only a new decision of that person brings it "
            "back: `pvstudio ingest --although-erased`.",
        )
        self.sha256 = sha256


class SealBroken(StoreError):
    """The sealed file *path* is not what was written; *segment* is its number, None for the header."""

    def __init__(self, path: Path, reason: str, segment: int | None = None) -> None:
        super().__init__(
            f"“{path}” is damaged: {reason}.",
            advice="Footage: add the same file again from the card. What is made from it: delete it, then "
            "make it again. Look at the health of the disk.",
        )
        self.path, self.reason, self.segment = path, reason, segment


class KeyGone(StoreError):
    """Nothing opens *path* any more: its key was shredded, or is not in this studio."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path}” cannot be opened: its key is not here.",
            advice="If it was erased, this is final. Else add what is missing in the studio's folder keys/, "
            "from where it is kept, overwriting nothing; without that, add the footage again from the card.",
        )
        self.path = path


class ShreddedForGood(KeyGone):
    """What was sealed under the key at *path* was taken away for good: it is not made again either."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.args = (f"“{path.name}” was taken away for good: it is not made again.",)
        self.advice = "Somebody withdrew. Lay the film out anew: that asks everybody in it."


class KeysAway(StoreError):
    """*folder* does not hold the keys of what is sealed in its workshop: no other is made beside them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The keys of this workshop's recordings are not in “{folder}”. Nothing new was sealed.",
            advice="Copy that folder back from where keys/ is kept, and overwrite nothing that is there "
            "(cp -rn). Only if it is lost for good: `pvstudio ingest --keys-are-lost`, with all cards.",
        )
        self.folder = folder


class KeyDamaged(StoreError):
    """The key at *path* is not what was written: what it seals cannot be opened."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The key “{path}” is damaged.",
            advice="Put this one file back from where keys/ is kept; do not delete anything before.",
        )
        self.path = path


class TargetNotEmpty(StoreError):
    """Documents are only copied into a store that has none; *workshops* are there."""

    def __init__(self, workshops: list[str]) -> None:
        super().__init__(
            f"The target already holds documents of: {', '.join(workshops)}.",
            advice="Give an empty folder or database; after a copy that was broken off, empty it first.",
        )
        self.workshops = workshops


class CopyDiffers(StoreError):
    """After copying, *workshop* is not the same in both stores: *counts* by kind, (source, target)."""

    def __init__(self, workshop: str, counts: dict[str, tuple[int, int]]) -> None:
        told = ", ".join(f"{kind} {source} → {target}" for kind, (source, target) in counts.items())
        super().__init__(
            f"The copy of “{workshop}” differs from its source ({told}).",
            advice="Stop the worker and the web server, empty the target, and copy again.",
        )
        self.workshop, self.counts = workshop, counts


def explained(error: OSError, path: Path) -> Exception:
    """Return the typed error for *error* while writing *path*; *error* itself where it has another cause."""
    if error.errno in _NO_ROOM:
        return DiskFull(path)
    if error.errno in _FAILED:
        return StorageFailed(path, error.strerror)
    return error


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
