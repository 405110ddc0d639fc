"""The agenda in a form: a row a session; a row that is emptied goes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop, new_id
from pvstudio.store import Reading
from web.pages.workshops.desk import blueprint
from web.security.access import allow
from web.wording.fields import day_of
from web.wording.i18n import _, language
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.agendas import agendas
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, seen
from workflows.sessions.planning import beyond, planned_together
from workflows.sessions.saying import said_in
from workflows.workshops import MANY, agenda, row_of, set_agenda, tidied

#: Empty rows below the others; whoever needs more saves and goes on.
_MORE = 3

#: More rows than one wants to scroll through: they are shown a day at a time.
_AT_ONCE = 30
#: How the rows without a day are asked for.
_ANY = "any"


@blueprint.get("/workshops/<workshop>/agenda")
@allow(Role.FACILITATOR, Role.OFFICER)
def plan(workshop: str) -> ResponseReturnValue:
    """Show the agenda in a form; a long one a day at a time."""
    with studio().documents.read(workshop) as tx:
        rows = _said(tx)
    of = _shown_day(rows, request.args.get("day", ""))
    return _form(workshop, [one for one in rows if of is None or _name(one.day) == of], {}, of=of)


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
        set_agenda(studio(), workshop, rows, gone, also=wrong, sent=sent, said=partial(said_in, language()))
    except ChangedMeanwhile as meanwhile:
        return _both(workshop, rows, sent, cast("dict[str, AgendaSession | None]", meanwhile.kept)), 409
    except FormRefused as refused:
        return _form(workshop, rows, refused.problems, sent=sent), 422
    flash(_("Saved."))
    if request.form.get("more"):
        return redirect(url_for(".plan", workshop=workshop, day=request.form.get("of") or None), 303)
    return redirect(url_for(".show", workshop=workshop), 303)


def _said(tx: Reading) -> list[AgendaSession]:
    """Return the rows, exercises as the reader calls them; what somebody typed stays as it is."""
    return [said_in(language(), one) for one in agenda(tx)]


def _name(day: date | None) -> str:
    return str(day) if day else _ANY


def _shown_day(rows: Sequence[AgendaSession], asked: str) -> str | None:
    """Return which day of a long agenda to show: the one asked for, today, the first; None: all of them."""
    if len(rows) <= _AT_ONCE:
        return None
    days = [_name(one.day) for one in rows]
    wanted = (asked, str(now().astimezone().date()), days[0])
    return next(day for day in wanted if day in days)


def _typed(kept: Collection[str]) -> tuple[list[AgendaSession], list[str], dict[str, Problem]]:
    """Return the rows that hold something, the ids of those that were emptied, and which days are none."""
    form, rows, gone, wrong = request.form, list[AgendaSession](), list[str](), dict[str, Problem]()
    for number, id_ in enumerate(form.getlist("id")[:MANY]):
        names = ("title", "day", "starts", "minutes", "notes")
        title, day, starts, minutes, notes = (form.get(f"{name}-{number}", "").strip() for name in names)
        untouched = id_ not in kept and day == form.get("of", "")  # a new row begins with its day
        if not any((title, "" if untouched else day, starts, notes)):
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
                starts=starts,
                minutes=_number(minutes),
                notes=notes,
            )
        )
    return rows, gone, wrong


def _number(minutes: str) -> int:
    """Return the minutes that were typed; 0: none, and what is no number as one that cannot be."""
    try:
        return int(minutes[:6] or 0)
    except ValueError:
        return -1


def _both(
    workshop: str,
    rows: list[AgendaSession],
    sent: dict[str, str],
    overtaken: dict[str, AgendaSession | None],
) -> str:
    """Show what was typed in a form, and beside it the rows that others changed or took out meanwhile."""
    with studio().documents.read(workshop) as tx:
        kept = {one.id: one for one in _said(tx)}
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
    of: str | None = None,
) -> str:
    """Show *rows* in a form, those of one day (*of*) or all.

    *sent* stays what it first showed of each, where it came back.
    """
    of = of or request.form.get("of") or None
    with studio().documents.read(workshop) as tx:
        found, kept = tx.get(Workshop, workshop), _said(tx)
        together = planned_together(tx)
    day = None if of in {None, _ANY} else _day_or_none(of)
    rows = [*rows, *[AgendaSession(id="", title="", day=day)] * _MORE]
    return render_template(
        "workshops/agenda.html",
        workshop=found,
        rows=rows,
        beyond=beyond(found, kept),
        together=together,
        wrong=None,
        agendas={one.id: one for one in agendas(language())},
        seen={one.id: seen(row_of(one)) for one in kept} if sent is None else sent,
        problems=problems,
        meanwhile=meanwhile,
        of=of,
        days=list(dict.fromkeys(_name(one.day) for one in kept)),
    )


def _day_or_none(text: str | None) -> date | None:
    """Return the day that a form says it showed; what is none is no day."""
    try:
        return day_of(text or "")
    except ValueError:
        return None
