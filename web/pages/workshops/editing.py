"""Beginning a workshop, and changing what it is called, where and when it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.model import Workshop
from pvstudio.regional import country_name
from web.pages.workshops.desk import blueprint
from web.security.access import allow
from web.security.session import signed_in
from web.wording.fields import LANGUAGES_ASKED, day_of, languages_of
from web.wording.i18n import _, language
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.agendas import Agenda, ExerciseUnknown, agenda, agendas
from workflows.fields import YEARS, ChangedMeanwhile, FormRefused, Problem, one_line, seen
from workflows.retention import dates_of
from workflows.sessions.making import make_sessions
from workflows.sessions.planning import beyond
from workflows.workshops import About, begin, change, may_begin
from workflows.workshops import agenda as agenda_of


@blueprint.get("/workshops/new")
@allow()
def new() -> ResponseReturnValue:
    """Ask what a new workshop is called, where and when it is."""
    if not may_begin(signed_in()):
        abort(403)
    return _form(About(title=""))


@blueprint.post("/workshops/")
@allow()
def create() -> ResponseReturnValue:
    """Begin a workshop."""
    if not may_begin(signed_in()):
        abort(403)
    said, wrong = _said()
    plan = _chosen(said, wrong)
    try:
        made = begin(studio(), _lasting(said, plan), by=signed_in(), also=wrong)
    except FormRefused as refused:
        return _form(said, problems=refused.problems), 422
    if plan and made.starts:
        make_sessions(studio(), made.id, plan.id, made.starts, language())
    flash(_("The workshop has begun. Add the people next."))
    return redirect(url_for(".show", workshop=made.id), 303)


@blueprint.get("/workshops/<workshop>/about")
@allow(Role.FACILITATOR, Role.OFFICER)
def edit(workshop: str) -> ResponseReturnValue:
    """Show the facts of a workshop in a form."""
    with studio().documents.read(workshop) as tx:
        home, rows = tx.get(Workshop, workshop), agenda_of(tx)
    said, days = About.of(home), beyond(home, rows)
    if days and request.args.get("plan"):  # proposed, and saved like everything else in this form
        said = replace(said, starts=days[0], ends=days[1])
    return _form(said, workshop=workshop)


@blueprint.post("/workshops/<workshop>/about")
@allow(Role.FACILITATOR, Role.OFFICER)
def save(workshop: str) -> ResponseReturnValue:
    """Change the facts of a workshop."""
    (said, wrong), sent = _said(), request.form.get("seen", "")
    try:
        change(studio(), workshop, said, also=wrong, sent=sent)
    except ChangedMeanwhile:
        return _form(said, workshop=workshop, overtaken=True), 409
    except FormRefused as refused:
        return _form(said, workshop=workshop, problems=refused.problems, sent=sent), 422
    flash(_("Saved."))
    return redirect(url_for(".show", workshop=workshop), 303)


def _chosen(said: About, wrong: dict[str, Problem]) -> Agenda | None:
    """Return the agenda that was chosen; it needs a first day, which goes to what is *wrong*."""
    if not (id_ := request.form.get("agenda", "")):
        return None
    try:
        plan = agenda(id_, language())
    except ExerciseUnknown:
        wrong["agenda"] = Problem.NO_CHOICE
        return None
    if said.starts is None:
        wrong.setdefault("starts", Problem.MISSING)
    return plan


def _lasting(said: About, plan: Agenda | None) -> About:
    """Return what was typed, with the last day of its agenda where nobody typed one."""
    if plan is None or said.starts is None or said.ends or said.starts.year not in YEARS:
        return said
    return replace(said, ends=said.starts + timedelta(days=plan.days - 1))


def _said() -> tuple[About, dict[str, Problem]]:
    """Return what was typed, and which fields hold no date."""
    wrong: dict[str, Problem] = {}
    days: dict[str, date | None] = {}
    for field in ("starts", "ends"):
        try:
            days[field] = day_of(request.form.get(field, ""))
        except ValueError:
            days[field], wrong[field] = None, Problem.NO_DATE
    said = About(
        title=request.form.get("title", ""),
        place=request.form.get("place", ""),
        country=request.form.get("country", ""),
        languages=languages_of(request.form),
        facilitators=tuple(request.form.get("facilitators", "").split("\n")),
        **days,
    )
    return said, wrong


def _form(
    said: About,
    workshop: str = "",
    problems: dict[str, Problem] | None = None,
    *,
    overtaken: bool = False,
    sent: str | None = None,
) -> str:
    """Show the form; *sent* stays what it first showed, unless what is kept is shown as well."""
    known, deletion, kept = None, None, said
    if workshop:
        with studio().documents.read(workshop) as tx:
            known = tx.get(Workshop, workshop)
            kept, deletion = About.of(known), dates_of(tx, known, studio().settings.retention)
    return render_template(
        "workshops/edit.html",
        workshop=known,
        said=said,
        seen=seen(kept) if sent is None else sent,
        meanwhile=_both(kept, said) if overtaken else (),
        problems=problems or {},
        asked=LANGUAGES_ASKED,
        deletion=deletion,
        typed=request.form,
        agendas=() if workshop else agendas(language()),
    )


def _both(kept: About, said: About) -> list[tuple[str, str, str]]:
    """Return the fields that differ: their labels, what is kept of each, what was typed."""
    labels = {
        "title": _("Title"),
        "place": _("Place"),
        "country": _("Country"),
        "starts": _("First day"),
        "ends": _("Last day"),
        "languages": _("Languages that are spoken there"),
        "facilitators": _("Who facilitates, a name a line"),
    }
    kept, said = (replace(one, country=country_name(one.country, language())) for one in (kept, said))
    both = [(label, *(_shown(getattr(one, name)) for one in (kept, said))) for name, label in labels.items()]
    return [(label, theirs, mine) for label, theirs, mine in both if theirs != mine]


def _shown(value: str | date | tuple[str, ...] | None) -> str:
    """Return what a field holds as text; names and languages a line each."""
    lines = value if isinstance(value, tuple) else (str(value or ""),)
    return "\n".join(filter(None, map(one_line, lines)))
