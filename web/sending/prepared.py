"""What a worker has prepared for watching. Nothing is made here: pages do not wait for ffmpeg."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from threading import Lock

from pvstudio.editing.film import PlacedPart, RenderedFilm
from pvstudio.media.errors import MediaError
from pvstudio.media.mezzanines import Mezzanine, find_mezzanine
from pvstudio.media.posters import poster_path
from pvstudio.media.proxies import proxy_path
from pvstudio.media.sprites import Sprite, sprite_of
from pvstudio.media.waveforms import waveform_path
from pvstudio.model import Clip, Footage, Treatment
from pvstudio.store.errors import KeyGone
from workflows.wiring import Studio

#: One page at a time looks: msgspec crashes when two threads learn the type of the same notes.
_looking = Lock()


def proxy_of(studio: Studio, workshop: str, clip: Clip, footage: Footage) -> Path | None:
    """Return the small copy of the raw clip, or None as long as there is none."""
    mezzanine = _mezzanine(studio, workshop, clip, footage)
    return _there(proxy_path(mezzanine)) if mezzanine else None


def poster_of(studio: Studio, workshop: str, clip: Clip, footage: Footage) -> Path | None:
    """Return the picture that stands for the raw clip, or None as long as there is none."""
    mezzanine = _mezzanine(studio, workshop, clip, footage)
    return _there(poster_path(mezzanine)) if mezzanine else None


def sprite_of_clip(studio: Studio, workshop: str, clip: Clip, footage: Footage) -> Sprite | None:
    """Return the small pictures of the raw clip, a second apart, or None as long as there are none."""
    mezzanine = _mezzanine(studio, workshop, clip, footage)
    sprite = sprite_of(mezzanine) if mezzanine else None
    return sprite if sprite and sprite.index.exists() else None


def waveform_of(studio: Studio, workshop: str, clip: Clip, footage: Footage) -> Path | None:
    """Return the drawn sound of the raw clip, or None as long as there is none."""
    mezzanine = _mezzanine(studio, workshop, clip, footage)
    return _there(waveform_path(mezzanine)) if mezzanine else None


def treated_proxy_of(
    studio: Studio, workshop: str, clip: Clip, footage: Footage, treatments: Set[Treatment]
) -> Path | None:
    """Return the small copy of the clip with *treatments*, or None as long as there is none."""
    mezzanine = _mezzanine(studio, workshop, clip, footage, treatments)
    return _there(proxy_path(mezzanine)) if mezzanine else None


def parts_of(folder: Path) -> tuple[PlacedPart, ...]:
    """Return where each clip stands in the film that lies in *folder*; empty as long as there is none."""
    try:
        with _looking:
            return RenderedFilm.open(folder).manifest.parts
    except (FileNotFoundError, KeyGone):
        return ()


def _mezzanine(
    studio: Studio,
    workshop: str,
    clip: Clip,
    footage: Footage,
    treatments: Set[Treatment] = frozenset(),
) -> Mezzanine | None:
    files, film = studio.files(workshop), studio.settings.film
    try:
        with _looking:
            return find_mezzanine(clip, footage, files, film, treatments=treatments)
    except (MediaError, KeyGone):  # not looked at yet, no range of it, or erased
        return None


def _there(path: Path) -> Path | None:
    return path if path.exists() else None
