"""The contact sheet: all clips of a workshop as pictures, to look over and to print."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from consent.gate.overview import all_records, overview
from consent.gate.records import Records
from pvstudio.model import Clip, Workshop
from web.security.access import allow
from web.wording.letters import LETTERS, opened
from web.wording.showing import now, studio
from workflows.accounts import Role

blueprint = Blueprint("contact_sheet", __name__, url_prefix="/workshops/<workshop>/contact-sheet")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str) -> ResponseReturnValue:
    """Show every clip with its picture, its length, who is in it, and to whom it may be shown."""
    tag = request.args.get("tag", "")
    with studio().documents.read(workshop) as tx:
        home, clips = tx.get(Workshop, workshop), tx.find(Clip)
        records = all_records(tx, workshop)
    shown = [clip for clip in clips if not tag or tag in clip.tags]
    return render_template(
        "contact_sheet/show.html",
        workshop=home,
        clips=sorted(shown, key=lambda one: (one.title.casefold(), one.id)),
        people=_inside(records),
        open_to=overview(records, [], now()).clips,
        opened=opened,
        tag=tag,
        tags=sorted({one for clip in clips for one in clip.tags}, key=str.casefold),
        LETTERS=LETTERS,
    )


def _inside(records: Records) -> dict[str, list[str]]:
    """Return the pseudonyms of those who are in each clip, in their order."""
    return {
        clip: sorted(records.people[one].pseudonym for one in people if one in records.people)
        for clip, people in records.appearing.items()
    }
