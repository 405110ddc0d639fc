"""Sealed files: AES-256-GCM in segments of 1 MiB; any range can be read, no change goes unseen.

::

    header     256 bytes: magic, segment size, length, key's id and mark, and the file's own key, wrapped
    segment 0  up to 1 MiB of the file, encrypted, and a tag of 16 bytes
    segment 1  …

Each file has a random key of its own, wrapped (AES-256-GCM) by the data key of its home. The wrap
authenticates the header, the file's length and its name. So footage can be sealed while it
arrives, before anybody knows whose key it belongs under.

Segments follow STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance, CRYPTO 2015): the nonce holds the number of the segment and whether
it is the last. None can be changed, dropped, repeated, moved within its file or into another.
"""

from __future__ import annotations

import io
import os
import secrets
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pvstudio.store.errors import KeyGone, SealBroken
from pvstudio.store.keys import SECRET_BYTES, Key

MAGIC = b"PVSEAL1\x9c"
SEGMENT = 1 << 20
TAG = 16
HEADER = 256
_NONCE = 12
_ID = 168
#: magic, segment size, length, key id, key mark; then the nonce and the wrapped key of the file.
_FIELDS = struct.Struct(f">8sIQ{_ID}s8s")
_BOUND = _FIELDS.size - 8  # the mark only explains; the key itself decides
#: This many bits of the magic may have rotted, and it is still known for what it was.
_ROT_BITS = 8


def is_sealed(path: Path) -> bool:
    """Tell by its first bytes whether *path* is sealed; raise :class:`SealBroken` if these have rotted."""
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    wrong = (int.from_bytes(head) ^ int.from_bytes(MAGIC)).bit_count() if len(head) == len(MAGIC) else 64
    if 0 < wrong <= _ROT_BITS:
        raise SealBroken(path, "its first bytes have changed")
    return not wrong


class Sealer:
    """Seals what is written to it into *file*, which stays open; :meth:`finish` makes it readable."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._key = secrets.token_bytes(SECRET_BYTES)
        self._cipher = AESGCM(self._key)
        self._waiting = bytearray()
        self._number = 0
        self.length = 0  # bytes that were written so far
        file.write(bytes(HEADER))  # until the end, nobody can open it

    def write(self, block: bytes | memoryview) -> None:
        """Take in more of the file."""
        self._waiting += block
        self.length += len(block)
        while len(self._waiting) > SEGMENT:  # a whole one may still be the last
            self._put(SEGMENT, last=False)

    def finish(self, key: Key, name: str) -> None:
        """Write the rest, then the header: this is the file *name*, under *key*."""
        self._put(len(self._waiting), last=True)
        head = _FIELDS.pack(MAGIC, SEGMENT, self.length, key.id.encode("ascii"), key.mark)
        nonce = secrets.token_bytes(_NONCE)
        wrapped = AESGCM(key.secret).encrypt(nonce, self._key, _bound(head, name))
        self._file.seek(0)
        self._file.write(head + nonce + wrapped)
        self._file.flush()

    def _put(self, size: int, *, last: bool) -> None:
        with memoryview(self._waiting) as waiting, waiting[:size] as segment:
            self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), segment, MAGIC))
        del self._waiting[:size]
        self._number += 1


def seal(source: BinaryIO, target: BinaryIO, key: Key, name: str) -> None:
    """Write all of *source*, sealed as *name* under *key*, into *target*, which can be sought in."""
    sealer = Sealer(target)
    while block := source.read(SEGMENT):
        sealer.write(block)
    sealer.finish(key, name)


class SealedFile(io.RawIOBase):
    """The plain bytes of a sealed file; only the segments that a range touches are read and decrypted.

    *name* is what the file was sealed as. *lives* is asked before each segment: what was opened
    before an erasure ends with it. Raises :class:`SealBroken` and :class:`KeyGone`, at any read.
    """

    def __init__(
        self, path: Path, key: Key | None, name: str = "", *, lives: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__()
        self.path, self._lives, self._at = path, lives, 0
        self._held: tuple[int, bytes] = (-1, b"")
        self._file = path.open("rb", buffering=0)
        try:
            file_key, self.size = _opened_header(self._file, path, key, name or path.name)
        except BaseException:
            self._file.close()
            raise
        self._cipher = AESGCM(file_key)
        self._last = max(0, -(-self.size // SEGMENT) - 1)

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be sought in."""
        return True

    def tell(self) -> int:
        """Return where the next byte is read."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to *offset* from the beginning, from here or from the end."""
        at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if at < 0:
            raise ValueError(f"{at} is no place in a file")
        self._at = at
        return at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill all of *buffer* unless the file ends before."""
        with memoryview(buffer) as whole, whole.cast("B") as wanted:
            done = 0
            while done < len(wanted) and self._at < self.size:
                number, offset = divmod(self._at, SEGMENT)
                part = memoryview(self._segment(number))[offset : offset + len(wanted) - done]
                wanted[done : done + len(part)] = part
                done += len(part)
                self._at += len(part)
            return done

    def readall(self) -> bytes:
        """Return the rest; of an empty file, the seal is checked all the same."""
        if not self.size:
            self._segment(0)
        found = bytearray(max(0, self.size - self._at))
        self.readinto(found)
        return bytes(found)

    def close(self) -> None:
        """Let go of the file, and of what was decrypted."""
        self._held = (-1, b"")
        self._file.close()
        super().close()

    def _segment(self, number: int) -> bytes:
        if self._held[0] != number:
            if not self._lives():
                raise KeyGone(self.path)
            self._file.seek(HEADER + number * (SEGMENT + TAG))
            size = min(SEGMENT, self.size - number * SEGMENT) + TAG
            last = number == self._last
            try:
                plain = self._cipher.decrypt(_nonce(number, last=last), _read(self._file, size), MAGIC)
            except InvalidTag:
                raise SealBroken(self.path, f"segment {number} is not what was written", number) from None
            self._held = (number, plain)
        return self._held[1]


def _opened_header(file: io.RawIOBase, path: Path, key: Key | None, name: str) -> tuple[bytes, int]:
    """Return the file's own key and its length in bytes."""
    head = _read(file, HEADER)
    if len(head) < HEADER or not head.startswith(MAGIC):
        raise SealBroken(path, "it has no whole header")
    if key is None:
        raise KeyGone(path)
    _magic, segment, length, key_id, mark = _FIELDS.unpack_from(head)
    nonce, wrapped = head[_FIELDS.size : _FIELDS.size + _NONCE], head[_FIELDS.size + _NONCE :]
    try:
        file_key = AESGCM(key.secret).decrypt(nonce, wrapped, _bound(head, name))
    except InvalidTag:
        if mark != key.mark:
            raise KeyGone(path) from None
        raise SealBroken(path, "its header, or its name, is not what was written") from None
    if mark != key.mark or key_id.rstrip(b"\0") != key.id.encode("ascii") or segment != SEGMENT:
        raise SealBroken(path, "its header is not what was written")
    if file.seek(0, os.SEEK_END) != HEADER + length + TAG * max(1, -(-length // SEGMENT)):
        raise SealBroken(path, "it is cut off, or too long")
    return file_key, length


def _bound(head: bytes, name: str) -> bytes:
    return head[:_BOUND] + name.encode()


def _nonce(number: int, *, last: bool) -> bytes:
    """Return the nonce of a segment: the key is the file's own, so the number alone makes it unique."""
    return struct.pack(">7xIB", number, last)


def _read(file: io.RawIOBase, size: int) -> bytes:
    """Read *size* bytes, fewer only at the end of the file."""
    found = file.read(size) or b""
    while len(found) < size and (more := file.read(size - len(found))):
        found += more
    return found
