"""Exactly in to out: these pictures, these samples, and not one more, visible or hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from media_world import FAST, FILM, Rushes, counting, numbers, sound, times

from pvstudio.config import FilmFormat
from pvstudio.media.errors import NotExact, NotProbed, RangeUnusable
from pvstudio.media.ffmpeg import run
from pvstudio.media.mezzanines import make_mezzanine, shot_of
from pvstudio.model import FootageState

Filmed = Callable[..., Path]
WITH_SOUND = ["-f", "lavfi", "-i", "anoisesrc=color=pink:amplitude=0.05:r=44100:d=4", "-c:a", "aac"]


@pytest.fixture(scope="session")
def counted(filmed: Filmed) -> Path:
    return filmed("counted.mp4", *counting(), *WITH_SOUND, *FAST, "-g", "50", "-bf", "2")


def test_a_range_holds_its_pictures_and_no_other(rushes: Rushes, counted: Path) -> None:
    made = rushes.mezzanine(counted, 1000, 2000)
    assert numbers(made.video) == list(range(25, 50))
    assert made.frames == 25
    assert len(sound(made.audio)) == 48_000


def test_times_are_even_and_begin_at_zero(rushes: Rushes, counted: Path) -> None:
    assert times(rushes.mezzanine(counted, 1000, 2000).video) == [Fraction(n, 25) for n in range(25)]


@pytest.mark.slow
def test_neighbouring_ranges_share_no_picture(rushes: Rushes, counted: Path) -> None:
    shown = [n for start in (960, 1240) for n in numbers(rushes.mezzanine(counted, start, start + 280).video)]
    assert shown == list(range(24, 38))


@pytest.mark.slow
def test_everything_decodes_in_silence(rushes: Rushes, counted: Path, tmp_path: Path) -> None:
    made = rushes.mezzanine(counted, 1000, 2000)
    for file in (made.video, made.audio):
        assert run(["-v", "error", "-i", file, "-f", "null", "-"], reads=[file], writes=tmp_path) == []


def test_nothing_is_made_twice(rushes: Rushes, counted: Path) -> None:
    first = rushes.mezzanine(counted, 1000, 2000)
    before = first.video.stat().st_mtime_ns
    assert rushes.mezzanine(counted, 1000, 2000) == first
    assert first.video.stat().st_mtime_ns == before


@pytest.mark.slow
def test_what_a_crash_left_half_is_made_again(rushes: Rushes, counted: Path) -> None:
    made = rushes.mezzanine(counted, 0, 400)
    made.video.with_suffix(".json").unlink()  # written last: without it, nothing counts as there
    made.audio.write_bytes(b"RIFF")
    assert rushes.mezzanine(counted, 0, 400) == made
    assert len(sound(made.audio)) == 10 * 1920


@pytest.mark.slow
def test_deep_inside_long_footage(rushes: Rushes, filmed: Filmed) -> None:
    long = filmed("long.mp4", *counting(seconds=14), *FAST, "-g", "250")
    assert numbers(rushes.mezzanine(long, 12_000, 12_400).video) == list(range(10))


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "fps"), [("30000/1001", 25), ("50", 25), ("15", 30), ("24", 25)])
def test_other_rates_keep_time(rushes: Rushes, filmed: Filmed, rate: str, fps: int) -> None:
    path = filmed(f"rate-{rate.replace('/', '-')}.mkv", *counting(rate, 2), *FAST)
    made = rushes.mezzanine(path, 0, 1900, film=replace(FILM, fps=fps))
    assert made.frames == 1900 * fps // 1000
    ideal = [n * Fraction(rate) / fps for n in range(made.frames)]
    assert all(abs(number - want) <= 1 for number, want in zip(numbers(made.video), ideal, strict=True))


@pytest.mark.slow
def test_uneven_frame_times_are_kept(rushes: Rushes, filmed: Filmed) -> None:
    uneven = "select='lt(mod(n,7),3)+eq(n,0)'"
    path = filmed("uneven.mp4", *counting(), "-vf", uneven, "-fps_mode", "vfr", *FAST)
    footage = rushes.footage(path)
    assert footage.media
    assert footage.media.video
    assert footage.media.video.variable
    kept = [n for n in range(100) if n % 7 < 3]
    shown = numbers(rushes.mezzanine(path, 0, 3600).video)
    assert shown == [max(k for k in kept if k <= n) for n in range(90)]


@pytest.mark.slow
def test_a_range_without_a_picture_is_said_to_be_so(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("gap.mp4", *counting(), "-vf", "select='lt(n,10)+gt(n,90)'", "-fps_mode", "vfr", *FAST)
    with pytest.raises(NotExact) as caught:
        rushes.mezzanine(path, 1000, 2000)
    assert (caught.value.wanted, caught.value.found) == (25, 0)
    assert "widen" in caught.value.advice


def test_ranges_that_are_none_are_refused(rushes: Rushes, counted: Path) -> None:
    footage = rushes.footage(counted)
    for start, end in ((-1, 500), (500, 500), (9000, 9500)):
        with pytest.raises(RangeUnusable):
            shot_of(rushes.clip(counted, start, end), footage, rushes.files, FILM)


def test_footage_that_was_refused_is_not_worked_on(rushes: Rushes, counted: Path) -> None:
    footage = replace(rushes.footage(counted), media=None, state=FootageState.REFUSED, reason="it is empty")
    with pytest.raises(NotProbed, match="it is empty"):
        make_mezzanine(rushes.clip(counted), footage, rushes.files, FILM)


@pytest.mark.slow
def test_a_recording_without_picture_gets_a_plain_one(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("voice.wav", "-f", "lavfi", "-i", "sine=frequency=300:duration=1")
    made = rushes.mezzanine(path, 0, 1000, film=FilmFormat(width=64, height=64, fps=25))
    assert len(numbers(made.video)) == 25
    assert sound(made.audio).any()


@pytest.mark.slow
def test_a_picture_that_changes_size_on_the_way(rushes: Rushes, filmed: Filmed) -> None:
    first = filmed("small.ts", *counting(seconds=1, size="64x64"), *FAST)
    second = filmed("large.ts", *counting(seconds=1, size="128x96"), *FAST)
    both = first.with_name("both.ts")
    both.write_bytes(first.read_bytes() + second.read_bytes())
    assert len(numbers(rushes.mezzanine(both, 0, 1000).video)) == 25
