"""Captions, cross-fades of sound, the cache and the walk through boxes: the small parts of a render."""

from __future__ import annotations

import struct
import tempfile
import wave
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvstudio.config import FilmFormat
from pvstudio.editing.boxes import metadata_faults, walk
from pvstudio.editing.captions import film_cues
from pvstudio.editing.errors import RenderCheckFailed
from pvstudio.editing.laying import Strip, fades_that_fit, lay
from pvstudio.editing.plan import FilmPart
from pvstudio.editing.recipe import Part
from pvstudio.editing.segments import SegmentCache, forget_clips
from pvstudio.editing.sound import crossfade, mix
from pvstudio.media.mezzanines import Mezzanine
from pvstudio.subtitles.cues import Cue

FILM = FilmFormat(width=320, height=180, fps=25)
NOTHING = Mezzanine(video=Path("v"), audio=Path("a"), frames=1, key="k", film=FILM)


def part(*cues: tuple[int, int], in_ms: int | None = None) -> FilmPart:
    track = tuple(Cue(start_ms=start, end_ms=end, text=f"{start}") for start, end in cues)
    return FilmPart(
        clip_id="c", title="c", part=Part(clip="c", in_ms=in_ms), mezzanine=NOTHING, tracks={"en": track}
    )


def test_cues_move_with_their_clip_and_lose_what_was_cut_off() -> None:
    trimmed = part((0, 900), (1000, 3000), (3500, 9000), in_ms=2000)
    found = film_cues([(trimmed, 10_000, 2000)], "en")
    assert [(cue.start_ms, cue.end_ms) for cue in found] == [(10_000, 11_000), (11_500, 12_000)]


def test_in_a_cross_fade_the_coming_clip_has_the_word() -> None:
    found = film_cues([(part((0, 3000)), 0, 3000), (part((100, 900)), 2500, 3000)], "en")
    assert [(cue.start_ms, cue.end_ms) for cue in found] == [(0, 2600), (2600, 3400)]


def test_a_language_without_a_track_has_no_cues() -> None:
    assert film_cues([(part((0, 100)), 0, 1000)], "ar") == ()


times = st.tuples(st.integers(0, 9000), st.integers(1, 5000)).map(lambda t: (t[0], t[0] + t[1]))


@given(st.lists(st.tuples(st.lists(times, max_size=4), st.integers(200, 6000)), max_size=4))
def test_never_two_cues_at_once_and_none_outside_its_clip(
    given_parts: list[tuple[list[tuple[int, int]], int]],
) -> None:
    placed, start = [], 0
    for cues, length in given_parts:
        placed.append((part(*cues), start, length))
        start += length - 100
    found = film_cues(placed, "en")
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(found))
    ranges = [(begin, begin + length) for _, begin, length in placed]
    assert all(any(a <= cue.start_ms < cue.end_ms <= b for a, b in ranges) for cue in found)


@given(st.binary(min_size=4, max_size=800))
def test_a_cross_fade_is_never_louder_than_its_louder_half(content: bytes) -> None:
    both = np.frombuffer(content[: len(content) // 4 * 4], "<i2").reshape(2, -1)
    one, other = (side[:, None].repeat(2, axis=1) for side in both)
    mixed = crossfade(one, other).astype(int)
    low, high = np.minimum(one, other).astype(int), np.maximum(one, other).astype(int)
    assert ((low - 1 <= mixed) & (mixed <= high + 1)).all()


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 15)), min_size=1, max_size=5))
def test_sound_is_as_long_as_the_picture_to_the_sample(lengths: list[tuple[int, int]]) -> None:
    frames = [length for length, _ in lengths]
    fades = fades_that_fit(frames, [fade for _, fade in lengths])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        strips = []
        for number, (length, fade) in enumerate(zip(frames, fades, strict=True)):
            audio = folder / f"{number}.wav"
            with wave.open(str(audio), "wb") as file:
                file.setparams((2, 2, 48_000, 0, "NONE", ""))
                file.writeframes(np.full((length * 1920, 2), number + 1, "<i2").tobytes())
            strip = Strip(video=audio, audio=audio, frames=length, key=str(number), fade=fade)
            strips.append(strip if number % 3 else replace(strip, audio=None))
        layout = lay(strips, group=25)
        mix(layout, FILM, folder / "mixed.wav")
        with wave.open(str(folder / "mixed.wav")) as file:
            mixed = np.frombuffer(file.readframes(file.getnframes()), "<i2")[::2]
    assert len(mixed) == layout.frames * 1920
    for number, (strip, start) in enumerate(zip(strips, layout.starts, strict=True)):
        tail = fades[number + 1] if number + 1 < len(fades) else 0
        alone = mixed[(start + strip.fade) * 1920 : (start + strip.frames - tail) * 1920]
        assert (alone == (number + 1 if strip.audio else 0)).all()


def test_a_piece_is_made_once_and_forgotten_with_its_clip(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(target: Path) -> None:
        made.append(target)
        target.write_bytes(b"picture")

    for _ in range(2):
        cache = SegmentCache(tmp_path)
        found = cache.get("key", {"clip-1", "clip-2"}, make, ".mp4")
        assert found.read_bytes() == b"picture"
    assert len(made) == 1
    assert (cache.found, cache.made) == ({"key"}, set())
    assert forget_clips(tmp_path, ["clip-3"]) == 0
    assert forget_clips(tmp_path, ["clip-2"]) == 1
    assert not list(tmp_path.iterdir())


def test_a_piece_that_could_not_be_made_is_not_there(tmp_path: Path) -> None:
    def fail(target: Path) -> None:
        target.write_bytes(b"half")
        raise ValueError

    with pytest.raises(ValueError):
        SegmentCache(tmp_path).get("key", set(), fail, ".mp4")
    assert [path.name for path in tmp_path.iterdir()] == [
        "key.json"
    ]  # whose piece it would have been: written first


def box(name: bytes, payload: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(payload) + 8, name) + payload


def test_unknown_boxes_are_faults_wherever_they_are(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    place = box(b"udta", box(b"loci", bytes(20)))
    film.write_bytes(box(b"ftyp", b"isom") + box(b"moov", box(b"trak", place)) + box(b"uuid", b"secret"))
    assert [found.path for found in walk(film)][-2:] == ["moov/trak/udta/loci", "uuid"]
    faults = metadata_faults(film, ())
    assert faults == ["box moov/trak/udta/loci is not allowed", "box uuid is not allowed"]


def test_bytes_outside_any_box_are_refused(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(box(b"ftyp", b"isom") + b"Amina")
    with pytest.raises(RenderCheckFailed, match="5 bytes"):
        list(walk(film))


@given(st.binary(max_size=200))
def test_any_bytes_are_walked_or_refused(content: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(content)
        file.flush()
        try:
            found = list(walk(Path(file.name)))
        except RenderCheckFailed:
            return
    assert max((one.offset + one.size for one in found), default=0) == len(content)
