"""The picture of a person: for the facilitators and officers of their workshop, and nobody else."""

from __future__ import annotations

from flask import Blueprint, Response, g
from werkzeug.exceptions import NotFound

from web.security.access import allow
from web.security.session import signed_in_or_none
from web.sending.ranges import send
from web.wording.i18n import _
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.clips.portraits import portrait_path, portrayed

blueprint = Blueprint("pictures", __name__, url_prefix="/workshops/<workshop>/people/<person_id>")

_WHO = (Role.FACILITATOR, Role.OFFICER)


@blueprint.get("/picture.jpg")
@allow(*_WHO)
def picture(workshop: str, person_id: str) -> Response:
    """Send the square that stands for somebody."""
    with studio().documents.read(workshop) as tx:
        path = portrait_path(studio(), tx, workshop, person_id)
    if path is None:
        raise NotFound(_("There is no picture of this person."))
    return send(path, "image/jpeg")


@blueprint.app_template_global("pictured")
def pictured(workshop: str) -> frozenset[str]:
    """Return the ids of the people of a workshop who have a picture; nobody's for those who see none."""
    known: dict[str, frozenset[str]] = g.setdefault("pictured", {})
    if workshop not in known:
        account = signed_in_or_none()
        sees = account is not None and account.may_enter(workshop) and bool(account.roles & {*_WHO})
        with studio().documents.read(workshop) as tx:
            known[workshop] = portrayed(tx) if sees else frozenset()
    return known[workshop]
