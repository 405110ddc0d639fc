"""Files as different cameras write them: containers, codecs, sizes, rates, rotation, metadata."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from moviepy import VideoClip
from numpy.typing import NDArray

from making.scenery import Frame
from making.speech import RATE
from pvstudio.media.ffmpeg import frames_into, run

_H264 = ("-c:v", "libx264", "-preset", "slow", "-tune", "animation", "-pix_fmt", "yuv420p", "-threads", "1")
_AAC = ("-c:a", "aac", "-b:a", "96k")
#: No names of programs and no times of today: the same file tomorrow.
_SAME = ("-bitexact", "-map_metadata", "-1")
_COLOURS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """How one clip is stored. *width* × *height* is the picture as it is meant to be seen."""

    file: str
    width: int
    height: int
    rate: Fraction
    peak_db: float  # of the whole sound: cameras differ
    codecs: tuple[str, ...]
    mono: bool = False
    sideways: bool = False  # held upright: stored lying, with a display matrix that turns it
    drops: bool = False  # loses frames: a variable frame rate
    tags: tuple[str, ...] = ()  # metadata that a phone writes


_PHONE_TAGS = (
    "title=Bilal - our wall, Friday evening",
    "artist=Bilal",
    "comment=Filmed behind the house in Ulica Hatinac",
    "creation_time=2025-05-09T18:12:04Z",
    "location=+44.8169+015.8708+222/",
    "make=Samplephone",
    "model=SP-7",
    "com.android.version=14",
)

CAMERAS = {
    "river": Camera(file="river.mp4", width=1920, height=1080, rate=Fraction(25), peak_db=-5,
                    codecs=(*_H264, "-crf", "23", *_AAC)),
    "tea": Camera(file="tea.mov", width=1280, height=720, rate=Fraction(30), peak_db=-0.5,
                  codecs=(*_H264, "-crf", "22", *_AAC, "-ar", "44100")),
    "football": Camera(file="football.mp4", width=720, height=1280, rate=Fraction(30000, 1001), peak_db=-6,
                       codecs=(*_H264, "-crf", "22", *_AAC), sideways=True, tags=_PHONE_TAGS),
    "window": Camera(file="window.webm", width=1280, height=720, rate=Fraction(24), peak_db=-9,
                     codecs=("-c:v", "libvpx-vp9", "-crf", "28", "-b:v", "0", "-cpu-used", "3",
                             "-threads", "1", "-c:a", "libopus", "-b:a", "64k")),
    "camera": Camera(file="camera.mkv", width=1280, height=720, rate=Fraction(30), peak_db=-7,
                     codecs=("-c:v", "libx265", "-preset", "medium", "-crf", "22", "-pix_fmt", "yuv420p",
                             "-x265-params", "pools=1:frame-threads=1:log-level=error", *_AAC)),
    "bench": Camera(file="bench.avi", width=640, height=480, rate=Fraction(25), peak_db=-24, mono=True,
                    codecs=("-c:v", "mpeg4", "-q:v", "4", "-g", "50", "-c:a", "libmp3lame", "-b:a", "64k")),
    "dough": Camera(file="dough.3gp", width=640, height=480, rate=Fraction(24), peak_db=0,
                    codecs=(*_H264, "-profile:v", "baseline", "-crf", "22", "-an")),
    "garden": Camera(file="garden.mp4", width=1280, height=720, rate=Fraction(30), peak_db=-6,
                     codecs=(*_H264, "-crf", "23", *_AAC), drops=True),
    "lanterns": Camera(file="lanterns.mp4", width=1280, height=720, rate=Fraction(50), peak_db=-8,
                       codecs=(*_H264, "-crf", "23", *_AAC)),
}  # fmt: skip


def film(camera: Camera, picture: Frame, sound: NDArray[np.float32], duration_s: float, folder: Path) -> Path:
    """Write one clip below *folder* and return where it lies."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / camera.file
    heard = target.with_suffix(".wav")
    _write_wav(heard, _levelled(sound, camera))
    size = f"{camera.height}x{camera.width}" if camera.sideways else f"{camera.width}x{camera.height}"
    raw = f"-f rawvideo -pix_fmt rgb24 -s {size} -r {camera.rate} -i pipe:0".split()
    kept = ["-map", "0:v:0", "-map", "1:a:0", "-vf", _filters(camera), *camera.codecs, *_SAME, *_COLOURS]
    kept += ["-fps_mode", "vfr"] if camera.drops else []
    args: list[str | Path] = ["-y", *raw, "-i", heard, *kept, target]
    frames_into(args, writes=folder, reads=[heard], frames=_frames(camera, picture, duration_s))
    heard.unlink()
    return _as_a_phone(target, camera) if camera.sideways else target


def _frames(camera: Camera, picture: Frame, duration_s: float) -> Iterator[bytes]:
    clip = VideoClip(picture, duration=round(duration_s * camera.rate) / float(camera.rate))
    for image in clip.iter_frames(fps=float(camera.rate), dtype="uint8"):
        # A quarter turn against the clock: the display matrix turns it back.
        yield np.ascontiguousarray(np.rot90(image) if camera.sideways else image).tobytes()


def _filters(camera: Camera) -> str:
    drop = (
        "select='not(eq(mod(n\\,7)\\,3)+eq(mod(n\\,11)\\,5)+between(mod(n\\,83)\\,40\\,46))',"
        if camera.drops
        else ""
    )
    return f"{drop}scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"


def _as_a_phone(target: Path, camera: Camera) -> Path:
    """Add the display matrix and what a phone tells about its owner."""
    plain = target.with_stem(f"{target.stem}-plain")
    target.replace(plain)
    tags = [part for tag in camera.tags for part in ("-metadata", tag)]
    turned: list[str | Path] = ["-display_rotation", "-90", "-i", plain, "-map", "0", "-c", "copy"]
    told = ["-fflags", "+bitexact", "-movflags", "use_metadata_tags", *tags]
    run(["-y", *turned, *told, target], reads=[plain], writes=target.parent)
    plain.unlink()
    return target


def _levelled(sound: NDArray[np.float32], camera: Camera) -> NDArray[np.float32]:
    peak = max(float(np.abs(sound).max()), 1e-9)
    heard = sound * (10 ** (camera.peak_db / 20) / peak)
    return heard.mean(axis=1, keepdims=True) if camera.mono else heard


def _write_wav(target: Path, sound: NDArray[np.float32]) -> None:
    with wave.open(str(target), "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
