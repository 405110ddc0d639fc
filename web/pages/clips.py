"""Clips: watched by the facilitators of their workshop, who say who is in them.

These are raw pictures: no audience is asked for here, and nobody but this machine is answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from consent.answers.recording import confirm_complete, correct_appearance, log_appearance
from consent.gate.policy import clip_withheld, required_treatments
from consent.gate.records import Records
from consent.releases import Appearance, Sign
from pvstudio.model import Audience, Clip, CutItem, Footage, Participant, Workshop
from pvstudio.subtitles.cues import Track
from pvstudio.subtitles.formats.vtt import vtt_text
from web.forms import several, text
from web.security.access import allow
from web.sending.prepared import poster_of, proxy_of
from web.sending.ranges import send
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.withdrawals import consent_changes

blueprint = Blueprint("clips", __name__, url_prefix="/workshops/<workshop>/clips/<clip_id>")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Show one clip with its words, who is in it, and who may see it."""
    with studio().documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        footage = tx.get(Footage, clip.footage_id)
        records = Records.for_clips(tx, workshop, [clip_id])
        return render_template(
            "clip.html",
            workshop=tx.get(Workshop, workshop),
            clip=clip,
            footage=footage,
            proxy=proxy_of(studio(), workshop, clip, footage),
            tracks=tx.find(Track, clip_id=clip_id),
            seen=tx.find(Appearance, clip_id=clip_id),
            people={person.id: person for person in tx.find(Participant)},
            gate=_gate(clip, records),
        )


def _gate(clip: Clip, records: Records) -> Sequence[tuple[Audience, CutItem, tuple[object, ...]]]:
    """For each audience: with which treatments the clip could be shown, and what stands in the way then."""
    at, rows = now(), []
    for audience in Audience:
        wished = required_treatments(clip.id, audience, at, records)
        item = CutItem(clip_id=clip.id, treatments=wished)
        rows.append((audience, item, clip_withheld(item, audience, None, at, records)))
    return rows


@blueprint.post("/people")
@allow(Role.FACILITATOR, Role.OFFICER)
def appear(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Log that somebody is in the clip."""
    person, signs = request.form.get("person", ""), several(Sign, "signs")
    with consent_changes(studio(), workshop) as tx:
        log_appearance(tx, clip_id, person, signs)
    return redirect(url_for(".show", workshop=workshop, clip_id=clip_id))


@blueprint.post("/complete")
@allow(Role.FACILITATOR, Role.OFFICER)
def complete(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Confirm that everybody who can be recognised is logged."""
    by = text("by")
    if not by:
        raise BadRequest("Who confirms that everybody is logged? Write a name.")
    with consent_changes(studio(), workshop) as tx:
        confirm_complete(tx, clip_id, by=by)
    return redirect(url_for(".show", workshop=workshop, clip_id=clip_id))


@blueprint.post("/mistaken")
@allow(Role.FACILITATOR, Role.OFFICER)
def mistaken(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Take out somebody who was logged by mistake; the clip is unlogged until it is confirmed anew."""
    with consent_changes(studio(), workshop) as tx:
        correct_appearance(
            tx, clip_id, request.form.get("person", ""), by=text("by"), reason=text("reason", longest=500)
        )
    return redirect(url_for(".show", workshop=workshop, clip_id=clip_id))


@blueprint.get("/video.mp4")
@allow(Role.FACILITATOR, Role.OFFICER)
def video(workshop: str, clip_id: str) -> Response:
    """Send the small copy for watching."""
    clip, footage = _clip(workshop, clip_id)
    path = proxy_of(studio(), workshop, clip, footage)
    if path is None:
        raise NotFound("The small copy of this clip is not made yet.")
    return send(path, "video/mp4")


@blueprint.get("/poster.jpg")
@allow(Role.FACILITATOR, Role.OFFICER)
def poster(workshop: str, clip_id: str) -> Response:
    """Send the picture that stands for the clip."""
    clip, footage = _clip(workshop, clip_id)
    path = poster_of(studio(), workshop, clip, footage)
    if path is None:
        raise NotFound("The poster of this clip is not made yet.")
    return send(path, "image/jpeg")


@blueprint.get("/subtitles/<language>.vtt")
@allow(Role.FACILITATOR, Role.OFFICER)
def subtitles(workshop: str, clip_id: str, language: str) -> Response:
    """Send the cues of the clip in one language."""
    with studio().documents.read(workshop) as tx:
        tracks = tx.find(Track, clip_id=tx.get(Clip, clip_id).id, language=language)
    if not tracks:
        raise NotFound(f"The clip has no subtitles in {language}.")
    return Response(vtt_text(tracks[0].cues, language), mimetype="text/vtt")


def _clip(workshop: str, clip_id: str) -> tuple[Clip, Footage]:
    with studio().documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        return clip, tx.get(Footage, clip.footage_id)
