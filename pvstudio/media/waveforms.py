"""Waveforms: the sound of a clip as a drawing, 50 pairs a second.

The file is the JSON of BBC audiowaveform, version 2, 8 bits: ``data`` holds a lowest and a highest
value (-128 to 127) for each 20 ms, both channels together. wavesurfer draws it from
``peaks: [data.map(v => v / 128)]``.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from pvstudio.media.mezzanines import Mezzanine, derived
from pvstudio.media.profile import SAMPLE_RATE
from pvstudio.store.files import write_bytes
from pvstudio.store.reading import opened

PAIRS_PER_SECOND = 50
_SAMPLES = SAMPLE_RATE // PAIRS_PER_SECOND


def waveform_path(mezzanine: Mezzanine) -> Path:
    """Return where the waveform of *mezzanine* lies, or would lie once it is made."""
    return derived(mezzanine, "waveform", ".json", version=1)


def make_waveform(mezzanine: Mezzanine) -> Path:
    """Write the waveform of *mezzanine*'s sound, as it may be heard, unless it is there."""
    target = waveform_path(mezzanine)
    if not target.exists():
        pairs = [value for block in _blocks(mezzanine.audio) for value in _pair(block)]
        head = {
            "version": 2,
            "channels": 1,
            "sample_rate": SAMPLE_RATE,
            "samples_per_pixel": _SAMPLES,
            "bits": 8,
        }
        write_bytes(target, msgspec.json.encode(head | {"length": len(pairs) // 2, "data": pairs}))
    return target


def _blocks(sound: Path) -> Iterator[NDArray[np.int16]]:
    """Read 20 ms at a time; the last block may be shorter."""
    with opened(sound) as source, wave.open(source, "rb") as file:
        while raw := file.readframes(_SAMPLES):
            yield np.frombuffer(raw, dtype="<i2")


def _pair(block: NDArray[np.int16]) -> tuple[int, int]:
    return int(block.min()) >> 8, int(block.max()) >> 8
