"""``/f``: the page that asks people, for a phone on the hotspot; where phones send, with the key of a kit.

Nobody is signed in here, and no cookie is looked at. The page is the same for everybody: the key stands
behind the #, which no browser sends. What comes with a key is added; nothing can be read with it.
"""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.errors import StudioError
from web.pages.feedback.words import WHY
from web.security.access import open_to_all
from web.security.bodies import takes
from web.security.guard import checks_token_itself, from_files_too
from web.sending.queue import queue
from web.wording.i18n import language
from web.wording.problems import in_words
from web.wording.showing import now, studio
from workflows.feedback.bringing import Brought, by_key
from workflows.feedback.bundles import MAX_BYTES, BundleRefused
from workflows.feedback.keys import KeyRefused
from workflows.feedback.pages import feedback_page, page_policy, speaking
from workflows.feedback.questions import languages

blueprint = Blueprint("telling", __name__, url_prefix="/f")


@blueprint.get("")
@open_to_all
def phone_page() -> Response:
    """Show the page; the phone goes on with it where there is no connection."""
    first = speaking([language()])[0]
    answer = make_response(_made(first))
    answer.headers["Content-Security-Policy"] = page_policy()
    return answer


@cache
def _made(first: str) -> str:
    return feedback_page(None, (first, *(tag for tag in languages() if tag != first)))


@blueprint.post("")
@takes(words=MAX_BYTES + (64 << 10))
@open_to_all
@checks_token_itself
@from_files_too
def send() -> ResponseReturnValue:
    """Take what a phone sends. Pages of ours read the answer; a person in another window reads it, too."""
    form = request.form
    if "key" not in form or "bundle" not in form:
        raise BadRequest
    try:
        brought = by_key(studio(), queue(), form.get("key", ""), form.get("bundle", ""), at=now())
    except (KeyRefused, BundleRefused) as refused:
        return _refused(refused)
    told = _told(brought)
    if _is_script():
        return jsonify(told)
    answer = make_response(render_template("feedback/received.html", brought=brought, told=told, WHY=WHY))
    answer.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"  # the phone's page waits for the answer
    return answer


def _told(brought: Brought) -> dict[str, object]:
    return {
        "receipt": brought.receipt,
        "kept": brought.kept,
        "known": brought.known,
        "refused": {one.id: str(WHY[one.why]) for one in brought.refused if one.id},
    }


def _refused(error: StudioError) -> ResponseReturnValue:
    if not _is_script():
        raise error
    return jsonify({"words": " ".join(in_words(error))}), 409


def _is_script() -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
