"""What became of a track: who changed what, taken back, restored, and deleted where a name was in it."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.model import Workshop
from web.pages.subtitles.address import WORDS_BYTES, back, blueprint, desk_at, hand
from web.security.access import allow
from web.security.bodies import takes
from web.wording.i18n import _
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.subtitles.undoing import forget_past, redo, restore, undo

#: How many changes one page of the history shows.
_SHOWN = 50


@blueprint.get("/<language>/history/")
@allow(Role.FACILITATOR, Role.OFFICER)
def history(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Show who changed what, the newest first."""
    desk = desk_at(workshop, clip_id, language)
    changes = desk.history.all()[::-1]
    first = max(0, request.args.get("from", 0, type=int))
    with studio().documents.read(workshop) as tx:
        return render_template(
            "subtitles/history.html",
            workshop=tx.get(Workshop, workshop),
            desk=desk,
            changes=changes[first : first + _SHOWN],
            older=first + _SHOWN if first + _SHOWN < len(changes) else None,
        )


@blueprint.post("/<language>/undo")
@takes(words=WORDS_BYTES)  # the button stands in the form of the lines
@allow(Role.FACILITATOR, Role.OFFICER)
def take_back(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Take back one's own last change."""
    undo(studio(), workshop, clip_id, language, hand=hand())
    return back(workshop, clip_id, language)


@blueprint.post("/<language>/redo")
@allow(Role.FACILITATOR, Role.OFFICER)
def do_again(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Do again what one took back."""
    redo(studio(), workshop, clip_id, language, hand=hand())
    return back(workshop, clip_id, language)


@blueprint.post("/<language>/restore")
@allow(Role.FACILITATOR, Role.OFFICER)
def bring_back(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Make the words what they were."""
    to = request.form.get("to", type=int)
    if to is None:
        raise BadRequest(_("Choose a change to go back to."))
    restore(studio(), workshop, clip_id, language, to, hand=hand())
    flash(_("The words are as they were then. What came after stays in the history."))
    return back(workshop, clip_id, language)


@blueprint.post("/<language>/forget")
@allow(Role.FACILITATOR, Role.OFFICER)
def forget(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Delete all earlier words: somebody's name was in them."""
    if request.form.get("sure") != "yes":
        raise BadRequest(_("Say first that you are sure."))
    forget_past(studio(), workshop, clip_id, language, hand=hand())
    flash(_("The history is deleted. The words are as they were."))
    return back(workshop, clip_id, language, "subtitles.history")
