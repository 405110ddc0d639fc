"""Who is ready to lead: what facilitators have seen of each trainee."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.model import Participant, Workshop
from pvstudio.store import Reading
from web.pages.runsheet.desk import blueprint, local
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _, language, lazy
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.accounts.keeping import accounts
from workflows.agendas import competences
from workflows.fields import FormRefused, Problem, one_line, seen
from workflows.sessions.readiness import Readiness, Said, Verdict, judge, readiness_of, signed_off

VERDICTS = {
    Verdict.SEEN: lazy("Seen"),
    Verdict.PRACTISES: lazy("Practises still"),
    Verdict.NOT_YET: lazy("Not yet"),
}


@blueprint.get("/ready/")
@allow(Role.FACILITATOR, Role.OFFICER)
def everybody(workshop: str) -> ResponseReturnValue:
    """List the trainees, with how far each is."""
    known = competences(language())
    with studio().documents.read(workshop) as tx:
        people = sorted(tx.find(Participant), key=lambda one: one.pseudonym.casefold())
        rows = [(one, _counted(tx, one.id), signed_off(readiness_of(tx, one.id))) for one in people]
        return render_template(
            "runsheet/everybody.html",
            workshop=tx.get(Workshop, workshop),
            people=rows,
            competences=known,
            verdicts=VERDICTS,
        )


@blueprint.get("/ready/<person_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def trainee(workshop: str, person_id: str) -> ResponseReturnValue:
    """Show what was seen of one trainee, in a form."""
    return _form(workshop, person_id)


@blueprint.post("/ready/<person_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def sign(workshop: str, person_id: str) -> ResponseReturnValue:
    """Write down what was seen of a trainee: what this form changed, and nothing else."""
    typed = {one.id: _typed(one.id) for one in competences("en")}
    said = {id_: one for id_, one in typed.items() if _stands_for(one) != request.form.get(f"seen-{id_}")}
    try:
        judge(studio(), workshop, person_id, said, by=signed_in().id, on=local().date())
    except FormRefused as refused:
        return _form(workshop, person_id, typed, refused.problems), 422
    flash(_("Saved."))
    return redirect(url_for(".trainee", workshop=workshop, person_id=person_id), 303)


def _typed(id_: str) -> Said:
    verdict = request.form.get(f"verdict-{id_}", "")
    return Said(
        verdict=Verdict(verdict) if verdict in set(Verdict) else None,
        note=one_line(request.form.get(f"note-{id_}", "")),
    )


def _stands_for(one: Said | Readiness) -> str:
    """Return what stands for a row of the form, so that rows that nobody touched are left alone."""
    return seen((one.verdict, one.note))


def _form(
    workshop: str,
    person_id: str,
    typed: dict[str, Said] | None = None,
    problems: dict[str, Problem] | None = None,
) -> str:
    with studio().documents.read(workshop) as tx:
        home, person = tx.get(Workshop, workshop), tx.get(Participant, person_id)
        kept = readiness_of(tx, person_id)
    known = competences(language())
    nothing = Said(verdict=None)
    return render_template(
        "runsheet/trainee.html",
        workshop=home,
        person=person,
        competences=known,
        kept=kept,
        rows=typed or {one.id: kept.get(one.id, nothing) for one in known},
        seen={
            one.id: request.form.get(f"seen-{one.id}", _stands_for(kept.get(one.id, nothing)))
            for one in known
        },
        verdicts=VERDICTS,
        problems=problems or {},
        signed_off=signed_off(kept),
        names={one.id: one.name for one in accounts(studio())},
    )


def _counted(tx: Reading, person_id: str) -> dict[Verdict, int]:
    said = readiness_of(tx, person_id).values()
    return {verdict: sum(one.verdict is verdict for one in said) for verdict in Verdict}
