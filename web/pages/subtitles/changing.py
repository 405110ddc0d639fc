"""Changes that browsers ask for: in JSON while somebody types, or by the plain form of twenty lines."""

from __future__ import annotations

import secrets

import msgspec
from flask import flash, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.model import Workshop
from pvstudio.subtitles.cues import TrackState
from web.forms import chosen
from web.pages.clips.blueprint import moment
from web.pages.subtitles.address import WORDS_BYTES, back, blueprint, hand
from web.pages.subtitles.asking import (
    ASK,
    Around,
    Confirm,
    Delete,
    Join,
    Line,
    Redo,
    Split,
    Undo,
    Untangle,
    Wish,
    Write,
)
from web.pages.subtitles.telling import news, told_conflict
from web.security.access import allow
from web.security.bodies import takes
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.subtitles.changing import Hand, change
from workflows.subtitles.desks import Desk, open_desk
from workflows.subtitles.errors import Conflict, Overtaken
from workflows.subtitles.spoken import spoken_words
from workflows.subtitles.states import set_state
from workflows.subtitles.undoing import redo, undo


@blueprint.post("/<language>/changes")
@allow(Role.FACILITATOR, Role.OFFICER)
def ask(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Do one change; answer with what the browser does not have yet, or with both versions (409)."""
    try:
        asked = ASK.decode(request.get_data())
    except msgspec.DecodeError:
        raise BadRequest(_("This change is not understood. Reload the page.")) from None
    hand = Hand(by=signed_in().name, revision=asked.revision, key=asked.key)
    try:
        do(workshop, clip_id, language, asked.do, hand)
        conflicts = tuple[Conflict, ...]()
    except Overtaken as overtaken:
        conflicts = overtaken.conflicts
    with studio().documents.read(workshop) as tx:
        desk = open_desk(studio(), tx, workshop, clip_id, language)
        told = news(tx, workshop, desk, asked.revision, asked.source_revision)
    both = [told_conflict(one) for one in conflicts]
    return jsonify(told | {"conflicts": both}), 409 if both else 200


def do(workshop: str, clip_id: str, language: str, wish: Wish, hand: Hand) -> Desk:
    """Do what somebody wishes."""
    if isinstance(wish, Undo | Redo):
        back = undo if isinstance(wish, Undo) else redo
        return back(studio(), workshop, clip_id, language, hand=hand)
    around = Around(fps=studio().settings.film.fps)
    if isinstance(wish, Split):
        with studio().documents.read(workshop) as tx:
            desk = open_desk(studio(), tx, workshop, clip_id, language)
            around.words = () if desk.source else spoken_words(studio(), tx, workshop, desk.clip)
    return change(
        studio(), workshop, clip_id, language, wish.deed, lambda desk: wish.edit(desk, around), hand=hand
    )


@blueprint.post("/<language>/state")
@allow(Role.FACILITATOR, Role.OFFICER)
def state(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Say that somebody has reviewed, or approved, these words."""
    set_state(studio(), workshop, clip_id, language, chosen(TrackState, "state"), hand=hand())
    return back(workshop, clip_id, language)


@blueprint.post("/<language>/")
@takes(words=WORDS_BYTES)
@allow(Role.FACILITATOR, Role.OFFICER)
def write(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Keep the lines of a plain form; then do what its button says with one of them."""
    lines, by = _lines(), hand()
    try:
        desk = do(workshop, clip_id, language, Write(lines=lines), by)
        if then := _then():
            do(workshop, clip_id, language, then, Hand(by=by.by, revision=desk.track.revision))
    except Overtaken as overtaken:
        return _both(workshop, clip_id, language, overtaken, lines), 409
    flash(_("The lines are saved."))
    return back(workshop, clip_id, language)


def _lines() -> list[Line]:
    """Return the lines of a form, as the person chose where two versions were shown."""
    form, lines = request.form, list[Line]()
    for field in form:
        kind, _colon, row = field.partition(":")
        text, choice = form[field].replace("\r\n", "\n"), form.get(f"choice:{row}")
        if kind != "text" or choice == "theirs" or (row == "new" and not text.strip()):
            continue
        if choice == "both":
            text = f"{form.get(f'theirs:{row}', '')}\n{text}".strip()
        lines.append(
            _checked(
                {
                    "id": f"r{secrets.token_hex(5)}" if row == "new" else row,
                    "start": moment(f"start:{row}"),
                    "end": moment(f"end:{row}"),
                    "text": text,
                    "seen": form.get(f"seen:{row}", "").split(),
                }
            )
        )
    return lines


def _checked(line: dict[str, object]) -> Line:
    try:
        return msgspec.convert(line, Line)
    except msgspec.ValidationError:
        raise BadRequest(_("This change is not understood. Reload the page.")) from None


def _then() -> Wish | None:
    what, _colon, row = request.form.get("do", "").partition(":")
    seen = request.form.get(f"seen:{row}", "").split()
    match what:
        case "split":
            return Split(row=row)
        case "join":
            return Join(row=row)
        case "delete":
            return Delete(row=row)
        case "confirm":
            return Confirm(row=row, seen=seen)
        case "untangle":
            return Untangle()
    return None


def _both(workshop: str, clip_id: str, language: str, overtaken: Overtaken, lines: list[Line]) -> str:
    """Show both versions of each line that two people changed; other lines that were typed go along."""
    with studio().documents.read(workshop) as tx:
        desk = open_desk(studio(), tx, workshop, clip_id, language)
        home = tx.get(Workshop, workshop)
    conflicts = {one.row_id: one for one in overtaken.conflicts}
    return render_template(
        "subtitles/both.html",
        workshop=home,
        desk=desk,
        conflicts=conflicts,
        lines=lines,
        page=request.form.get("page", ""),
    )
