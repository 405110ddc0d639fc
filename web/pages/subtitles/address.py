"""The address of a track, and what all of its pages ask."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.subtitles.errors import SubtitleError
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.problems import in_words, is_spoken
from web.wording.showing import studio
from workflows.subtitles.changing import Hand
from workflows.subtitles.desks import Desk, open_desk
from workflows.subtitles.errors import UnknownLanguage

#: What a form of lines may bring: twenty lines of 4,000 letters, each twice where two people wrote, and a
#: letter that is not Latin is six or nine bytes there.
WORDS_BYTES = 2 << 20

blueprint = Blueprint("subtitles", __name__, url_prefix="/workshops/<workshop>/clips/<clip_id>/subtitles")


def desk_at(workshop: str, clip_id: str, language: str) -> Desk:
    """Return the desk of a track. Raises :class:`~pvstudio.errors.NotFound` and :class:`UnknownLanguage`."""
    with studio().documents.read(workshop) as tx:
        return open_desk(studio(), tx, workshop, clip_id, language)


def hand() -> Hand:
    """Return whose change a plain form brings, and on which revision it was made."""
    try:
        revision = int(request.form.get("revision", ""))
    except ValueError:
        raise BadRequest(
            _("This form is too old to be taken. Go back, reload the page, send it again.")
        ) from None
    return Hand(by=signed_in().name, revision=revision, key=request.form.get("key", "")[:30])


def back(workshop: str, clip_id: str, language: str, endpoint: str = "subtitles.show") -> ResponseReturnValue:
    """Return to the page of a track, to the lines that somebody was at."""
    page = request.form.get("page", "")
    at = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else None
    address = url_for(endpoint, workshop=workshop, clip_id=clip_id, language=language, page=at)
    return redirect(address, 303)


@blueprint.errorhandler(SubtitleError)
@blueprint.errorhandler(UnknownLanguage)
def refused(error: SubtitleError | UnknownLanguage) -> ResponseReturnValue:
    """Say what cannot be done with subtitles; nothing was changed."""
    words, advice = in_words(error)
    status = 404 if isinstance(error, UnknownLanguage) else 422
    if request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html") != "text/html":
        return Response(" ".join(filter(None, (words, advice))), status, mimetype="text/plain")
    english = not is_spoken(error)
    page = render_template(
        "problem.html", status=status, words=words, advice=advice, reasons=(), english=english
    )
    return page, status
