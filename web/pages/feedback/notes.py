"""Spoken notes of a screening: recorded or sent, heard, put right, deleted."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from pvstudio.languages import canonical
from pvstudio.model import new_id
from web.pages.feedback.desk import EVERYBODY, blueprint
from web.pages.feedback.listed import is_theirs
from web.pages.feedback.showing import kit_page
from web.pages.feedback.words import NOT_KEPT
from web.pages.kits import own_kit
from web.security.access import allow
from web.security.bodies import takes
from web.security.session import signed_in
from web.sending.queue import queue
from web.sending.ranges import send
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.feedback.notes import SpokenNote
from workflows.fields import ChangedMeanwhile
from workflows.hearing_notes import note_playable
from workflows.queue import Work
from workflows.screenings import screenings_of
from workflows.spoken_notes import MAX_BYTES, NoteRefused, correct_note, delete_note, keep_note


@blueprint.post("/kits/<kit_id>/notes")
@takes(files=MAX_BYTES)
@allow(*EVERYBODY)
def add_note(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Keep a recording, and have it heard."""
    kit, sent = own_kit(workshop, kit_id), request.files.get("recording")
    with studio().documents.read(workshop) as tx:
        held = {one.id for one in screenings_of(tx, kit.id)}
    wanted = request.form.get("screening", "")
    note = SpokenNote(
        id=new_id("note"),
        kit_id=kit.id,
        screening_id=wanted if wanted in held else "",
        language=canonical(request.form.get("language", "")) or "",
        at=now(),
        by=signed_in().id,
    )
    try:
        keep_note(studio(), queue(), workshop, note, sent.stream.read() if sent else b"")
    except NoteRefused as refused:
        wrong = str(NOT_KEPT[refused.why]), _("Record it again, 10 minutes at most.")
        return kit_page(workshop, kit, wrong=wrong), 422
    flash(_("Kept. It is being written down."))
    return _back(workshop, kit.id)


@blueprint.get("/kits/<kit_id>/notes/<note_id>/recording")
@allow(*EVERYBODY)
def note_sound(workshop: str, kit_id: str, note_id: str) -> Response:
    """Send what can be listened to."""
    path = note_playable(studio(), workshop, _own(workshop, kit_id, note_id))
    if path is None:
        raise NotFound(_("It is not playable yet."))
    return send(path, "audio/mp4")


@blueprint.post("/kits/<kit_id>/notes/<note_id>")
@allow(*EVERYBODY)
def mend_note(workshop: str, kit_id: str, note_id: str) -> ResponseReturnValue:
    """Keep what was really said; words that somebody changed meanwhile are shown beside."""
    note, typed, sent = (
        _own(workshop, kit_id, note_id),
        request.form.get("words", ""),
        request.form.get("seen", ""),
    )
    try:
        correct_note(studio(), workshop, note.id, typed, by=signed_in().name, at=now(), sent=sent)
    except ChangedMeanwhile:
        return kit_page(workshop, own_kit(workshop, kit_id), overtaken={note.id: typed}), 409
    flash(_("It is put right."))
    return _back(workshop, kit_id)


@blueprint.post("/kits/<kit_id>/notes/<note_id>/again")
@allow(*EVERYBODY)
def hear_again(workshop: str, kit_id: str, note_id: str) -> ResponseReturnValue:
    """Have a note heard that nobody has heard yet."""
    queue().ask(Work.NOTE, workshop, _own(workshop, kit_id, note_id).id)
    return _back(workshop, kit_id)


@blueprint.post("/kits/<kit_id>/notes/<note_id>/delete")
@allow(*EVERYBODY)
def drop_note(workshop: str, kit_id: str, note_id: str) -> ResponseReturnValue:
    """Delete a note and its recording."""
    delete_note(studio(), queue(), workshop, _own(workshop, kit_id, note_id).id)
    flash(_("It is deleted."))
    return _back(workshop, kit_id)


def _own(workshop: str, kit_id: str, note_id: str) -> SpokenNote:
    """Return a note of a kit that is the business of whoever asks; another's is not there."""
    kit = own_kit(workshop, kit_id)
    with studio().documents.read(workshop) as tx:
        note = tx.get(SpokenNote, note_id)
    if note.kit_id != kit.id or not is_theirs(note):
        raise NotFound
    return note


def _back(workshop: str, kit_id: str) -> ResponseReturnValue:
    return redirect(url_for(".show", workshop=workshop, kit_id=kit_id, _anchor="notes"), 303)
