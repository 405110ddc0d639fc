"""Sound: in step with the picture, equally loud, silent where nobody may be heard."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from media_world import FAST, FILM, Rushes, pictures, sound

from pvstudio.media.errors import LoudnessUnknown, TreatmentMissing
from pvstudio.media.ffmpeg import run
from pvstudio.media.loudness import CEILING_DBTP, Loudness, read_meter
from pvstudio.media.speech import make_speech
from pvstudio.media.waveforms import make_waveform
from pvstudio.model import Treatment

Filmed = Callable[..., Path]
FLASH = [
    "-f",
    "lavfi",
    "-i",
    "color=c=black:s=64x64:r=25:d=3,drawbox=enable='between(t,0.999,1.2)':color=white:t=fill",
]
BEEP = ["-f", "lavfi", "-i", "aevalsrc='if(between(t\\,1\\,1.2)\\,0.5*sin(6283*t)\\,0)':s=44100:d=3"]
AAC = ["-c:a", "aac", "-b:a", "128k"]
GREY = ["-f", "lavfi", "-i", "color=c=gray:s=64x64:r=25:d=3"]


def lag_ms(video: Path, audio: Path) -> float:
    """Return by how many milliseconds the beep comes after the flash."""
    flash = next(n for n, picture in enumerate(pictures(video)) if picture[90, 160].mean() > 128)
    samples = np.abs(sound(audio)[:, 0].astype(int))
    beep = int(np.argmax(samples > samples.max() / 3))
    return beep / 48 - flash * 40


def metered(path: Path, folder: Path) -> Loudness:
    log = run(
        ["-v", "info", "-i", f"file:{path}", "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"],
        reads=[path],
        writes=folder,
    )
    return read_meter(log)


LATE_SOUND, LATE_PICTURE = ["-af", "atrim=start=0.6"], ["-vf", "trim=start=0.6"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "container", "filters"),
    [
        ("even", "mp4", []),
        ("sound late", "mp4", LATE_SOUND),
        ("sound late", "mkv", LATE_SOUND),
        ("sound late", "ts", LATE_SOUND),
        ("even", "avi", []),  # an AVI cannot say that its sound begins late
        ("picture late", "mov", LATE_PICTURE),
        ("picture late", "ts", LATE_PICTURE),
        ("sound short", "mp4", ["-af", "atrim=end=1.3"]),
        ("both late", "mp4", ["-af", "atrim=start=0.7", "-vf", "trim=start=0.5"]),
        ("both late", "ts", ["-af", "atrim=start=0.7", "-vf", "trim=start=0.5"]),
    ],
)
def test_a_flash_and_a_beep_stay_together(
    rushes: Rushes, filmed: Filmed, case: str, container: str, filters: list[str]
) -> None:
    path = filmed(f"{case}.{container}", *FLASH, *BEEP, *filters, *FAST, *AAC)
    for start, end in ((0, 2000), (400, 1900)):
        made = rushes.mezzanine(path, start, end)
        assert len(sound(made.audio)) == made.frames * 1920
        assert abs(lag_ms(made.video, made.audio)) < 40


def noise(amplitude: float) -> list[str]:
    return [*GREY, "-f", "lavfi", "-i", f"anoisesrc=color=pink:amplitude={amplitude}:r=48000:d=3:seed=7"]


def made_of(formula: str) -> list[str]:
    return [*GREY, "-f", "lavfi", "-i", f"aevalsrc='{formula}':s=48000:d=3"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("quiet", noise(0.06)),
        ("loud", noise(1.0)),
        ("clipped", made_of("2*sin(2500*t)*sin(700*t)")),
        ("clicks", made_of("0.05*sin(2000*t)+if(lt(mod(t\\,0.2)\\,0.0003)\\,0.9\\,0)")),
    ],
)
def test_all_clips_are_equally_loud(
    rushes: Rushes, filmed: Filmed, tmp_path: Path, name: str, source: list[str]
) -> None:
    path = filmed(f"{name}.mkv", *source, *FAST, "-c:a", "pcm_f32le")
    shown = metered(rushes.mezzanine(path, 0, 3000).audio, tmp_path)
    assert shown.lufs == pytest.approx(-16, abs=1.0)
    assert shown.peak_dbtp <= -1.0


@pytest.mark.slow
def test_the_noise_of_a_room_is_left_alone(rushes: Rushes, filmed: Filmed, tmp_path: Path) -> None:
    path = filmed("room.mkv", *noise(0.002), *FAST, "-c:a", "pcm_f32le")
    before = metered(path, tmp_path)
    assert before.lufs < -50
    assert metered(rushes.mezzanine(path, 0, 3000).audio, tmp_path).lufs == pytest.approx(
        before.lufs, abs=0.5
    )


@pytest.mark.parametrize(
    ("lufs", "gain"),
    [(-70, 0), (-50.1, 0), (-50, 24), (-40, 24), (-30, 14), (-16, 0), (-5, -11), (float("-inf"), 0)],
)
def test_the_rule(lufs: float, gain: float) -> None:
    assert Loudness(lufs=lufs, peak_dbtp=-60).gain_db == gain


def test_the_ceiling_leaves_room_under_the_promise() -> None:
    assert CEILING_DBTP <= -1.5


def test_a_meter_that_says_nothing_is_an_error() -> None:
    with pytest.raises(LoudnessUnknown):
        read_meter(["Press [q] to stop"])


@pytest.mark.slow
def test_no_sound_is_silence(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("mute.mp4", *GREY, *FAST)
    samples = sound(rushes.mezzanine(path, 0, 1000).audio)
    assert samples.shape == (48_000, 2)
    assert not samples.any()


@pytest.mark.slow
def test_a_silenced_voice_is_gone_from_everything(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("even.mkv", *FLASH, *BEEP, *FAST, *AAC)
    spoken, silenced = (
        rushes.mezzanine(path, 0, 2000),
        rushes.mezzanine(path, 0, 2000, Treatment.VOICE_SILENCED),
    )
    assert sound(spoken.audio).any()
    assert silenced.key != spoken.key
    assert not sound(silenced.audio).any()
    assert len(sound(silenced.audio)) == len(sound(spoken.audio))
    assert set(json.loads(make_waveform(silenced).read_bytes())["data"]) == {0}


@pytest.mark.slow
def test_credits_change_no_file(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("mute.mp4", *GREY, *FAST)
    assert rushes.mezzanine(path, 0, 1000, Treatment.PSEUDONYM, Treatment.NO_CREDIT) == rushes.mezzanine(
        path, 0, 1000
    )


@pytest.mark.parametrize("treatment", [Treatment.VOICE_DISGUISED, Treatment.PLACE_HIDDEN])
def test_what_cannot_be_treated_is_not_made(rushes: Rushes, filmed: Filmed, treatment: Treatment) -> None:
    path = filmed("mute.mp4", *GREY, *FAST)
    with pytest.raises(TreatmentMissing, match=treatment):
        rushes.mezzanine(path, 0, 1000, treatment, Treatment.FACE_BLURRED)


@pytest.mark.slow
def test_waveforms_have_fifty_pairs_a_second(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("even.mkv", *FLASH, *BEEP, *FAST, *AAC)
    drawn = json.loads(make_waveform(rushes.mezzanine(path, 0, 2000)).read_bytes())
    pairs = np.array(drawn["data"]).reshape(-1, 2)
    assert drawn["length"] == len(pairs) == 100
    assert drawn["sample_rate"] / drawn["samples_per_pixel"] == 50
    assert (pairs[:48] == 0).all() or np.abs(pairs[:48]).max() <= 1
    assert (pairs[51:59, 1] > 30).all()
    assert (pairs[51:59, 0] < -30).all()


@pytest.mark.slow
def test_speech_for_the_recogniser_fits_the_picture(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("sound late.mp4", *FLASH, *BEEP, "-af", "atrim=start=0.6", *FAST, *AAC)
    wav = make_speech(rushes.clip(path, 400, 1900), rushes.footage(path), rushes.files, FILM)
    with wave.open(str(wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.getnframes() == 37 * 640
    samples = np.abs(sound(wav)[:, 0].astype(int))
    assert int(np.argmax(samples > samples.max() / 3)) / 16 == pytest.approx(600, abs=20)
