"""Treatments: the one table of what can be done to a picture or a sound.

A new treatment is one more entry; entries are applied in the order of the table. A treatment that is
asked for and that nothing here can do is an error: a clip is never made without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from pvstudio.media import faces, voices
from pvstudio.media.errors import TreatmentMissing
from pvstudio.media.ffmpeg import Job
from pvstudio.media.graphs import Stream
from pvstudio.media.shots import Shot
from pvstudio.model import Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTreatment:
    """*prepare* looks at a whole shot and returns who will paint it; a new *version* makes new files."""

    version: str
    prepare: Callable[[Shot, Job], faces.FacePainter]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundTreatment:
    """*apply* returns the sound of a shot in place of what was recorded; a new *version* makes new files."""

    version: str
    apply: Callable[[Shot], Stream]


PICTURE: dict[Treatment, PictureTreatment] = {
    Treatment.FACE_BLURRED: PictureTreatment(version=faces.VERSION, prepare=faces.prepare),
}

SOUND: dict[Treatment, SoundTreatment] = {
    Treatment.VOICE_SILENCED: SoundTreatment(version="silence-1", apply=voices.silenced),
}

#: Kept by the credits, not by picture or sound.
ELSEWHERE = frozenset({Treatment.PSEUDONYM, Treatment.NO_CREDIT})


def of_media(treatments: Iterable[Treatment]) -> dict[Treatment, str]:
    """Return those *treatments* that change picture or sound, each with its version.

    Raises :class:`TreatmentMissing` where one of them cannot be done.
    """
    asked = frozenset(treatments) - ELSEWHERE
    versions = {treatment: entry.version for treatment, entry in (PICTURE | SOUND).items()}
    if missing := asked - versions.keys():
        raise TreatmentMissing(missing, versions)
    return {treatment: version for treatment, version in versions.items() if treatment in asked}


def painters_of(shot: Shot, treatments: Set[Treatment], job: Job) -> list[faces.FacePainter]:
    """Return who paints the shot before anybody sees it, in order; nobody, if it stays as filmed."""
    return [entry.prepare(shot, job) for treatment, entry in PICTURE.items() if treatment in treatments]


def sound_of(shot: Shot, treatments: Set[Treatment]) -> tuple[Stream, Stream | None]:
    """Return the shot's sound as it may be heard, and its witness (:meth:`Shot.witness`)."""
    chosen = [entry for treatment, entry in SOUND.items() if treatment in treatments]
    return (chosen[0].apply(shot), None) if chosen else (shot.sound(), shot.witness("a"))
