"""The page of a track, the list of a clip's tracks, and the words as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from pvstudio.languages import canonical
from pvstudio.model import Clip, Cut, CutState, CutVersion, Footage, Workshop
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from pvstudio.subtitles.formats.ass import ass_text
from pvstudio.subtitles.formats.srt import srt_text
from pvstudio.subtitles.formats.vtt import vtt_text
from pvstudio.subtitles.remarks import limits_for
from web.pages.subtitles.address import blueprint, desk_at
from web.pages.subtitles.pairs import pairs
from web.pages.subtitles.problems import KEYS, said_by_script
from web.security.access import allow
from web.sending.prepared import proxy_of
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.subtitles.desks import Desk, desk_for, open_desk
from workflows.subtitles.errors import UnknownLanguage
from workflows.subtitles.states import STEPS

#: How many lines one page of the plain form has.
PAGE = 20

#: What words can be taken out as: cues and their language to text, and what it is called in HTTP.
FORMATS: dict[str, tuple[Callable[[Track], str], str]] = {
    "srt": (lambda track: srt_text(track.cues), "application/x-subrip"),
    "vtt": (lambda track: vtt_text(track.cues, track.language), "text/vtt"),
    "ass": (lambda track: ass_text(track.cues, track.language), "text/x-ass"),
    "txt": (lambda track: "".join(f"{cue.text}\n\n" for cue in track.cues), "text/plain"),
}


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Show in which languages a clip has words, and how far they are; begin another."""
    if wanted := request.args.get("language", "").strip():
        tag = canonical(wanted)
        if tag is None:
            raise UnknownLanguage(wanted)
        return redirect(url_for(".show", workshop=workshop, clip_id=clip_id, language=tag), 303)
    with studio().documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        home = tx.get(Workshop, workshop)
        return render_template(
            "subtitles/index.html",
            workshop=home,
            clip=clip,
            desks=_desks(tx, workshop, clip),
        )


def _desks(tx: Reading, workshop: str, clip: Clip) -> list[Desk]:
    tracks = {track.language: track for track in tx.find(Track, clip_id=clip.id)}
    found = [desk_for(studio(), tx, workshop, clip, track, tracks) for track in tracks.values()]
    return sorted(found, key=lambda desk: (desk.source is not None, desk.track.language))


@blueprint.get("/<language>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Show a track to work on: beside its source, with the clip; twenty lines a page without JavaScript."""
    with studio().documents.read(workshop) as tx:
        desk = open_desk(studio(), tx, workshop, clip_id, language)
        clip, footage = desk.clip, tx.get(Footage, desk.clip.footage_id)
        lines = pairs(desk, limits_for(language, studio().settings.film.fps))
        pages = max(1, -(-len(lines) // PAGE))
        page = min(max(1, request.args.get("page", 1, type=int)), pages)
        return render_template(
            "subtitles/show.html",
            workshop=tx.get(Workshop, workshop),
            desk=desk,
            desks=_desks(tx, workshop, clip),
            lines=lines[(page - 1) * PAGE : page * PAGE],
            page=page,
            pages=pages,
            steps=STEPS[desk.track.state] if desk.track.cues else (),
            films=_films(tx, desk),
            proxy=proxy_of(studio(), workshop, clip, footage),
            fps=studio().settings.film.fps,
            say=said_by_script(),
            keys=tuple(KEYS.items()),
            formats=sorted(FORMATS, key=lambda name: name == "txt"),
        )


def _films(tx: Reading, desk: Desk) -> list[str]:
    """Return the titles of rendered films with these words: a render with other words asks people anew."""
    wanted = f"{desk.track.language}:"
    shown = {
        version.cut_id
        for version in tx.find(CutVersion, state=CutState.RENDERED)
        for item in version.items
        if item.clip_id == desk.clip.id and any(words.startswith(wanted) for words in item.words)
    }
    return sorted(tx.get(Cut, cut_id).title for cut_id in shown)


@blueprint.get("/<language>/words.<suffix>")
@allow(Role.FACILITATOR, Role.OFFICER)
def take_out(workshop: str, clip_id: str, language: str, suffix: str) -> Response:
    """Send the words as a file that other programs read."""
    if suffix not in FORMATS:
        raise NotFound
    desk = desk_at(workshop, clip_id, language)
    write, mimetype = FORMATS[suffix]
    response = Response(write(desk.track), mimetype=mimetype)
    name = PurePath(f"{desk.clip.id}.{desk.track.language}.{suffix}").name
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
