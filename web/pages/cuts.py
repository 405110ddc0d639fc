"""Films: one page a cut version, with what it holds and what the gate says to each audience."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from consent.gate.policy import Moment, withheld
from consent.gate.records import Records
from pvstudio.model import Audience, Clip, Cut, CutVersion, Kit, Workshop
from web.security.access import allow
from web.sending.delivery import Showing
from web.sending.prepared import parts_of
from web.wording.showing import delivery, now, studio
from workflows.accounts import Role
from workflows.publish import film_folder

blueprint = Blueprint("cuts", __name__, url_prefix="/workshops/<workshop>/films/<version_id>")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, version_id: str) -> ResponseReturnValue:
    """Show one version: the film, its parts, and for each audience who stands in the way."""
    at = now()
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        records = Records.for_version(tx, workshop, version)
        asked = [(one, withheld(version, one, None, at, records=records)) for one in Audience]
        return render_template(
            "cut.html",
            workshop=tx.get(Workshop, workshop),
            version=version,
            cut=tx.get(Cut, version.cut_id),
            clips={clip.id: clip for clip in tx.find(Clip)},
            asked=asked,
            preview=withheld(version, version.audience, None, at, records=records, moment=Moment.ASK),
            parts=parts_of(film_folder(studio(), workshop, version_id)),
            at_ms=request.args.get("at", 0, type=int),
            made=(film_folder(studio(), workshop, version_id) / "film.mp4").exists(),
            kits=tx.find(Kit, cut_version_id=version_id),
            others=[one for one in tx.find(CutVersion, cut_id=version.cut_id) if one.id != version_id],
        )


@blueprint.get("/film.mp4")
@allow(Role.FACILITATOR, Role.OFFICER)
def film(workshop: str, version_id: str) -> Response:
    """Send the film, to be watched with the people in it before they answer about it."""
    return _send(workshop, version_id, "film.mp4", "video/mp4")


@blueprint.get("/poster.jpg")
@allow(Role.FACILITATOR, Role.OFFICER)
def poster(workshop: str, version_id: str) -> Response:
    """Send the picture that stands for the film."""
    return _send(workshop, version_id, "poster.jpg", "image/jpeg")


@blueprint.get("/subtitles/<language>.vtt")
@allow(Role.FACILITATOR, Role.OFFICER)
def subtitles(workshop: str, version_id: str, language: str) -> Response:
    """Send the film's subtitles in one language."""
    return _send(workshop, version_id, f"film.{language}.vtt", "text/vtt", language)


def _send(workshop: str, version_id: str, name: str, mimetype: str, language: str | None = None) -> Response:
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
    if language is not None and language not in version.languages:
        raise NotFound(f"The film has no subtitles in {language}.")
    showing = Showing(workshop, version.id, version.audience)
    return delivery().deliver(showing, film_folder(studio(), workshop, version.id) / name, mimetype)
