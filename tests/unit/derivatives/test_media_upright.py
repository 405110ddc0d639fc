"""Pictures stand upright, in their right shape and colours, and empty sides show nothing but themselves."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from media_world import FAST, FILM, Rushes, pictures
from numpy.typing import NDArray

from pvstudio.media.shots import Shot
from pvstudio.model import MediaInfo, VideoStream

Filmed = Callable[..., Path]
RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 30), (30, 30, 200), (200, 200, 30)


def corners(width: int, height: int) -> str:
    """Return a picture whose quarters are red and green above, blue and yellow below."""
    half = f"w={width // 2}:h={height // 2}:t=fill"
    boxes = [
        ("0xC81E1E", 0, 0),
        ("0x1EA01E", width // 2, 0),
        ("0x1E1EC8", 0, height // 2),
        ("0xC8C81E", width // 2, height // 2),
    ]
    drawn = ",".join(f"drawbox=x={x}:y={y}:{half}:color={colour}" for colour, x, y in boxes)
    return f"color=c=black:s={width}x{height}:r=25:d=0.4,{drawn}"


def middles(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return the colours in the middle of the four quarters of the central square."""
    height, width = picture.shape[:2]
    x, y = width // 2, height // 2
    away = height // 5
    return [picture[y + dy * away, x + dx * away].astype(int) for dy in (-1, 1) for dx in (-1, 1)]


def assert_upright(picture: NDArray[np.uint8]) -> None:
    for found, wanted in zip(middles(picture), (RED, GREEN, BLUE, YELLOW), strict=True):
        assert np.abs(found - wanted).max() < 14, (found, wanted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("turned", "tag"),
    [
        ("null", []),
        ("transpose=cclock", ["-display_rotation:v:0", "-90"]),
        ("hflip,vflip", ["-display_rotation:v:0", "180"]),
        ("transpose=clock", ["-display_rotation:v:0", "90"]),
        ("hflip", ["-display_hflip:v:0"]),
    ],
)
def test_turned_cameras(rushes: Rushes, filmed: Filmed, turned: str, tag: list[str]) -> None:
    name = turned.replace(",", "-").replace("=", "-")
    plain = filmed(f"{name}.mp4", "-f", "lavfi", "-i", f"{corners(128, 96)},{turned}", *FAST, *BT601)
    tagged = filmed(f"{name}-tagged.mp4", *tag, "-i", f"file:{plain}", "-c", "copy", reads=(plain,))
    for picture in pictures(rushes.mezzanine(tagged, 0, 400).video):
        assert_upright(picture)


#: What phones without a colour tag are taken for, and what the tag says.
BT601 = ["-vf", "scale=out_color_matrix=bt601,format=yuv420p", "-colorspace", "smpte170m"]


@pytest.mark.slow
def test_pixels_that_are_not_square(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("wide.mp4", "-f", "lavfi", "-i", f"{corners(160, 180)},setsar=2", *FAST)
    picture = pictures(rushes.mezzanine(path, 0, 400).video)[0]
    assert_upright(picture)
    assert np.abs(picture[10, 10].astype(int) - RED).max() < 14  # 320 x 180: it fills the film


@pytest.mark.slow
def test_full_range_colours_are_brought_into_the_films(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed(
        "full.avi",
        "-f",
        "lavfi",
        "-i",
        corners(320, 180),
        "-c:v",
        "mjpeg",
        "-q:v",
        "2",
        "-pix_fmt",
        "yuvj422p",
    )
    assert_upright(pictures(rushes.mezzanine(path, 0, 400).video)[0])


@pytest.mark.slow
def test_hdr_is_brought_down_to_the_screens_of_villages(rushes: Rushes, filmed: Filmed) -> None:
    grey = "color=c=0x808080:s=320x180:r=25:d=0.4,format=yuv420p10le"
    tags = [
        "-color_primaries",
        "bt2020",
        "-color_trc",
        "smpte2084",
        "-colorspace",
        "bt2020nc",
        "-color_range",
        "tv",
    ]
    hevc = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:pools=1"]
    path = filmed("hdr.mp4", "-f", "lavfi", "-i", grey, "-vf", HDR_TAGS, *tags, *hevc)
    footage = rushes.footage(path)
    assert footage.media
    assert footage.media.video
    assert footage.media.video.hdr
    shown = pictures(rushes.mezzanine(path, 0, 400).video)[0]
    # PQ code 0.5 is 92 nits; of a reference white of 203 nits that is 0.455, in BT.1886 about 0.7.
    assert 150 < shown.mean() < 200


HDR_TAGS = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc:range=tv"


@pytest.mark.slow
def test_a_portrait_stands_before_its_own_shade(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("portrait.mp4", "-f", "lavfi", "-i", corners(90, 160), *FAST)
    picture = pictures(rushes.mezzanine(path, 0, 400).video)[0]
    assert picture.shape == (180, 320, 3)
    left, right = picture[45, 20].astype(int), picture[45, 300].astype(int)
    assert left[0] > left[2] + 20  # red behind red
    assert right[1] > right[2] + 20  # green behind green
    assert left.sum() < 0.7 * sum(RED)


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1920, 1080, (320, 180)),
        (568, 320, (320, 180)),
        (1080, 1920, (102, 180)),
        (640, 480, (240, 180)),
        (5000, 100, (320, 6)),
    ],
)
def test_shapes(width: int, height: int, size: tuple[int, int]) -> None:
    video = VideoStream(codec="h264", width=width, height=height, frame_rate=Fraction(25), variable=False)
    media = MediaInfo(container="mp4", duration_ms=1000, video=video)
    assert Shot(path=Path("x"), media=media, start_ms=0, end_ms=1000, film=FILM).size == size
