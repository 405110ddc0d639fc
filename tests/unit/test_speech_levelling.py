"""Levels: quiet voices are found and brought up; even recordings are left as they are."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from pvstudio.media.ffmpeg import QUIET
from pvstudio.transcription.levelling import evened, found_and_levelled, uneven
from pvstudio.transcription.sound import RATE, Samples, level_db, read_speech
from pvstudio.transcription.stretches import Chunk

SECOND = RATE


def voice(seconds: float, down_db: float = 0) -> Samples:
    noise = np.random.default_rng(1).normal(0, 0.1, round(seconds * RATE))
    return (noise * 10 ** (-down_db / 20)).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def save(path: Path, samples: Samples) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def by_loudness(samples: Samples, threshold_db: float = -50) -> list[Chunk]:
    """A detector that hears what is loud enough, as Silero does, by whole seconds."""
    seconds = range(0, len(samples) - SECOND + 1, SECOND)
    return [Chunk(at, at + SECOND) for at in seconds if level_db(samples[at : at + SECOND]) > threshold_db]


def test_only_unequal_voices_are_levelled() -> None:
    chunks = [Chunk(0, SECOND), Chunk(SECOND, 2 * SECOND)]
    assert not uneven(np.concatenate([voice(1), voice(1, 6)]), chunks)  # one person, nearer and further
    assert uneven(np.concatenate([voice(1), voice(1, 20)]), chunks)
    assert not uneven(voice(1), chunks[:1])
    assert not uneven(voice(1), [])


@pytest.mark.parametrize("apart", [12, 30, 50])
def test_every_chunk_becomes_as_loud_as_the_loudest(apart: float) -> None:
    samples = np.concatenate([voice(1), silence(0.5), voice(1, apart), silence(0.5), voice(1)])
    chunks = [Chunk(round(at * SECOND), round((at + 1) * SECOND)) for at in (0, 1.5, 3)]
    levels = [level_db(evened(samples, chunks)[c.start : c.end]) for c in chunks]
    assert max(levels) - min(levels) < 1
    assert np.abs(evened(samples, chunks)).max() <= 1


def test_a_voice_too_quiet_to_be_found_is_found(tmp_path: Path) -> None:
    samples = np.concatenate([voice(6), voice(6, 45), voice(6)])
    path = save(tmp_path / "two.wav", samples)
    assert len(by_loudness(read_speech(path))) == 12
    found, chunks = found_and_levelled(path, by_loudness, job=QUIET)
    assert len(chunks) >= 16
    middle = level_db(found[7 * SECOND : 11 * SECOND])
    assert abs(middle - level_db(found[: 4 * SECOND])) < 6
    assert [file.name for file in tmp_path.iterdir()] == ["two.wav"]


def test_even_recordings_are_left_as_they_are(tmp_path: Path) -> None:
    path = save(tmp_path / "even.wav", voice(4))
    found, chunks = found_and_levelled(path, by_loudness, job=QUIET)
    assert np.array_equal(found, read_speech(path))
    assert len(chunks) == 4


def test_where_nobody_speaks_noise_is_not_amplified(tmp_path: Path) -> None:
    path = save(tmp_path / "still.wav", voice(4, 40))
    found, chunks = found_and_levelled(path, by_loudness, job=QUIET)
    assert chunks == []
    assert np.array_equal(found, read_speech(path))
