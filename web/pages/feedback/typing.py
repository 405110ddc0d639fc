"""What stands on paper, typed in: one form a person, or the strokes of a count sheet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from pvstudio.model import Kit, PopulationGroup, Workshop, new_id
from web.pages.feedback.desk import EVERYBODY, asked_with, blueprint, picture, title_of, words
from web.pages.feedback.words import WHY
from web.pages.kits import own_kit
from web.security.access import allow
from web.security.session import signed_in
from web.sending.queue import queue
from web.wording.i18n import _, language
from web.wording.showing import now, studio
from workflows.feedback.bringing import Brought, bring_in
from workflows.feedback.bundles import FORMAT, MOST_RESPONSES
from workflows.feedback.drawings import marks
from workflows.feedback.questions import Kind, chosen, questions
from workflows.feedback.reading import read_bundle
from workflows.feedback.responses import CameBy, Moment, QuoteConsent
from workflows.screenings import screenings_of

#: Whose strokes are typed: the face question that everybody knows from the sheet.
_COUNTED = "smiley"


@blueprint.get("/kits/<kit_id>/type")
@allow(*EVERYBODY)
def paper(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Show a form as it is on paper, and the count sheet."""
    return _page(workshop, own_kit(workshop, kit_id))


@blueprint.post("/kits/<kit_id>/type")
@allow(*EVERYBODY)
def type_in(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Keep what one person has written."""
    kit = own_kit(workshop, kit_id)
    brought = _bring(workshop, kit, [_response()])
    if brought.refused:
        return _page(workshop, kit, wrong=str(WHY[brought.refused[0].why])), 422
    flash(_("Kept. Here is the next form."))
    again = {name: request.form.get(name) or None for name in ("moment", "screening", "on")}
    return redirect(url_for(".paper", workshop=workshop, kit_id=kit_id, **again), 303)  # type: ignore[arg-type]


@blueprint.post("/kits/<kit_id>/count")
@allow(*EVERYBODY)
def count_in(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Keep the strokes of a count sheet: each is somebody who touched a face, and nothing else is known."""
    kit = own_kit(workshop, kit_id)
    strokes = list(_strokes())
    if not 1 <= len(strokes) <= MOST_RESPONSES:
        return _page(workshop, kit, wrong=_("Write how many strokes there are, in digits.")), 422
    brought = _bring(workshop, kit, strokes)
    if brought.refused:
        return _page(workshop, kit, wrong=str(WHY[brought.refused[0].why])), 422
    flash(_("Kept."))
    return redirect(url_for(".show", workshop=workshop, kit_id=kit_id), 303)


def _page(workshop: str, kit: Kit, *, wrong: str = "") -> str:
    moment = Moment.BEFORE if request.values.get("moment") == Moment.BEFORE else Moment.AFTER
    with studio().documents.read(workshop) as tx:
        asked = chosen(asked_with(tx, kit.id))
        return render_template(
            "feedback/paper.html",
            workshop=tx.get(Workshop, workshop),
            kit=kit,
            title=title_of(tx, kit),
            screenings=screenings_of(tx, kit.id),
            moment=moment,
            asked=[one for one in asked if moment in one.moments],
            twice=any(len(one.moments) == len(Moment) and one.kind is not Kind.OPEN for one in asked),
            faces=questions()[_COUNTED].steps,
            groups=tuple(PopulationGroup),
            consents=tuple(QuoteConsent),
            marks={name: Markup(svg) for name, svg in marks().items()},  # noqa: S704 — our own drawings
            form_id=new_id("response"),
            today=now().astimezone().date(),
            typed=request.values,
            wrong=wrong,
            said=words(),
            picture=picture,
        )


def _bring(workshop: str, kit: Kit, responses: list[dict[str, Any]]) -> Brought:
    """Bring it in like what comes from a phone: what cannot be there cannot be here."""
    content = json.dumps({"format": FORMAT, "kit": kit.id, "responses": responses})
    bundle, who = read_bundle(content, came_by=CameBy.PAPER), signed_in()
    return bring_in(studio(), queue(), workshop, kit.id, bundle, by=who.id, name=who.name, at=now())


def _response() -> dict[str, Any]:
    form = request.form
    steps = {name: form.get(f"step-{name}", "") for name in questions()}
    said = {name: form.get(f"words-{name}", "") for name in questions()}
    chosen_marks = [name for name in marks() if name in form.getlist("mark")]
    return _said_on(form.get("id", "")) | {
        "moment": form.get("moment", ""),
        "answers": {name: int(step) for name, step in steps.items() if _is_number(step)},
        "said": {name: said_so for name, said_so in said.items() if said_so.strip()},
        "consent": form.get("consent", QuoteConsent.NONE),
        "mark": "-".join(chosen_marks) if len(chosen_marks) == 2 else "",
        "group": form.get("group", PopulationGroup.UNDISCLOSED),
        "language": language(),
    }


def _strokes() -> Iterator[dict[str, Any]]:
    """Yield a response for each stroke; the same form sent again makes the same ids."""
    form = request.form.get("id", "")
    for step in range(1, questions()[_COUNTED].steps + 1):
        number = request.form.get(f"strokes-{step}", "").strip()
        for stroke in range(min(int(number), MOST_RESPONSES + 1) if _is_number(number) else 0):
            made = hashlib.sha256(f"{form} {step} {stroke}".encode()).hexdigest()[:16]
            yield _said_on(f"response-{made}") | {"moment": Moment.AFTER, "answers": {_COUNTED: step}}


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 6


def _said_on(id_: str) -> dict[str, Any]:
    """Return where and when it was said. A screening has its day; else the day that was typed."""
    try:
        day = date.fromisoformat(request.form.get("on", ""))
    except ValueError:
        day = now().astimezone().date()
    screening = request.form.get("screening", "")
    return {"id": id_, "on": day.isoformat()} | ({"screening": screening} if screening else {})
