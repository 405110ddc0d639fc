"""Speech: the only form in which the recogniser is given footage, made inside the sandbox."""

from __future__ import annotations

from pathlib import Path

from pvstudio.config import FilmFormat
from pvstudio.media.ffmpeg import QUIET, Job, build, run
from pvstudio.media.graphs import write
from pvstudio.media.keys import key_of
from pvstudio.media.mezzanines import shot_of
from pvstudio.model import Clip, Footage
from pvstudio.store.files import staged
from pvstudio.store.media import MediaStore

#: What Whisper was trained on.
SAMPLE_RATE = 16_000

#: Part of every key: raise it when the sound should come out differently.
VERSION = 2


def make_speech(
    clip: Clip, footage: Footage, files: MediaStore, film: FilmFormat, *, job: Job = QUIET
) -> Path:
    """Write *clip*'s sound as it was recorded to a 16 kHz mono WAV, unless it is there.

    It starts where the mezzanine starts and is as long: word times fit the picture. It is never
    treated, so it is for the recogniser alone and goes to nobody.
    """
    shot = shot_of(clip, footage, files, film)
    span = [clip.start_ms, clip.end_ms, film.fps]
    key = key_of("speech", version=VERSION, sha256=footage.sha256, span=span, ffmpeg=build())
    target = files.derived(footage.sha256, f"speech-{key}.wav")
    if not target.exists():
        with staged(target) as partial:
            options = {"c:a": "pcm_s16le", "ar": str(SAMPLE_RATE), "ac": "1"}
            args = write(shot.sound(), partial, witness=shot.witness("a"), **options)
            run(args, reads=[shot.path], writes=partial.parent, duration_ms=shot.duration_ms, job=job)
    return target
