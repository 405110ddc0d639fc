"""Loudness by EBU R128: every clip of a film is equally loud, and none is turned into noise.

The rule, for a clip that measures *L* LUFS: it gets ``-16 - L`` dB, at most 24; under -50 LUFS there
is only the noise of a room, and it is left as it is. Peaks end at -1 dBTP at most: a limiter works
at four times the rate, where the peaks between samples are seen, and only when it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pvstudio.media.errors import LoudnessUnknown
from pvstudio.media.graphs import Stream
from pvstudio.media.profile import SAMPLE_RATE

TARGET_LUFS = -16.0
MAX_GAIN_DB = 24.0
NOISE_LUFS = -50.0

#: A film may stray so far from the target without anybody noticing.
TOLERANCE_LU = 0.5

#: Half a decibel under the promised -1 dBTP: resampling back and rounding may add a little.
CEILING_DBTP = -1.5

_SUMMARY = re.compile(r"^\s+(I|Peak):\s+(-?inf|nan|-?[\d.]+) (?:LUFS|dBFS)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """What a meter shows: integrated loudness and true peak."""

    lufs: float
    peak_dbtp: float

    @property
    def gain_db(self) -> float:
        """How much louder the clip is made (see the rule above)."""
        return 0.0 if self.lufs < NOISE_LUFS else min(TARGET_LUFS - self.lufs, MAX_GAIN_DB)


def metered(sound: Stream) -> Stream:
    """Return *sound* with a meter in its way, whose summary :func:`read_meter` finds in the log."""
    return sound.filter("ebur128", peak="true", framelog="quiet").filter("aformat", sample_fmts="flt")


def read_meter(log: Sequence[str]) -> Loudness:
    """Return what the meter wrote last, or raise :class:`LoudnessUnknown`."""
    found = {match[1]: float(match[2]) for line in log if (match := _SUMMARY.match(line))}
    if found.keys() != {"I", "Peak"}:
        raise LoudnessUnknown(log)
    return Loudness(lufs=found["I"], peak_dbtp=found["Peak"])


def levelled(sound: Stream, measured: Loudness, gain_db: float, samples: int) -> Stream:
    """Return *sound*, which measured so, louder by *gain_db*, its peaks held; still exactly *samples*."""
    sound = sound.filter("volume", f"{gain_db:.2f}dB", precision="float")
    if measured.peak_dbtp + gain_db > CEILING_DBTP:
        sound = sound.filter("aresample", 4 * SAMPLE_RATE)
        sound = sound.filter(
            "alimiter", limit=f"{10 ** (CEILING_DBTP / 20):.4f}", level="false", latency="true"
        )
        sound = sound.filter("aresample", SAMPLE_RATE)
    return sound.filter("apad").filter("atrim", end_sample=samples)
