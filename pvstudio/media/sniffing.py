"""What a file that is no film seems to be, told from its first bytes, for people to read.

It decides nothing: a file is opened by the white-lists alone. It only puts into words why that
failed, and reads bytes with no library at all.
"""

from __future__ import annotations

import codecs
import struct
from pathlib import Path

from pvstudio.store.reading import opened

_PICTURES = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x01\x00",
    b"8BPS",
)
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_LISTS = (b"#EXTM3U", b"ffconcat", b"<MPD", b"<?xml", b"v=0", b"[playlist]", b"RIFF....ACON")
_STILL_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"heim", b"heis")
_HEAD = 4096
_BOXES = 1000  # top-level boxes of an MP4 that are looked at


def seems(path: Path) -> str:
    """Return what the bytes look like: the name of a sentence in ``probing``, or ``unknown``."""
    with opened(path) as file:
        head = file.read(_HEAD)
    if not head:
        return "empty"
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture"
    if head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS:
        return "picture"
    if head.startswith(_ARCHIVES):
        return "archive"
    if head.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")):
        return "document"
    if _is_text(head):
        return "list" if any(mark in head[:256] for mark in _LISTS) else "text"
    return "cut-off" if _lacks_index(path) else "unknown"


def _is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return controls == 0


def _lacks_index(path: Path) -> bool:
    """Tell whether this is an MP4 or MOV that was never finished: samples, but no ``moov``."""
    kinds = set()
    with opened(path) as file:
        at, size = 0, file.seek(0, 2)
        for _ in range(_BOXES):
            file.seek(at)
            header = file.read(16)
            if len(header) < 8:
                break
            length, kind = struct.unpack(">I4s", header[:8])
            kinds.add(kind)
            if length == 1 and len(header) == 16:
                length = struct.unpack(">Q", header[8:])[0]
            if length < 8 or at + length > size:
                break
            at += length
    return bool(kinds & {b"ftyp", b"mdat", b"wide"}) and b"moov" not in kinds
