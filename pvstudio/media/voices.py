"""Voices: what becomes of the sound of a clip whose speaker must not be recognised."""

from __future__ import annotations

from pvstudio.media.graphs import Stream
from pvstudio.media.shots import Shot, silence


def silenced(shot: Shot) -> Stream:
    """Return digital silence of the shot's length; its recorded sound is not even opened."""
    return silence(shot.samples)
