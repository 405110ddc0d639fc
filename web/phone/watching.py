"""What is watched before it is answered about: a clip; a film, first in the parts with whoever watches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import request, url_for

from consent.releases import Stage
from pvstudio.languages import covers
from pvstudio.model import Clip, CutVersion, Footage
from web.phone.blueprint import blueprint
from web.phone.doors import visiting
from web.phone.films import Track
from web.phone.media import own_film
from web.phone.trying import make_ahead
from web.phone.wording import tongue
from web.sending.prepared import poster_of, proxy_of
from web.sending.queue import queue
from web.wording.showing import now, studio
from workflows.mine import clip_for, film_for, stretches
from workflows.phone_copies import phone_film
from workflows.playing import may_play, subtitles_of
from workflows.queue import Work
from workflows.walks import Question, Walk

Context = dict[str, Any]


def to_watch(walk: Walk) -> Context:
    """Return what the first screen shows; meanwhile previews are made, so that nobody waits for them later.

    *playable*: it may be watched on this phone now; *made*: its small copy is there.
    """
    make_ahead(walk.subject_id)
    left = request.args.get("left", default=0, type=int)
    told: Context = {"left": max(0, left), "wrong": request.args.get("wrong") == "number", "parts": ()}
    return told | (_film(walk) if walk.stage is Stage.S4 else _clip(walk))


@blueprint.context_processor
def stills() -> dict[str, Callable[[Question], str]]:
    """Let templates show a still of what is asked about."""
    return {"still_of": still_of}


def still_of(asked: Question) -> str:
    """Return the address of a still of a clip or film; "" where there is none, or none to be seen now."""
    if asked.stage is Stage.S4:
        return _poster_of_film(film_for(studio(), visiting(), asked.subject_id))
    if asked.stage is Stage.S3:
        return _poster_of_clip(clip_for(studio(), visiting(), asked.subject_id))
    return ""


def _clip(walk: Walk) -> Context:
    visit, clip = visiting(), clip_for(studio(), visiting(), walk.subject_id)
    with studio().documents.read(visit.workshop) as tx:
        tracks = subtitles_of(tx, visit.workshop, clip, visit.participant_id)
    return {
        "playable": _may_play(clip),
        "made": proxy_of(studio(), visit.workshop, clip, _footage(clip)) is not None,
        "video": url_for(".clip_video", clip_id=clip.id),
        "poster": _poster_of_clip(clip),
        "tracks": _tracks(tracks, lambda tag: url_for(".clip_subtitles", clip_id=clip.id, language=tag)),
    }


def _film(walk: Walk) -> Context:
    """Show first the parts with them, from 10 s before to 10 s after; then the whole."""
    visit, version = visiting(), film_for(studio(), visiting(), walk.subject_id)
    poster = _poster_of_film(version)
    made = phone_film(studio(), visit.workshop, version.id) is not None
    if poster and not made:
        queue().ask(Work.PHONE_COPY, visit.workshop, version.id, again=True)
    return {
        "playable": bool(poster),
        "made": made,
        "parts": stretches(studio(), visit, version),
        "video": url_for(".film", version_id=version.id),
        "poster": poster,
        "tracks": _tracks(
            version.languages, lambda tag: url_for(".film_subtitles", version_id=version.id, language=tag)
        ),
    }


def _tracks(languages: Iterable[str], address: Callable[[str], str]) -> list[Track]:
    """Return the subtitles, shown from the start: others read them, so whoever answers must see them."""
    held = [*languages]
    mine = [tag for tag in held if covers(tongue(), tag)] or held
    return [Track(tag, address(tag), first=tag in mine[:1]) for tag in held]


def _footage(clip: Clip) -> Footage:
    with studio().documents.read(visiting().workshop) as tx:
        return tx.get(Footage, clip.footage_id)


def _may_play(clip: Clip) -> bool:
    visit = visiting()
    with studio().documents.read(visit.workshop) as tx:
        return may_play(tx, visit.workshop, clip, visit.seat, now())


def _poster_of_clip(clip: Clip) -> str:
    made = _may_play(clip) and poster_of(studio(), visiting().workshop, clip, _footage(clip))
    return url_for(".clip_poster", clip_id=clip.id) if made else ""


def _poster_of_film(version: CutVersion) -> str:
    """A film whose gate is shut has none."""
    film = own_film(visiting(), version)
    return url_for(".film_poster", version_id=version.id) if film.is_open() else ""
