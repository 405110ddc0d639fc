"""Homes: what is sealed under one key, told by where it lies.

::

    <studio>/workshops/<workshop>/media/3f/3f9c…/   key footage-3f9c…
    <studio>/workshops/<workshop>/films/<version>/  key film-<version>
    <studio>/workshops/<workshop>/pieces/<name>.*   key piece-<name>   (all but its .json note)
    <studio>/workshops/<workshop>/uploads/<id>/     key upload-<id>: what is on its way in
    <studio>/workshops/<workshop>/notices/<name>.*  key voice-<name>   (all but texts and drawings)
    <studio>/keys/<workshop>/                       the keys, so that a copy of workshops/ carries none
    <studio>/clear/                                 what is open for as long as somebody works on it

Everything that is placed in a home of a studio which is open in this process is sealed. Whatever
lies elsewhere (kits, exports, documents) is plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pvstudio.store.belonging import require_ours
from pvstudio.store.erasure import SHA256, placing
from pvstudio.store.keys import Key, KeyStore

_PIECE, _FILM, _FOOTAGE, _UPLOAD, _VOICE = "pieces", "films", "media", "uploads", "notices"
#: What of the notices is no voice: earlier texts and their drawings.
_NO_VOICE = frozenset({".json", ".svg"})

#: Studios that were opened in this process: what they keep is sealed. Somebody's own folder may be
#: called “workshops”, too.
_studios: set[Path] = set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What is sealed under one key."""

    studio: Path
    workshop: str
    key_id: str

    @property
    def keys(self) -> KeyStore:
        """The keys of its workshop."""
        return KeyStore(self.studio / "keys" / self.workshop)

    @property
    def folder(self) -> Path:
        """The folder of its workshop."""
        return self.studio / "workshops" / self.workshop

    @property
    def clear(self) -> Path:
        """Where the studio keeps what is open for a while."""
        return self.studio / "clear"


def keep_sealed(studio: Path) -> None:
    """Seal, from now on, whatever is placed in a home of the studio in the folder *studio*."""
    _studios.add(studio.absolute())


def home_of(path: Path) -> Home | None:
    """Return the home that *path* is, or lies in, if it is in one."""
    path = path.absolute()
    if path.suffix != ".json" and _is(path.parent, _PIECE):
        return _home(path.parent, f"piece-{path.stem}")
    if path.suffix not in _NO_VOICE and _is(path.parent, _VOICE):
        return _home(path.parent, f"voice-{path.stem}")
    for folder in (path, *path.parents):
        if _is(folder.parent, _FILM):
            return _home(folder.parent, f"film-{folder.name}")
        if _is(folder.parent, _UPLOAD):
            return _home(folder.parent, f"upload-{folder.name}")
        prefix = folder.parent
        if SHA256.fullmatch(folder.name) and prefix.name == folder.name[:2] and _is(prefix.parent, _FOOTAGE):
            return _home(prefix.parent, f"footage-{folder.name}")
    return None


def sealing_home(path: Path) -> Home | None:
    """Return the home that *path* is to be sealed in; None where it stays plain."""
    home = home_of(path)
    return home if home and home.studio in _studios else None


def key_for(home: Home, target: Path) -> Key:
    """Return the key of *home* for something that is to become *target*; it is made unless it is there.

    Raises :class:`FootageErased` and :class:`ShreddedForGood`: an erased home gets no new key.
    Raises :class:`KeysAway` when there are keys of this workshop somewhere else.
    """
    if not home.keys.has(home.key_id):
        require_ours(home.keys.folder, home.folder)
    with placing(target):
        return home.keys.make(home.key_id)


def shred(path: Path, *, for_good: bool = False) -> None:
    """Shred the key of the home that *path* is, or lies in, if it is in one; again is no error.

    *for_good*: nothing is ever placed in this home again.
    """
    if home := home_of(path):
        home.keys.shred(home.key_id, for_good=for_good)


def is_gone_for_good(path: Path) -> bool:
    """Tell whether nothing is there, and no key, of a home whose key was shredded for good."""
    home = home_of(path)
    return home is not None and not path.exists() and home.keys.is_gone_for_good(home.key_id)


def _is(folder: Path, name: str) -> bool:
    return folder.name == name and folder.parent.parent.name == "workshops"


def _home(folder: Path, key_id: str) -> Home:
    return Home(studio=folder.parents[2], workshop=folder.parent.name, key_id=key_id)
