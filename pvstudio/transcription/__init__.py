"""Speech to words: one port, one adapter an engine."""

from __future__ import annotations

from pathlib import Path

from pvstudio.config import Settings
from pvstudio.transcription.port import Recogniser

__all__ = ["Recogniser", "recogniser"]


def recogniser(settings: Settings) -> Recogniser:
    """Return the studio's engine: faster-whisper with the model that the user set, else the packaged base.

    Raises :class:`~pvstudio.transcription.errors.EngineMissing` and
    :class:`~pvstudio.transcription.errors.WeightsDamaged`.
    """
    from pvstudio.transcription.faster_whisper import FasterWhisper
    from pvstudio.transcription.weights import packaged_base, user_model

    if settings.whisper_model:
        return FasterWhisper(user_model(Path(settings.whisper_model).expanduser()), weak=False)
    return FasterWhisper(packaged_base(settings.home / "cache"), weak=True)
