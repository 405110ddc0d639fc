"""The gate of every render: each way in which a film could be wrong is found, and said."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import editing_world as world
import numpy as np
import pytest

from pvstudio.editing import rendering
from pvstudio.editing.boxes import Box, walk
from pvstudio.editing.checking import Expected, check_film, lag
from pvstudio.editing.errors import RenderCheckFailed
from pvstudio.media.ffmpeg import QUIET, Job, run
from pvstudio.media.loudness import Loudness

pytestmark = pytest.mark.slow

RECIPE = """
title = "Stories"
[[parts]]
clip = "a"
card = "none"
[[parts]]
clip = "b"
card = "none"
[subtitles]
languages = ["en", "ar"]
"""


@dataclass(frozen=True)
class Gate:
    film: Path
    expected: Expected

    def faults(self, film: Path, **other: object) -> str:
        with pytest.raises(RenderCheckFailed) as caught:
            check_film(film, replace(self.expected, **other), film.parent, QUIET)  # type: ignore[arg-type]
        assert caught.value.evidence
        return str(caught.value)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """A good film, and what it was checked against."""
    folder = tmp_path_factory.mktemp("gate")
    found = [world.mezzanine(folder, "a", 50), world.mezzanine(folder, "b", 50, grey=120)]
    kept: list[Expected] = []

    def keeping(path: Path, expected: Expected, bench: Path, job: Job) -> None:
        check_film(path, expected, bench, job)
        mixed = shutil.copy(expected.mixed, folder / "mixed.wav")
        kept.append(replace(expected, mixed=Path(mixed)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "check_film", keeping)
        film = rendering.render(world.plan_of(RECIPE, found), folder / "film", cache=folder / "cache")
    return Gate(film.film, kept[0])


def boxes(path: Path) -> dict[str, list[Box]]:
    found: dict[str, list[Box]] = {}
    for box in walk(path):
        found.setdefault(box.path, []).append(box)
    return found


def edited(gate: Gate, folder: Path, change: Callable[[bytearray, dict[str, list[Box]]], None]) -> Path:
    target = folder / "edited.mp4"
    content = bytearray(gate.film.read_bytes())
    change(content, boxes(gate.film))
    target.write_bytes(content)
    return target


def remuxed(gate: Gate, folder: Path, *args: str) -> Path:
    target = folder / "remuxed.mp4"
    copied = ["-i", f"file:{gate.film}", "-map", "0:v", "-map", "0:a", "-map", "0:s", "-c", "copy", *args]
    run([*copied, "-fflags", "+bitexact", f"file:{target}"], reads=[gate.film], writes=folder)
    return target


def test_a_changed_picture_is_found(gate: Gate, tmp_path: Path) -> None:
    def change(content: bytearray, found: dict[str, list[Box]]) -> None:
        (media,) = found["mdat"]
        middle = media.offset + media.size // 2
        content[middle : middle + 400] = bytes(400)

    assert "is not the one that was joined" in gate.faults(edited(gate, tmp_path, change))


def test_a_place_in_the_metadata_is_found(gate: Gate, tmp_path: Path) -> None:
    told = remuxed(gate, tmp_path, "-metadata", "location=+44.8169+015.8708/")
    assert "is not allowed" in gate.faults(told)


def test_a_comment_is_found(gate: Gate, tmp_path: Path) -> None:
    told = remuxed(gate, tmp_path, "-metadata", "comment=filmed by Amina")
    assert "©cmt" in gate.faults(told)


def test_a_stranger_in_the_title_is_found(gate: Gate, tmp_path: Path) -> None:
    assert "says “Amina”" in gate.faults(remuxed(gate, tmp_path, "-metadata", "title=Amina"))


def test_a_date_is_found(gate: Gate, tmp_path: Path) -> None:
    def change(content: bytearray, found: dict[str, list[Box]]) -> None:
        at = found["moov/mvhd"][0].offset
        content[at + 4 : at + 8] = struct.pack(">I", 3_800_000_000)

    assert "holds a date" in gate.faults(edited(gate, tmp_path, change))


def test_media_that_no_track_shows_is_found(gate: Gate, tmp_path: Path) -> None:
    def change(content: bytearray, found: dict[str, list[Box]]) -> None:
        start = found["mdat"][0].offset - 8
        (size,) = struct.unpack(">I", content[start : start + 4])
        content[start : start + 4] = struct.pack(">I", size + 1000)
        content += bytes(1000)

    assert "1000 bytes of media belong to no track" in gate.faults(edited(gate, tmp_path, change))


def test_something_in_a_free_box_is_found(gate: Gate, tmp_path: Path) -> None:
    def change(content: bytearray, _: dict[str, list[Box]]) -> None:
        content += struct.pack(">I4s", 12, b"free") + b"Una!"

    assert "free is not empty" in gate.faults(edited(gate, tmp_path, change))


def test_subtitles_that_show_unasked_are_found(gate: Gate, tmp_path: Path) -> None:
    def change(content: bytearray, found: dict[str, list[Box]]) -> None:
        content[found["moov/trak/tkhd"][2].offset + 3] |= 1

    assert "on by default" in gate.faults(edited(gate, tmp_path, change))


def test_hidden_pictures_are_found(gate: Gate, tmp_path: Path) -> None:
    shorter = replace(gate.expected.layout, frames=99)
    assert "hidden ones included" in gate.faults(gate.film, layout=shorter)
    # -ss with -c copy keeps pictures before the cut and hides them by an edit list
    hidden = tmp_path / "hidden.mp4"
    args = ["-ss", "0.5", "-i", f"file:{gate.film}", "-map", "0", "-dn", "-c", "copy", f"file:{hidden}"]
    run(args, reads=[gate.film], writes=tmp_path)
    layout = replace(gate.expected.layout, frames=87)
    assert "and should hold 87" in gate.faults(hidden, layout=layout)


def test_wrong_languages_and_chapters_are_found(gate: Gate) -> None:
    contents = gate.expected.contents
    fewer = replace(contents, subtitles={"en": contents.subtitles["en"]})
    assert "subtitles are in ['eng', 'ara']" in gate.faults(gate.film, contents=fewer)
    assert "chapters are" in gate.faults(
        gate.film, contents=replace(contents, chapters=contents.chapters[:1])
    )


def test_a_mezzanine_that_changed_under_way_is_found(gate: Gate, tmp_path: Path) -> None:
    other = world.mezzanine(tmp_path, "other", 50, grey=200)
    first, second = gate.expected.contents.pictures
    contents = replace(gate.expected.contents, pictures=[first, replace(second, video=other.video)])
    assert "packet" in gate.faults(gate.film, contents=contents)


def test_late_sound_is_found(gate: Gate, tmp_path: Path) -> None:
    late = tmp_path / "late.mp4"
    twice = ["-i", f"file:{gate.film}", "-map", "0", "-dn", "-c", "copy", "-c:a", "aac", "-b:a", "160k"]
    graph = ["-af", "adelay=40:all=1,atrim=end_sample=192000"]
    run(
        [
            *twice,
            *graph,
            "-map_chapters",
            "0",
            "-fflags",
            "+bitexact",
            "-flags:a",
            "+bitexact",
            f"file:{late}",
        ],
        reads=[gate.film],
        writes=tmp_path,
    )
    from pvstudio.editing.boxes import show_no_subtitle

    show_no_subtitle(late)
    assert "ms late" in gate.faults(late)


def test_sound_that_would_hurt_is_found(gate: Gate) -> None:
    loud = Loudness(lufs=-9.0, peak_dbtp=0.3)
    found = gate.faults(gate.film, loudness=loud)
    assert "too loud" in found
    assert "peaks at 0.3 dBTP" in found


@pytest.mark.parametrize("shift", [-3000, -48, 0, 7, 48, 2400])
def test_lag_is_measured_to_the_sample(shift: int) -> None:
    noise = np.random.default_rng(1).normal(0, 3000, 96_000).astype(np.float32)
    assert lag(noise[36_000:60_000], np.roll(noise, shift)[36_000:60_000]) == shift


def test_silence_has_no_lag() -> None:
    assert lag(np.zeros(24_000, np.float32), np.ones(24_000, np.float32)) is None
