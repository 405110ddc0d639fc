"""What was said in a clip, word by word."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word as recognised; times in ms from the start of the clip."""

    start_ms: int
    end_ms: int
    text: str
    probability: float  # 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of speech in one language."""

    language: str  # BCP 47
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All segments of a clip, in time order, and who recognised them."""

    clip_id: str
    engine: str  # "faster-whisper 1.2.1 base int8"
    segments: tuple[Segment, ...]
