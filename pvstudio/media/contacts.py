"""Contact sheets: many small pictures of a treated clip, for the person who says whether it hides enough.

One picture each half second, and one wherever the detector lost a head that it had found before: there
it may have been missed, and what hides it was guessed. Beside the sheets, as JSON, what each picture is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pvstudio.media.ffmpeg import QUIET, Job, frames_from
from pvstudio.media.graphs import own, raw_out
from pvstudio.media.mezzanines import Mezzanine, derived
from pvstudio.store.files import write_bytes
from pvstudio.store.reading import read_bytes

#: Pictures on a sheet, in so many columns, and how wide each is (pixels).
PER_SHEET, COLUMNS, WIDTH = 60, 5, 320

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One small picture: *frame* of the clip, *ms* from its start; *lost*: a head was lost just here."""

    frame: int
    ms: int
    lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """The sheets of one clip: the *looks* row by row, :data:`PER_SHEET` to a sheet."""

    index: Path
    looks: tuple[Look, ...]
    height: int  # of one picture, in pixels

    @property
    def sheets(self) -> tuple[Path, ...]:
        """The JPEG files."""
        return tuple(self.sheet(number) for number in range(1, -(-len(self.looks) // PER_SHEET) + 1))

    def sheet(self, number: int) -> Path:
        """Return where a sheet lies, counted from 1."""
        return self.index.with_name(f"{self.index.stem}-{number}.jpg")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notes:
    looks: tuple[Look, ...]
    height: int


#: Made once, here: msgspec crashes when two threads learn the same type at the same time.
_NOTES = msgspec.json.Decoder(_Notes)


def make_contacts(mezzanine: Mezzanine, *, job: Job = QUIET) -> Contacts:
    """Make the contact sheets of *mezzanine* and their index, unless they are there."""
    if (found := find_contacts(mezzanine)) is not None:
        return found
    looks, film = tuple(_looks(mezzanine)), mezzanine.film
    height = round(WIDTH * film.height / film.width / 2) * 2
    made = Contacts(index=_index(mezzanine), looks=looks, height=height)
    pictures = _pictures(mezzanine, looks, height, job)
    for sheet in made.sheets:
        write_bytes(sheet, _jpeg(list(islice(pictures, PER_SHEET)), height))
    write_bytes(made.index, msgspec.json.encode(_Notes(looks=looks, height=height)))  # last: all are there
    return made


def find_contacts(mezzanine: Mezzanine) -> Contacts | None:
    """Return what :func:`make_contacts` made, or None: for pages, which do not wait for ffmpeg."""
    index = _index(mezzanine)
    if not index.exists():
        return None
    notes = _NOTES.decode(read_bytes(index))
    return Contacts(index=index, looks=notes.looks, height=notes.height)


def _index(mezzanine: Mezzanine) -> Path:
    return derived(mezzanine, "contact", ".json", tiles=[PER_SHEET, COLUMNS, WIDTH])


def _looks(mezzanine: Mezzanine) -> Iterator[Look]:
    """Choose the frames: one each half second at least, the last one, and where a head was lost."""
    lost = set(mezzanine.faces.lost if mezzanine.faces else ())
    regular = {*range(0, mezzanine.frames, max(1, mezzanine.film.fps // 2)), mezzanine.frames - 1}
    for frame in sorted(regular | lost):
        yield Look(frame=frame, ms=frame * 1000 // mezzanine.film.fps, lost=frame in lost)


def _pictures(mezzanine: Mezzanine, looks: Sequence[Look], height: int, job: Job) -> Iterator[Pixels]:
    wanted = {look.frame for look in looks}
    small = own(mezzanine.video)["v:0"].filter("scale", WIDTH, height, in_color_matrix="bt709")
    raws = frames_from(
        raw_out(small, "rgb24"),
        reads=[mezzanine.video],
        frame_bytes=WIDTH * height * 3,
        duration_ms=mezzanine.duration_ms,
        job=job,
    )
    for frame, raw in enumerate(raws):
        if frame in wanted:
            yield np.frombuffer(raw, np.uint8).reshape(height, WIDTH, 3)


def _jpeg(pictures: Sequence[Pixels], height: int) -> bytes:
    sheet = np.zeros((-(-len(pictures) // COLUMNS) * height, COLUMNS * WIDTH, 3), np.uint8)
    for place, picture in enumerate(pictures):
        top, left = place // COLUMNS * height, place % COLUMNS * WIDTH
        sheet[top : top + height, left : left + WIDTH] = picture
    written = BytesIO()
    Image.fromarray(sheet).save(written, format="JPEG", quality=88)
    return written.getvalue()
