"""What lies behind letters: a colour, a gradient, or a dimmed still of a clip that slowly comes nearer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from pvstudio.config import FilmFormat
from pvstudio.editing.blocks import Pixels
from pvstudio.editing.plan import Filmed
from pvstudio.editing.takes import from_frame
from pvstudio.media.ffmpeg import Job, run
from pvstudio.media.graphs import write

Ground = Callable[[float], Pixels]

#: How much nearer a still comes each second.
_ZOOM = 0.008


def gradient(colours: Sequence[str], film: FilmFormat) -> Ground:
    """Return a still ground from one colour at the top to another below, a little darker at its edges."""
    top, bottom = (np.array(_rgb(colour), np.float32) for colour in (colours[0], colours[-1]))
    rows = np.linspace(0, 1, film.height, dtype=np.float32)[:, None, None]
    plain = np.broadcast_to(top * (1 - rows) + bottom * rows, (film.height, film.width, 3))
    # Dark gradients show steps of single values: noise of less than one step hides them.
    noise = np.random.default_rng(7).triangular(-1, 0, 1, plain.shape[:2])[..., None]
    pixels = np.clip(np.rint(plain * _vignette(film) + noise), 0, 255).astype(np.uint8)
    return lambda _at: pixels


def still(mezzanine: Filmed, film: FilmFormat, bench: Path, job: Job) -> Ground:
    """Return a ground from the middle of a mezzanine, softened and dimmed so that letters can be read."""
    soft = _middle_frame(mezzanine, film, bench, job).filter(ImageFilter.GaussianBlur(film.height / 180))
    warm = np.asarray(soft, np.float32) * np.array([0.36, 0.32, 0.29], np.float32) * _vignette(film)
    picture = Image.fromarray(warm.astype(np.uint8))

    def nearer(at: float) -> Pixels:
        part = 1 / (1 + _ZOOM * at)
        x, y = film.width * (1 - part) / 2, film.height * (1 - part) / 2
        box = (x, y, film.width - x, film.height - y)
        return np.asarray(picture.resize(picture.size, Image.Resampling.BILINEAR, box=box))

    return nearer


def _middle_frame(mezzanine: Filmed, film: FilmFormat, bench: Path, job: Job) -> Image.Image:
    target = bench / "still.rgb"
    source = from_frame(mezzanine.video, mezzanine.frames // 2, film)
    args = write(source, target, **{"frames:v": "1", "pix_fmt": "rgb24", "f": "rawvideo"})
    run(args, reads=[mezzanine.video], writes=bench, job=job)
    return Image.frombytes("RGB", (film.width, film.height), target.read_bytes())


def _vignette(film: FilmFormat) -> np.ndarray:
    """Return factors from 1 in the middle to 0.78 in the corners."""
    y = np.linspace(-1, 1, film.height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, film.width, dtype=np.float32)[None, :]
    factors: np.ndarray = (1 - 0.11 * (x**2 + y**2))[..., None]
    return factors


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
