"""Mezzanines: each clip in the one form that films are put together from.

::

    mezzanine-<key>.mp4     picture only, constant frame rate, upright, nothing outside the range
    mezzanine-<key>.wav     sound, 48 kHz stereo, frames x 48000 / fps samples exactly, -16 LUFS
    mezzanine-<key>.json    what was found on the way; written last, so it says that all are whole

The key names footage, range, film, treatments and the ffmpeg that was used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pvstudio.config import FilmFormat
from pvstudio.media.errors import NotProbed, RangeUnusable
from pvstudio.media.faces import FacesReport
from pvstudio.media.ffmpeg import QUIET, Job, build
from pvstudio.media.keys import key_of
from pvstudio.media.profile import audio_options, video_options
from pvstudio.media.progress import part
from pvstudio.media.renders import make_picture, make_sound
from pvstudio.media.shots import Shot
from pvstudio.media.treatments import of_media
from pvstudio.media.workbench import deliver, workbench
from pvstudio.model import Clip, Footage, Treatment
from pvstudio.store.copies import clear_copy
from pvstudio.store.files import write_bytes
from pvstudio.store.media import MediaStore
from pvstudio.store.reading import read_bytes

#: Part of every key: raise it when mezzanines should come out differently.
VERSION = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Mezzanine:
    """A clip, ready for films: *frames* pictures in *video*, the samples that belong to them in *audio*."""

    video: Path
    audio: Path
    frames: int
    key: str
    film: FilmFormat
    sha256: str = ""  # of the bytes of the picture, then those of the sound
    faces: FacesReport | None = None  # of a clip whose faces were blurred: for the person who reviews it

    @property
    def duration_ms(self) -> int:
        """Length in milliseconds."""
        return self.frames * 1000 // self.film.fps


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notes:
    """What is kept beside a mezzanine."""

    frames: int
    sha256: str
    faces: FacesReport | None = None


#: Made once, here: msgspec crashes when two threads learn the same type at the same time.
_NOTES = msgspec.json.Decoder(_Notes)


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

    Raises :class:`NotProbed`, :class:`RangeUnusable`, ``TreatmentMissing``, ``DetectorFailed``, ``NotExact``
    (all in :mod:`pvstudio.media.errors`) and what :func:`~pvstudio.media.ffmpeg.run` raises.
    """
    shot = shot_of(clip, footage, files, film)
    key = _key(footage.sha256, shot, treatments)
    folder = files.folder(footage.sha256)
    video, audio, notes = (folder / f"mezzanine-{key}{suffix}" for suffix in (".mp4", ".wav", ".json"))
    if not notes.exists():
        with workbench(folder) as bench, clear_copy(shot.path):  # opened once for all that reads it
            sound = make_sound(shot, treatments, bench, part(job, 0, 10))
            picture, found = make_picture(shot, treatments, bench, part(job, 10, 100))
            noted = _Notes(frames=shot.frames, sha256=_sha256(picture, sound), faces=found)
            deliver(sound, audio)
            deliver(picture, video)
        write_bytes(notes, msgspec.json.encode(noted))
    read = _NOTES.decode(read_bytes(notes))
    return Mezzanine(
        video=video,
        audio=audio,
        frames=shot.frames,
        key=key,
        film=film,
        sha256=read.sha256,
        faces=read.faces,
    )


def find_mezzanine(
    clip: Clip,
    footage: Footage,
    files: MediaStore,
    film: FilmFormat,
    *,
    treatments: Set[Treatment] = frozenset(),
) -> Mezzanine | None:
    """Return what :func:`make_mezzanine` made, or None: for pages, which do not wait for ffmpeg."""
    key = _key(footage.sha256, shot_of(clip, footage, files, film), treatments)
    notes = files.folder(footage.sha256) / f"mezzanine-{key}.json"
    return make_mezzanine(clip, footage, files, film, treatments=treatments) if notes.exists() else None


def shot_of(clip: Clip, footage: Footage, files: MediaStore, film: FilmFormat) -> Shot:
    """Return the range of *footage* that *clip* is; or raise :class:`NotProbed`, :class:`RangeUnusable`."""
    if footage.media is None:
        raise NotProbed(footage.original_name, footage.reason or footage.state)
    if not 0 <= clip.start_ms < min(clip.end_ms, footage.media.duration_ms):
        raise RangeUnusable(clip.title, clip.start_ms, clip.end_ms, footage.media.duration_ms)
    path = files.original(footage.sha256)
    return Shot(path=path, media=footage.media, start_ms=clip.start_ms, end_ms=clip.end_ms, film=film)


def derived(mezzanine: Mezzanine, what: str, suffix: str, **parameters: Any) -> Path:
    """Return where *what* of *mezzanine* lies; so it can come from nothing but the treated clip."""
    key = key_of(what, mezzanine=mezzanine.key, ffmpeg=build(), **parameters)
    return mezzanine.video.with_name(f"{what}-{key}{suffix}")


def _sha256(picture: Path, sound: Path) -> str:
    digest = hashlib.sha256()
    for path in (picture, sound):
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _key(sha256: str, shot: Shot, treatments: Set[Treatment]) -> str:
    film = [shot.film.width, shot.film.height, shot.film.fps, video_options(shot.film), audio_options()]
    span = [sha256, shot.start_ms, shot.end_ms, msgspec.to_builtins(shot.media, enc_hook=str)]
    treated = {str(treatment): version for treatment, version in of_media(treatments).items()}
    return key_of("mezzanine", version=VERSION, span=span, film=film, treated=treated, ffmpeg=build())
