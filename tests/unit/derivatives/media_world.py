"""Footage that the tests film themselves, and a way to make clips of it."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from pvstudio.config import FilmFormat
from pvstudio.media.ffmpeg import run
from pvstudio.media.mezzanines import Mezzanine, make_mezzanine
from pvstudio.media.probing import probe
from pvstudio.model import Clip, Footage, Treatment
from pvstudio.store.media import MediaStore

FILM = FilmFormat(width=320, height=180, fps=25)
FAST = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-threads", "1"]


class Rushes:
    """Footage and the files of a workshop."""

    def __init__(self, root: Path) -> None:
        self.files = MediaStore(root)

    def footage(self, path: Path) -> Footage:
        """Take *path* in and look into it."""
        sha256, size = self.files.add(path)
        media = probe(path, name=path.name)
        return Footage(
            id="footage-1", sha256=sha256, original_name=path.name, size_bytes=size,
            received_at=datetime(2025, 5, 1, tzinfo=UTC), media=media,
        )  # fmt: skip

    def clip(self, path: Path, start_ms: int = 0, end_ms: int = 2000) -> Clip:
        """Return a range as a clip."""
        return Clip(id="clip-1", footage_id="footage-1", title=path.stem, start_ms=start_ms, end_ms=end_ms)

    def mezzanine(
        self,
        path: Path,
        start_ms: int = 0,
        end_ms: int = 2000,
        *treatments: Treatment,
        film: FilmFormat = FILM,
    ) -> Mezzanine:
        """Make the mezzanine of a range of the film at *path*."""
        clip = self.clip(path, start_ms, end_ms)
        return make_mezzanine(clip, self.footage(path), self.files, film, treatments=frozenset(treatments))


@pytest.fixture(scope="session")
def rushes(tmp_path_factory: pytest.TempPathFactory) -> Rushes:
    return Rushes(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="session")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that films something by ffmpeg, once a session for each name."""
    folder = tmp_path_factory.mktemp("filmed")

    def film(name: str, *args: str | Path, reads: tuple[Path, ...] = ()) -> Path:
        target = folder / name
        if not target.exists():
            run([*args, target], reads=reads, writes=folder)
        return target

    return film


def counting(rate: str = "25", seconds: float = 4, size: str = "64x64") -> list[str]:
    """Return an input whose picture *n* (below 100) says so: tens by the grey on its left, ones right."""
    digit = "if(lt(X,W/2),floor(mod(N/10,10)),mod(N,10))"
    grey = f"nullsrc=s={size}:r={rate}:d={seconds},geq=lum='20+20*{digit}':cb=128:cr=128"
    return ["-f", "lavfi", "-i", grey.replace(",", "\\,").replace("\\,geq", ",geq")]


def pictures(video: Path, *, hidden: bool = False) -> list[NDArray[np.uint8]]:
    """Return every decoded picture as RGB; with *hidden*, also those that an edit list hides."""
    options = {"ignore_editlist": "1"} if hidden else {}
    with av.open(str(video), options=options) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def numbers(video: Path) -> list[int]:
    """Return which pictures of :func:`counting` are in *video*, hidden ones too."""
    with av.open(str(video), options={"ignore_editlist": "1"}) as file:
        lumas = [frame.to_ndarray()[: frame.height] for frame in file.decode(video=0)]
    return [10 * _digit(luma, -1) + _digit(luma, 1) for luma in lumas]


def _digit(luma: NDArray[np.uint8], side: int) -> int:
    height, width = luma.shape
    x = width // 2 + side * height // 4
    return round((float(luma[height // 2 - 4 : height // 2 + 4, x - 4 : x + 4].mean()) - 20) / 20)


def times(video: Path) -> list[Fraction]:
    """Return when each picture is shown, in seconds."""
    with av.open(str(video)) as file:
        return [frame.pts * frame.time_base for frame in file.decode(video=0)]


def sound(path: Path) -> NDArray[np.int16]:
    """Return the samples of a WAV, a column a channel."""
    with wave.open(io.BytesIO(path.read_bytes())) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
