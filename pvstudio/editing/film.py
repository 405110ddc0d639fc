"""What a render leaves: a folder with the film and all that belongs to it, and its manifest.

::

    film.mp4          chapters, soft subtitles, no other metadata
    film.ar.mp4       the same with Arabic letters in the picture, on request
    film.en.srt       subtitles of the whole film, also as .vtt
    film.otio         the timeline, for other editors
    poster.jpg
    film.json         this manifest
    SHA256SUMS        of all the others
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from pvstudio.editing.errors import OtherFilm
from pvstudio.store.copying import digest_of
from pvstudio.store.errors import KeyGone
from pvstudio.store.files import delete_tree
from pvstudio.store.reading import read_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPart:
    """A clip, and where it stands in the film."""

    clip_id: str
    title: str
    start_ms: int
    duration_ms: int
    start_frame: int
    frames: int
    treatments: tuple[str, ...]
    mezzanine: str  # key
    treated: str = ""  # SHA-256 of the mezzanine, where a treatment changed what was filmed
    words: tuple[str, ...] = ()  # of each language of its subtitles: the language and a hash of the cues


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``film.json``."""

    key: str  # of everything that decides the film
    title: str
    language: str
    width: int
    height: int
    fps: int
    frames: int
    duration_ms: int
    parts: tuple[PlacedPart, ...]
    languages: tuple[str, ...]  # of the soft subtitles that are in it
    without_cues: tuple[str, ...]  # languages that were asked for and have no cue
    burned_in: tuple[str, ...]
    loudness_lufs: float | None  # None is silence
    peak_dbtp: float | None
    copied_frames: int
    encoded_frames: int
    segments_found: int  # in the cache
    segments_made: int
    credited: tuple[str, ...] = ()  # ids of the people whom the automatic credits name


#: Made once, here: msgspec crashes when two threads learn the same type at the same time.
_MANIFEST = msgspec.json.Decoder(Manifest)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFilm:
    """A folder that a render left."""

    folder: Path
    manifest: Manifest

    @property
    def film(self) -> Path:
        """The film with soft subtitles."""
        return self.folder / "film.mp4"

    @property
    def poster(self) -> Path:
        """One picture of it."""
        return self.folder / "poster.jpg"

    @property
    def sha256(self) -> str:
        """The hash of ``film.mp4``, as SHA256SUMS has it."""
        return read_sums(self.folder)["film.mp4"]

    def burned_in(self, language: str) -> Path:
        """Return the film with letters of *language* in the picture."""
        return self.folder / f"film.{language}.mp4"

    def subtitles(self, language: str, kind: str = "srt") -> Path:
        """Return the subtitle file of *language*: kind ``srt`` or ``vtt``."""
        return self.folder / f"film.{language}.{kind}"

    @classmethod
    def open(cls, folder: Path) -> RenderedFilm:
        """Return the film that lies in *folder*."""
        text = read_bytes(folder / "film.json")
        return cls(folder=folder, manifest=_MANIFEST.decode(text))


def found_again(folder: Path, key: str) -> RenderedFilm | None:
    """Return the film of *key* if *folder* holds it; raise :class:`OtherFilm` if it holds another."""
    if not folder.exists():
        return None
    if not (folder / "film.json").exists():
        raise OtherFilm(folder)
    try:
        film = RenderedFilm.open(folder)
    except KeyGone:  # its erasure was broken off after the key
        delete_tree(folder)
        return None
    if film.manifest.key != key:
        raise OtherFilm(folder)
    return film


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write ``film.json``, then ``SHA256SUMS`` over everything in *folder*."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / "film.json").write_bytes(text + b"\n")
    write_sums(folder)


def write_sums(folder: Path) -> None:
    """Write ``SHA256SUMS`` over everything in *folder*, as sha256sum checks it."""
    rows = [f"{file_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("".join(rows), "utf-8")


def read_sums(folder: Path) -> dict[str, str]:
    """Return what ``SHA256SUMS`` in *folder* says: hash by file name."""
    rows = read_bytes(folder / "SHA256SUMS").decode("utf-8").splitlines()
    return {name: digest for digest, name in (row.split("  ", 1) for row in rows)}


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of what is in a file, in hexadecimal digits, its seal taken off."""
    return digest_of(path)[0]
