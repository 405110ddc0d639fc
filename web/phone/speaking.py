"""A spoken or filmed answer: recorded by the phone itself, sent, kept sealed. Until a person has listened to
it and written it down it counts for nothing, and this page says so.
"""

from __future__ import annotations

import time
from typing import BinaryIO, cast

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from consent.releases import Stage
from pvstudio.errors import StudioError
from web.pages.uploads.bodies import Body
from web.pages.uploads.plain import PlainForm
from web.phone.blueprint import blueprint
from web.phone.doors import visiting, visitors
from web.phone.showing import page
from web.security.guard import checks_token_itself, require_token
from web.security.visiting import COOKIE
from web.sending.queue import queue
from web.wording.showing import now, studio
from workflows.phones import visit_of
from workflows.speaking import MAX_BYTES, NotHeard, Unheard, keep_spoken, watched_of
from workflows.spoken import SpokenAnswer, spoken_by

#: Read and thrown away of what is too much, so that the phone hears why: it listens when it has sent all.
_DRAINED_BYTES = 1 << 30
_BLOCK = 64 << 10
#: While a recording comes in somebody waits for it: so often that is noted as a sign of life, in seconds.
_ALIVE_S = 20.0

_WORDS: dict[str, str] = {
    Unheard.EMPTY: "speak_empty",
    Unheard.NO_RECORDING: "speak_empty",
    Unheard.TOO_LARGE: "speak_too_large",
    Unheard.TOO_LONG: "speak_too_large",
    Unheard.BROKEN_OFF: "speak_broken",
    Unheard.ERASED: "speak_erased",
    Unheard.FOOTAGE: "speak_not_new",
    Unheard.TOO_MANY: "speak_too_many",
}


class _Coming:
    """The bytes of the file in a form; a link that breaks is an error, as nothing half is kept."""

    def __init__(self, form: PlainForm) -> None:
        self._form, self._token = form, request.cookies.get(COOKIE, "")
        self._noted_at = time.monotonic()

    def read(self, size: int) -> bytes:
        """Return up to *size* bytes; none at the end. Raises ``OSError`` where the link broke."""
        if time.monotonic() - self._noted_at > _ALIVE_S:
            self._noted_at = time.monotonic()
            visit_of(studio(), self._token, now())
        block = self._form.read(size)
        if not block and not self._form.whole:
            raise ConnectionError("the link broke")
        return block


@blueprint.get("/speak/")
@visitors
def voice() -> str:
    """Say how an answer is spoken, and what became of those that were."""
    stage, subject = _about(request.args.get("stage", Stage.S1), request.args.get("subject", ""))
    with studio().documents.read(visiting().workshop) as tx:
        said = spoken_by(tx, visiting(), stage, subject)
    return page(
        "phone/speak/show.html",
        stage=stage,
        subject=_in_address(subject) or "",
        about=_in_address(subject) or "",
        stands=_stands(said),
        wrong=_WORDS.get(request.args.get("wrong", "")),
        most_bytes=MAX_BYTES,
    )


@blueprint.post("/speak/")
@checks_token_itself
@visitors
def send_voice() -> ResponseReturnValue:
    """Keep a recording."""
    body, wrong = Body(), None
    form = PlainForm(body)
    require_token(form.fields.get("token", ""))
    try:
        stage, subject = _about(form.fields.get("stage", ""), form.fields.get("subject", ""))
        source = cast(BinaryIO, _Coming(form))
        keep_spoken(studio(), queue(), visiting(), stage, subject, source, now())
    except NotHeard as refused:
        _drain(body)
        wrong = refused.why
    except (StudioError, BadRequest):
        _drain(body)
        raise
    return redirect(url_for(".voice", stage=stage, subject=_in_address(subject), wrong=wrong), 303)


def _about(stage: str, subject: str) -> tuple[Stage, str]:
    """Return what is answered about; raises NotFound and NotAsked as a walk does."""
    try:
        at = Stage(stage)
    except ValueError:
        raise BadRequest from None
    asked = subject or visiting().workshop
    watched_of(studio(), visiting(), at, asked)
    return at, asked


def _in_address(subject: str) -> str | None:
    """No address of a phone names the workshop."""
    return None if subject == visiting().workshop else subject


def _stands(said: list[SpokenAnswer]) -> str:
    """Say in the phone's words what became of what was said; of several, of what still waits."""
    if not said:
        return ""
    if any(one.written_at is None for one in said):
        return "speak_waiting"
    return "speak_unclear" if said[-1].unclear else "speak_written"


def _drain(body: Body) -> None:
    left = _DRAINED_BYTES
    while left > 0 and (block := body.read(_BLOCK)):
        left -= len(block)
