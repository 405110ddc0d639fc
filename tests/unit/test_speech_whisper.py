"""faster-whisper with the real packaged weights."""

from __future__ import annotations

import socket
import tomllib
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pvstudio.config import Settings
from pvstudio.media.errors import Cancelled
from pvstudio.media.ffmpeg import Job, Progress, input_args, run
from pvstudio.transcription import Recogniser, recogniser
from pvstudio.transcription.errors import LanguageNotSupported, SpeechRefused
from pvstudio.transcription.sound import RATE, read_speech

SAMPLES = Path(__file__).parents[2] / "samples"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    return recogniser(Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives the speech of the first clip of samples/ in a language."""
    clips = tomllib.loads((SAMPLES / "workshop.toml").read_text("utf-8"))["clips"]
    folder = tmp_path_factory.mktemp("speech")

    def make(language: str) -> Path:
        source = (
            SAMPLES / "footage" / next(clip["file"] for clip in clips if clip.get("language") == language)
        )
        target = folder / f"{language}.wav"
        out = ["-vn", "-ar", str(RATE), "-ac", "1", "-c:a", "pcm_s16le", "-bitexact", f"file:{target}"]
        run([*input_args(source), *out], reads=[source], writes=folder)
        return target

    return make


@pytest.fixture(scope="module")
def english(speech: Callable[[str], Path]) -> Path:
    return speech("en")


def save(path: Path, samples: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def test_speech_becomes_words_in_order_of_time_offline(
    engine: Recogniser, english: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_args: object) -> None:
        raise AssertionError("recognition reached for the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    heard: list[Progress] = []
    found = engine.transcribe(english, clip_id="clip-1", language="en", job=Job(on_progress=heard.append))
    words = [word for segment in found.segments for word in segment.words]
    length_ms = len(read_speech(english)) * 1000 // RATE
    assert len(words) > 8
    assert found.clip_id == "clip-1"
    assert {segment.language for segment in found.segments} == {"en"}
    times = [time for word in words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert 0 <= times[0] <= times[-1] <= length_ms + 500
    assert all(0 <= word.probability <= 1 and word.text.strip() == word.text != "" for word in words)
    assert heard
    assert 0 < heard[-1].percent <= 100


def test_language_is_found_among_the_workshops(engine: Recogniser, english: Path) -> None:
    found = engine.transcribe(english, clip_id="c", languages=["ar", "en", "bs"])
    assert max(found.segments, key=lambda segment: len(segment.words)).language == "en"


def test_weak_languages_say_so_and_come_in_their_script(
    engine: Recogniser, speech: Callable[[str], Path]
) -> None:
    found = engine.transcribe(speech("sr-Cyrl"), clip_id="c", language="sr-Cyrl")
    assert found.needs_review
    assert [note.kind for note in found.notes] == ["weak_language"]
    letters = [c for segment in found.segments for word in segment.words for c in word.text if c.isalpha()]
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    assert len(letters) > 20
    assert cyrillic > 0.9 * len(letters)  # words with q, w, x or y stay in Latin


def test_a_language_that_nobody_knows_is_refused_not_invented(engine: Recogniser, english: Path) -> None:
    with pytest.raises(LanguageNotSupported, match="ku"):
        engine.transcribe(english, clip_id="c", language="ku")
    found = engine.transcribe(english, clip_id="c", languages=["en", "kmr"])
    assert ("unknown_language", "kmr") in {(note.kind, note.language) for note in found.notes}
    assert found.needs_review


@pytest.mark.parametrize("kind", ["silence", "noise", "tones", "nothing"])
def test_where_nobody_speaks_nothing_is_heard(kind: str, engine: Recogniser, tmp_path: Path) -> None:
    at = np.arange(0 if kind == "nothing" else 8 * RATE) / RATE
    sounds = {
        "silence": 0 * at,
        "nothing": at,
        "noise": np.random.default_rng(1).normal(0, 0.05, at.size),
        "tones": sum(np.sin(2 * np.pi * tone * at) for tone in (220.0, 277.2, 329.6)) / 8,
    }
    found = engine.transcribe(save(tmp_path / "a.wav", sounds[kind]), clip_id="c", languages=["en", "bs"])
    assert found.segments == ()
    assert not [note for note in found.notes if note.kind != "unknown_language"]


def test_work_can_be_stopped(engine: Recogniser, english: Path) -> None:
    with pytest.raises(Cancelled):
        engine.transcribe(english, clip_id="c", language="en", job=Job(cancelled=lambda: True))


def test_playlists_are_not_opened(engine: Recogniser, english: Path, tmp_path: Path) -> None:
    trap = tmp_path / "speech.wav"
    trap.write_text(f"ffconcat version 1.0\nfile '{english}'\n")
    with pytest.raises(SpeechRefused):
        engine.transcribe(trap, clip_id="c", language="en")
