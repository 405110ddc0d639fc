"""What somebody is in: their clips, the films that hold these, and where in a film; nothing of anybody else.

Whatever a person asks for here that they are not in is not there: nobody learns by asking what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from consent.releases import Appearance
from pvstudio.editing.film import RenderedFilm
from pvstudio.errors import NotFound
from pvstudio.model import Clip, Cut, CutVersion
from pvstudio.store import Reading
from pvstudio.store.errors import KeyGone
from workflows.publish import film_folder
from workflows.whereabouts import films_with
from workflows.wiring import Studio

#: So much of a film is shown before and after each moment that somebody is in.
AROUND_MS = 10_000

#: From *start_ms* up to *end_ms* of a film.
Span = tuple[int, int]


class Visitor(Protocol):
    """Whoever looks: a visit of :mod:`workflows.phones` is one."""

    @property
    def workshop(self) -> str:
        """The workshop's id."""
        ...

    @property
    def participant_id(self) -> str:
        """The person whose clips these are, whoever of their seats is looking."""
        ...


def clips_of(tx: Reading, participant_id: str) -> list[Clip]:
    """Return the clips that somebody is in, by title."""
    theirs = {one.clip_id for one in tx.find(Appearance, participant_id=participant_id)}
    return sorted((clip for clip in tx.find(Clip) if clip.id in theirs), key=lambda one: one.title.casefold())


def films_of(tx: Reading, participant_id: str) -> list[CutVersion]:
    """Return the films that hold, or held, somebody's clips, by title, the newest version first.

    Only what was once a film: a recalled one may still be with a host.
    """
    theirs, titles = films_with(tx, participant_id), {cut.id: cut.title.casefold() for cut in tx.find(Cut)}
    found = [one for one in tx.find(CutVersion) if one.id in theirs and one.film_sha256]
    return sorted(found, key=lambda one: (titles.get(one.cut_id, ""), one.cut_id, -one.number))


def clip_for(studio: Studio, visit: Visitor, clip_id: str) -> Clip:
    """Return a clip that the visitor is in. Raises :class:`~pvstudio.errors.NotFound` for every other."""
    with studio.documents.read(visit.workshop) as tx:
        if not tx.find(Appearance, clip_id=clip_id, participant_id=visit.participant_id):
            raise NotFound("Clip", clip_id)
        return tx.get(Clip, clip_id)


def film_for(studio: Studio, visit: Visitor, version_id: str) -> CutVersion:
    """Return a film that the visitor is in. Raises :class:`~pvstudio.errors.NotFound` for every other."""
    with studio.documents.read(visit.workshop) as tx:
        for version in films_of(tx, visit.participant_id):
            if version.id == version_id:
                return version
    raise NotFound("CutVersion", version_id)


# -- where in a film --------------------------------------------------------------------------


def stretches(studio: Studio, visit: Visitor, version: CutVersion) -> list[Span]:
    """Return the parts of a film that hold the visitor's clips, each from 10 s before to 10 s after.

    Parts that meet are one. Empty where no film lies here any more.
    """
    with studio.documents.read(visit.workshop) as tx:
        theirs = {one.clip_id for one in tx.find(Appearance, participant_id=visit.participant_id)}
    try:
        film = RenderedFilm.open(film_folder(studio, visit.workshop, version.id)).manifest
    except (FileNotFoundError, KeyGone):
        return []
    inside = [part for part in film.parts if part.clip_id in theirs]
    return around(((one.start_ms, one.start_ms + one.duration_ms) for one in inside), film.duration_ms)


def around(spans: Iterable[Span], length_ms: int, *, margin_ms: int = AROUND_MS) -> list[Span]:
    """Widen each span by the margin on both sides, keep it within the film, and join those that meet."""
    return list(_joined(sorted((max(0, a - margin_ms), min(length_ms, b + margin_ms)) for a, b in spans)))


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Yield *spans*, which come in order, those that overlap or touch as one; empty ones are left out."""
    held: Span | None = None
    for start, end in spans:
        if start >= end:
            continue
        if held and start <= held[1]:
            held = held[0], max(held[1], end)
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held
