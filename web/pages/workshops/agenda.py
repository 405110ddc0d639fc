"""The agenda in a form: a row a session; a row that is emptied goes."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop, new_id
from web.pages.workshops.desk import blueprint
from web.security.access import allow
from web.wording.fields import day_of
from web.wording.i18n import _
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.fields import FormRefused, Problem
from workflows.workshops import MANY, agenda, set_agenda

#: Empty rows below the others; whoever needs more saves and goes on.
_MORE = 3


@blueprint.get("/workshops/<workshop>/agenda")
@allow(Role.FACILITATOR, Role.OFFICER)
def plan(workshop: str) -> ResponseReturnValue:
    """Show the agenda in a form."""
    with studio().documents.read(workshop) as tx:
        rows = agenda(tx)
    return _form(workshop, rows, {})


@blueprint.post("/workshops/<workshop>/agenda")
@allow(Role.FACILITATOR, Role.OFFICER)
def save_plan(workshop: str) -> ResponseReturnValue:
    """Keep the rows of the form; forget those that were emptied."""
    with studio().documents.read(workshop) as tx:
        kept = {one.id for one in tx.find(AgendaSession)}
    rows, gone, wrong = _typed(kept)
    try:
        set_agenda(studio(), workshop, rows, gone, also=wrong)
    except FormRefused as refused:
        return _form(workshop, rows, refused.problems), 422
    flash(_("Saved."))
    again = request.form.get("more")
    return redirect(url_for(".plan" if again else ".show", workshop=workshop), 303)


def _typed(kept: Collection[str]) -> tuple[list[AgendaSession], list[str], dict[str, Problem]]:
    """Return the rows that hold something, the ids of those that were emptied, and which days are none."""
    form, rows, gone, wrong = request.form, list[AgendaSession](), list[str](), dict[str, Problem]()
    for number, id_ in enumerate(form.getlist("id")[:MANY]):
        fields = [form.get(f"{name}-{number}", "") for name in ("title", "day", "starts", "notes")]
        title, day, starts, notes = fields
        if not any(text.strip() for text in fields):
            gone += [id_] if id_ in kept else []
            continue
        try:
            when = day_of(day)
        except ValueError:
            when, wrong[f"day-{len(rows)}"] = None, Problem.NO_DATE
        rows.append(
            AgendaSession(
                id=id_ if id_ in kept else new_id("session"),
                title=title,
                day=when,
                starts=starts.strip(),
                notes=notes,
            )
        )
    return rows, gone, wrong


def _form(workshop: str, rows: list[AgendaSession], problems: dict[str, Problem]) -> str:
    with studio().documents.read(workshop) as tx:
        found = tx.get(Workshop, workshop)
    rows = [*rows, *[AgendaSession(id="", title="")] * _MORE]
    return render_template("workshops/agenda.html", workshop=found, rows=rows, problems=problems)
