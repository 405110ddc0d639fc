"""A kit's folder is filled: the film, what belongs to it, papers, the manifest; nothing else gets in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from consent.ledger.keys import SigningKey
from pvstudio.editing.film import file_sha256, read_sums
from pvstudio.editing.recipe import Recipe
from pvstudio.model import CutVersion, Kit
from pvstudio.store.files import write_bytes
from pvstudio.store.reading import copy_plain
from pvstudio.store.room import require_room
from workflows.errors import FilmDamaged
from workflows.kits import ends_after, last_day
from workflows.screening_kits.errors import NotForKits, PartMissing
from workflows.screening_kits.manifests import (
    NAME,
    SIGNATURE,
    SUMS,
    KitFile,
    Manifest,
    is_safe,
    sign,
    sums_of,
)
from workflows.screening_kits.parts import film_part, is_made, small_where, test_part

_LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
#: The names of everything that may lie in a kit; what is not here is in none.
_NAMES = re.compile(
    rf"""
    film\.mp4 | poster\.jpg | test-clip\.mp4 | kit\.json | manifest\.(json|sig) | SHA256SUMS
    | START-HERE\.(txt|html) | (VERIFY|FEEDBACK)\.html
    | film\.{_LANGUAGE}\.(srt|vtt|mp4)
    | (guide|grounding|run-sheet|feedback-form|poster)\.{_LANGUAGE}\.(html|pdf)
    """,
    re.VERBOSE | re.ASCII,
)

_START = """{title}

For: {audience} · Given to: {recipient} · Published: {day}{event}
Kit {kit}

START-HERE.html plays the film in a browser; double-click it. Any other player opens film.mp4.
{subtitles}
test-clip.mp4 shows whether picture, sound and subtitles are right, with nobody from the film in it.
SHA256SUMS and the signed manifest.json prove that nothing was changed: VERIFY.html looks for you.

Show this film only to the audience named above, in a screening with a facilitator.
Everyone in it agreed to exactly that{until}.
Do not copy it, do not put it online, do not film the screen.
Anyone in it can change their mind at any time. Then this kit is recalled: delete it, and tell the
studio that you did.
"""


def fill(
    folder: Path, film: Path, version: CutVersion, kit: Kit, key: SigningKey, papers: Mapping[str, bytes]
) -> None:
    """Fill the empty *folder* from the rendered film in *film*, with *papers* by name.

    Raises :class:`FilmDamaged` unless the kit holds the very film that was checked and watched,
    :class:`PartMissing` for what was to be made first, :class:`NotForKits`, and, before the first byte,
    :class:`~pvstudio.store.errors.DiskFull`.
    """
    sources = _sources(film, kit)
    texts = {"START-HERE.txt": _start(version, kit).encode(), "kit.json": _described(kit), **papers}
    require_room(
        folder, sum(path.stat().st_size for path in sources.values()) + sum(map(len, texts.values()))
    )
    for name, source in sources.items():
        copy_plain(source, folder / name)
    for name, content in texts.items():
        write_bytes(folder / name, content)
    files = [_measured(path) for path in sorted(folder.iterdir())]
    if bad := [file.name for file in files if not (is_safe(file.name) and _NAMES.fullmatch(file.name))]:
        raise NotForKits(bad)
    _check_whole(files, sources, film, version)
    _write_manifest(folder, files, version, kit, key)


def names_later_day(folder: Path, kit: Kit) -> bool:
    """Tell whether what lies in the *folder* of a kit that is out, and its copies, name a later last day.

    A yes was shortened since. What cannot be read may name any day.
    """
    try:
        told = msgspec.json.decode((folder / "kit.json").read_bytes(), type=Kit).expires_at
    except FileNotFoundError:
        return False  # nothing of it is here to be looked at
    except msgspec.MsgspecError:
        told = None
    return ends_after(replace(kit, expires_at=told), kit.expires_at)


def _sources(film: Path, kit: Kit) -> dict[str, Path]:
    """Return what of the film goes into the kit, by its name there."""
    burned = film / f"film.{kit.burned}.mp4"
    small = small_where(film, kit.quality)
    if kit.burned and not small and burned.exists():
        picture = burned
    elif kit.burned or small:
        picture = film / film_part(small=small, burned=kit.burned)
        if not is_made(picture):
            raise PartMissing(kit.cut_version_id, picture.name)
    else:
        picture = film / "film.mp4"
    wanted = {"poster.jpg": film / "poster.jpg"}
    wanted |= {name: film / name for name in _beside(kit, whole=picture.name == "film.mp4")}
    if is_made(test := film / test_part(film, kit)):
        wanted["test-clip.mp4"] = test
    return {"film.mp4": picture, **{name: path for name, path in wanted.items() if path.exists()}}


def _beside(kit: Kit, *, whole: bool) -> Iterator[str]:
    """Yield the subtitle files; none beside letters in the picture: players would show both."""
    for language in () if kit.burned else kit.languages:
        yield from (f"film.{language}.srt", f"film.{language}.vtt")
        if whole:
            yield f"film.{language}.mp4"


def _start(version: CutVersion, kit: Kit) -> str:
    event = " · ".join(filter(None, (kit.event, kit.event_on.isoformat() if kit.event_on else "")))
    soft = ", ".join(version.languages) or "none"
    return _START.format(
        title=Recipe.parse(version.recipe).title(),
        audience=kit.audience,
        recipient=kit.recipient,
        day=kit.published_at.astimezone().date().isoformat(),
        event=f"\nEvent: {event}" if event else "",
        kit=kit.id,
        until=f", until {last_day(kit.expires_at)}, the last day" if kit.expires_at else "",
        subtitles=f"Its subtitles are drawn into the picture: {kit.burned}."
        if kit.burned
        else f"film.mp4 holds the film with its subtitles: {soft}. Choose them in your player;\n"
        "they lie beside it as SRT and VTT files, too.",
    )


def _described(kit: Kit) -> bytes:
    return msgspec.json.format(msgspec.json.encode(kit))


def _measured(path: Path) -> KitFile:
    return KitFile(name=path.name, size=path.stat().st_size, sha256=file_sha256(path))


def _check_whole(files: list[KitFile], sources: Mapping[str, Path], film: Path, version: CutVersion) -> None:
    """Compare what was copied with the sums that the render wrote beside it; the ledger knows the film's.

    What was made of it since is sealed under its key: where a byte of that changed, it does not open.
    """
    expected = read_sums(film) | {"film.mp4": version.film_sha256}
    for file in files:
        source = sources.get(file.name)
        wanted = expected.get(source.name) if source else None
        if wanted and file.sha256 != wanted:
            raise FilmDamaged(version.id, file.name, wanted, file.sha256)


def _write_manifest(
    folder: Path, files: list[KitFile], version: CutVersion, kit: Kit, key: SigningKey
) -> None:
    made = Manifest.of(
        kit,
        film=version.film_sha256,
        title=Recipe.parse(version.recipe).title(),
        studio=key.public,
        files=files,
    ).write()
    write_bytes(folder / NAME, made)
    write_bytes(folder / SIGNATURE, sign(key, made))
    beside = [_measured(folder / name) for name in (NAME, SIGNATURE)]
    write_bytes(folder / SUMS, sums_of([*files, *beside]))
