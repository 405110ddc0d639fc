"""The stories of the workshop, read from ``stories.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("stories.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A speaker who does not exist: shares of the model's speakers, then a turn of tone and pace."""

    blend: dict[str, float]
    tone: float  # factor of pitch and timbre
    speed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One breath of speech, and one subtitle in each language."""

    ipa: str
    pause_s: float
    words: dict[str, str]  # by BCP 47 language


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is said in one clip."""

    key: str
    language: str  # BCP 47; "" without speech
    voice: Voice | None
    lead_s: float
    tail_s: float
    lines: tuple[Line, ...]


def load() -> dict[str, Story]:
    """Return all stories by the key of their clip, in the order of the file."""
    data = tomllib.loads(_FILE.read_text("utf-8"))
    voices = {name: Voice(**values) for name, values in data["voice"].items()}
    return {key: _story(key, values, voices) for key, values in data["clip"].items()}


def _story(key: str, values: dict[str, Any], voices: dict[str, Voice]) -> Story:
    return Story(
        key=key,
        language=values.get("language", ""),
        voice=voices.get(values.get("voice", "")),
        lead_s=values["lead"],
        tail_s=values["tail"],
        lines=tuple(_line(cue) for cue in values.get("cue", ())),
    )


def _line(cue: dict[str, Any]) -> Line:
    words = {name: text for name, text in cue.items() if name not in {"ipa", "pause"}}
    return Line(ipa=cue["ipa"], pause_s=cue["pause"], words=words)
