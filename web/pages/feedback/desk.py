"""The blueprint of feedback, and what its pages share."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from pvstudio.model import Cut, CutVersion, Kit, KitState
from pvstudio.store import Reading
from web.pages.kits import is_inside
from web.security.session import signed_in
from web.wording.i18n import language
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.feedback.drawings import drawing
from workflows.feedback.pages import speaking
from workflows.feedback.questions import USUAL, Kind, Wording, wording
from workflows.feedback.responses import AskedWith

blueprint = Blueprint("feedback", __name__, url_prefix="/workshops/<workshop>/feedback")

#: Who sees the feedback of a kit: whoever works in the workshop, and the host it was handed to.
EVERYBODY = (Role.FACILITATOR, Role.OFFICER, Role.HOST)
INSIDE = (Role.FACILITATOR, Role.OFFICER)


@blueprint.before_request
def delete_first() -> ResponseReturnValue | None:
    """Show a host whose kit was recalled that it must be deleted, and nothing else of it."""
    kit_id, workshop = ((request.view_args or {}).get(name, "") for name in ("kit_id", "workshop"))
    if not kit_id or is_inside():
        return None
    with studio().documents.read(workshop) as tx:
        mine = tx.find(Kit, id=kit_id, host=signed_in().id)  # another's is not there, as each page says
    waits = any(one.state is KitState.RECALLED and one.acknowledged_at is None for one in mine)
    return redirect(url_for("hosting.index"), 303) if waits else None


def words() -> Wording:
    """Return how the questions are said to whoever looks at a page."""
    return wording(speaking([language()])[0])


def picture(kind: str, step: int) -> Markup:
    """Return the picture of a step as markup: inside the page, so that it takes the colour of the words."""
    return Markup(drawing(Kind(kind), step))  # noqa: S704 — our own drawings


def asked_with(tx: Reading, kit_id: str) -> tuple[str, ...]:
    """Return which questions are asked with a kit."""
    chosen = tx.find(AskedWith, id=kit_id)
    return chosen[0].questions if chosen else USUAL


def title_of(tx: Reading, kit: Kit) -> str:
    """Return what the film of a kit is called."""
    return tx.get(Cut, tx.get(CutVersion, kit.cut_version_id).cut_id).title
