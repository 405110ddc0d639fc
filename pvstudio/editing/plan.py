"""What a render is given: a recipe, and for each of its parts the mezzanine that may be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from pvstudio.config import FilmFormat
from pvstudio.editing.recipe import Line, Part, Recipe
from pvstudio.model import Treatment
from pvstudio.subtitles.cues import Cue


class Filmed(Protocol):
    """A mezzanine: picture and sound of one clip, exactly from in to out, treated."""

    @property
    def video(self) -> Path:
        """MP4 without sound, in the studio's film format."""
        ...

    @property
    def audio(self) -> Path:
        """WAV, 48 kHz stereo s16, exactly as long as the picture."""
        ...

    @property
    def frames(self) -> int:
        """How many frames."""
        ...

    @property
    def key(self) -> str:
        """Hash of everything that decides the bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmPart:
    """One clip as the film shows it.

    *tracks* are the cues by language, in ms from the start of the clip as it was before *part*
    trims it. *title* is shown and names the chapter.
    """

    clip_id: str
    title: str
    part: Part
    mezzanine: Filmed
    tracks: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict)
    treatments: frozenset[Treatment] = frozenset()
    treated: str = ""  # SHA-256 of the mezzanine, where a treatment changed what was filmed

    @property
    def words(self) -> tuple[str, ...]:
        """Which subtitles it has: "language:SHA-256 of the cues" of each language that has any."""
        return tuple(
            f"{language}:{hashlib.sha256(msgspec.json.encode(cues)).hexdigest()}"
            for language, cues in sorted(self.tracks.items())
            if cues
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmPlan:
    """Everything that decides a film. Only clips that the gate let through may be in *parts*."""

    recipe: Recipe
    film: FilmFormat
    parts: tuple[FilmPart, ...]
    participants: tuple[Line, ...] = ()  # the automatic credits; without those who want none
    credited: tuple[str, ...] = ()  # their ids

    def frames(self, ms: int) -> int:
        """Return the number of whole frames nearest to *ms*."""
        return round(ms * self.film.fps / 1000)
