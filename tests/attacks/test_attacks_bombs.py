"""Small files that ask for much: memory, tracks, hours."""

import struct
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from attackers import decode

from pvstudio.media.errors import CommandFailed, MediaRefused
from pvstudio.media.ffmpeg import Limits, input_args, run
from pvstudio.media.probing import probe

MakeFilm = Callable[..., Path]
SECONDS = 20  # within which an answer has to come


def png(width: int, height: int) -> bytes:
    """Return an empty one-bit picture: 110 kB that unpack to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer, row = zlib.compressobj(9), bytes(1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def refused_in_time(path: Path, folder: Path, words: str) -> None:
    started = time.monotonic()
    with pytest.raises(MediaRefused, match=words):
        probe(path, name="Story.mp4")
    with pytest.raises(CommandFailed):
        decode(path, folder)
    assert time.monotonic() - started < SECONDS


@pytest.mark.slow
def test_a_picture_of_gigabytes(tmp_path: Path) -> None:
    bomb = tmp_path / "story.mp4"
    bomb.write_bytes(png(30000, 30000))
    assert bomb.stat().st_size < 200_000
    refused_in_time(bomb, tmp_path, "photograph")


@pytest.mark.slow
def test_a_film_of_gigabytes(sandbox: str, make_film: MakeFilm, tmp_path: Path) -> None:
    black = ["-f", "lavfi", "-i", "color=black:size=8000x6000:rate=1:duration=1", "-pix_fmt", "gray"]
    bomb = make_film("bomb.mkv", *black, "-c:v", "ffv1", "-threads", "1")
    assert bomb.stat().st_size < 2_000_000
    refused_in_time(bomb, tmp_path, "too large")


@pytest.mark.slow
def test_hundreds_of_tracks(sandbox: str, make_film: MakeFilm, tmp_path: Path) -> None:
    tone = make_film("tone.mov", "-f", "lavfi", "-i", "sine=duration=0.1:sample_rate=8000", "-c:a", "pcm_u8")
    many = make_film("tracks.mov", "-i", tone, *["-map", "0"] * 900, "-c", "copy", reads=(tone,))
    refused_in_time(many, tmp_path, "more tracks")


@pytest.mark.slow
def test_hours_of_nothing(make_film: MakeFilm, film: Path, tmp_path: Path) -> None:
    slow = ["-an", "-c", "copy", "-bsf:v", "setts=pts=PTS*180000:dts=DTS*180000"]
    hours = make_film("hours.mkv", "-i", film, *slow, reads=(film,))  # 100 hours
    started = time.monotonic()
    with pytest.raises(MediaRefused, match="longer than six hours"):
        probe(hours, name="Story.mkv")
    assert time.monotonic() - started < SECONDS


@pytest.mark.slow
def test_a_disk_is_not_filled(sandbox: str, film: Path, tmp_path: Path) -> None:
    args = [*input_args(film), "-f", "rawvideo", "-pix_fmt", "rgb48le", tmp_path / "raw"]
    with pytest.raises(CommandFailed, match="larger file"):
        run(args, reads=[film], writes=tmp_path, limits=Limits(file_bytes=1 << 20))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_boxes_that_nest_without_end(tmp_path: Path) -> None:
    inner = b""
    for _ in range(20_000):
        inner = struct.pack(">I4s", len(inner) + 8, b"moov") + inner[:200_000]
    path = tmp_path / "original"
    path.write_bytes(struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + inner)
    started = time.monotonic()
    with pytest.raises(MediaRefused):
        probe(path, name="Story.mp4")
    with suppress(CommandFailed):
        decode(path, tmp_path)
    assert time.monotonic() - started < SECONDS
