"""Stills: a square of one moment of a clip, small, to know a person by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pvstudio.media.ffmpeg import QUIET, Job, run
from pvstudio.media.graphs import own, write
from pvstudio.media.mezzanines import Mezzanine
from pvstudio.media.proxies import make_proxy
from pvstudio.store.files import staged

#: Pixels of each side.
SIDE = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """Where in a picture: the middle of the square and its side, as parts of the picture's *height*.

    *x* is a part of the width, *y* of the height, all from 0 to 1. A square that would reach over an
    edge is moved inside.
    """

    x: float = 0.5
    y: float = 0.4
    side: float = 0.6

    def box(self, width: int, height: int) -> tuple[int, int, int]:
        """Return left, top and side in pixels (even numbers) of a picture of this size."""
        longest = min(width, height) // 2 * 2
        side = max(16, min(longest, round(self.side * height) // 2 * 2))
        left = max(0, min(width - side, round(self.x * width - side / 2)))
        top = max(0, min(height - side, round(self.y * height - side / 2)))
        return left // 2 * 2, top // 2 * 2, side


def cut_still(mezzanine: Mezzanine, at_ms: int, square: Square, target: Path, *, job: Job = QUIET) -> None:
    """Write *square* of the picture at *at_ms* of *mezzanine* to *target*: a JPEG of :data:`SIDE` pixels."""
    proxy = make_proxy(mezzanine, job=job)
    film = mezzanine.film
    left, top, side = square.box(film.width, film.height)
    frame = min(mezzanine.frames - 1, at_ms * film.fps // 1000)
    picture = own(proxy, seek_ms=frame * 1000 // film.fps)["v:0"].filter("scale", film.width, film.height)
    picture = picture.filter("crop", side, side, left, top)
    picture = picture.filter("scale", SIDE, SIDE, out_range="pc", out_color_matrix="bt601")
    with staged(target) as partial:
        options = {"frames:v": "1", "c:v": "mjpeg", "q:v": "3", "f": "image2", "update": "1"}
        args = write(picture.filter("format", "yuvj420p"), partial, **options)
        run(args, reads=[proxy], writes=partial.parent, job=job)
