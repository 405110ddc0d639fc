"""Treatments: the one table of what can be done to a picture or a sound.

A new treatment is one more entry; entries are applied in the order of the table. A treatment that is
asked for and that nothing here can do is an error: a clip is never made without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pvstudio.media import voices
from pvstudio.media.errors import MediaError
from pvstudio.media.graphs import Stream
from pvstudio.media.shots import Shot
from pvstudio.model import Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundTreatment:
    """*apply* returns the sound of a shot in place of what was recorded; a new *version* makes new files."""

    version: str
    apply: Callable[[Shot], Stream]


SOUND: dict[Treatment, SoundTreatment] = {
    Treatment.VOICE_SILENCED: SoundTreatment(version="silence-1", apply=voices.silenced),
}

#: Kept by the credits, not by picture or sound.
ELSEWHERE = frozenset({Treatment.PSEUDONYM, Treatment.NO_CREDIT})


class TreatmentMissing(MediaError):
    """This studio cannot do *treatments* to picture or sound, so no clip is made that lacks them."""

    def __init__(self, treatments: frozenset[Treatment]) -> None:
        names = ", ".join(sorted(treatments))
        super().__init__(
            f"This version of the studio has no way to make a clip {names}.",
            advice="Leave the clip out, or ask the participant whether another treatment would do "
            f"({', '.join(sorted(SOUND))}).",
        )
        self.treatments = treatments


def of_media(treatments: Iterable[Treatment]) -> dict[Treatment, str]:
    """Return those *treatments* that change picture or sound, each with its version.

    Raises :class:`TreatmentMissing` where one of them cannot be done.
    """
    asked = frozenset(treatments) - ELSEWHERE
    versions = {treatment: entry.version for treatment, entry in SOUND.items()}
    if missing := asked - versions.keys():
        raise TreatmentMissing(missing)
    return {treatment: version for treatment, version in versions.items() if treatment in asked}


def sound_of(shot: Shot, treatments: Iterable[Treatment]) -> Stream:
    """Return the shot's sound as it may be heard."""
    chosen = [entry for treatment, entry in SOUND.items() if treatment in set(treatments)]
    return chosen[0].apply(shot) if chosen else shot.sound()
