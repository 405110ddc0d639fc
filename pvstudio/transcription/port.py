"""The port: what every engine offers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from pvstudio.media.ffmpeg import QUIET, Job
from pvstudio.transcription.transcript import Transcript


class Recogniser(Protocol):
    """An engine that turns speech into words."""

    def describe(self) -> str:
        """Return engine, version, model and precision, as a transcript names them."""
        ...

    def transcribe(
        self,
        wav: Path,
        *,
        clip_id: str,
        languages: Sequence[str] = (),
        language: str | None = None,
        job: Job = QUIET,
    ) -> Transcript:
        """Recognise *wav*, the 16 kHz mono file that our sandbox made of a clip.

        *language* (BCP 47), where the facilitator set it, is believed; otherwise each stretch is
        in one of *languages*, the workshop's. Silence gives a transcript without segments.
        Raises :class:`~pvstudio.transcription.errors.TranscriptionError` kinds and
        :class:`~pvstudio.media.errors.Cancelled`.
        """
        ...
