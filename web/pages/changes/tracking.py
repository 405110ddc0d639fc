"""One line, and the change that is made of it: who sees to it, by when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.model import Workshop
from web.forms import chosen
from web.pages.changes.desk import MARKS, STATES, blueprint, helpers, words
from web.security.access import allow
from web.security.session import signed_in
from web.wording.fields import day_of
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, seen
from workflows.retrospectives import (
    Change,
    ChangeState,
    Kind,
    Line,
    Mark,
    Retrospective,
    Wanted,
    changes_of,
    forget_change,
    line_of,
    line_row,
    mend_change,
    mend_line,
    take_on,
)


@blueprint.get("/after/<retro_id>/lines/<line_id>")
@allow(Role.FACILITATOR, Role.OFFICER)
def line(workshop: str, retro_id: str, line_id: str) -> ResponseReturnValue:
    """Show one line: who sees to it? And its words, to be put right."""
    return _line_page(workshop, retro_id, line_id)


@blueprint.post("/after/<retro_id>/lines/<line_id>")
@allow(Role.FACILITATOR, Role.OFFICER)
def save_line(workshop: str, retro_id: str, line_id: str) -> ResponseReturnValue:
    """Put a line right, or take it out where nothing is left of it."""
    form, sent = request.form, request.form.get("seen", "")
    typed = Line(
        id=line_id, kind=chosen(Kind, "kind"), words=form.get("words", ""), mark=chosen(Mark, "mark")
    )
    try:
        mend_line(studio(), workshop, retro_id, typed, at=now(), sent=sent)
    except ChangedMeanwhile:
        return _line_page(workshop, retro_id, line_id, typed=typed, overtaken=True), 409
    except FormRefused as refused:
        return _line_page(
            workshop, retro_id, line_id, typed=typed, line_problems=refused.problems, sent=sent
        ), 422
    flash(_("Saved."))
    return redirect(url_for(".show", workshop=workshop, retro_id=retro_id, _anchor=str(typed.kind)), 303)


@blueprint.post("/after/<retro_id>/lines/<line_id>/change")
@allow(Role.FACILITATOR, Role.OFFICER)
def make(workshop: str, retro_id: str, line_id: str) -> ResponseReturnValue:
    """Make a change of a line."""
    wanted, wrong = _wanted(workshop)
    by = signed_in().name
    try:
        made = take_on(studio(), workshop, retro_id, line_id, wanted, by=by, at=now(), also=wrong)
    except FormRefused as refused:
        return _line_page(workshop, retro_id, line_id, wanted=wanted, problems=refused.problems), 422
    flash(_("Written down: {name} sees to it.", name=made.owner))
    return redirect(url_for(".show", workshop=workshop, retro_id=retro_id, _anchor=str(made.kind)), 303)


@blueprint.get("/<change_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def change(workshop: str, change_id: str) -> ResponseReturnValue:
    """Show one change in a form, and who changed what of it."""
    with studio().documents.read(workshop) as tx:
        kept = tx.get(Change, change_id)
    return _form(workshop, kept, Wanted.of(kept))


@blueprint.post("/<change_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def save_change(workshop: str, change_id: str) -> ResponseReturnValue:
    """Note what changed of it, or what came of it."""
    (wanted, wrong), sent = _wanted(workshop), request.form.get("seen", "")
    with studio().documents.read(workshop) as tx:
        kept = tx.get(Change, change_id)
    try:
        mend_change(
            studio(), workshop, change_id, wanted, by=signed_in().name, at=now(), also=wrong, sent=sent
        )
    except ChangedMeanwhile:
        return _form(workshop, kept, wanted, overtaken=True), 409
    except FormRefused as refused:
        return _form(workshop, kept, wanted, problems=refused.problems, sent=sent), 422
    flash(_("Saved."))
    return redirect(url_for(".index", workshop=workshop), 303)


@blueprint.post("/<change_id>/delete")
@allow(Role.FACILITATOR, Role.OFFICER)
def delete_change(workshop: str, change_id: str) -> ResponseReturnValue:
    """Delete a change with its history."""
    if request.form.get("sure") != "yes":
        raise BadRequest(_("Say that it is meant: what is deleted does not come back."))
    forget_change(studio(), workshop, change_id)
    flash(_("It is deleted."))
    return redirect(url_for(".index", workshop=workshop), 303)


def _wanted(workshop: str) -> tuple[Wanted, dict[str, Problem]]:
    """Return what was typed, and which fields hold what cannot be read. An account goes before a name."""
    form, wrong, due = request.form, dict[str, Problem](), None
    try:
        due = day_of(form.get("due", ""))
    except ValueError:
        wrong["due"] = Problem.NO_DATE
    owner_id = form.get("owner_id", "")
    account = next((one for one in helpers(workshop) if one.id == owner_id), None)
    wanted = Wanted(
        words=form.get("words", ""),
        owner=account.name if account else form.get("owner", ""),
        owner_id=account.id if account else "",
        due=due,
        state=chosen(ChangeState, "state") if "state" in form else ChangeState.OPEN,
        why=form.get("why", ""),
    )
    return wanted, wrong


def _line_page(
    workshop: str,
    retro_id: str,
    line_id: str,
    *,
    typed: Line | None = None,
    wanted: Wanted | None = None,
    problems: Mapping[str, Problem] | None = None,
    line_problems: Mapping[str, Problem] | None = None,
    overtaken: bool = False,
    sent: str | None = None,
) -> str:
    with studio().documents.read(workshop) as tx:
        retro = tx.get(Retrospective, retro_id)
        kept = line_of(retro, line_id)
        return render_template(
            "changes/line.html",
            workshop=tx.get(Workshop, workshop),
            retro=retro,
            line=kept,
            said=typed or kept,
            wanted=wanted or Wanted(words=kept.words, owner=""),
            came=[one for one in changes_of(tx) if one.line_id == line_id],
            seen=seen(line_row(kept)) if sent is None else sent,
            meanwhile=_both_lines(kept, typed) if typed and overtaken else (),
            problems=problems or {},
            line_problems=line_problems or {},
            **_people(workshop),
            **words(),
        )


def _form(
    workshop: str,
    kept: Change,
    wanted: Wanted,
    *,
    problems: Mapping[str, Problem] | None = None,
    overtaken: bool = False,
    sent: str | None = None,
) -> str:
    with studio().documents.read(workshop) as tx:
        there = bool(tx.find(Retrospective, id=kept.retrospective_id))
        return render_template(
            "changes/change.html",
            workshop=tx.get(Workshop, workshop),
            change=kept,
            wanted=wanted,
            has_retro=there,
            seen=seen(Wanted.of(kept)) if sent is None else sent,
            meanwhile=_both(Wanted.of(kept), wanted) if overtaken else (),
            problems=problems or {},
            **_people(workshop),
            **words(),
        )


def _people(workshop: str) -> dict[str, Any]:
    return {"helpers": helpers(workshop), "typed": request.form}


def _both_lines(kept: Line, typed: Line) -> list[tuple[str, str, str]]:
    rows = [
        (_("What was said"), kept.words, typed.words),
        (_("Picture"), str(MARKS[kept.mark][0]), str(MARKS[typed.mark][0])),
    ]
    return [row for row in rows if row[1] != row[2]]


def _both(kept: Wanted, said: Wanted) -> list[tuple[str, str, str]]:
    """Return the fields that differ: their labels, what is kept of each, what was typed."""
    rows = [
        (_("What"), kept.words, said.words),
        (_("Who sees to it"), kept.owner, said.owner),
        (_("By when"), str(kept.due or ""), str(said.due or "")),
        (_("State"), str(STATES[kept.state]), str(STATES[said.state])),
        (_("What came of it"), kept.why, said.why),
    ]
    return [row for row in rows if row[1] != row[2]]
