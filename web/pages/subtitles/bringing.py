"""Subtitle files that people bring: first shown, then taken."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.model import Workshop
from pvstudio.subtitles.formats.srt import parse_srt, srt_text
from web.pages.subtitles.address import back, blueprint, desk_at, hand
from web.security.access import allow
from web.security.bodies import takes
from web.wording.i18n import _, ngettext
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.subtitles.importing import look_at, take

#: The largest file. As the page shows it, it may be some times as large: numbers, times, letters of UTF-8.
FILE_BYTES = 1 << 20


@blueprint.post("/<language>/import")
@takes(files=FILE_BYTES)
@allow(Role.FACILITATOR, Role.OFFICER)
def look(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Show what a file would change, and what in it could not be read; nothing is changed."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadRequest(_("Choose a file first."))
    desk = desk_at(workshop, clip_id, language)
    brought = look_at(desk, file.stream.read(), name=file.filename)
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    return render_template(
        "subtitles/import.html",
        workshop=home,
        desk=desk,
        name=file.filename,
        brought=brought,
        cues=srt_text(brought.cues),
    )


@blueprint.post("/<language>/import/take")
@takes(words=4 * FILE_BYTES)
@allow(Role.FACILITATOR, Role.OFFICER)
def replace(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Let what was shown be all that the track holds; what it held before stays in the history."""
    cues = parse_srt(request.form.get("cues", "")).cues
    if not cues:
        raise BadRequest(_("Choose a file first."))
    take(studio(), workshop, clip_id, language, cues, hand=hand())
    flash(ngettext("{n} line was brought in.", "{n} lines were brought in.", len(cues)))
    return back(workshop, clip_id, language)
