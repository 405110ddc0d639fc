"""A retrospective: begun, written down line by line, printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop
from pvstudio.store import Reading
from web.forms import chosen
from web.pages.changes.desk import OCCASIONS, blueprint, words
from web.pages.papers import paper_answer
from web.security.access import allow
from web.security.session import signed_in
from web.wording.fields import day_of
from web.wording.i18n import _, language
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, seen
from workflows.retrospectives import (
    Facts,
    Kind,
    Mark,
    Occasion,
    Retrospective,
    add_line,
    begin,
    changes_of,
    forget,
    mend,
    vote,
)
from workflows.retrospectives.paper import retrospective_paper
from workflows.screenings import Screening
from workflows.sessions.saying import said_in
from workflows.workshops import agenda


@blueprint.get("/new")
@allow(Role.FACILITATOR, Role.OFFICER)
def new(workshop: str) -> ResponseReturnValue:
    """Ask on what people look back."""
    about_id = request.args.get("about", "")
    occasion = Occasion.SCREENING if about_id.startswith("screening-") else Occasion.SESSION
    day = now().astimezone().date()
    facts = Facts(held_on=day, occasion=occasion, about="", about_id=about_id)
    return _form(workshop, facts)


@blueprint.post("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def start(workshop: str) -> ResponseReturnValue:
    """Begin a retrospective."""
    facts, wrong = _said(workshop)
    try:
        made = begin(studio(), workshop, facts, by=signed_in().name, at=now(), also=wrong)
    except FormRefused as refused:
        return _form(workshop, facts, problems=refused.problems), 422
    return redirect(url_for(".show", workshop=workshop, retro_id=made.id), 303)


@blueprint.get("/after/<retro_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, retro_id: str) -> ResponseReturnValue:
    """Show the three columns, each with room for one more line."""
    return _page(workshop, retro_id)


@blueprint.get("/after/<retro_id>/edit")
@allow(Role.FACILITATOR, Role.OFFICER)
def edit(workshop: str, retro_id: str) -> ResponseReturnValue:
    """Show on what they looked back, in a form."""
    with studio().documents.read(workshop) as tx:
        kept = tx.get(Retrospective, retro_id)
    return _form(workshop, Facts.of(kept), kept=kept)


@blueprint.post("/after/<retro_id>/edit")
@allow(Role.FACILITATOR, Role.OFFICER)
def save(workshop: str, retro_id: str) -> ResponseReturnValue:
    """Put that right."""
    (facts, wrong), sent = _said(workshop), request.form.get("seen", "")
    with studio().documents.read(workshop) as tx:
        kept = tx.get(Retrospective, retro_id)
    try:
        mend(studio(), workshop, retro_id, facts, at=now(), also=wrong, sent=sent)
    except ChangedMeanwhile:
        return _form(workshop, facts, kept=kept, overtaken=True), 409
    except FormRefused as refused:
        return _form(workshop, facts, kept=kept, problems=refused.problems, sent=sent), 422
    flash(_("Saved."))
    return redirect(url_for(".show", workshop=workshop, retro_id=retro_id), 303)


@blueprint.post("/after/<retro_id>/lines")
@allow(Role.FACILITATOR, Role.OFFICER)
def add(workshop: str, retro_id: str) -> ResponseReturnValue:
    """Write down what somebody said."""
    kind, typed = chosen(Kind, "kind"), request.form.get("words", "")
    try:
        add_line(studio(), workshop, retro_id, kind, typed, chosen(Mark, "mark"), at=now())
    except FormRefused as refused:
        return _page(workshop, retro_id, problems=refused.problems, typed={kind: request.form}), 422
    return redirect(url_for(".show", workshop=workshop, retro_id=retro_id, _anchor=str(kind)), 303)


@blueprint.post("/after/<retro_id>/lines/<line_id>/mark")
@allow(Role.FACILITATOR, Role.OFFICER)
def mark(workshop: str, retro_id: str, line_id: str) -> ResponseReturnValue:
    """Count one more mark beside a line."""
    vote(studio(), workshop, retro_id, line_id, at=now())
    return redirect(url_for(".show", workshop=workshop, retro_id=retro_id, _anchor=line_id), 303)


@blueprint.post("/after/<retro_id>/delete")
@allow(Role.FACILITATOR, Role.OFFICER)
def delete(workshop: str, retro_id: str) -> ResponseReturnValue:
    """Delete a retrospective; the changes that came of it stay."""
    if request.form.get("sure") != "yes":
        raise BadRequest(_("Say that it is meant: what is deleted does not come back."))
    forget(studio(), workshop, retro_id)
    flash(_("It is deleted."))
    return redirect(url_for(".index", workshop=workshop), 303)


@blueprint.get("/after/<retro_id>/paper")
@allow(Role.FACILITATOR, Role.OFFICER)
def paper(workshop: str, retro_id: str) -> ResponseReturnValue:
    """Show it as a paper in the reader's language, or as a PDF."""
    html = retrospective_paper(studio(), workshop, retro_id, request.args.get("language") or language())
    return paper_answer(html, retro_id, as_pdf=request.args.get("as") == "pdf")


def _said(workshop: str) -> tuple[Facts, dict[str, Problem]]:
    """Return what was typed, and which fields hold what cannot be read."""
    form, wrong, day = request.form, dict[str, Problem](), None
    try:
        day = day_of(form.get("held_on", ""))
    except ValueError:
        wrong["held_on"] = Problem.NO_DATE
    about_id, about = form.get("about_id", ""), form.get("about", "")
    with studio().documents.read(workshop) as tx:
        known = _subjects(tx)
        title = tx.get(Workshop, workshop).title
    if about_id and about_id not in known:
        wrong["about_id"] = Problem.NO_CHOICE
    occasion = chosen(Occasion, "occasion")
    if not about.strip():
        about = known.get(about_id) or (title if occasion is Occasion.WORKSHOP else "")
    return Facts(held_on=day, occasion=occasion, about=about, about_id=about_id), wrong


def _subjects(tx: Reading) -> dict[str, str]:
    """Return the sessions and screenings that people may look back on, by id: what was last first."""
    today, rows = now().astimezone().date(), agenda(tx)
    over = [one for one in rows if one.done_at or (one.day and one.day <= today)]
    screenings = sorted(tx.find(Screening), key=lambda one: one.held_on, reverse=True)
    return {
        **_named(reversed(over)),
        **{one.id: f"{one.held_on} · {one.place}" for one in screenings},
        **_named(one for one in rows if one not in over),
    }


def _named(sessions: Iterable[AgendaSession]) -> dict[str, str]:
    said = [said_in(language(), one) for one in sessions]
    return {one.id: f"{one.day} · {one.title}" if one.day else one.title for one in said}


def _page(workshop: str, retro_id: str, **form: Any) -> str:
    with studio().documents.read(workshop) as tx:
        kept = tx.get(Retrospective, retro_id)
        came = [one for one in changes_of(tx) if one.retrospective_id == retro_id]
        return render_template(
            "changes/show.html",
            workshop=tx.get(Workshop, workshop),
            retro=kept,
            columns={kind: [line for line in kept.lines if line.kind is kind] for kind in Kind},
            came={line.id: [one for one in came if one.line_id == line.id] for line in kept.lines},
            **({"problems": {}, "typed": {}} | form),
            **words(),
        )


def _form(
    workshop: str,
    facts: Facts,
    *,
    kept: Retrospective | None = None,
    problems: dict[str, Problem] | None = None,
    overtaken: bool = False,
    sent: str | None = None,
) -> str:
    """Show the form; *sent* stays what it first showed, unless what is kept is shown as well."""
    now_kept = Facts.of(kept) if kept else facts
    with studio().documents.read(workshop) as tx:
        return render_template(
            "changes/edit.html",
            workshop=tx.get(Workshop, workshop),
            retro=kept,
            said=facts,
            subjects=_subjects(tx),
            seen=seen(now_kept) if sent is None else sent,
            meanwhile=_both(now_kept, facts) if overtaken else (),
            problems=problems or {},
            typed=request.form,
            **words(),
        )


def _both(kept: Facts, said: Facts) -> list[tuple[str, str, str]]:
    """Return the fields that differ: their labels, what is kept of each, what was typed."""
    rows = [
        (_("Day"), str(kept.held_on or ""), str(said.held_on or "")),
        (_("We look back on"), str(OCCASIONS[kept.occasion]), str(OCCASIONS[said.occasion])),
        (_("In words"), kept.about, said.about),
    ]
    return [row for row in rows if row[1] != row[2]]
