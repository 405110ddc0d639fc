"""What is kept of a recording is what was in it, at the same place; of the rest nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from media_world import FAST, Rushes, counting, numbers, sound

from pvstudio.media.ffmpeg import QUIET
from pvstudio.media.keeping import Keeping, NotKept
from pvstudio.media.probing import probe

Filmed = Callable[..., Path]
NOISE = ["-f", "lavfi", "-i", "anoisesrc=color=pink:amplitude=0.05:r=44100:d=4:seed=7"]
SOUNDS = {".mp4": "aac", ".mov": "pcm_s16le", ".ts": "mp2", ".mkv": "flac"}


def recorded(filmed: Filmed, suffix: str) -> Path:
    """Four seconds of numbered pictures, with noise."""
    codec = SOUNDS[suffix]
    return filmed(f"kept{suffix}", *counting(), *NOISE, "-c:a", codec, *FAST, "-g", "50", "-bf", "2")


def keeping(path: Path, *ranges: tuple[int, int]) -> Keeping:
    return Keeping(path=path, media=probe(path, name=path.name), ranges=ranges)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".mp4", ".ts"])
def test_a_kept_range_gives_the_very_pictures_and_sound(
    filmed: Filmed, rushes: Rushes, tmp_path: Path, suffix: str
) -> None:
    path, kept = recorded(filmed, suffix), tmp_path / "kept.mkv"
    keeping(path, (1000, 2000)).keep(kept)
    before, after = rushes.mezzanine(path, 1000, 2000), rushes.mezzanine(kept, 1000, 2000)
    assert numbers(after.video) == numbers(before.video) == list(range(25, 50))
    difference = sound(after.audio).astype(int) - sound(before.audio)
    assert abs(difference).max() <= 2


@pytest.mark.slow
def test_of_the_rest_nothing_is_left(filmed: Filmed, rushes: Rushes, tmp_path: Path) -> None:
    path, kept = recorded(filmed, ".mp4"), tmp_path / "kept.mkv"
    keeping(path, (500, 1000), (2000, 2500)).keep(kept)
    for start, end in ((0, 480), (1040, 1960), (2520, 3900)):
        gone = rushes.mezzanine(kept, start, end)
        assert not sound(gone.audio).any()
        assert len(set(numbers(gone.video))) == 1  # one black picture after the other
    assert numbers(rushes.mezzanine(kept, 2000, 2480).video) == list(range(50, 62))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".mov", ".mkv"])
def test_ranges_that_overlap_and_touch_the_edges(
    filmed: Filmed, rushes: Rushes, tmp_path: Path, suffix: str
) -> None:
    path, kept = recorded(filmed, suffix), tmp_path / "kept.mkv"
    keeping(path, (0, 1000), (600, 1400), (3000, 4000)).keep(kept)
    assert numbers(rushes.mezzanine(kept, 0, 1400).video) == list(range(35))
    assert numbers(rushes.mezzanine(kept, 3000, 4000).video) == list(range(75, 100))


@pytest.mark.slow
def test_sound_alone_and_pictures_alone(filmed: Filmed, rushes: Rushes, tmp_path: Path) -> None:
    spoken = filmed("kept-spoken.wav", *NOISE)
    mute = filmed("kept-mute.mp4", *counting(), *FAST)
    for path in (spoken, mute):
        keeping(path, (1000, 2000)).keep(tmp_path / f"{path.stem}.mkv")
    assert numbers(rushes.mezzanine(tmp_path / "kept-mute.mkv", 1000, 2000).video) == list(range(25, 50))
    both = [
        sound(rushes.mezzanine(one, 1000, 2000).audio).astype(int)
        for one in (spoken, tmp_path / "kept-spoken.mkv")
    ]
    assert abs(both[0] - both[1]).max() <= 2


def test_what_was_to_go_and_stayed_is_found(filmed: Filmed, tmp_path: Path) -> None:
    path = recorded(filmed, ".mp4")
    wanted = keeping(path, (1000, 2000))
    assert wanted.media.video is not None
    with pytest.raises(NotKept, match="a picture stayed"):
        wanted._compare_pictures(path, wanted.media.video, QUIET)
    with pytest.raises(NotKept, match="the sound is another"):
        wanted._compare_sound(path, QUIET)


@pytest.mark.slow
def test_what_was_to_stay_and_went_is_found(filmed: Filmed, tmp_path: Path) -> None:
    path, less, short = (
        recorded(filmed, ".mp4"),
        tmp_path / "less.mkv",
        filmed("kept-short.mp4", *counting(), *FAST, "-t", "3"),
    )
    wanted = keeping(path, (1000, 2000))
    keeping(path, (1000, 1500)).keep(less)
    assert wanted.media.video is not None
    with pytest.raises(NotKept, match="the picture is another"):
        wanted._compare_pictures(less, wanted.media.video, QUIET)
    with pytest.raises(NotKept, match="the sound is another"):
        wanted._compare_sound(less, QUIET)
    with pytest.raises(NotKept, match="75 pictures came out of 100"):
        wanted._compare_pictures(short, wanted.media.video, QUIET)
