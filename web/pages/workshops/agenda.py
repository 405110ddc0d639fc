"""The agenda in a form: a row a session; a row that is emptied goes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import cast

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
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, seen
from workflows.workshops import MANY, agenda, row_of, set_agenda, tidied

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
    shown = zip(request.form.getlist("id"), request.form.getlist("seen"), strict=False)
    sent = {id_: stands for id_, stands in shown if stands}  # new rows show nothing
    rows, gone, wrong = _typed(kept | sent.keys())
    gone = [id_ for id_ in gone if id_ in kept]
    try:
        set_agenda(studio(), workshop, rows, gone, also=wrong, sent=sent)
    except ChangedMeanwhile as meanwhile:
        return _both(workshop, rows, sent, cast("dict[str, AgendaSession | None]", meanwhile.kept)), 409
    except FormRefused as refused:
        return _form(workshop, rows, refused.problems, sent=sent), 422
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


def _both(
    workshop: str,
    rows: list[AgendaSession],
    sent: dict[str, str],
    overtaken: dict[str, AgendaSession | None],
) -> str:
    """Show what was typed in a form, and beside it the rows that others changed or took out meanwhile."""
    with studio().documents.read(workshop) as tx:
        kept = {one.id: one for one in agenda(tx)}
    typed = {one.id: one for one in map(tidied, rows)}
    shown = [
        kept.get(id_) if seen(row_of(one)) == sent.get(id_) else replace(one, id=id_ if id_ in kept else "")
        for id_, one in typed.items()
    ]
    shown += [one for id_, one in overtaken.items() if id_ not in typed]  # emptied here
    meanwhile = [
        (one.title, _text(theirs), _text(typed.get(id_)))
        for id_, theirs in overtaken.items()
        if (one := theirs or typed.get(id_))
    ]
    return _form(workshop, [one for one in shown if one], {}, meanwhile=meanwhile)


def _text(one: AgendaSession | None) -> str:
    """Return a row as lines; nothing where it was taken out."""
    return "\n".join(str(value) for value in row_of(one) if value) if one else ""


def _form(
    workshop: str,
    rows: list[AgendaSession],
    problems: dict[str, Problem],
    *,
    sent: dict[str, str] | None = None,
    meanwhile: Sequence[tuple[str, str, str]] = (),
) -> str:
    """Show *rows* in a form; *sent* stays what it first showed of each, where it came back."""
    with studio().documents.read(workshop) as tx:
        found, kept = tx.get(Workshop, workshop), agenda(tx)
    rows = [*rows, *[AgendaSession(id="", title="")] * _MORE]
    return render_template(
        "workshops/agenda.html",
        workshop=found,
        rows=rows,
        seen={one.id: seen(row_of(one)) for one in kept} if sent is None else sent,
        problems=problems,
        meanwhile=meanwhile,
    )
