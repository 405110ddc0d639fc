"""What the gate says, in the reader's language.

The gate speaks English, with everything that it knows. In other languages a reason is said from its kind, the
person, the clip and the question that it is about; what it leaves out stands on the person's own page.
"""

from __future__ import annotations

from typing import Any

from flask import g, request

from consent.gate.reasons import Kind, Reason
from consent.releases import Stage
from pvstudio.model import Clip, Participant
from web.wording.i18n import _, language, lazy
from web.wording.showing import STAGES, studio

#: Reasons that are about the whole film, or about a clip without anybody of it.
_ALONE: dict[Kind, Any] = {
    Kind.EMPTY: lazy("Nothing is in this film that anybody could have agreed to."),
    Kind.RECALLED: lazy("This was recalled: it is never shown again."),
    Kind.EXPIRED: lazy("This kit has ended: it is not shown any more."),
    Kind.CHANGED: lazy("This is not the film that is on record."),
    Kind.VETO: lazy("The safeguarding officer has stopped it."),
    Kind.UNKNOWN_CLIP: lazy("A clip of it is not in this workshop any more."),
    Kind.UNLOGGED: lazy("Nobody has confirmed who is in it: log everyone, then confirm."),
    Kind.UNKNOWN_PERSON: lazy("Somebody is in it who is not in this workshop."),
}
#: What is missing from somebody.
_THEIRS: dict[Kind, Any] = {
    Kind.NO_ANSWER: lazy("has not answered yet: ask; silence is no"),
    Kind.REFUSED: lazy("said no"),
    Kind.WITHDRAWN: lazy("has taken the yes back"),
    Kind.EXPIRED: lazy("the yes has ended: ask again"),
    Kind.NOT_YET: lazy("the yes is dated later than now: check the clock"),
    Kind.AGE_CHANGED: lazy("the yes is from before the age band was changed: ask again"),
    Kind.CHANGED: lazy("the yes is to what it was before: show it again and ask"),
    Kind.VETO: lazy("the safeguarding officer has stopped it"),
    Kind.TREATMENT_MISSING: lazy("a treatment that they ask for was not done"),
    Kind.TREATMENT_UNCHECKED: lazy("watch the treated clip and confirm that it hides them"),
    Kind.TREATMENT_FAILED: lazy("something of them can still be recognised: leave the clip out"),
    Kind.NAMED: lazy("the film names them against their wish: change its letters"),
    Kind.LANGUAGE_LEFT_OUT: lazy("does not want subtitles in this language"),
}


def in_words(reason: Reason) -> str:
    """Return what stands in the way, as the reader says it."""
    if language() == "en":
        return reason.words
    clip = _titles().get(reason.clip_id or "", "")
    if reason.participant_id is None or reason.kind is Kind.UNKNOWN_PERSON:
        alone = str(_ALONE.get(reason.kind, reason.words))
        return _("“{clip}”: {reason}", clip=clip, reason=alone) if clip else alone
    who = _titles().get(reason.participant_id, "")
    thing = _about(reason.stage, clip)
    state = str(_THEIRS.get(reason.kind, reason.words))
    return (
        _("{who}: {reason} ({thing})", who=who, reason=state, thing=thing)
        if thing
        else _("{who}: {reason}", who=who, reason=state)
    )


def _about(stage: Stage | None, clip: str) -> str:
    parts = [str(STAGES[stage])] if stage else []
    return " · ".join([*parts, f"“{clip}”"] if clip else parts)


def _titles() -> dict[str, str]:
    """Return pseudonyms and titles of the workshop that the request is about, looked up once."""
    if "titles" not in g:
        g.titles = {}
        if workshop := (request.view_args or {}).get("workshop"):
            with studio().documents.read(workshop) as tx:
                g.titles |= {one.id: f"\u2068{one.pseudonym}\u2069" for one in tx.find(Participant)}
                g.titles |= {one.id: f"\u2068{one.title}\u2069" for one in tx.find(Clip)}
    found: dict[str, str] = g.titles
    return found
