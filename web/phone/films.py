"""My films: the clips that somebody is in, the films that hold them, and where these are shown now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import request, url_for
from markupsafe import Markup

from consent.notices import drawing
from consent.releases import Stage
from pvstudio.languages import covers
from pvstudio.model import Audience, Clip, Cut, CutState, CutVersion, Footage
from pvstudio.store import Reading
from web.phone.blueprint import blueprint
from web.phone.doors import visiting, visitors
from web.phone.media import own_film
from web.phone.showing import page
from web.phone.wording import tongue
from web.sending.prepared import poster_of, proxy_of
from web.sending.queue import queue
from web.wording.showing import now, studio
from workflows.mine import Span, clip_for, clips_of, film_for, films_of, stretches
from workflows.phone_copies import phone_film
from workflows.playing import may_play, subtitles_of
from workflows.queue import Work
from workflows.screenings import Screening, shown
from workflows.walks import Question, questions
from workflows.whereabouts import FilmPlace, whereabouts

#: A page that waits for a worker looks again so often, and so many times: then whoever holds it must touch.
_LOOK_AGAIN_S, _LOOKS = 15, 20


class Track(NamedTuple):
    """Subtitles that the player offers; *first* is shown from the start."""

    language: str
    address: str
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A clip or a film in the list."""

    title: str
    address: str
    poster: str  # address; "" where it is not there, or not to be seen now
    asked: Question | None = None  # what this seat answered
    recalled: bool = False
    closed: bool = False  # whatever was answered: it is not shown now


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where a film is and was, for one audience."""

    audience: Audience
    out: int  # kits that may be shown
    since: date | None  # when the first of them was handed out
    called_back: int  # kits of which nobody has confirmed yet that they are deleted
    screenings: tuple[Screening, ...]


@blueprint.get("/films/")
@visitors
def my_films() -> str:
    """Show what somebody is in: what waits for an answer first."""
    visit, asked = visiting(), questions(studio(), visiting(), now())
    about = {one.subject_id: one for one in asked}
    with studio().documents.read(visit.workshop) as tx:
        clips = [_clip_card(tx, clip, about.get(clip.id)) for clip in clips_of(tx, visit.participant_id)]
        titles = {cut.id: cut.title for cut in tx.find(Cut)}
        held = films_of(tx, visit.participant_id)
    films = [_film_card(version, titles[version.cut_id], about.get(version.id)) for version in held]
    films.sort(key=lambda one: one.recalled)
    return page(
        "phone/films/index.html",
        questions=asked,
        clips=clips,
        films=films,
        symbols=_symbols([*Audience]),
    )


@blueprint.get("/clips/<clip_id>/")
@visitors
def my_clip(clip_id: str) -> str:
    """Show one clip: played, what I answered, and in which films it is."""
    visit, clip = visiting(), clip_for(studio(), visiting(), clip_id)
    with studio().documents.read(visit.workshop) as tx:
        footage = tx.get(Footage, clip.footage_id)
        playable = may_play(tx, visit.workshop, clip, visit.seat, now())
        tracks = subtitles_of(tx, visit.workshop, clip, visit.participant_id) if playable else {}
        titles = {cut.id: cut.title for cut in tx.find(Cut)}
        held = [one for one in films_of(tx, visit.participant_id) if _holds(one, clip)]
    made = playable and proxy_of(studio(), visit.workshop, clip, footage) is not None
    return page(
        "phone/films/clip.html",
        clip=clip,
        about=clip.id,
        playable=playable,
        made=made,
        again=_again(waits=playable and not made),
        poster=_clip_poster(clip, footage) if made else "",
        tracks=_tracks(tracks, lambda tag: url_for(".clip_subtitles", clip_id=clip.id, language=tag)),
        asked=_asked(Stage.S3, clip.id),
        films=[(one, titles[one.cut_id]) for one in held],
    )


@blueprint.get("/films/<version_id>/")
@visitors
def my_film(version_id: str) -> str:
    """Show one film: played, my parts in it, what I answered, and where it is now."""
    visit, version = visiting(), film_for(studio(), visiting(), version_id)
    film = own_film(visit, version)
    open_now = not (film.showing.reasons(studio()) or film.reasons(studio()))
    with studio().documents.read(visit.workshop) as tx:
        title = tx.get(Cut, version.cut_id).title
        reported = shown(tx, version.id)
    made = open_now and phone_film(studio(), visit.workshop, version.id) is not None
    if open_now and not made:
        queue().ask(Work.PHONE_COPY, visit.workshop, version.id, again=True)
    parts = stretches(studio(), visit, version) if made else []
    return page(
        "phone/films/film.html",
        version=version,
        about=version.id,
        title=title,
        open_now=open_now,
        made=made,
        again=_again(waits=open_now and not made),
        tracks=_tracks(
            version.languages,
            lambda tag: url_for(".film_subtitles", version_id=version.id, language=tag),
            always=True,
        ),
        parts=parts,
        part=_part(parts),
        asked=_asked(Stage.S4, version.id),
        places=_places(version.id, reported),
    )


def _clip_card(tx: Reading, clip: Clip, asked: Question | None) -> Card:
    visit, footage = visiting(), tx.get(Footage, clip.footage_id)
    playable = may_play(tx, visit.workshop, clip, visit.seat, now())
    return Card(
        title=clip.title,
        address=url_for(".my_clip", clip_id=clip.id),
        poster=_clip_poster(clip, footage) if playable else "",
        asked=asked,
    )


def _clip_poster(clip: Clip, footage: Footage) -> str:
    made = poster_of(studio(), visiting().workshop, clip, footage)
    return url_for(".clip_poster", clip_id=clip.id) if made else ""


def _film_card(version: CutVersion, title: str, asked: Question | None) -> Card:
    is_open = own_film(visiting(), version).is_open()
    return Card(
        title=title,
        address=url_for(".my_film", version_id=version.id),
        poster=url_for(".film_poster", version_id=version.id) if is_open else "",
        asked=asked,
        recalled=version.state is CutState.RECALLED,
        closed=not is_open,
    )


def _holds(version: CutVersion, clip: Clip) -> bool:
    return any(item.clip_id == clip.id for item in version.items)


def _asked(stage: Stage, subject_id: str) -> Question | None:
    """Return what this seat was asked about one thing, and said; None where there is nothing to ask."""
    found = questions(studio(), visiting(), now())
    return next((one for one in found if one.stage is stage and one.subject_id == subject_id), None)


def _tracks(languages: Iterable[str], address: Callable[[str], str], *, always: bool = False) -> list[Track]:
    """Return the subtitles on offer; those in the language of the page are shown from the start.

    *always*: where there are none in it the first ones are: they are what others read under my words.
    """
    wanted = [tag for tag in languages if covers(tongue(), tag)] or [*(languages if always else ())]
    return [Track(tag, address(tag), first=tag in wanted[:1]) for tag in languages]


def _part(parts: Sequence[Span]) -> Span | None:
    """Return which of my parts is to be played, as the address says; None plays the whole."""
    number = request.args.get("part", type=int)
    return parts[number - 1] if number and 1 <= number <= len(parts) else None


def _again(*, waits: bool) -> str:
    """Return how a page that waits for a worker looks again by itself: not for ever, so that a visit ends."""
    looked = request.args.get("looked", default=0, type=int)
    return f"{_LOOK_AGAIN_S};url=?looked={looked + 1}" if waits and 0 <= looked < _LOOKS else ""


def _places(version_id: str, reported: Sequence[Screening]) -> list[Shown]:
    """Return where a film is, by audience; where it never was is left out."""
    visit = visiting()
    found = whereabouts(studio(), visit.workshop, visit.participant_id).films
    place = next((one for one in found if one.version_id == version_id), None)
    every = [_place(audience, place, reported) for audience in Audience]
    return [one for one in every if one.out or one.called_back or one.screenings]


def _place(audience: Audience, place: FilmPlace | None, reported: Sequence[Screening]) -> Shown:
    kits = [kit for kit in place.kits if kit.audience is audience] if place else []
    out = [kit.handed_out_at.astimezone().date() for kit in kits if kit.recalled_at is None]
    return Shown(
        audience=audience,
        out=len(out),
        since=min(out, default=None),
        called_back=sum(kit.recalled_at is not None and kit.is_out for kit in kits),
        screenings=tuple(one for one in reported if one.audience is audience),
    )


def _symbols(audiences: Iterable[Audience]) -> Mapping[Audience, Markup]:
    """Return the drawings of audiences to be drawn many times on a page and sent once."""
    return {one: _symbol(f"audience-{one}") for one in audiences}


def _symbol(name: str) -> Markup:
    svg = drawing(name).read_text("utf-8")
    svg = svg.replace('<svg xmlns="http://www.w3.org/2000/svg"', f'<symbol id="{name}"', 1)
    return Markup(svg.replace("</svg>", "</symbol>").replace("\n", ""))  # noqa: S704 - a drawing of ours
