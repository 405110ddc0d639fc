"""The only sound that an engine may hear: 16 kHz mono WAV made by our sandbox, read by ourselves.

PyAV would open playlists that were named .wav and read other people's files (SECURITY.md): so the
header is checked here, and the engine gets numbers, never a path.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pvstudio.store.reading import read_bytes
from pvstudio.transcription.errors import SpeechRefused

#: Samples per second that Whisper and the voice-activity detector want.
RATE = 16_000

#: Coding (1: plain PCM), channels, rate and bits of the only WAV that is read.
_SHAPE = (1, 1, RATE, 16)

Samples: TypeAlias = NDArray[np.float32]


def read_speech(path: Path) -> Samples:
    """Return the samples of *path* (−1 to 1), or raise :class:`SpeechRefused`."""
    try:
        data = read_bytes(path)
    except OSError as error:
        raise SpeechRefused(path, str(error)) from error
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise SpeechRefused(path, "it is no WAV file")
    chunks = dict(_chunks(data))
    shape = chunks.get(b"fmt ", b"")
    if len(shape) < 16 or b"data" not in chunks:
        raise SpeechRefused(path, "it ends too early")
    kind, channels, rate, _bytes, _block, bits = struct.unpack_from("<HHIIHH", shape)
    if (kind, channels, rate, bits) != _SHAPE:
        found = f"coding {kind}, {channels} channels, {rate} Hz, {bits} bits"
        raise SpeechRefused(path, f"it is {found}, not plain 16-bit mono at {RATE} Hz")
    sound = chunks[b"data"]
    return np.frombuffer(sound[: len(sound) // 2 * 2], "<i2").astype(np.float32) / np.float32(32768)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a RIFF file by name; what claims to be longer than the file is cut."""
    at = 12
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def level_db(samples: Samples) -> float:
    """Return how loud *samples* are: RMS in dB below full scale."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-10))
