"""What workers make for the page of a clip, and the times of its cues as somebody drags them."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, Conflict

from pvstudio.model import Treatment
from pvstudio.subtitles.editing import RowGone, TimesImpossible, set_times
from pvstudio.subtitles.rows import Rows
from web.forms import several
from web.pages.clips.blueprint import back, blueprint, clip_of
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.clips.preparing import ask_preview, prepare_soon
from workflows.subtitles.changing import Hand, change
from workflows.subtitles.desks import Desk
from workflows.subtitles.history import Deed


@blueprint.post("/prepare")
@allow(Role.FACILITATOR, Role.OFFICER)
def prepare(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Let a worker prepare the clip for watching."""
    prepare_soon(studio(), workshop, [clip_of(workshop, clip_id)[0]])
    return back(workshop, clip_id)


@blueprint.post("/preview")
@allow(Role.FACILITATOR, Role.OFFICER)
def preview(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Let a worker make the clip with some treatments, to be looked at."""
    treatments = several(Treatment, "treatments")
    if not treatments:
        raise BadRequest(_("Choose what you want to see."))
    ask_preview(studio(), workshop, clip_id, treatments)
    return back(workshop, clip_id, "treated")


@blueprint.post("/cues/<language>")
@allow(Role.FACILITATOR, Role.OFFICER)
def retime(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Move one cue, as somebody dragged it; answer with the track's revision (JSON)."""
    form = request.form
    try:
        start_ms, end_ms, revision = (int(form.get(name, "")) for name in ("start_ms", "end_ms", "revision"))
    except ValueError:
        raise BadRequest(_("These are no times of a cue.")) from None
    clip, _footage = clip_of(workshop, clip_id)
    row, hand = form.get("row", ""), Hand(by=signed_in().name, revision=revision, key=form.get("key", ""))

    def moved(desk: Desk) -> Rows:
        return set_times(desk.rows, row, start_ms, end_ms, clip.duration_ms)

    try:
        desk = change(studio(), workshop, clip_id, language, Deed.TIMES, moved, hand=hand)
    except (RowGone, TimesImpossible) as refused:
        raise Conflict(str(refused)) from None
    return jsonify(revision=desk.track.revision)
