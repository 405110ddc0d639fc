"""What stands on paper, typed in: one form a person, or the strokes of a count sheet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import date
from itertools import repeat
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.model import Kit, PopulationGroup, Workshop, new_id
from web.pages.feedback.desk import EVERYBODY, asked_with, blueprint, picture, title_of, words
from web.pages.feedback.differing import COUNTED, differing, drawn_marks
from web.pages.feedback.words import WHY
from web.pages.kits import own_kit
from web.security.access import allow
from web.wording.i18n import _, language
from web.wording.showing import now, studio
from workflows.feedback.bundles import FORMAT, MOST_RESPONSES, Why
from workflows.feedback.drawings import marks
from workflows.feedback.questions import Kind, chosen, questions
from workflows.feedback.reading import read_bundle
from workflows.feedback.responses import CameBy, Moment, QuoteConsent
from workflows.feedback.typed import TypedOtherwise, TypedRefused, keep_typed
from workflows.screenings import screenings_of


@blueprint.get("/kits/<kit_id>/type")
@allow(*EVERYBODY)
def paper(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Show a form as it is on paper, and the count sheet."""
    return _page(workshop, own_kit(workshop, kit_id))


@blueprint.post("/kits/<kit_id>/type")
@allow(*EVERYBODY)
def type_in(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Keep what one person has written."""
    kit, name = own_kit(workshop, kit_id), _sheet()
    if answer := _kept(workshop, kit, "form", {name}, [_response(name)]):
        return answer
    flash(_("Kept. Here is the next form."))
    again = {name: request.form.get(name) or None for name in ("moment", "screening", "on")}
    return redirect(url_for(".paper", workshop=workshop, kit_id=kit_id, **again), 303)  # type: ignore[arg-type]


@blueprint.post("/kits/<kit_id>/count")
@allow(*EVERYBODY)
def count_in(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Keep the strokes of a count sheet: each is somebody who touched a face, and nothing else is known."""
    kit, name = own_kit(workshop, kit_id), _sheet()
    strokes = list(_strokes(name))
    if len(strokes) > MOST_RESPONSES:
        return _page(workshop, kit, again="count", wrong=_how_many()), 422
    if answer := _kept(workshop, kit, "count", frozenset(_every_stroke(name)), strokes):
        return answer
    flash(_("Kept."))
    return redirect(url_for(".show", workshop=workshop, kit_id=kit_id), 303)


def _kept(
    workshop: str, kit: Kit, which: str, sheet: Collection[str], sent: list[dict[str, Any]]
) -> ResponseReturnValue | None:
    """Keep one sheet; else return its form with what is wrong with it, or with what is kept of it already."""
    content = json.dumps({"format": FORMAT, "kit": kit.id, "responses": sent})
    bundle = read_bundle(content, came_by=CameBy.PAPER)  # what cannot come from a phone cannot be here
    if faults := [no.why for no in bundle.refused if no.why is not Why.EMPTY]:
        return _page(workshop, kit, again=which, wrong=str(WHY[faults[0]])), 422
    replaces = request.form.get("replaces", "")
    try:
        keep_typed(studio(), workshop, kit.id, sheet, bundle.responses, at=now(), replaces=replaces)
    except TypedRefused as refused:
        empty = which == "count" and refused.why is Why.EMPTY
        wrong = _how_many() if empty else str(WHY[refused.why])
        return _page(workshop, kit, again=which, wrong=wrong), 422
    except TypedOtherwise as both:
        return _page(workshop, kit, again=which, both=both), 409
    return None


def _how_many() -> str:
    return _("Write how many strokes there are, in digits.")


def _page(
    workshop: str, kit: Kit, *, again: str = "", wrong: str = "", both: TypedOtherwise | None = None
) -> str:
    """Render both forms. *again* ("form", "count") comes back under its own id: so no sheet is kept twice."""
    moment = Moment.BEFORE if request.values.get("moment") == Moment.BEFORE else Moment.AFTER
    with studio().documents.read(workshop) as tx:
        asked = chosen(asked_with(tx, kit.id))
        held = screenings_of(tx, kit.id)
        return render_template(
            "feedback/paper.html",
            workshop=tx.get(Workshop, workshop),
            kit=kit,
            title=title_of(tx, kit),
            screenings=held,
            moment=moment,
            asked=[one for one in asked if moment in one.moments],
            twice=any(len(one.moments) == len(Moment) and one.kind is not Kind.OPEN for one in asked),
            faces=questions()[COUNTED].steps,
            groups=tuple(PopulationGroup),
            consents=tuple(QuoteConsent),
            marks=drawn_marks(),
            again=again,
            ids={which: _sheet() if again == which else new_id("response") for which in ("form", "count")},
            other=new_id("response"),
            both=both,
            rows=differing(again, both, held) if both else (),
            today=now().astimezone().date(),
            typed=request.values,
            wrong=wrong,
            said=words(),
            picture=picture,
        )


def _sheet() -> str:
    """Return the id of the sheet that was typed; *other* where somebody said that it is not the one kept."""
    return request.form.get("other") or request.form.get("id", "")


def _response(name: str) -> dict[str, Any]:
    form = request.form
    steps = {name: form.get(f"step-{name}", "") for name in questions()}
    said = {name: form.get(f"words-{name}", "") for name in questions()}
    chosen_marks = [name for name in marks() if name in form.getlist("mark")]
    return _said_on(name) | {
        "moment": form.get("moment", ""),
        "answers": {name: int(step) for name, step in steps.items() if _is_number(step)},
        "said": {name: said_so for name, said_so in said.items() if said_so.strip()},
        "consent": form.get("consent", QuoteConsent.NONE),
        "mark": "-".join(chosen_marks) if len(chosen_marks) == 2 else "",
        "group": form.get("group", PopulationGroup.UNDISCLOSED),
        "language": language(),
    }


def _strokes(sheet: str) -> Iterator[dict[str, Any]]:
    """Yield a response for each stroke; the same form sent again makes the same ids.

    A stroke is numbered through the whole sheet: put right, at another step, it is the same person's answer,
    and what is told of it outside is not told again.
    """
    for stroke, step in enumerate(_steps()):
        made = _said_on(_stroke(sheet, stroke))
        yield made | {"moment": Moment.AFTER, "answers": {COUNTED: step}}


def _steps() -> Iterator[int]:
    """Yield the step of each stroke that was typed."""
    for step in range(1, questions()[COUNTED].steps + 1):
        number = request.form.get(f"strokes-{step}", "").strip()
        yield from repeat(step, min(int(number), MOST_RESPONSES + 1) if _is_number(number) else 0)


def _every_stroke(sheet: str) -> Iterator[str]:
    """Yield the ids of all strokes that one sheet can have."""
    return (_stroke(sheet, stroke) for stroke in range(MOST_RESPONSES))


def _stroke(sheet: str, stroke: int) -> str:
    return f"response-{hashlib.sha256(f'{sheet} {stroke}'.encode()).hexdigest()[:16]}"


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
