"""Workshops: what there is, and one of them at a glance."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pvstudio.model import Clip, Cut, CutVersion, Footage, FootageState, Kit, Participant, Workshop
from web.security.access import allow
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.erasures import ErasureOrder
from workflows.kits import recalls

blueprint = Blueprint("workshops", __name__)


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index() -> ResponseReturnValue:
    """List the workshops of this studio."""
    found = []
    for workshop in studio().workshops():
        with studio().documents.read(workshop) as tx:
            found.append((tx.get(Workshop, workshop), len(tx.find(Clip)), len(tx.find(Participant))))
    return render_template("workshops.html", workshops=found)


@blueprint.get("/workshops/<workshop>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str) -> ResponseReturnValue:
    """Show a workshop: its films and kits, its clips, its people, and footage that could not be used."""
    days = studio().settings.recall_days
    with studio().documents.read(workshop) as tx:
        cuts = {cut.id: cut for cut in tx.find(Cut)}
        versions = sorted(tx.find(CutVersion), key=lambda one: (one.cut_id, -one.number))
        return render_template(
            "workshop.html",
            workshop=tx.get(Workshop, workshop),
            clips=sorted(tx.find(Clip), key=lambda clip: clip.title.casefold()),
            people=tx.find(Participant),
            versions=[(version, cuts[version.cut_id]) for version in versions],
            kits=sorted(tx.find(Kit), key=lambda kit: kit.published_at, reverse=True),
            titles={version.id: cuts[version.cut_id].title for version in versions},
            refused=tx.find(Footage, state=FootageState.REFUSED),
            waiting=tx.find(Footage, state=FootageState.RECEIVED),
            recalls=[one for one in recalls(tx, recall_days=days, at=now()) if not one.kit.acknowledged_at],
            erasing=len(tx.find(ErasureOrder, done_at=None)),
        )
