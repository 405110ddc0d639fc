"""Kits: films that were handed to a host, published or recalled."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from pvstudio.model import Cut, CutVersion, Kit, Workshop
from web.security.access import allow
from web.sending.delivery import Showing
from web.wording.showing import delivery, studio
from workflows.accounts import Role
from workflows.publish import kit_folder

blueprint = Blueprint("kits", __name__, url_prefix="/workshops/<workshop>/kits/<kit_id>")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Show one kit: to whom it went, and whether it may still be shown."""
    with studio().documents.read(workshop) as tx:
        kit = tx.get(Kit, kit_id)
        version = tx.get(CutVersion, kit.cut_version_id)
        cut, home = tx.get(Cut, version.cut_id), tx.get(Workshop, workshop)
    reasons = _showing(workshop, kit).reasons(studio())
    return render_template("kit.html", workshop=home, kit=kit, version=version, cut=cut, reasons=reasons)


@blueprint.get("/film.mp4")
@allow(Role.FACILITATOR, Role.OFFICER)
def film(workshop: str, kit_id: str) -> Response:
    """Send the film of the kit."""
    return _send(workshop, kit_id, "film.mp4", "video/mp4")


@blueprint.get("/poster.jpg")
@allow(Role.FACILITATOR, Role.OFFICER)
def poster(workshop: str, kit_id: str) -> Response:
    """Send the poster of the kit."""
    return _send(workshop, kit_id, "poster.jpg", "image/jpeg")


@blueprint.get("/subtitles/<language>.vtt")
@allow(Role.FACILITATOR, Role.OFFICER)
def subtitles(workshop: str, kit_id: str, language: str) -> Response:
    """Send the subtitles of the kit in one language."""
    return _send(workshop, kit_id, f"film.{language}.vtt", "text/vtt", language)


def _send(workshop: str, kit_id: str, name: str, mimetype: str, language: str | None = None) -> Response:
    with studio().documents.read(workshop) as tx:
        kit = tx.get(Kit, kit_id)
    if language is not None and language not in kit.languages:
        raise NotFound(f"The kit has no subtitles in {language}.")
    path = kit_folder(studio(), workshop, kit.id) / name
    return delivery().deliver(_showing(workshop, kit), path, mimetype)


def _showing(workshop: str, kit: Kit) -> Showing:
    return Showing(workshop, kit.cut_version_id, kit.audience, kit.id)
