"""Mezzanines: each clip in the one form that films are put together from.

::

    mezzanine-<key>.mp4     picture only, constant frame rate, upright, nothing outside the range
    mezzanine-<key>.wav     sound, 48 kHz stereo, frames x 48000 / fps samples exactly, -16 LUFS
    mezzanine-<key>.json    what was found on the way; written last, so it says that all are whole

The key names footage, range, film, treatments and the ffmpeg that was used.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pvstudio.config import FilmFormat
from pvstudio.media.errors import MediaError
from pvstudio.media.exactness import require_frames, require_samples
from pvstudio.media.ffmpeg import Job, run
from pvstudio.media.ffmpeg.caller import QUIET
from pvstudio.media.graphs import own, write
from pvstudio.media.keys import ffmpeg_build, key_of
from pvstudio.media.loudness import levelled, metered, read_meter
from pvstudio.media.profile import audio_options, video_options
from pvstudio.media.progress import part
from pvstudio.media.shots import Shot
from pvstudio.media.sides import fill
from pvstudio.media.treatments import of_media, sound_of
from pvstudio.media.workbench import deliver, workbench
from pvstudio.model import Clip, Footage, Treatment
from pvstudio.store.files import write_bytes
from pvstudio.store.media import MediaStore

#: Part of every key: raise it when mezzanines should come out differently.
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mezzanine:
    """A clip, ready for films: *frames* pictures in *video*, the samples that belong to them in *audio*."""

    video: Path
    audio: Path
    frames: int
    key: str


class NotProbed(MediaError):
    """Nobody has looked into this footage yet, or it was refused."""

    def __init__(self, footage: Footage) -> None:
        super().__init__(f"“{footage.original_name}” is not ready: {footage.reason or footage.state}.")
        self.footage = footage


def make_mezzanine(
    clip: Clip,
    footage: Footage,
    files: MediaStore,
    film: FilmFormat,
    *,
    treatments: Set[Treatment] = frozenset(),
    job: Job = QUIET,
) -> Mezzanine:
    """Make the mezzanine of *clip* with *treatments*, unless it is there already.

    Raises :class:`NotProbed`, :class:`~pvstudio.media.treatments.TreatmentMissing`,
    :class:`~pvstudio.media.exactness.NotExact` and what :func:`~pvstudio.media.ffmpeg.run` raises.
    """
    shot = shot_of(clip, footage, files, film)
    key = _key(footage.sha256, shot, treatments)
    folder = files.folder(footage.sha256)
    video, audio, notes = (folder / f"mezzanine-{key}{suffix}" for suffix in (".mp4", ".wav", ".json"))
    if not notes.exists():
        with workbench(folder) as bench:
            deliver(_make_sound(shot, treatments, bench, part(job, 0, 10)), audio)
            deliver(_make_picture(shot, treatments, bench, part(job, 10, 100)), video)
        write_bytes(notes, msgspec.json.encode({"frames": shot.frames}))
    return Mezzanine(video=video, audio=audio, frames=shot.frames, key=key)


def shot_of(clip: Clip, footage: Footage, files: MediaStore, film: FilmFormat) -> Shot:
    """Return the range of *footage* that *clip* is; :class:`NotProbed` if it was never looked into."""
    if footage.media is None:
        raise NotProbed(footage)
    path = files.original(footage.sha256)
    return Shot(path=path, media=footage.media, start_ms=clip.start_ms, end_ms=clip.end_ms, film=film)


def _key(sha256: str, shot: Shot, treatments: Set[Treatment]) -> str:
    film = [shot.film.width, shot.film.height, shot.film.fps, video_options(shot.film), audio_options()]
    span = [sha256, shot.start_ms, shot.end_ms, msgspec.to_builtins(shot.media, enc_hook=str)]
    treated = {str(treatment): version for treatment, version in of_media(treatments).items()}
    return key_of("mezzanine", version=VERSION, span=span, film=film, treated=treated, ffmpeg=ffmpeg_build())


def _make_sound(shot: Shot, treatments: Set[Treatment], bench: Path, job: Job) -> Path:
    raw, made = bench / "raw.wav", bench / "sound.wav"
    args = write(metered(sound_of(shot, treatments)), raw, **audio_options() | {"c:a": "pcm_f32le"})
    length = shot.duration_ms
    log = run(
        ["-v", "info", *args], reads=[shot.path], writes=bench, duration_ms=length, job=part(job, 0, 70)
    )
    args = write(levelled(own(raw), read_meter(log), shot.samples), made, **audio_options())
    run(args, reads=[raw], writes=bench, duration_ms=length, job=part(job, 70, 100))
    require_samples(made, shot.samples)
    return made


def _make_picture(shot: Shot, treatments: Set[Treatment], bench: Path, job: Job) -> Path:
    made = bench / "picture.mp4"
    args = write(fill(shot.picture(), shot.size, shot.film), made, **video_options(shot.film))
    run(args, reads=[shot.path], writes=bench, duration_ms=shot.duration_ms, job=job)
    require_frames(made, shot.frames, bench, job)
    return made
