"""The sound of places: water, rain, birds, a ball on a wall. In stereo, 48 kHz, from noise and tones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt  # type: ignore[import-untyped]

from making.scenes import football
from making.speech import RATE

Stereo = NDArray[np.float32]  # (samples, 2)


def ambience(scene: str, duration_s: float) -> Stereo:
    """Return the sound of the place where *scene* was filmed, about as loud as it was there."""
    count = round(duration_s * RATE)
    rng = np.random.default_rng(sum(scene.encode()))
    place = _PLACES.get(scene)
    return place(count, rng).astype(np.float32) if place else np.zeros((count, 2), np.float32)


def _noise(count: int, rng: np.random.Generator, low: float, high: float, level: float) -> Stereo:
    """Return noise between two frequencies, different in each ear."""
    bands = butter(2, [low, high], "bandpass", fs=RATE, output="sos")
    sound = sosfilt(bands, rng.normal(0, 1, (count + RATE, 2)), axis=0)[RATE:]
    return np.asarray(sound / np.std(sound) * level, np.float32)


def _swell(count: int, rng: np.random.Generator, depth: float) -> NDArray[np.float32]:
    t = np.arange(count)[:, None] / RATE
    waves = sum(np.sin(2 * np.pi * f * t + rng.uniform(0, 6.28)) for f in (0.11, 0.23, 0.41))
    return np.asarray(1 + depth * waves / 3, np.float32)


def _put(sound: Stereo, at_s: float, what: NDArray[np.float64], *, pan: float = 0.0) -> None:
    """Add a mono sound at *at_s* seconds; *pan* goes from -1 (left) to 1 (right)."""
    start = int(at_s * RATE)
    part = what[: max(0, len(sound) - start)]
    sound[start : start + len(part), 0] += part * (1 - pan) / 2 * 1.4
    sound[start : start + len(part), 1] += part * (1 + pan) / 2 * 1.4


def _tone(frequency: float, length_s: float, fade_s: float, level: float) -> NDArray[np.float64]:
    t = np.arange(int(length_s * RATE)) / RATE
    return level * np.sin(2 * np.pi * frequency * t) * np.exp(-t / fade_s) * np.minimum(1, t / 0.003)


def _chirp(rng: np.random.Generator, level: float) -> NDArray[np.float64]:
    """Return a bird's short phrase."""
    notes = []
    for _ in range(rng.integers(2, 6)):
        t = np.arange(int(rng.uniform(0.05, 0.12) * RATE)) / RATE
        pitch = rng.uniform(2600, 4300) + rng.uniform(-9000, 9000) * t
        notes += [
            level * np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.hanning(len(t)),
            np.zeros(int(0.05 * RATE)),
        ]
    return np.concatenate(notes)


def _birds(sound: Stereo, rng: np.random.Generator, every_s: float, level: float) -> None:
    at = rng.uniform(0.2, 1)
    while at < len(sound) / RATE:
        _put(sound, at, _chirp(rng, level * rng.uniform(0.4, 1)), pan=float(rng.uniform(-0.9, 0.9)))
        at += every_s * rng.uniform(0.5, 1.6)


def _river(count: int, rng: np.random.Generator) -> Stereo:
    sound = _noise(count, rng, 250, 1800, 0.018) * _swell(count, rng, 0.4) + _noise(
        count, rng, 1800, 6000, 0.006
    )
    _birds(sound, rng, 2.2, 0.02)
    return sound


def _tea(count: int, rng: np.random.Generator) -> Stereo:
    sound = _noise(count, rng, 80, 500, 0.004)
    for tick in np.arange(0.3, count / RATE, 1.0):
        _put(sound, float(tick), _tone(1900, 0.03, 0.006, 0.018), pan=-0.6)
    for at in (0.5, 0.72, 7.0, 9.3, 9.55):  # a spoon on glass
        _put(sound, at, _tone(3120, 0.7, 0.14, 0.03) + _tone(5270, 0.7, 0.09, 0.02), pan=0.3)
    return sound


def _football(count: int, rng: np.random.Generator) -> Stereo:
    sound = _noise(count, rng, 200, 900, 0.005) * _swell(count, rng, 0.5)
    for hit in football.bounces(count / RATE):
        thud = _tone(92, 0.25, 0.05, 0.3) + _tone(210, 0.25, 0.02, 0.14)
        thud[: len(thud) // 6] += rng.normal(0, 0.06, len(thud) // 6) * np.linspace(1, 0, len(thud) // 6)
        _put(sound, hit, thud, pan=0.1)
        _put(sound, hit + 0.55 * 2.3, 0.5 * thud, pan=-0.2)
    _birds(sound, rng, 3.5, 0.012)
    return sound


def _window(count: int, rng: np.random.Generator) -> Stereo:
    sound = _noise(count, rng, 900, 7000, 0.011) * _swell(count, rng, 0.3)
    for _ in range(int(count / RATE * 7)):
        drop = _tone(rng.uniform(900, 2600), 0.05, 0.01, rng.uniform(0.005, 0.03))
        _put(sound, rng.uniform(0, count / RATE), drop, pan=float(rng.uniform(-1, 1)))
    return sound


def _camera(count: int, rng: np.random.Generator) -> Stereo:
    return _noise(count, rng, 90, 700, 0.005)


def _bench(count: int, rng: np.random.Generator) -> Stereo:
    sound = _noise(count, rng, 60, 400, 0.02) * _swell(count, rng, 0.4)
    t = np.arange(count)[:, None] / RATE
    bus = _noise(count, rng, 50, 260, 0.09) + _noise(count, rng, 400, 2500, 0.02)
    return sound + bus * np.exp(-(((t - 6) / 1.6) ** 2)).astype(np.float32)


def _garden(count: int, rng: np.random.Generator) -> Stereo:
    sound = _noise(count, rng, 150, 900, 0.004) * _swell(count, rng, 0.6)
    t = np.arange(count)[:, None] / RATE
    pouring = np.clip(np.sin(0.55 * t - 0.6) * 2.4 - 0.3, 0, 0.7).astype(np.float32)
    sound += _noise(count, rng, 1500, 7500, 0.016) * pouring
    _birds(sound, rng, 1.5, 0.03)
    return sound


def _lanterns(count: int, rng: np.random.Generator) -> Stereo:
    t = np.arange(count)[:, None] / RATE
    crickets = (
        np.sin(2 * np.pi * 4350 * t) * (np.sin(2 * np.pi * 21 * t) > 0) * (np.sin(2 * np.pi * 0.9 * t) > -0.2)
    )
    sound = _noise(count, rng, 100, 600, 0.004)
    sound += (0.006 * crickets * np.array([[1.0, 0.6]])).astype(np.float32)
    scale = 220 * 2 ** (np.array([0, 3, 5, 7, 10, 12, 15]) / 12)
    at = 0.3
    while at < count / RATE:  # somebody plays, further down
        _put(sound, at, _tone(float(rng.choice(scale)), 2.2, 0.5, 0.035), pan=-0.4)
        at += float(rng.choice([0.42, 0.42, 0.84]))
    return sound


_PLACES: dict[str, Callable[[int, np.random.Generator], Stereo]] = {
    "river": _river, "tea": _tea, "football": _football, "window": _window, "camera": _camera,
    "bench": _bench, "garden": _garden, "lanterns": _lanterns,
}  # fmt: skip
