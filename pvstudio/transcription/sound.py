"""The only sound that an engine may hear: 16 kHz mono WAV made by our sandbox, read by ourselves.

PyAV would open playlists that were named .wav and read other people's files (SECURITY.md): so the
header is checked here, and the engine gets numbers, never a path.
"""

from __future__ import annotations

import tempfile
import wave
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pvstudio.media.ffmpeg import Job, run
from pvstudio.transcription.errors import SpeechRefused

#: Samples per second that Whisper and the voice-activity detector want.
RATE = 16_000

Samples: TypeAlias = NDArray[np.float32]

#: Evens out a loud and a quiet voice: measured, 45 dB apart, WER 63.7 % to 6.1 %.
LEVELLER = "dynaudnorm=f=250:g=15:m=100"


def read_speech(path: Path) -> Samples:
    """Return the samples of *path* (−1 to 1), or raise :class:`SpeechRefused`."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
            if head[:4] != b"RIFF" or head[8:] != b"WAVE":
                raise SpeechRefused(path, "it is no WAV file")
            file.seek(0)
            with wave.open(file) as sound:
                shape = (sound.getframerate(), sound.getnchannels(), sound.getsampwidth())
                if shape != (RATE, 1, 2):
                    raise SpeechRefused(path, f"rate, channels and bytes are {shape}, not {(RATE, 1, 2)}")
                data = sound.readframes(sound.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise SpeechRefused(path, str(error) or "it ends too early") from error
    return np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32) / np.float32(32768)


def levelled(path: Path, *, job: Job) -> Samples:
    """Return the samples of *path* with loud and quiet voices evened out."""
    duration_ms = len(read_speech(path)) * 1000 // RATE
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".levelled-") as folder:
        target = Path(folder) / "levelled.wav"
        out = ["-ar", str(RATE), "-ac", "1", "-c:a", "pcm_s16le", "-bitexact", "-f", "wav", f"file:{target}"]
        run(
            ["-f", "wav", "-i", f"file:{path}", "-af", LEVELLER, *out],
            reads=[path],
            writes=Path(folder),
            duration_ms=duration_ms,
            job=Job(cancelled=job.cancelled),
        )
        return read_speech(target)


def level_db(samples: Samples) -> float:
    """Return how loud *samples* are: RMS in dB below full scale."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-10))
