"""What was handed to a host: their kits, from all workshops, and nothing else."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pvstudio.model import Cut, CutVersion, Kit, KitState, Workshop
from web.security.access import allow
from web.security.session import signed_in
from web.wording.showing import studio

blueprint = Blueprint("hosting", __name__, url_prefix="/kits")


class Handed(NamedTuple):
    """A kit with the names that a host knows it by."""

    kit: Kit
    home: Workshop
    title: str

    @property
    def is_to_delete(self) -> bool:
        """Whether it was recalled and its host has not said yet that every copy is deleted."""
        return self.kit.state is KitState.RECALLED and self.kit.acknowledged_at is None


@blueprint.get("/")
@allow()
def index() -> ResponseReturnValue:
    """List the kits of whoever asks: what must be deleted first, then the newest."""
    account, found = signed_in(), list[Handed]()
    for workshop in studio().workshops():
        if not account.may_enter(workshop):
            continue
        with studio().documents.read(workshop) as tx:
            for kit in tx.find(Kit, host=account.id):
                version = tx.get(CutVersion, kit.cut_version_id)
                found.append(Handed(kit, tx.get(Workshop, workshop), tx.get(Cut, version.cut_id).title))
    found.sort(key=lambda one: one.kit.published_at, reverse=True)
    found.sort(key=lambda one: not one.is_to_delete)
    return render_template("kits/hosting.html", found=found)
