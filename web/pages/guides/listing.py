"""All guides of a workshop, by film: in which languages there is one, and what is to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.languages import canonical
from pvstudio.model import Cut, Workshop
from pvstudio.store import Reading
from web.pages.guides.desk import blueprint, guiding, near
from web.wording.showing import now, studio
from workflows.fields import FormRefused, Problem
from workflows.guides.beside import State, part_beside, source_of
from workflows.guides.keeping import Written, guides_of
from workflows.guides.model import Guide, Part
from workflows.guides.referrals import is_stale, referrals_of
from workflows.guides.warnings import Standing, names_in, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A guide in the list: how much is not translated, whom it names, whether it is older than its film."""

    guide: Guide
    missing: int
    names: list[str]
    look_again: bool


@blueprint.get("/")
@guiding
def index(workshop: str) -> ResponseReturnValue:
    """List the films with their guides."""
    return _page(workshop)


@blueprint.post("/")
@guiding
def begin(workshop: str) -> ResponseReturnValue:
    """Go to the guide of a film in a language, there or to be written."""
    form = request.form
    wanted = form.get("other", "").strip() or form.get("language", "")
    language, cut_id, source = canonical(wanted), form.get("cut", ""), form.get("source", "")
    with studio().documents.read(workshop) as tx:
        tx.get(Cut, cut_id)
    if language is None:
        refused = FormRefused({"language": Problem.NO_LANGUAGE})
        return _page(workshop, problems=refused.problems, which=cut_id, typed=wanted), 422
    there = url_for(".edit", workshop=workshop, cut_id=cut_id, language=language, source=source or None)
    return redirect(there, 303)


def _page(workshop: str, **form: Any) -> str:
    today = now().astimezone().date()
    with studio().documents.read(workshop) as tx:
        found = tx.get(Workshop, workshop)
        cuts = sorted(tx.find(Cut), key=lambda one: one.title.casefold())
        helpers = referrals_of(tx)
        return render_template(
            "guides/index.html",
            workshop=found,
            films=[
                (cut, standing(tx, cut.id, None) is Standing.RECALLED, _shown(tx, cut.id)) for cut in cuts
            ],
            helpers=len(helpers),
            stale=sum(is_stale(one, today) for one in helpers),
            asked=near(found),
            **{"problems": {}, "which": "", "typed": "", **form},
        )


def _shown(tx: Reading, cut_id: str) -> list[Shown]:
    return [
        Shown(
            guide=one,
            missing=_missing(tx, one),
            names=names_in(tx, Written.of(one)),
            look_again=standing(tx, cut_id, one) is Standing.LOOK_AGAIN,
        )
        for one in guides_of(tx, cut_id)
    ]


def _missing(tx: Reading, guide: Guide) -> int:
    """Count the lines of the source that a translation does not say yet, or says of what has changed."""
    source, written = source_of(tx, guide), Written.of(guide)
    rows = (row for part in Part for row in part_beside(written, part, source))
    return sum(row.state in {State.MISSING, State.CHANGED} for row in rows)
