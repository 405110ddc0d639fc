"""Whether the keys that are here are those of the workshop: the same random word lies with both.

::

    keys/<workshop>/.id                made with the first key
    workshops/<workshop>/media/.keys   the same

While keys/ is away, on a stick or not yet restored, nothing new is sealed: a second set of keys
beside the first would end with one of them overwritten, and what it seals lost.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from pvstudio.store.durable import make_folder, partial_name, sync_folder, write_new
from pvstudio.store.errors import KeysAway, SealBroken, explained
from pvstudio.store.locks import locked
from pvstudio.store.sealing import is_sealed


def are_away(keys: Path, workshop: Path) -> bool:
    """Tell whether *workshop* has sealed recordings whose keys are not those in the folder *keys*."""
    here, wanted = _read(keys / ".id"), _read(workshop / "media" / ".keys")
    if wanted and here == wanted:
        return False
    return (bool(wanted) or not _has_keys(keys)) and _has_sealed(workshop)


def require_ours(keys: Path, workshop: Path) -> None:
    """Raise :class:`KeysAway` unless a new key of *workshop* may be put into *keys*; mark both as one."""
    here, wanted = _read(keys / ".id"), _read(workshop / "media" / ".keys")
    if not here or here != wanted:
        if are_away(keys, workshop):
            raise KeysAway(keys)
        begin_anew(keys, workshop)


def begin_anew(keys: Path, workshop: Path) -> None:
    """Let *keys* be the keys of *workshop* from now on: there were none, or they are lost for good."""
    make_folder(keys.parent, mode=0o700)
    with locked(make_folder(keys, mode=0o700) / ".lock"):
        word = _read(keys / ".id") or secrets.token_hex(16).encode()
        for mark in (
            keys / ".id",
            make_folder(workshop / "media", mode=0o700) / ".keys",
        ):  # in this order: a crash asks for no keys
            if _read(mark) != word:
                _write(mark, word)


def _has_keys(keys: Path) -> bool:
    return any(not path.name.startswith(".") for path in keys.glob("*"))


def _has_sealed(workshop: Path) -> bool:
    return any(map(_is_sealed, workshop.glob("media/??/*/original")))


def _is_sealed(original: Path) -> bool:
    with suppress(FileNotFoundError, SealBroken):
        return is_sealed(original)
    return original.exists()  # sealed once, rotted since


def _read(mark: Path) -> bytes:
    try:
        return mark.read_bytes()
    except FileNotFoundError:
        return b""


def _write(mark: Path, word: bytes) -> None:
    partial = partial_name(mark)
    try:
        write_new(partial, word)
        partial.replace(mark)
        sync_folder(mark.parent)
    except OSError as error:
        raise explained(error, mark) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
