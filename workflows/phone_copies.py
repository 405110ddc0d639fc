"""A film's small copy: what the people in it watch on their phones.

It lies in the film's own folder, sealed under the film's key, and goes with the film: a recall shreds both.
It is in no kit (:mod:`workflows.publish` names what goes into one) and in no sum of the film's files.
"""

from __future__ import annotations

from pathlib import Path

from dbos import DBOS

from pvstudio.editing.film import Manifest, RenderedFilm
from pvstudio.media.proxies import HEIGHT, make_small
from pvstudio.model import CutState, CutVersion
from pvstudio.store.errors import KeyGone
from workflows import running
from workflows.publish import film_folder
from workflows.queue import Work
from workflows.wiring import Studio

_NAME = "phone.mp4"


def phone_film(studio: Studio, workshop: str, version_id: str) -> Path | None:
    """Return what phones play of a film: its small copy, or itself where it is small; None until then.

    The path of a film that is not here any more is that of no file.
    """
    folder = film_folder(studio, workshop, version_id)
    if (copy := folder / _NAME).exists():
        return copy
    return None if wants_copy(studio, workshop, version_id) else folder / "film.mp4"


def wants_copy(studio: Studio, workshop: str, version_id: str) -> bool:
    """Tell whether a film lies here that is too large for phones, and has no small copy yet."""
    folder = film_folder(studio, workshop, version_id)
    made = _manifest(folder)
    return made is not None and made.height > HEIGHT and not (folder / _NAME).exists()


@DBOS.workflow(name=Work.PHONE_COPY, max_recovery_attempts=10)
def phone_copy(workshop: str, version_id: str) -> None:
    """Make the small copy of a film, unless it is there or the film is gone."""
    shrink(workshop, version_id)


@DBOS.step(name="phone_copy.shrink")
def shrink(workshop: str, version_id: str) -> None:
    """Make the copy; of a film that was recalled, before or meanwhile, there is none to be made."""
    studio, job = running.studio(), running.job("copy for phones")
    if not _is_film(studio, workshop, version_id) or not wants_copy(studio, workshop, version_id):
        return
    folder = film_folder(studio, workshop, version_id)
    try:
        length = RenderedFilm.open(folder).manifest.duration_ms
        make_small(folder / "film.mp4", folder / _NAME, duration_ms=length, job=job)
    except (FileNotFoundError, KeyGone):
        if _is_film(studio, workshop, version_id):
            raise


def _is_film(studio: Studio, workshop: str, version_id: str) -> bool:
    with studio.documents.read(workshop) as tx:
        return tx.get(CutVersion, version_id).state is CutState.RENDERED


def _manifest(folder: Path) -> Manifest | None:
    try:
        return RenderedFilm.open(folder).manifest
    except (FileNotFoundError, KeyGone):
        return None
