"""What is made of a film for its kits: small copies, letters in the picture, the test clip.

Each lies in the film's own folder, sealed under the film's key, and goes with the film: a recall shreds all.
What is there is not made again: the next kit of the same film is quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pvstudio.editing.copies import format_of, make_copy
from pvstudio.editing.film import Manifest, RenderedFilm, file_sha256
from pvstudio.editing.test_clips import PICTURE, SIDES, TOGETHER, make_test_clip
from pvstudio.languages import language_name
from pvstudio.media.ffmpeg import QUIET, Job
from pvstudio.media.keys import key_of
from pvstudio.media.proxies import HEIGHT
from pvstudio.model import CutVersion, Kit, Quality
from pvstudio.store.reading import read_bytes, sealed
from pvstudio.store.room import require_room
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.formats.srt import parse_srt
from workflows.errors import FilmDamaged, LanguageNotInFilm
from workflows.papers import nearest
from workflows.papers.wording import words
from workflows.screening_kits.wishes import KitOrder

#: Part of the test clip's name: raise it when it should come out differently.
_VERSION = 1

_SAMPLES = (
    (PICTURE, "kit_test_picture"),
    (SIDES, "kit_test_sides"),
    (TOGETHER, "kit_test_together"),
)


def film_part(*, small: bool, burned: str) -> str:
    """Return the name of a film's copy."""
    return ".".join(filter(None, ("kit", "small" if small else "", burned, "mp4")))


def is_made(part: Path) -> bool:
    """Tell whether a part is there, and the studio made it: whatever is not sealed, somebody put there."""
    return part.exists() and sealed(part)


def small_where(film: Path, quality: Quality) -> bool:
    """Tell whether a small copy is another film than the one in the folder *film*."""
    return quality is Quality.SMALL and _manifest(film).height > HEIGHT


def test_part(film: Path, kit: Kit | KitOrder) -> str:
    """Return the name of the test clip for *kit*: one for each choice of languages and size."""
    tags, burned, quality = _choice(kit)
    said = {tag: [cue.text for cue in cues] for tag, cues in sample_cues(tags).items()}
    small = small_where(film, quality)
    return f"kit.test.{key_of('test-clip', version=_VERSION, said=said, burned=burned, small=small)}.mp4"


def _choice(kit: Kit | KitOrder) -> tuple[tuple[str, ...], str, Quality]:
    wish = kit.wish if isinstance(kit, KitOrder) else kit
    return wish.languages, wish.burned, wish.quality


def sample_cues(tags: tuple[str, ...]) -> Mapping[str, tuple[Cue, ...]]:
    """Return the sample subtitles of each language: its name, then what to look at, in it or English."""
    return {tag: tuple(_sample(tag, *part, key) for part, key in _SAMPLES) for tag in tags}


def _sample(tag: str, start_s: int, end_s: int, key: str) -> Cue:
    said = words(nearest(tag)).get(key)
    # English in a line of another direction would have its full stop on the wrong side.
    english = f"\N{LEFT-TO-RIGHT ISOLATE}{words('en')[key]}\N{POP DIRECTIONAL ISOLATE}"
    text = english if said is None else said
    return Cue(start_ms=start_s * 1000 + 300, end_ms=end_s * 1000 - 300, text=f"{language_name(tag)}\n{text}")


def make_film_part(film: Path, version: CutVersion, order: KitOrder, *, job: Job = QUIET) -> None:
    """Make the copy of the film that *order* wants, unless it wants the film itself, or it is there.

    Raises :class:`FilmDamaged` unless it is the film that was checked and watched, and
    :class:`LanguageNotInFilm` where there is nothing to be drawn.
    """
    burned, small = order.wish.burned, small_where(film, order.wish.quality)
    if not (burned or small) or (burned and not small and (film / f"film.{burned}.mp4").exists()):
        return
    target = film / film_part(small=small, burned=burned)
    if is_made(target):
        return
    made, cues = _manifest(film), _cues(film)
    if burned and burned not in cues:
        raise LanguageNotInFilm([burned], list(cues))
    if (found := file_sha256(film / "film.mp4")) != version.film_sha256:
        raise FilmDamaged(version.id, "film.mp4", version.film_sha256, found)
    # Drawn in at full size it is about as large as the film, and lies there three times on its way.
    require_room(film, (film / "film.mp4").stat().st_size * (1 if small else 3))
    height = HEIGHT if small else None
    make_copy(film / "film.mp4", target, made, cues, height=height, burned=burned, job=job)


def make_test_part(film: Path, order: KitOrder, *, job: Job = QUIET) -> None:
    """Make the test clip for *order* as large as its film, unless it is there."""
    target = film / test_part(film, order)
    if is_made(target):
        return
    require_room(film, 0)  # it is short: what everything large leaves will do
    tags, burned, quality = _choice(order)
    size = format_of(_manifest(film), HEIGHT if small_where(film, quality) else None)
    make_test_clip(target, size, sample_cues(tags), title="Test", burned=burned, job=job)


def _manifest(film: Path) -> Manifest:
    return RenderedFilm.open(film).manifest


def _cues(film: Path) -> dict[str, tuple[Cue, ...]]:
    """Return the cues of the film by language, as its own files have them."""
    tags = _manifest(film).languages
    return {tag: parse_srt(read_bytes(film / f"film.{tag}.srt").decode()).cues for tag in tags}
