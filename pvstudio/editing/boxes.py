"""The boxes of an MP4 (ISO 14496-12): a walk that knows every box that a film may hold, and no other.

Text searches miss binary metadata (``loci`` holds a place that no search finds), so this is an
allow-list: a box that is not named here is a fault.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pvstudio.editing.errors import RenderCheckFailed
from pvstudio.store.reading import opened

#: Boxes that hold other boxes.
_HOLDERS = frozenset({"moov", "trak", "edts", "mdia", "minf", "dinf", "stbl", "tref", "udta", "ilst", "©nam"})

#: Boxes of numbers that an ffmpeg film has; what is in them describes samples, not people.
_PLAIN = frozenset(
    {"ftyp", "mvhd", "tkhd", "elst", "chap", "mdhd", "hdlr", "vmhd", "smhd", "nmhd", "gmhd", "dref"}
    | {"stsd", "stts", "stss", "ctts", "stsc", "stsz", "stco", "co64", "sgpd", "sbgp"}
    | {"name", "meta", "data", "chpl", "free", "mdat"}
)

#: Samples' descriptions that a film may have: H.264, AAC, subtitles, the list of chapters.
_CODECS = frozenset({b"avc1", b"mp4a", b"tx3g", b"text"})

_HANDLERS = frozenset({"VideoHandler", "SoundHandler", "SubtitleHandler", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box: where it stands (``moov/trak/tkhd``), where its payload lies, and the payload unless big."""

    path: str
    offset: int
    size: int  # of the payload, in bytes
    payload: bytes

    @property
    def name(self) -> str:
        """The four letters of its kind."""
        return self.path.rpartition("/")[2]


def walk(path: Path) -> Iterator[Box]:
    """Yield every box of the file in order, holders before what they hold."""
    with opened(path) as file:
        yield from _boxes(file, 0, file.seek(0, 2), "")


def show_no_subtitle(path: Path) -> None:
    """Mark every subtitle track as not enabled: ffmpeg enables the first, which players then show unasked."""
    with path.open("rb+") as file:
        for header in _headers_of_subtitles(path):
            file.seek(header.offset + 3)
            file.write(bytes([header.payload[3] & ~1]))


def metadata_faults(path: Path, texts: Collection[str]) -> list[str]:
    """Return everything in the file that a film may not hold; *texts* are titles and names that it may."""
    boxes = list(walk(path))
    faults = [f"box {box.path} is not allowed" for box in boxes if box.name not in _HOLDERS | _PLAIN]
    for box in boxes:
        faults += _faults_of(box, texts)
    held = sum(sum(_sizes(box.payload)) for box in boxes if box.name == "stsz")
    media = sum(box.size for box in boxes if box.name == "mdat")
    if held != media:
        faults.append(f"{media - held} bytes of media belong to no track")
    return faults


def _boxes(file: BinaryIO, start: int, end: int, parent: str) -> Iterator[Box]:
    while start + 8 <= end:
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1 and start + 16 <= end:
            size, head = struct.unpack(">Q", file.read(8))[0], 16
        if not head <= size <= end - start:
            raise RenderCheckFailed([f"the box at byte {start} has the impossible size {size}"])
        name = kind.decode("mac_roman")
        path = f"{parent}/{name}" if parent else name
        payload = b"" if name == "mdat" else file.read(size - head)
        yield Box(path=path, offset=start + head, size=size - head, payload=payload)
        if name in _HOLDERS or name == "meta":
            yield from _boxes(file, start + head + (4 if name == "meta" else 0), start + size, path)
        start += size
    if start != end:
        raise RenderCheckFailed([f"{end - start} bytes at the end of {parent or 'the file'} are in no box"])


def _headers_of_subtitles(path: Path) -> list[Box]:
    header, found = None, []
    for box in walk(path):
        if box.name == "tkhd":
            header = box
        elif box.path == "moov/trak/mdia/hdlr" and box.payload[8:12] == b"sbtl" and header:
            found.append(header)
    return found


def _faults_of(box: Box, texts: Collection[str]) -> list[str]:
    match box.name:
        case "mvhd" | "tkhd" | "mdhd":
            dated = any(box.payload[4 : 20 if box.payload[0] else 12])
            return [f"{box.path} holds a date"] if dated else []
        case "hdlr":
            found = box.payload[24:].rstrip(b"\0").decode("utf-8", "replace")
            return [] if found in _HANDLERS or found in texts else [f"{box.path} says “{found}”"]
        case "name":
            return _text_fault(box, box.payload, texts)
        case "data":
            return _text_fault(box, box.payload[8:], texts)
        case "chpl":
            return [
                f"a chapter is called “{name}”" for name in chapter_names(box.payload) if name not in texts
            ]
        case "stsd":
            kind = box.payload[12:16]
            return [] if kind in _CODECS else [f"there is a track of {kind!r}"]
        case "free":
            return [f"{box.path} is not empty"] if any(box.payload) else []
    return []


def _text_fault(box: Box, text: bytes, texts: Collection[str]) -> list[str]:
    found = text.decode("utf-8", "replace")
    return [] if found in texts else [f"{box.path} says “{found}”"]


def chapter_names(payload: bytes) -> list[str]:
    """Return the names in Nero's list of chapters (cut by its writer at 255 bytes each)."""
    names, at = [], 9
    for _ in range(payload[8]):
        length = payload[at + 8]
        names.append(payload[at + 9 : at + 9 + length].decode("utf-8", "replace"))
        at += 9 + length
    return names


def _sizes(stsz: bytes) -> list[int]:
    each, count = struct.unpack(">II", stsz[4:12])
    return [each] * count if each else list(struct.unpack(f">{count}I", stsz[12 : 12 + 4 * count]))
