"""The bytes of somebody's own clips and films, on their phone.

What they are not in is not there. All goes through :mod:`web.sending.delivery`: it ends within a second when
the visit does (hidden, another card), when somebody withdraws, when the officer stops it.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flask import Response, abort, request

from consent.gate.reasons import Kind, Reason
from pvstudio.errors import NotFound
from pvstudio.model import Clip, CutVersion, Footage
from pvstudio.subtitles.formats.vtt import vtt_text
from web.phone.blueprint import blueprint
from web.phone.doors import visiting, visitors
from web.security.visiting import COOKIE
from web.sending.delivery import Delivery, Showing
from web.sending.prepared import poster_of, proxy_of
from web.sending.ranges import Pass
from web.wording.showing import delivery, now, studio
from workflows.mine import clip_for, film_for
from workflows.phone_copies import phone_film
from workflows.phones import Visit, VisitOver, visit_of
from workflows.phones.visits import kept_visit
from workflows.playing import film_refused, may_play, subtitles_of
from workflows.publish import film_folder
from workflows.walks import began_watching
from workflows.wiring import PHONES, Studio

#: While a film flows to a phone somebody watches: so often that is noted as a sign of life, in seconds.
_ALIVE_S = 20.0

#: Never said: a phone learns that it is not there, and no more.
NOT_NOW = (Reason(kind=Kind.REFUSED, words="This may not be watched on this phone now."),)


@dataclass(frozen=True, slots=True)
class OwnClip:
    """A raw clip on its way to the phone of somebody in it."""

    visit: Visit
    clip_id: str

    def reasons(self, studio: Studio) -> tuple[Reason, ...]:
        """Say whether the visit is over, or the clip must not be played alone any more."""
        if not still_in(studio, self.visit):
            return NOT_NOW
        clip, at = clip_for(studio, self.visit, self.clip_id), now()
        with studio.documents.read(self.visit.workshop) as tx:
            played = may_play(tx, self.visit.workshop, clip, self.visit.seat, at)
        return () if played else NOT_NOW


@dataclass(frozen=True, slots=True)
class OwnFilm:
    """A finished film on its way to the phone of somebody in it, as it is shown before they answer."""

    visit: Visit
    showing: Showing
    gate: Delivery = field(compare=False, repr=False)

    def reasons(self, studio: Studio) -> tuple[Reason, ...]:
        """Say whether the visit is over, the gate is shut (asked once for all phones), or another said no."""
        if not still_in(studio, self.visit) or not self.gate.is_open(self.showing):
            return NOT_NOW
        with studio.documents.read(self.visit.workshop) as tx:
            version = tx.get(CutVersion, self.showing.version_id)
            refused = film_refused(tx, self.visit.workshop, version, self.visit.seat, now())
        return NOT_NOW if refused else ()

    def is_open(self) -> bool:
        """Tell whether it may be shown; as of half a second ago."""
        return self.gate.is_open(self)


@blueprint.get("/clips/<clip_id>/video.mp4")
@visitors
def clip_video(clip_id: str) -> Response:
    """Send the small copy of a clip."""
    clip, footage = _clip(clip_id)
    path = proxy_of(studio(), visiting().workshop, clip, footage)
    return _send(OwnClip(visiting(), clip.id), path, "video/mp4", watched=clip.id)


@blueprint.get("/clips/<clip_id>/poster.jpg")
@visitors
def clip_poster(clip_id: str) -> Response:
    """Send the picture that stands for a clip."""
    clip, footage = _clip(clip_id)
    return _send(
        OwnClip(visiting(), clip.id), poster_of(studio(), visiting().workshop, clip, footage), "image/jpeg"
    )


@blueprint.get("/clips/<clip_id>/subtitles/<language>.vtt")
@visitors
def clip_subtitles(clip_id: str, language: str) -> Response:
    """Send what is said in a clip, in one language."""
    clip, _footage = _clip(clip_id)
    with studio().documents.read(visiting().workshop) as tx:
        tracks = subtitles_of(tx, visiting().workshop, clip, visiting().participant_id)
    if language not in tracks:
        raise NotFound("Track", language)
    text = vtt_text(tracks[language].cues, language).encode()
    return delivery().deliver(OwnClip(visiting(), clip.id), partial(io.BytesIO, text), "text/vtt")


@blueprint.get("/films/<version_id>/film.mp4")
@visitors
def film(version_id: str) -> Response:
    """Send a finished film, its small copy where it is large."""
    version = film_for(studio(), visiting(), version_id)
    path = phone_film(studio(), visiting().workshop, version.id)
    return _send(own_film(visiting(), version), path, "video/mp4", watched=version.id)


@blueprint.get("/films/<version_id>/poster.jpg")
@visitors
def film_poster(version_id: str) -> Response:
    """Send the picture that stands for a film."""
    version = film_for(studio(), visiting(), version_id)
    folder = film_folder(studio(), visiting().workshop, version.id)
    return _send(own_film(visiting(), version), folder / "poster.jpg", "image/jpeg")


@blueprint.get("/films/<version_id>/subtitles/<language>.vtt")
@visitors
def film_subtitles(version_id: str, language: str) -> Response:
    """Send the subtitles of a film in one language."""
    version = film_for(studio(), visiting(), version_id)
    if language not in version.languages:
        raise NotFound("Track", language)
    folder = film_folder(studio(), visiting().workshop, version.id)
    return _send(own_film(visiting(), version), folder / f"film.{language}.vtt", "text/vtt")


def own_film(visit: Visit, version: CutVersion) -> OwnFilm:
    """Return a film as it is shown to those who are in it: everything is asked but their answer about it."""
    return OwnFilm(visit, Showing(visit.workshop, version.id, version.audience), delivery())


def _clip(clip_id: str) -> tuple[Clip, Footage]:
    clip = clip_for(studio(), visiting(), clip_id)
    with studio().documents.read(visiting().workshop) as tx:
        return clip, tx.get(Footage, clip.footage_id)


def _send(what: OwnClip | OwnFilm, path: Path | None, mimetype: str, *, watched: str = "") -> Response:
    """Send a file; what is not made yet is not there. *watched* is what somebody begins to watch by it."""
    if path is None:
        abort(404)
    return delivery().deliver(what, path, mimetype, through=flowing(what.visit, watched))


def flowing(visit: Visit, watched: str) -> Pass:
    """Return what notes that somebody watches: at the first block that they watch it, then that they live."""
    home, token = studio(), request.cookies.get(COOKIE, "")

    def noted(blocks: Iterator[bytes]) -> Iterator[bytes]:
        noted_at = time.monotonic()
        for number, block in enumerate(blocks):
            if watched and not number:
                began_watching(home, visit, watched, now())
            if time.monotonic() - noted_at > _ALIVE_S:
                noted_at = time.monotonic()
                visit_of(home, token, now())
            yield block

    return noted


def still_in(studio: Studio, visit: Visit) -> bool:
    """Tell whether a visit is still there, at the same seat; looking is no sign of life."""
    with suppress(VisitOver), studio.documents.read(PHONES) as tx:
        kept = kept_visit(tx, visit)
        return kept.unlocked and now() < kept.until
    return False
