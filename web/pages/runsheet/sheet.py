"""The sheet itself: what is on, what comes next, what is done, what was filmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.gate.overview import all_records, overview
from pvstudio.agenda import AgendaSession
from pvstudio.model import Clip, Footage, FootageState, Workshop
from pvstudio.store import Reading
from web.pages.runsheet.desk import blueprint, local
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _, language
from web.wording.letters import opened
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.agendas import Exercise, ExerciseUnknown, Kind, agendas, exercise
from workflows.sessions.planning import beyond, planned_together
from workflows.sessions.readiness import has_trainees
from workflows.sessions.running import Day, days_of, link_footage, tick, untick, where_now
from workflows.sessions.saying import said_in


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """Show the run sheet: today first."""
    return page(workshop)


def page(workshop: str, *, wrong: Mapping[str, object] | None = None, overtaken: bool = False) -> str:
    """Show it, with what is *wrong* in a form that moves many; *overtaken*: another changed the plan."""
    with studio().documents.read(workshop) as tx:
        days = _days(tx)
        sessions = [one for day in days for one in day.sessions]
        home = tx.get(Workshop, workshop)
        return render_template(
            "runsheet/index.html",
            workshop=home,
            days=days,
            beyond=beyond(home, sessions),
            together=planned_together(tx),
            agendas={one.id: one for one in agendas(language())},
            wrong=wrong,
            overtaken=overtaken,
            exercises=_exercises(sessions),
            pictured=_clips_by_footage(tx),
            trainees=has_trainees(tx),
            **_clock(days),
        )


@blueprint.get("/now")
@allow(Role.FACILITATOR, Role.OFFICER)
def on_now(workshop: str) -> ResponseReturnValue:
    """Show what is on as a part of the page, which is fetched again and again."""
    with studio().documents.read(workshop) as tx:
        days = _days(tx)
        return render_template("runsheet/_now.html", workshop=tx.get(Workshop, workshop), **_clock(days))


@blueprint.get("/<session_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, session_id: str) -> ResponseReturnValue:
    """Show one session: what is done in it, and what was filmed."""
    with studio().documents.read(workshop) as tx:
        one = said_in(language(), tx.get(AgendaSession, session_id))
        usable = [each for each in tx.find(Footage) if each.state is not FootageState.REFUSED]
        pictured = _clips_by_footage(tx)
        filmed = [clip for id_ in one.footage_ids for clip in pictured.get(id_, [])]
        return render_template(
            "runsheet/show.html",
            workshop=tx.get(Workshop, workshop),
            session=one,
            exercises=_exercises([one]),
            footage=sorted(usable, key=lambda each: each.received_at, reverse=True),
            pictured=pictured,
            filmed=filmed,
            elsewhere=_elsewhere(tx, session_id),
            open_to=overview(all_records(tx, workshop), [], now()).clips if filmed else {},
            opened=opened,
        )


@blueprint.post("/<session_id>/done")
@allow(Role.FACILITATOR, Role.OFFICER)
def done(workshop: str, session_id: str) -> ResponseReturnValue:
    """Tick a session off."""
    tick(studio(), workshop, session_id, by=signed_in().id, at=now())
    return _back(workshop, session_id)


@blueprint.post("/<session_id>/undone")
@allow(Role.FACILITATOR, Role.OFFICER)
def undone(workshop: str, session_id: str) -> ResponseReturnValue:
    """Take the tick back."""
    untick(studio(), workshop, session_id)
    return _back(workshop, session_id)


@blueprint.post("/<session_id>/footage")
@allow(Role.FACILITATOR, Role.OFFICER)
def filmed(workshop: str, session_id: str) -> ResponseReturnValue:
    """Say what was filmed in a session."""
    form = request.form
    link_footage(studio(), workshop, session_id, form.getlist("footage"), form.getlist("shown"))
    flash(_("Saved."))
    return redirect(url_for(".show", workshop=workshop, session_id=session_id), 303)


def _back(workshop: str, session_id: str) -> ResponseReturnValue:
    """Go back to where the tick was set: the page of the session, or its line on the sheet."""
    if request.form.get("then") == "show":
        return redirect(url_for(".show", workshop=workshop, session_id=session_id), 303)
    return redirect(url_for(".index", workshop=workshop, _anchor=session_id), 303)


def _days(tx: Reading) -> list[Day]:
    """Return the days with their sessions as the reader calls them."""
    return [
        replace(day, sessions=tuple(said_in(language(), one) for one in day.sessions))
        for day in days_of(tx, local().date())
    ]


def _clock(days: Iterable[Day]) -> dict[str, Any]:
    """Return today's sessions and where they stand; of another day nothing is on."""
    at = local()
    today = next((one for one in days if one.day == at.date()), None)
    return {
        "today": at.date(),
        "now_on": where_now(today.sessions, at) if today else None,
        "ahead": next((one for one in days if one.day and one.day > at.date()), None),
    }


def _exercises(sessions: Iterable[AgendaSession]) -> dict[str, Exercise]:
    """Return the exercises of *sessions* in the reader's language; what is no longer known is left out."""
    found = {}
    for id_ in dict.fromkeys(one.exercise for one in sessions if one.exercise):
        try:
            known = exercise(id_, language())
        except ExerciseUnknown:  # of a studio with other agendas; its row still says what it is
            continue
        if known.kind is not Kind.BREAK:
            found[id_] = known
    return found


def _clips_by_footage(tx: Reading) -> dict[str, list[Clip]]:
    found: dict[str, list[Clip]] = {}
    for clip in sorted(tx.find(Clip), key=lambda one: one.start_ms):
        found.setdefault(clip.footage_id, []).append(clip)
    return found


def _elsewhere(tx: Reading, session_id: str) -> dict[str, str]:
    """Return in which other session each footage was filmed, by footage id."""
    return {
        id_: said_in(language(), other).title
        for other in tx.find(AgendaSession)
        if other.id != session_id
        for id_ in other.footage_ids
    }
