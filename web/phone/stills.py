"""Which picture stands for a clip or a film on a page of the phone: only one that may be looked at now."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from pvstudio.model import Clip, Cut, CutVersion, Footage
from pvstudio.store import Reading
from web.phone.doors import visiting
from web.phone.media import own_film
from web.sending.prepared import poster_of
from web.wording.showing import now, studio
from workflows.playing import may_play


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A clip or a film in a list: its id, what it is called, and the address of its picture ("": none)."""

    id: str
    title: str
    picture: str


def clip_still(tx: Reading, clip: Clip) -> Still:
    """Return how a clip of whoever visits is shown."""
    visit, footage = visiting(), tx.get(Footage, clip.footage_id)
    seen = may_play(tx, visit.workshop, clip, visit.seat, now())
    there = seen and poster_of(studio(), visit.workshop, clip, footage) is not None
    return Still(
        id=clip.id, title=clip.title, picture=url_for(".clip_poster", clip_id=clip.id) if there else ""
    )


def film_still(tx: Reading, version: CutVersion) -> Still:
    """Return how a film of whoever visits is shown."""
    film = own_film(visiting(), version)
    picture = url_for(".film_poster", version_id=version.id) if film.is_open() else ""
    return Still(id=version.id, title=tx.get(Cut, version.cut_id).title, picture=picture)
