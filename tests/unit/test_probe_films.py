"""What the probe finds in films as cameras write them."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pvstudio.media.errors import Cancelled, SandboxMissing
from pvstudio.media.ffmpeg import Job, frames_from, input_args
from pvstudio.media.probing import probe
from pvstudio.model import AudioStream, MediaInfo, VideoStream

MakeFilm = Callable[..., Path]
TEST_CARD = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2"]
SMALL = ["-c:v", "libx264", "-preset", "ultrafast", "-threads", "1"]


def picture(path: Path) -> VideoStream:
    media = probe(path, name=path.name)
    assert media.video
    return media.video


def first_frame(path: Path, width: int, height: int) -> np.ndarray:
    args = [*input_args(path), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"]
    [frame] = frames_from(args, reads=[path], frame_bytes=width * height)
    return np.frombuffer(frame, np.uint8).reshape(height, width)


def test_a_plain_film(film: Path, sandbox: str) -> None:
    assert probe(film, name="Film.MP4") == MediaInfo(
        container="mov",
        duration_ms=2000,
        video=VideoStream(codec="h264", width=320, height=180, frame_rate=Fraction(25), variable=False),
        audio=AudioStream(codec="aac", sample_rate=48000, channels=1),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("degrees", "flips"), [(0, []), (90, []), (180, []), (270, []), (0, ["h"]), (90, ["h"]), (0, ["v"])]
)
def test_orientation_is_what_ffmpeg_turns_it_to(
    film: Path, make_film: MakeFilm, degrees: int, flips: list[str]
) -> None:
    options = ["-display_rotation", str(degrees), *(f"-display_{flip}flip" for flip in flips)]
    name = f"turned{degrees}{''.join(flips)}.mp4"
    turned = make_film(name, *options, "-i", film, "-c", "copy", reads=(film,))
    found = picture(turned)
    expected = first_frame(film, 320, 180)
    expected = np.fliplr(expected) if found.mirrored else expected
    expected = np.rot90(expected, -found.rotation // 90)
    assert (found.height, found.width) == expected.shape
    assert np.array_equal(first_frame(turned, found.width, found.height), expected)
    assert found.mirrored == bool(flips)


def test_a_turned_and_mirrored_phone_clip(film: Path, make_film: MakeFilm) -> None:
    turned = make_film("phone.mp4", "-display_rotation", "-90", "-i", film, "-c", "copy", reads=(film,))
    found = picture(turned)
    assert (found.width, found.height, found.rotation, found.mirrored) == (180, 320, 90, False)


def test_pixels_that_are_not_square(make_film: MakeFilm) -> None:
    wide = make_film("wide.mp4", *TEST_CARD, "-vf", "setsar=4/3", *SMALL)
    assert (picture(wide).width, picture(wide).height) == (427, 180)


@pytest.mark.parametrize(("name", "trc"), [("pq", "smpte2084"), ("hlg", "arib-std-b67")])
def test_hdr(make_film: MakeFilm, name: str, trc: str) -> None:
    # ffmpeg 9 leaves colours untagged that only -color_trc names: the frames must carry them.
    colours = ["-vf", f"setparams=color_trc={trc}:color_primaries=bt2020:colorspace=bt2020nc"]
    assert picture(make_film(f"{name}.mp4", *TEST_CARD, *colours, *SMALL)).hdr


@pytest.mark.slow
@pytest.mark.parametrize("rate", ["30000/1001", "24", "50", "24000/1001", "15"])
@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_even_rates_are_exact(make_film: MakeFilm, rate: str, kind: str) -> None:
    card = ["-f", "lavfi", "-i", f"testsrc2=size=64x64:rate={rate}:duration=2"]
    found = picture(make_film(f"rate{rate.replace('/', '-')}.{kind}", *card, *SMALL))
    assert (found.frame_rate, found.variable) == (Fraction(rate), False)


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_uneven_rates_are_seen(make_film: MakeFilm, kind: str) -> None:
    uneven = ["-vf", "select='not(eq(mod(n,7),3))'", "-fps_mode", "vfr", *SMALL]
    found = picture(make_film(f"uneven.{kind}", *TEST_CARD, *uneven))
    assert found.variable
    assert 20 < found.frame_rate < 23


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "codecs", "container"),
    [
        ("a.mov", [*SMALL, "-c:a", "pcm_s16le"], "mov"),
        ("a.mkv", [*SMALL, "-c:a", "flac"], "matroska"),
        ("a.webm", ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"], "matroska"),
        ("a.avi", ["-c:v", "mpeg4", "-bf", "2", "-c:a", "libmp3lame"], "avi"),
        ("a.mts", [*SMALL, "-bf", "2", "-c:a", "ac3"], "mpegts"),
        ("a.mpg", ["-c:v", "mpeg2video", "-c:a", "mp2"], "mpeg"),
        ("a.3gp", ["-c:v", "h263", "-s", "176x144", "-c:a", "aac", "-ar", "8000"], "mov"),
        ("a.wmv", ["-c:v", "msmpeg4", "-c:a", "wmav2"], "asf"),
    ],
)
def test_containers_of_cameras(
    make_film: MakeFilm, film: Path, name: str, codecs: list[str], container: str
) -> None:
    media = probe(make_film(name, "-i", film, *codecs, reads=(film,)), name=name)
    assert media.container == container
    assert media.duration_ms == pytest.approx(2000, abs=80)
    assert media.video
    assert media.video.frame_rate == 25
    assert media.audio
    assert media.audio.channels == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["sound.wav", "sound.ogg", "sound.mp3", "sound.flac", "sound.m4a", "sound.aac", "sound.aiff"]
)
def test_sound_alone(make_film: MakeFilm, film: Path, name: str) -> None:
    media = probe(make_film(name, "-i", film, "-vn", "-strict", "-2", reads=(film,)), name=name)
    assert media.video is None
    assert media.audio
    assert media.audio.sample_rate == 48000
    assert media.duration_ms == pytest.approx(2000, abs=90)


@pytest.mark.slow
def test_a_cover_is_no_film(make_film: MakeFilm, film: Path) -> None:
    cover = [
        "-map",
        "0:a",
        "-map",
        "0:v",
        "-frames:v",
        "1",
        "-c:v",
        "mjpeg",
        "-disposition:v:0",
        "attached_pic",
    ]
    for kind in ("mp3", "m4a"):
        media = probe(make_film(f"cover.{kind}", "-i", film, *cover, reads=(film,)), name="song")
        assert media.video is None
        assert media.audio


def test_what_is_left_aside_is_noted(make_film: MakeFilm, film: Path) -> None:
    twice = [
        "-map",
        "0:v",
        "-map",
        "0:a",
        "-map",
        "0:a",
        "-c",
        "copy",
        "-attach",
        film,
        "-metadata:s:t",
        "mimetype=a/b",
    ]
    media = probe(make_film("tracks.mkv", "-i", film, *twice, reads=(film,)), name="tracks.mkv")
    assert media.notes == ("Only the first of its sound tracks is used.",)
    assert media.video
    assert media.audio


def test_sound_of_an_unknown_kind_does_not_cost_the_picture(make_film: MakeFilm, film: Path) -> None:
    odd = make_film("odd.mkv", "-i", film, "-c:v", "copy", "-c:a", "tta", reads=(film,))
    media = probe(odd, name="odd.mkv")
    assert media.video
    assert media.audio is None
    assert media.notes == ("Its sound cannot be read, so it is used without sound.",)


def test_what_an_edit_list_hides_is_not_counted(make_film: MakeFilm, film: Path) -> None:
    trimmed = make_film("trimmed.mp4", "-ss", "0.5", "-i", film, "-c", "copy", reads=(film,))
    media = probe(trimmed, name="trimmed.mp4")
    assert media.duration_ms == pytest.approx(1500, abs=40)


def test_lengths_are_measured_not_believed(film: Path, tmp_path: Path) -> None:
    data, claim = bytearray(film.read_bytes()), (99 * 3_600_000).to_bytes(4, "big")
    for kind, offset in ((b"mvhd", 20), (b"tkhd", 24)):
        at = data.index(kind)
        data[at + offset : at + offset + 4] = claim
    lying = tmp_path / "lying.mp4"
    lying.write_bytes(data)
    assert probe(lying, name="lying.mp4").duration_ms == 2000


def test_sound_that_goes_on_alone_counts(make_film: MakeFilm) -> None:
    sound = ["-f", "lavfi", "-i", "sine=duration=5"]
    longer = make_film("longer.mp4", *TEST_CARD, *sound, *SMALL)
    assert probe(longer, name="longer.mp4").duration_ms == pytest.approx(5000, abs=30)


def test_half_a_film_is_used_as_far_as_it_goes(make_film: MakeFilm, film: Path, tmp_path: Path) -> None:
    whole = make_film("whole.mp4", "-i", film, "-c", "copy", "-movflags", "+faststart", reads=(film,))
    half = tmp_path / "half.mp4"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    assert 500 < probe(half, name="half.mp4").duration_ms < 1700


def test_looking_can_be_cancelled(film: Path) -> None:
    with pytest.raises(Cancelled):
        probe(film, name="film.mp4", job=Job(cancelled=lambda: True))


def test_without_walls_nothing_is_looked_at(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PVSTUDIO_SANDBOX", "none")
    with pytest.raises(SandboxMissing):
        probe(film, name="film.mp4")
