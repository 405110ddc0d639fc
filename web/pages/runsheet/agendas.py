"""A workshop is made from an agenda: which there are, and from which day on."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop
from web.pages.runsheet.desk import blueprint, local
from web.security.access import allow
from web.wording.fields import day_of
from web.wording.i18n import _, language, ngettext
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.agendas import agendas
from workflows.fields import FormRefused, Problem
from workflows.sessions.making import make_sessions


@blueprint.get("/agendas/")
@allow(Role.FACILITATOR, Role.OFFICER)
def choose(workshop: str) -> ResponseReturnValue:
    """Show the agendas that a workshop can be made from."""
    return _page(workshop)


@blueprint.post("/agendas/<agenda_id>")
@allow(Role.FACILITATOR, Role.OFFICER)
def make(workshop: str, agenda_id: str) -> ResponseReturnValue:
    """Put the sessions of an agenda into the workshop."""
    try:
        made = make_sessions(
            studio(),
            workshop,
            agenda_id,
            _first_day(),
            language(),
            starts=request.form.get("starts", "").strip(),
        )
    except FormRefused as refused:
        return _page(workshop, agenda_id, refused.problems), 422
    if made:
        flash(ngettext("{n} session is planned.", "{n} sessions are planned.", len(made)))
    else:
        flash(_("All of it is planned already."))
    return redirect(url_for(".index", workshop=workshop), 303)


def _first_day() -> date:
    """Return the day that was typed. Raises :class:`~workflows.fields.FormRefused`."""
    try:
        found = day_of(request.form.get("first_day", ""))
    except ValueError as none:
        raise FormRefused({"first_day": Problem.NO_DATE}) from none
    if found is None:
        raise FormRefused({"first_day": Problem.MISSING})
    return found


def _page(workshop: str, chosen: str = "", problems: dict[str, Problem] | None = None) -> str:
    with studio().documents.read(workshop) as tx:
        home, planned = tx.get(Workshop, workshop), len(tx.find(AgendaSession))
    today, last = local().date(), home.ends or home.starts
    over = bool(last and last < today)
    return render_template(
        "runsheet/agendas.html",
        workshop=home,
        planned=planned,
        agendas=agendas(language()),
        chosen=chosen,
        problems=problems or {},
        typed=request.form,
        over=over,
        first_day=today if over else home.starts or "",
    )
