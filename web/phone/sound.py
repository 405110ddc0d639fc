"""Sound of the phone: what somebody has recorded of the words on a page, played on touch."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, request

from consent.notices.narrations import sound_file
from web.phone.blueprint import blueprint
from web.phone.doors import half_way, visiting
from web.phone.passages import spoken
from web.phone.wording import spoken_in, tongue
from web.security.visiting import visiting_or_none
from web.sending.ranges import send, span_of
from web.wording.showing import now, studio
from workflows.walks import note_played

#: Before a language is chosen, each says its own name.
_IN_ANY_LANGUAGE = "language"


@blueprint.context_processor
def hearing() -> dict[str, Callable[[str, str], bool]]:
    """Let templates ask whether somebody has recorded the words of a key, in a language."""
    return {"spoken": is_spoken}


def is_spoken(key: str, language: str) -> bool:
    """Tell whether there is a recording of *key* for whoever visits; without a visit there is none."""
    visit = visiting_or_none()
    return visit is not None and language in spoken_in() and key in spoken(visit.workshop, language)


@blueprint.get("/sound/<key>.m4a")
@half_way
def sound(key: str) -> Response:
    """Play a passage; which recording it was is noted with the answer that somebody is about to give."""
    visit = visiting()
    language = request.args.get("language", "") if key == _IN_ANY_LANGUAGE else tongue()
    sha256 = spoken(visit.workshop, language).get(key) if language in spoken_in() else None
    if sha256 is None:
        abort(404)
    answer = send(sound_file(studio().folder(visit.workshop), sha256), "audio/mp4")
    if visit.unlocked and _is_beginning():
        note_played(studio(), visit, sha256, now())
    return answer


def _is_beginning() -> bool:
    """Tell whether this request fetches the beginning: players ask for the rest by themselves."""
    return request.method == "GET" and span_of(request.headers.get("Range"), 1 << 62).start == 0
