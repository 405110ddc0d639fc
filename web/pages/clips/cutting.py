"""A clip cut anew, and what is written about it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, request
from flask.typing import ResponseReturnValue

from web.pages.clips.blueprint import back, blueprint, moment
from web.pages.clips.showing import page
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.problems import in_words
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.clips import cutting
from workflows.clips.describing import describe, tags_of
from workflows.clips.errors import ClipInFilms, TitleTaken
from workflows.fields import ChangedMeanwhile, one_line

#: Notes are for facilitators; a clip's document stays small.
LONGEST_NOTES = 4000


@blueprint.post("/split")
@allow(Role.FACILITATOR, Role.OFFICER)
def split(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Divide the clip in two."""
    first, second = cutting.split(studio(), workshop, clip_id, moment("at"), by=signed_in().name)
    flash(
        _(
            "The clip is divided. “{second}” is the second part. Look again who is in each.",
            second=second.title,
        )
    )
    return back(workshop, first.id)


@blueprint.post("/trim")
@allow(Role.FACILITATOR, Role.OFFICER)
def trim(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Keep a part of the clip; what was before and after becomes clips of their own."""
    by = signed_in().name
    cutting.trim(studio(), workshop, clip_id, moment("start"), moment("end"), by=by)
    flash(
        _("The clip is trimmed. What was before and after are clips of their own. Look again who is in it.")
    )
    return back(workshop, clip_id)


@blueprint.post("/excerpt")
@allow(Role.FACILITATOR, Role.OFFICER)
def excerpt(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Take a part of the clip as a new one."""
    by = signed_in().name
    made = cutting.excerpt(studio(), workshop, clip_id, moment("start"), moment("end"), by=by)
    flash(_("This is the new clip. Look again who is in it."))
    return back(workshop, made.id)


@blueprint.post("/join")
@allow(Role.FACILITATOR, Role.OFFICER)
def join(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Join the clip with the one that follows."""
    cutting.join(studio(), workshop, clip_id, by=signed_in().name)
    flash(_("Both are one clip now. Look again who is in it."))
    return back(workshop, clip_id)


@blueprint.post("/notes")
@allow(Role.FACILITATOR, Role.OFFICER)
def write(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Keep title, notes and tags; whatever stands in the way, what was typed comes back."""
    typed = {name: request.form.get(name, "") for name in ("title", "tags", "seen")}
    typed["notes"] = request.form.get("notes", "").replace("\r\n", "\n").strip()
    if words := _too_long(typed):
        return page(workshop, clip_id, typed=typed, wrong=(words, "")), 422
    title, tags = one_line(typed["title"]), tags_of(typed["tags"])
    try:
        describe(
            studio(), workshop, clip_id, title=title, notes=typed["notes"], tags=tags, sent=typed["seen"]
        )
    except ChangedMeanwhile:
        return page(workshop, clip_id, typed=typed, overtaken=True), 409
    except (TitleTaken, ClipInFilms) as refused:
        return page(workshop, clip_id, typed=typed, wrong=in_words(refused)), 409
    flash(_("Written down."))
    return back(workshop, clip_id)


def _too_long(typed: Mapping[str, str]) -> str:
    """Say which of the fields that were *typed* is too long; nothing if none is."""
    if len(typed["notes"]) > LONGEST_NOTES:
        return _("The notes are longer than {n} letters.", n=LONGEST_NOTES)
    return _("This is too long.") if len(typed["title"]) > 200 or len(typed["tags"]) > 1000 else ""
