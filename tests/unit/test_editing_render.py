"""A whole small film: exact, in step, clean, cached, stopped, refused when it is not what was laid out."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import av
import editing_world as world
import numpy as np
import opentimelineio as otio
import pytest
from needs import need

from pvstudio.editing.boxes import walk
from pvstudio.editing.errors import OtherFilm, PictureDiffers, SoundDiffers, TooShort
from pvstudio.editing.film import RenderedFilm
from pvstudio.editing.plan import FilmPlan
from pvstudio.editing.rendering import render
from pvstudio.editing.segments import forget_clips
from pvstudio.media.errors import Cancelled
from pvstudio.media.ffmpeg import Job
from pvstudio.media.mezzanines import Mezzanine

pytestmark = pytest.mark.slow

FADE = 10  # frames
PLAIN = 'title = "x"\n[[parts]]\nclip = "a"\ncard = "none"\n'


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("editing")


@pytest.fixture(scope="module")
def mezzanines(shelf: Path) -> list[Mezzanine]:
    lengths = {"a": (61, 40), "b": (45, 90), "c": (103, 140)}
    return [world.mezzanine(shelf, name, frames, grey=grey) for name, (frames, grey) in lengths.items()]


@pytest.fixture(scope="module")
def plan(mezzanines: list[Mezzanine]) -> FilmPlan:
    return world.plan_of(world.RECIPE, mezzanines)


@pytest.fixture(scope="module")
def film(plan: FilmPlan, shelf: Path) -> RenderedFilm:
    return render(plan, shelf / "film", cache=shelf / "cache")


def test_every_frame_stands_at_its_place(film: RenderedFilm) -> None:
    # opening 50, card 50, a 61, b 45, c 103 (cut), credits 50; fades into card, a, b and credits
    assert film.manifest.frames == 50 + 50 + 61 + 45 + 103 + 50 - 4 * FADE
    with av.open(str(film.film), options={"ignore_editlist": "1"}) as file:
        times = sorted(packet.pts for packet in file.demux(video=0) if packet.size)
    assert np.unique(np.diff(times)).tolist() == [3600]
    assert len(times) == film.manifest.frames == len(world.luma(film.film))
    assert [part.start_frame for part in film.manifest.parts] == [80, 131, 176]


def test_flash_and_beep_stay_together_from_the_first_part_to_the_last(film: RenderedFilm) -> None:
    brightness = np.array([frame.mean() for frame in world.luma(film.film)])
    heard = np.abs(world.sound_of(film.film))
    assert abs(len(heard) - film.manifest.frames * world.EACH) <= 48
    ends = [part.start_frame + part.frames - 1 for part in film.manifest.parts]
    cut = film.manifest.parts[2].start_frame  # the one start that nothing fades over
    assert ends[1] + 1 == cut
    for frame in (ends[1], cut):
        assert brightness[frame] > 220
        begun = np.flatnonzero(heard[(frame - 3) * world.EACH : (frame + 3) * world.EACH] > 3000)
        assert len(begun), "no beep"
    first, last = cut - 1, cut + 1  # both beeps: two frames of sound, begun and ended within 1 ms
    loud = (
        first * world.EACH
        - 4800
        + np.flatnonzero(heard[first * world.EACH - 4800 : last * world.EACH + 4800] > 3000)
    )
    assert abs(int(loud[0]) - first * world.EACH) < 48
    assert abs(int(loud[-1]) - last * world.EACH) < 48


def test_a_cross_fade_goes_evenly_from_one_picture_to_the_other(
    film: RenderedFilm, mezzanines: list[Mezzanine]
) -> None:
    shown, one, two = (world.luma(path) for path in (film.film, mezzanines[0].video, mezzanines[1].video))
    start = film.manifest.parts[1].start_frame
    corner = np.s_[150:170, 10:300]  # below the moving bars
    # The outer frames flash; those between are known to the shade.
    for step in range(1, FADE - 1):
        share = step / FADE
        wanted = one[61 - FADE + step][corner].mean() * (1 - share) + two[step][corner].mean() * share
        assert shown[start + step][corner].mean() == pytest.approx(wanted, abs=3)


def test_soft_subtitles_carry_language_and_name_and_do_not_show_unasked(film: RenderedFilm) -> None:
    with av.open(str(film.film)) as file:
        tracks = [(t.metadata["language"], t.metadata["handler_name"]) for t in file.streams.subtitles]
        packets = [bytes(p)[2:].decode() for p in file.demux(file.streams.subtitles[0]) if p.size > 2]
    assert tracks == [("eng", "English"), ("ara", "العربية")]
    assert packets[:2] == ["Hello {\\pos(1,1)}", "Bye"]
    kinds = [box.payload[8:12] for box in walk(film.film) if box.path == "moov/trak/mdia/hdlr"]
    flags = [box.payload[3] for box in walk(film.film) if box.name == "tkhd"]
    assert [flag & 1 for flag, kind in zip(flags, kinds, strict=True) if kind == b"sbtl"] == [0, 0]
    assert film.manifest.without_cues == ("bs",)
    text = film.subtitles("en").read_text("utf-8")
    assert "00:00:03,400 --> 00:00:04,200" in text  # 80 frames and 200 ms
    assert film.subtitles("ar", "vtt").exists()


def test_chapters_begin_with_the_cards(film: RenderedFilm) -> None:
    with av.open(str(film.film)) as file:
        found = [(c["metadata"]["title"], int(c["start"] * c["time_base"] * 1000)) for c in file.chapters()]
    assert found == [("Stories", 0), ("The bridge", 1600), ("خبز", 5240), ("c", 7040), ("Thank you", 10760)]


def test_nothing_but_title_chapters_and_languages_is_in_the_files(film: RenderedFilm) -> None:
    for path in (film.film, film.burned_in("ar"), film.poster):
        shown = subprocess.run(
            [need("exiftool"), "-j", "-a", "-G1", "-ee", path], capture_output=True, check=True
        )
        (tags,) = json.loads(shown.stdout)
        told = {
            key: value
            for key, value in tags.items()
            if not key.startswith(("System:", "ExifTool:", "File:", "SourceFile"))
        }
        texts = {str(value) for value in told.values()}
        for forbidden in ("Lavf", "Lavc", str(path.parent), "clip-"):
            assert not [text for text in texts if forbidden in text]
        dates = {str(value) for key, value in told.items() if "Date" in key}
        assert dates <= {"0000:00:00 00:00:00"}
        assert not [key for key in told if "GPS" in key or "Comment" in key or "Encoder" in key]


def test_the_burned_in_film_is_as_long_and_has_letters(film: RenderedFilm) -> None:
    plain, burned = world.luma(film.film), world.luma(film.burned_in("ar"))
    assert len(burned) == len(plain)
    at = film.manifest.parts[0].start_frame + 15  # 600 ms into the clip: a cue is on
    lower = np.s_[130:175]
    assert (burned[at][lower].astype(int) - plain[at][lower] > 60).sum() > 25
    assert np.abs(burned[10].astype(int) - plain[10]).max() < 40
    with av.open(str(film.burned_in("ar"))) as file:
        assert not file.streams.subtitles
        assert len(file.chapters()) == 5


def test_letters_over_the_start_of_a_clip_come_and_go(
    film: RenderedFilm, mezzanines: list[Mezzanine]
) -> None:
    shown, filmed = world.luma(film.film), world.luma(mezzanines[2].video)
    start = film.manifest.parts[2].start_frame
    changed = [np.abs(shown[start + n].astype(int) - filmed[n]).max() for n in range(60)]
    assert max(changed[25:30]) > 60  # letters
    assert max(changed[50:60]) == 0  # copied again, bit for bit


def test_the_folder_proves_itself(film: RenderedFilm) -> None:
    rows = dict(row.split("  ")[::-1] for row in (film.folder / "SHA256SUMS").read_text().splitlines())
    files = {path.name: path for path in film.folder.iterdir() if path.name != "SHA256SUMS"}
    assert rows == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    assert film.sha256 == rows["film.mp4"]
    names = {f"film.{tag}.{kind}" for tag in ("en", "ar") for kind in ("srt", "vtt")}
    assert set(files) == names | {"film.mp4", "film.ar.mp4", "film.otio", "film.json", "poster.jpg"}
    assert RenderedFilm.open(film.folder).manifest == film.manifest


def test_the_timeline_is_as_long_as_the_film(film: RenderedFilm) -> None:
    timeline = otio.adapters.read_from_file(str(film.folder / "film.otio"))
    assert timeline.duration().to_frames() == film.manifest.frames
    clips = [clip for clip in timeline.video_tracks()[0] if isinstance(clip, otio.schema.Clip)]
    urls = [
        c.media_reference.target_url
        for c in clips
        if isinstance(c.media_reference, otio.schema.ExternalReference)
    ]
    assert urls == ["clips/clip-a.mp4", "clips/clip-b.mp4", "clips/clip-c.mp4"]


def test_the_same_plan_is_not_rendered_twice_and_another_does_not_replace_it(
    film: RenderedFilm, plan: FilmPlan, shelf: Path
) -> None:
    before = film.film.stat().st_mtime_ns
    assert render(plan, film.folder, cache=shelf / "cache") == film
    assert film.film.stat().st_mtime_ns == before
    other = replace(plan, recipe=replace(plan.recipe, burned_in=()))
    with pytest.raises(OtherFilm):
        render(other, film.folder, cache=shelf / "cache")


def test_a_changed_card_encodes_only_what_it_touches(film: RenderedFilm, plan: FilmPlan, shelf: Path) -> None:
    text = world.RECIPE.replace("The bridge", "The river").replace('burned_in = ["ar"]', "")
    changed = world.plan_of(text, [part.mezzanine for part in plan.parts])
    again = render(changed, shelf / "again", cache=shelf / "cache")
    # the card, its fade from the opening and its fade into the clip; all else is found
    assert again.manifest.segments_made == 3
    assert again.manifest.segments_found == film.manifest.segments_made - 3
    shutil.rmtree(again.folder)
    twice = render(changed, shelf / "again", cache=shelf / "cache")
    assert twice.manifest.segments_made == 0


def test_an_erasure_leaves_no_piece_of_the_clip(film: RenderedFilm, shelf: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(shelf / "cache", cache)
    assert forget_clips(cache, {"clip-nobody"}) == 0
    before = {path.stem for path in cache.glob("*.json")}
    assert forget_clips(cache, {"clip-b"}) >= 2  # its fade and the credits
    assert (cache / "CACHEDIR.TAG").exists()
    left = {path.stem for path in cache.iterdir()} - {"CACHEDIR"}
    assert left < before
    assert all("clip-b" not in path.read_text() for path in cache.glob("*.json"))


def test_a_stopped_render_leaves_nothing_half_made(plan: FilmPlan, tmp_path: Path) -> None:
    asked = iter(range(10_000))
    with pytest.raises(Cancelled):
        render(plan, tmp_path / "film", cache=tmp_path / "cache", job=Job(cancelled=lambda: next(asked) > 12))
    assert not (tmp_path / "film").exists()
    assert not [path for path in tmp_path.rglob("*") if ".part" in path.name or ".render" in path.name]


def test_progress_only_grows(mezzanines: list[Mezzanine], tmp_path: Path) -> None:
    told: list[float] = []
    plan = world.plan_of(PLAIN, mezzanines[:1])
    job = Job(on_progress=lambda progress: told.append(progress.percent or 0))
    film = render(plan, tmp_path / "film", cache=tmp_path / "cache", job=job)
    assert told == sorted(told)
    assert 50 < told[-1] <= 100
    assert film.manifest.copied_frames == film.manifest.frames == 61


def test_pictures_of_another_encoder_are_not_joined(mezzanines: list[Mezzanine], tmp_path: Path) -> None:
    odd = world.mezzanine(tmp_path, "odd", 30, film=replace(world.FILM, fps=30))
    plan = world.plan_of(PLAIN + PLAIN.split("\n", 1)[1].replace('"a"', '"b"'), [mezzanines[0], odd])
    world.write_sound(odd.audio, 30, world.FILM)
    with pytest.raises(PictureDiffers, match="clip-b"):
        render(plan, tmp_path / "film", cache=tmp_path / "cache")
    assert not (tmp_path / "film").exists()


def test_sound_of_another_length_is_not_mixed(mezzanines: list[Mezzanine], tmp_path: Path) -> None:
    audio = tmp_path / "short.wav"
    world.write_sound(audio, 60, world.FILM)
    plan = world.plan_of(PLAIN, [replace(mezzanines[0], audio=audio)])
    with pytest.raises(SoundDiffers, match="clip-a"):
        render(plan, tmp_path / "film", cache=tmp_path / "cache")


def test_letters_need_room(mezzanines: list[Mezzanine], tmp_path: Path) -> None:
    short = world.mezzanine(tmp_path, "short", 30)
    plan = world.plan_of(PLAIN.replace('"none"', '"lower-third"'), [short])
    with pytest.raises(TooShort, match="18 of 25 frames"):
        render(plan, tmp_path / "film", cache=tmp_path / "cache")
