"""The bytes of a clip: small copy, poster, sprite, waveform, subtitles, treated preview."""

from __future__ import annotations

from pathlib import Path

from flask import Response
from werkzeug.exceptions import NotFound

from pvstudio.model import Clip
from pvstudio.subtitles.cues import Track
from pvstudio.subtitles.formats.vtt import vtt_text
from web.pages.clips.blueprint import blueprint, clip_of
from web.security.access import allow
from web.sending.prepared import poster_of, proxy_of, sprite_of_clip, treated_proxy_of, waveform_of
from web.sending.ranges import send
from web.wording.i18n import _
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.clips.preparing import TreatedPreview


@blueprint.get("/video.mp4")
@allow(Role.FACILITATOR, Role.OFFICER)
def video(workshop: str, clip_id: str) -> Response:
    """Send the small copy for watching."""
    path = proxy_of(studio(), workshop, *clip_of(workshop, clip_id))
    return _sent(path, "video/mp4", _("The small copy of this clip is not made yet."))


@blueprint.get("/poster.jpg")
@allow(Role.FACILITATOR, Role.OFFICER)
def poster(workshop: str, clip_id: str) -> Response:
    """Send the picture that stands for the clip."""
    path = poster_of(studio(), workshop, *clip_of(workshop, clip_id))
    return _sent(path, "image/jpeg", _("The picture of this clip is not made yet."))


@blueprint.get("/sprite.jpg")
@allow(Role.FACILITATOR, Role.OFFICER)
def sprite(workshop: str, clip_id: str) -> Response:
    """Send the small pictures of the clip, all in one."""
    found = sprite_of_clip(studio(), workshop, *clip_of(workshop, clip_id))
    return _sent(
        found.image if found else None, "image/jpeg", _("The small pictures of this clip are not made yet.")
    )


@blueprint.get("/waveform.json")
@allow(Role.FACILITATOR, Role.OFFICER)
def waveform(workshop: str, clip_id: str) -> Response:
    """Send the sound of the clip as 50 pairs a second."""
    path = waveform_of(studio(), workshop, *clip_of(workshop, clip_id))
    return _sent(path, "application/json", _("The sound of this clip is not drawn yet."))


@blueprint.get("/treated.mp4")
@allow(Role.FACILITATOR, Role.OFFICER)
def treated(workshop: str, clip_id: str) -> Response:
    """Send the small copy of the clip with the treatments that somebody wanted to see."""
    clip, footage = clip_of(workshop, clip_id)
    with studio().documents.read(workshop) as tx:
        wanted = tx.get(TreatedPreview, clip.id).treatments
    path = treated_proxy_of(studio(), workshop, clip, footage, wanted)
    return _sent(path, "video/mp4", _("The preview is not made yet."))


@blueprint.get("/subtitles/<language>.vtt")
@allow(Role.FACILITATOR, Role.OFFICER)
def subtitles(workshop: str, clip_id: str, language: str) -> Response:
    """Send the cues of the clip in one language."""
    with studio().documents.read(workshop) as tx:
        tracks = tx.find(Track, clip_id=tx.get(Clip, clip_id).id, language=language)
    if not tracks:
        raise NotFound(_("The clip has no subtitles in this language."))
    return Response(vtt_text(tracks[0].cues, language), mimetype="text/vtt")


def _sent(path: Path | None, kind: str, missing: str) -> Response:
    if path is None:
        raise NotFound(missing)
    return send(path, kind)
