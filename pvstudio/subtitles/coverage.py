"""Which characters a font file holds: its ``cmap`` table (OpenType 1.9, formats 4 and 12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path


def code_points(font: Path) -> frozenset[int]:
    """Return the Unicode code points that *font* (TrueType or OpenType) has a glyph for."""
    data = font.read_bytes()
    start = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * index)
        if platform == 0 or (platform == 3 and encoding in {1, 10}):
            found.update(_subtable(data, start + offset))
    return frozenset(found)


def _table(data: bytes, name: bytes) -> int:
    (tables,) = struct.unpack_from(">H", data, 4)
    for index in range(tables):
        tag, _checksum, offset, _length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
        if tag == name:
            return int(offset)
    raise ValueError(f"the font has no {name.decode()} table")


def _subtable(data: bytes, at: int) -> Iterator[int]:
    (kind,) = struct.unpack_from(">H", data, at)
    if kind == 4:
        yield from _segments(data, at)
    elif kind == 12:
        (groups,) = struct.unpack_from(">L", data, at + 12)
        for index in range(groups):
            first, last, glyph = struct.unpack_from(">LLL", data, at + 16 + 12 * index)
            yield from range(first if glyph else first + 1, last + 1)


def _segments(data: bytes, at: int) -> Iterator[int]:
    """Format 4: segments of the basic plane; glyph 0 is the box, so it does not count."""
    segments = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends, starts = at + 14, at + 16 + 2 * segments
    deltas, offsets = starts + 2 * segments, starts + 4 * segments
    for index in range(segments):
        (last,) = struct.unpack_from(">H", data, ends + 2 * index)
        (first,) = struct.unpack_from(">H", data, starts + 2 * index)
        (delta,) = struct.unpack_from(">H", data, deltas + 2 * index)
        here = offsets + 2 * index
        (offset,) = struct.unpack_from(">H", data, here)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", data, here + offset + 2 * (code - first))
            if offset and glyph == 0:
                continue
            if (glyph + delta) & 0xFFFF:
                yield code
